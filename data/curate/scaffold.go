package curate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"unicode/utf8"
)

// Scaffold returns a template of a record file: each key with its description, optional keys commented out.
func Scaffold(folder string) (string, error) {
	t := fileOf(folder)
	if t == nil {
		return "", fmt.Errorf("folder must be one of %s, or dataset for dataset.yaml, got %q", folderNames(), folder)
	}
	var b strings.Builder
	item := ""
	if t.Kind() == reflect.Slice {
		t, item = t.Elem(), "- "
	}
	fmt.Fprintf(&b, "# %s\n", comments[t.Name()+"."])
	for i := range t.NumField() {
		f := t.Field(i)
		if key := f.Tag.Get("yaml"); key != "" {
			open := "# "
			if strings.Contains(f.Tag.Get("jsonschema"), "required") {
				open = strings.Repeat(" ", len(item))
			}
			fmt.Fprintf(&b, "# %s\n%s%s: %s\n", whatToWrite(t, f, ""), open, key, startOf(f.Type))
		}
	}
	text := b.String()
	if item != "" { // the first required key starts the list item
		text = strings.Replace(text, "\n  ", "\n"+item, 1)
	}
	return text, nil
}

// fileOf returns the type of the record files of a folder, or of dataset.yaml, or nil.
func fileOf(folder string) reflect.Type {
	if folder == "dataset" {
		return reflect.TypeFor[datasetFile]()
	}
	if kind := findRecordKind(folder); kind != nil {
		return kind.file
	}
	return nil
}

// startOf returns an empty value of a type.
func startOf(t reflect.Type) string {
	if c, several := reflect.Zero(t).Interface().(interface{ claimType() reflect.Type }); several {
		value, _ := c.claimType().FieldByName("Value")
		return "{value: " + startOf(value.Type) + ", cite: [" + startOf(reflect.TypeFor[passage]()) + "]}"
	}
	switch {
	case t == reflect.TypeFor[scalar]() || t.Kind() == reflect.Int:
		return ""
	case t.Kind() == reflect.Pointer:
		return startOf(t.Elem())
	case t.Kind() == reflect.Slice:
		return "[" + startOf(t.Elem()) + "]"
	}
	var keys []string
	for i := range t.NumField() {
		if f := t.Field(i); strings.Contains(f.Tag.Get("jsonschema"), "required") ||
			t == reflect.TypeFor[passage]() && f.Name == "Document" {
			keys = append(keys, f.Tag.Get("yaml")+": "+startOf(f.Type))
		}
	}
	return "{" + strings.Join(keys, ", ") + "}"
}

// ScaffoldDocument returns a template of a document's record, with the file's name, fingerprint and length filled in.
func ScaffoldDocument(documents fs.FS, file string) (string, error) {
	content, err := fs.ReadFile(documents, file)
	if err != nil {
		return "", fmt.Errorf("the folder of documents has no file %q: add the file, or correct the name", file)
	}
	if !utf8.Valid(content) {
		return "", fmt.Errorf("the document must be in UTF-8, got other bytes in %s: save it as UTF-8", file)
	}
	text, err := Scaffold("documents")
	marks := "\n# marks: []\n"
	if found := marksIn(string(content)); len(found) > 0 {
		marks = fmt.Sprintf("\nmarks: %s\n", asJSON(found))
	}
	sum := sha256.Sum256(content)
	return strings.NewReplacer(
		"\nfile: \n", "\nfile: "+file+"\n",
		"\nsha256: \n", "\nsha256: "+hex.EncodeToString(sum[:])+"\n",
		"\ncharacters: \n", fmt.Sprintf("\ncharacters: %d\n", utf8.RuneCount(content)),
		"\n# marks: []\n", marks,
	).Replace(text), err
}
