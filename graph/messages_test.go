package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/graph/exec"
)

// A mistake is a wrong value of an argument, as a literal and as JSON.
type mistake struct {
	name          string // what the message calls it after the argument or variable: "", ".said.from", "[0]"
	literal, json string
	want          string // what the message says after the name, with LITERAL or JSON for the value
	shown         [2]string
}

const gotValue = ", got VALUE"

// mistakesOf returns wrong values of a type: a wrong kind of value, one out of range, null, an unknown name, and the
// same within lists and input objects.
func mistakesOf(t *ast.Type) (all []mistake) {
	add := func(want string, values ...string) {
		for _, v := range values {
			all = append(all, mistake{"", v, v, want, [2]string{v, v}})
		}
	}
	if t.NonNull {
		add("must not be null: send a value of type "+t.String(), "null")
	}
	if t.Elem != nil {
		for _, m := range mistakesOf(t.Elem) {
			m.name, m.literal, m.json = "[0]"+m.name, "["+m.literal+"]", "["+m.json+"]"
			all = append(all, m)
		}
		return all
	}
	definition := exec.Schema.Types[t.Name()]
	switch {
	case definition.Kind == ast.Enum:
		var names []string
		for _, v := range definition.EnumValues {
			names = append(names, v.Name)
		}
		one := "must be one of " + strings.Join(names, ", ") + gotValue
		for _, name := range []string{"UNKNOWN", strings.ToLower(names[0])} {
			all = append(all, mistake{"", name, `"` + name + `"`, one, [2]string{name, `"` + name + `"`}})
		}
		add(one, "1", "[]", "{}")
	case definition.Kind == ast.InputObject:
		add("must be an object of type "+t.Name()+gotValue, "5", `"text"`, "[]")
		const undefined = `Field "nothing" is not defined by type %q: use one of %s`
		all = append(all, mistake{"", "{nothing: 1}", `{"nothing": 1}`,
			fmt.Sprintf(undefined, t.Name(), definition.Fields[0].Name), [2]string{}})
		for _, f := range definition.Fields {
			for _, m := range mistakesOf(f.Type) {
				m.name = "." + f.Name + m.name
				m.literal = "{" + f.Name + ": " + m.literal + "}"
				m.json = fmt.Sprintf(`{%q: %s}`, f.Name, m.json)
				all = append(all, m)
			}
		}
	case t.Name() == "Int":
		add(integer+"VALUE", `"3"`, "2.5", "true", "[]", "{}", "2147483648", "-2147483649", "99999999999999999999")
	case t.Name() == "ID":
		add("must be a string or an integer"+gotValue, "5.5", "true", "[]", "{}")
	case t.Name() == "Boolean":
		add("must be true or false"+gotValue, `"true"`, "1", "[]")
	case t.Name() == "Date":
		add("must be a date as YYYY-MM-DD"+gotValue, `"yesterday"`, `"2023-7-4"`, "2023", "[]", "{}")
		add("must be a date as YYYY-MM-DD"+gotValue+", a day that does not exist", `"2023-02-30"`, `"2023-13-01"`)
	default:
		add("must be a string"+gotValue, "5", "true", "[]", "{}")
	}
	return all
}

// validOf returns a literal that a type accepts.
func validOf(t *ast.Type) string {
	definition := exec.Schema.Types[t.Name()]
	switch {
	case definition.Kind == ast.Enum:
		return definition.EnumValues[0].Name
	case definition.Kind == ast.InputObject:
		return "{}"
	}
	return map[string]string{"Int": "1", "Boolean": "true", "Date": `"2024-07-04"`, "ID": `"person:xi-jinping"`,
		"String": `"xi-jinping"`}[t.Name()]
}

