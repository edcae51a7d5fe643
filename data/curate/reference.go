package curate

import (
	"fmt"
	"reflect"
	"strings"
)

// Reference returns the list of keys of all record files, in Markdown, from the comments of their types.
func Reference() []byte {
	var b strings.Builder
	b.WriteString("# Keys of the record files\n\n`curate compile` generates this page. Keys in bold are required. " +
		"The guide for curators, `data/FORMAT.md`\nin the source code of Summitry, explains passages, claims, dates " +
		"and mentions.\n")
	for _, k := range recordKinds {
		t := k.file
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		fmt.Fprintf(&b, "\n## %s/\n\n%s\n\n", k.folder, comments[t.Name()+"."])
		b.WriteString("| key | type | what to write |\n|---|---|---|\n")
		writeKeys(&b, "", t)
	}
	fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", datasetName, comments["datasetFile."])
	b.WriteString("| key | type | what to write |\n|---|---|---|\n")
	writeKeys(&b, "", reflect.TypeFor[datasetFile]())
	return []byte(b.String())
}

// writeKeys writes a row for each key of a type. The keys of list items follow the row of their list.
func writeKeys(b *strings.Builder, prefix string, t reflect.Type) {
	for f := range t.Fields() {
		key := prefix + f.Tag.Get("yaml")
		if key == prefix {
			continue
		}
		shown := "`" + key + "`"
		if strings.Contains(f.Tag.Get("jsonschema"), "required") {
			shown = "**" + shown + "**"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", shown, holds(f.Type), whatToWrite(t, f, "`"))
		if item := f.Type; item.Kind() == reflect.Slice && shapeNames[item.Elem()] == "" && !isClaims(item) {
			writeKeys(b, key+".", item.Elem())
		}
	}
}

// whatToWrite returns the comment of a key, and the values that it allows, between quotes.
func whatToWrite(t reflect.Type, f reflect.StructField, quote string) string {
	what := comments[t.Name()+"."+f.Name]
	if values := enumOf(f); len(values) > 0 {
		what += " One of " + quote + strings.Join(values, quote+", "+quote) + quote + "."
	}
	return what
}

// shapeNames holds the names that FORMAT.md uses for types.
var shapeNames = map[reflect.Type]string{
	reflect.TypeFor[scalar]():    "text",
	reflect.TypeFor[int]():       "number",
	reflect.TypeFor[bool]():      "true or false",
	reflect.TypeFor[date]():      "date",
	reflect.TypeFor[passage]():   "passage",
	reflect.TypeFor[mention]():   "mention",
	reflect.TypeFor[[]mention](): "list of mentions",

	reflect.TypeFor[memberList](): "list of members",
}

func isClaims(t reflect.Type) bool {
	_, several := reflect.Zero(t).Interface().(interface{ claimType() reflect.Type })
	return several
}

// holds describes the values of a key.
func holds(t reflect.Type) string {
	if c, several := reflect.Zero(t).Interface().(interface{ claimType() reflect.Type }); several {
		value, _ := c.claimType().FieldByName("Value")
		return "claims, each a " + shapeNames[value.Type]
	}
	switch {
	case shapeNames[t] != "":
		return shapeNames[t]
	case t.Kind() == reflect.Pointer:
		return holds(t.Elem())
	case t.Kind() == reflect.Map:
		return "texts by name"
	case shapeNames[t.Elem()] != "":
		return "list of " + shapeNames[t.Elem()] + "s"
	}
	return "list"
}