// argumentsOf writes valid values for the required arguments of a field except one, and that one as given.
func argumentsOf(f *ast.FieldDefinition, name, value string) string {
	var all []string
	for _, a := range f.Arguments {
		switch {
		case a.Name == name:
			all = append(all, name+": "+value)
		case a.Type.NonNull && a.DefaultValue == nil:
			all = append(all, a.Name+": "+validOf(a.Type))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "(" + strings.Join(all, ", ") + ")"
}

// selectionOf selects something of what a field returns, if that has fields: of a list its records, so that it is read.
func selectionOf(f *ast.FieldDefinition) string {
	switch to := exec.Schema.Types[f.Type.Name()]; {
	case to.IsLeafType():
		return ""
	case to.Fields.ForName("edges") != nil:
		return " { edges { __typename } }"
	}
	return " { __typename }"
}

// pathsTo returns for each object type with fields the text of a query that leads to it, with SELECTION where the
// fields of the type are selected. Lists on the way have one record. ids are ids of records by type.
func pathsTo(ids map[string]string) map[string]string {
	paths := map[string]string{"Query": "{ SELECTION }"}
	for queue := []string{"Query"}; len(queue) > 0; queue = queue[1:] {
		for _, f := range exec.Schema.Types[queue[0]].Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			to := exec.Schema.Types[f.Type.Name()]
			for _, object := range exec.Schema.GetPossibleTypes(to) {
				if _, known := paths[object.Name]; known || object.IsLeafType() {
					continue
				}
				selection := "SELECTION"
				if object != to {
					selection = "... on " + object.Name + " { SELECTION }"
				}
				arguments := argumentsOf(f, "first", "1")
				if f.Name == "node" && ids[object.Name] != "" {
					arguments = fmt.Sprintf("(id: %q)", ids[object.Name])
				}
				field := f.Name + arguments + " { " + selection + " }"
				paths[object.Name] = strings.Replace(paths[queue[0]], "SELECTION", field, 1)
				queue = append(queue, object.Name)
			}
		}
	}
	return paths
}

// isNode reports whether all objects of a type have ids.
func isNode(d *ast.Definition) bool { return d.Name == "Node" || slices.Contains(d.Interfaces, "Node") }

// idsByType returns the id of a record of each type that a list of Query has.
func idsByType(t *testing.T, url string) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for _, f := range exec.Schema.Query.Fields {
		nodes := exec.Schema.Types[f.Type.Name()].Fields.ForName("nodes")
		if nodes == nil || f.Arguments.ForName("query") != nil || !isNode(exec.Schema.Types[nodes.Type.Name()]) {
			continue
		}
		list := get(t, url, "{ "+f.Name+"(first: 100) { nodes { __typename ... on Node { id } } } }")
		for _, n := range at(list, f.Name+".nodes").([]any) {
			if id, ok := at(n, "id").(string); ok {
				ids[at(n, "__typename").(string)] = id
			}
		}
	}
	return ids
}

// eachArgument calls visit for each argument of each field of the schema and of the directives of queries, with the
// text of a query in which VALUE stands for its value.
func eachArgument(ids map[string]string, visit func(name string, t *ast.Type, query string)) {
	paths := pathsTo(ids)
	for _, of := range slices.Sorted(maps.Keys(paths)) {
		for _, f := range exec.Schema.Types[of].Fields {
			for _, a := range f.Arguments {
				field := "target: " + f.Name + argumentsOf(f, a.Name, "VALUE") + selectionOf(f)
				visit(a.Name, a.Type, strings.Replace(paths[of], "SELECTION", field, 1))
			}
		}
	}
	for _, directive := range []string{"include", "skip"} {
		visit("if", ast.NonNullNamedType("Boolean", nil), "{ __typename @"+directive+"(if: VALUE) }")
	}
}

// badForm matches messages that are not in the form of the others.
var badForm = regexp.MustCompile(`\.$|is no |\btold\b|may have|: ask `)

// Each wrong value of each argument of the schema, in the text or in a variable, has exactly one error, which names the
// argument or the variable, says what the value must be, and quotes the value as it was sent.
func TestWrongValues(t *testing.T) {
	url := serve(t)
	arguments, mistakes := 0, 0
	eachArgument(nil, func(name string, of *ast.Type, query string) {
		arguments++
		for _, m := range mistakesOf(of) {
			mistakes++
			checkMessage(t, url, strings.Replace(query, "VALUE", m.literal, 1), nil,
				wanted(name, m, m.shown[0]))
			if m.json == "null" && !of.NonNull {
				continue
			}
			var value any
			decoder := json.NewDecoder(strings.NewReader(m.json))
			decoder.UseNumber()
			if err := decoder.Decode(&value); err != nil {
				t.Fatal(err)
			}
			text := "query($v: " + of.String() + ") " + strings.Replace(query, "VALUE", "$v", 1)
			checkMessage(t, url, text, map[string]any{"v": value},
				`Variable "$v" got invalid value: `+wanted("$v", m, m.shown[1]))
		}
	})
	if arguments < 100 || mistakes < 1000 {
		t.Errorf("%d arguments with %d mistakes were tried, want more", arguments, mistakes)
	}
}

// wanted returns what the message about a mistake must begin with.
func wanted(name string, m mistake, value string) string {
	if strings.HasPrefix(m.want, "Field ") {
		return m.want
	}
	return name + m.name + " " + strings.ReplaceAll(m.want, "VALUE", value)
}

func checkMessage(t *testing.T, url, query string, variables map[string]any, want string) {
	t.Helper()
	a := ask(t, url, query, variables)
	wrong := len(a.Errors) == 0
	for i, e := range a.Errors { // a field of several records has an error for each
		repeated := i > 0 && (len(e.Path) == 0 || slices.Equal(e.Path, a.Errors[0].Path))
		wrong = wrong || repeated || !strings.HasPrefix(e.Message, want) || badForm.MatchString(e.Message)
	}
	if wrong {
		t.Errorf("%s with %v has the errors %+v, want one that begins with %s", query, variables, a.Errors, want)
	}
}

const tooManyWords = " must have at most 32 words, not counting repeated ones, got 33"

// wrongWhenExecuted are values that have the right type, by argument, and what the message says of each.
func wrongWhenExecuted(name string, of *ast.Type) map[string]string {
	many, words := "["+strings.Repeat(`"x", `, 101)+"]", `"`+times(33, "w%d ")+`"`
	switch name + " " + of.Name() {
	case "first Int", "last Int":
		return map[string]string{
			"-1": " must be between 0 and 100, got -1", "101": " must be between 0 and 100, got 101",
			"1000": " must be between 0 and 100, got 1000",
		}
	case "after String", "before String":
		return map[string]string{`"zzz"`: ` must be a cursor of this list, got "zzz": send one from pageInfo`}
	case "property String":
		return map[string]string{`"zzz"`: ` must be a field of `}
	case "base String":
		return map[string]string{`"zzz"`: ` must be the address of a server, such as https://example.org, got "zzz"`}
	case "ids ID", "agent String":
		return map[string]string{many: " must have at most 100 values, got 101"}
	case "query String":
		return map[string]string{words: tooManyWords}
	case "slug String", "id ID":
		return map[string]string{`"NOBODY"`: ""} // an unknown slug, in any case, returns null
	}
	definition := exec.Schema.Types[of.Name()]
	if definition.Kind != ast.InputObject {
		return nil
	}
	all := map[string]string{}
	for _, f := range definition.Fields {
		switch {
		case f.Type.Name() == "DateRange":
			all["{"+f.Name+`: {from: "2024-01-01", to: "2023-01-01"}}`] = fmt.Sprintf(
				".%[1]s.from must not be after %[2]s.%[1]s.to, got 2024-01-01 and 2023-01-01: swap them",
				f.Name, name)
		case f.Type.Elem != nil && f.Type.Name() == "String":
			all["{"+f.Name+": "+many+"}"] = "." + f.Name + " must have at most 100 values, got 101"
		case f.Type.Name() == "String":
			all["{"+f.Name+": "+words+"}"] = "." + f.Name + tooManyWords
		}
	}
	return all
}

// unread reports whether data has no field "target", or an empty list there, which accepts any cursor.
func unread(data string) bool {
	return !strings.Contains(data, `"target"`) || strings.Contains(data, `"target":{"edges":[]}`)
}

// Values that only execution can check have one error too, of the same form. A field without records above it is not
// executed.
func TestWrongValuesWhenExecuted(t *testing.T) {
	url := serve(t)
	executed := map[string]int{}
	eachArgument(idsByType(t, url), func(name string, of *ast.Type, query string) {
		for value, want := range wrongWhenExecuted(name, of) {
			text := strings.Replace(query, "VALUE", value, 1)
			a := ask(t, url, text, nil)
			encoded, _ := json.Marshal(a.Data)
			switch {
			case want == "" && len(a.Errors) > 0:
				t.Errorf("%s has the errors %+v, want none", text, a.Errors)
			case want == "", len(a.Errors) == 0 && unread(string(encoded)):
				continue
			default:
				executed[name]++
				checkMessage(t, url, text, nil, name+want)
				if value == `"zzz"` && len(a.Errors) > 0 && !strings.Contains(a.Errors[0].Message, `got "zzz"`) {
					t.Errorf("%s: %s does not quote the value", text, a.Errors[0].Message)
				}
			}
		}
	})
	for _, name := range []string{
		"first", "last", "after", "before", "property", "base", "ids", "agent", "query", "filter",
	} {
		if executed[name] == 0 {
			t.Errorf("no field with the argument %s was executed", name)
		}
	}
}
