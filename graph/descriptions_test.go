package graph_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// A schemaElement is a type, field, argument or enum value of the schema.
type schemaElement struct {
	path        string // such as Person.name or Query.person(slug:)
	name        string
	typ         string // as in the schema; empty for a type or an enum value
	description string
	interfaces  []string // that declare the field, or the field of the argument
}

func schemaElements(t *testing.T) (all []schemaElement) {
	t.Helper()
	for _, d := range schema(t).Types {
		if d.BuiltIn {
			continue
		}
		all = append(all, schemaElement{path: d.Name, name: d.Name, description: d.Description})
		for _, v := range d.EnumValues {
			all = append(all, schemaElement{path: d.Name + "." + v.Name, name: v.Name, description: v.Description})
		}
		for _, f := range d.Fields {
			all = append(all, fieldElements(d, f)...)
		}
	}
	if len(all) < 500 {
		t.Fatalf("found only %d descriptions", len(all))
	}
	slices.SortFunc(all, func(a, b schemaElement) int { return strings.Compare(a.path, b.path) })
	return all
}

// fieldElements returns a field and its arguments.
func fieldElements(d *ast.Definition, f *ast.FieldDefinition) []schemaElement {
	if strings.HasPrefix(f.Name, "__") {
		return nil
	}
	interfaces := append(slices.Clone(d.Interfaces), d.Name)
	path := d.Name + "." + f.Name
	all := []schemaElement{{path, f.Name, f.Type.String(), f.Description, interfaces}}
	for _, a := range f.Arguments {
		argument := fmt.Sprintf("%s(%s:)", path, a.Name)
		all = append(all, schemaElement{argument, a.Name, a.Type.String(), a.Description, interfaces})
	}
	return all
}

func TestEverythingIsDescribed(t *testing.T) {
	for _, e := range schemaElements(t) {
		if len(strings.Fields(e.description)) < 3 {
			t.Errorf("%s has the description %q", e.path, e.description)
		}
	}
}

func TestDescriptionsHaveAtMost300Characters(t *testing.T) {
	for _, e := range schemaElements(t) {
		if n := utf8.RuneCountInString(e.description); n > 300 {
			t.Errorf("the description of %s has %d characters", e.path, n)
		}
	}
}

func TestDescriptionsGiveAnExample(t *testing.T) {
	example := regexp.MustCompile(`(^|[.?)]\s)Examples?: \S`)
	for _, e := range schemaElements(t) {
		if !example.MatchString(e.description) {
			t.Errorf("the description of %s has no example: %s", e.path, e.description)
		}
	}
}

// An example of a field with a selection or arguments is valid GraphQL where the field is selected; an example of an
// argument or input field is a valid literal, unless the type is written as plain text.
func TestExamplesAreValid(t *testing.T) {
	s := schema(t)
	rule := rules.NewDefaultRules()
	rule.RemoveRule("NoUnusedFragments")
	rule.RemoveRule("NoUnusedVariables")
	checked := 0
	check := func(path, operation string) {
		checked++
		if _, errs := gqlparser.LoadQueryWithRules(s, operation, rule); len(errs) > 0 {
			t.Errorf("the example of %s is not valid: %v\n%s", path, errs, operation)
		}
	}
	for _, d := range s.Types {
		if d.BuiltIn {
			continue
		}
		for _, f := range d.Fields {
			path, example := d.Name+"."+f.Name, exampleIn(f.Description)
			if d.Kind == ast.InputObject {
				checkLiteral(check, path, f.Type, example)
			} else if strings.HasPrefix(example, f.Name+" {") || strings.HasPrefix(example, f.Name+"(") {
				check(path, fmt.Sprintf("{ __typename } fragment F on %s { %s }", d.Name, example))
			}
			for _, a := range f.Arguments {
				checkLiteral(check, path+"("+a.Name+":)", a.Type, exampleIn(a.Description))
			}
		}
	}
	if checked < 250 {
		t.Errorf("checked only %d examples", checked)
	}
}

// exampleIn returns the example of a description if it is code.
func exampleIn(description string) string {
	code := regexp.MustCompile("Examples?:\\s`([^`]+)`").FindStringSubmatch(description)
	if code == nil {
		return ""
	}
	return code[1]
}

// checkLiteral checks an example as a value of a type. Texts, IDs and dates are written without quotation marks.
func checkLiteral(check func(path, operation string), path string, of *ast.Type, example string) {
	if plain := []string{"String", "ID", "Date"}; example == "" || slices.Contains(plain, of.NamedType) {
		return
	}
	nullable := *of
	nullable.NonNull = false
	check(path, fmt.Sprintf("query ($v: %s = %s) { __typename }", nullable.String(), example))
}

// Elements may share a description if they have the same name and type, such as the argument first of all lists, or if
// they implement the same field of an interface.
func TestDifferentElementsHaveDifferentDescriptions(t *testing.T) {
	byDescription := map[string]schemaElement{}
	for _, e := range schemaElements(t) {
		other, found := byDescription[e.description]
		if found && !mayShareDescription(e, other) {
			t.Errorf("%s and %s have the same description: %s", other.path, e.path, e.description)
		}
		byDescription[e.description] = e
	}
}

func mayShareDescription(a, b schemaElement) bool {
	if a.name != b.name {
		return false
	}
	sharesInterface := slices.ContainsFunc(a.interfaces, func(i string) bool {
		return slices.Contains(b.interfaces, i)
	})
	return sharesInterface || a.typ != "" && a.typ == b.typ
}

// Examples use invented names, so that no example is taken for a fact. The SCO may be named: types refer to it.
func TestDescriptionsNameNobodyOfTheDataset(t *testing.T) {
	allowed := []string{"SCO"}
	names := namesOfDataset(t)
	for _, known := range []string{"Kazakhstan", "Putin", "Tehran", "sco-summit-2024", "US", "Xinhua news agency"} {
		if !slices.Contains(names, known) {
			t.Errorf("%s is not among the names of the dataset", known)
		}
	}
	var quoted []string
	for _, name := range names {
		if !slices.Contains(allowed, name) {
			quoted = append(quoted, regexp.QuoteMeta(name))
		}
	}
	slices.SortFunc(quoted, func(a, b string) int { return len(b) - len(a) }) // the longest match first
	named := regexp.MustCompile(`(?:^|[^\pL\pN])(` + strings.Join(quoted, "|") + `)(?:$|[^\pL\pN])`)
	for _, e := range schemaElements(t) {
		if found := named.FindStringSubmatch(e.description); found != nil {
			t.Errorf("the description of %s names %s: %s", e.path, found[1], e.description)
		}
	}
}

// namesOfDataset returns the names, codes and slugs of all agents and events, and the publishers and titles of
// documents. Words of people's names are names as well.
func namesOfDataset(t *testing.T) []string {
	t.Helper()
	const query = `{
		people(first: 100) { totalCount nodes { slug name otherNames } }
		organizations(first: 100) { totalCount nodes { slug name otherNames acronym } }
		countries(first: 100) { totalCount nodes { slug name otherNames isoAlpha2 isoAlpha3 } }
		events(first: 100) { totalCount nodes { slug name place } }
		documents(first: 100) { totalCount nodes { slug title publisher } }
	}`
	var names []string
	for list, connection := range get(t, serve(t), query) {
		nodes := at(connection, "nodes").([]any)
		if total := int(at(connection, "totalCount").(float64)); len(nodes) < total || total == 0 {
			t.Fatalf("%s has %d records, and %d were read", list, total, len(nodes))
		}
		for _, node := range nodes {
			names = append(names, namesOf(node.(map[string]any), list == "people")...)
		}
	}
	return names
}

func namesOf(record map[string]any, person bool) (names []string) {
	for field, value := range record {
		values, isList := value.([]any)
		if !isList {
			values = []any{value}
		}
		for _, v := range values {
			if name, ok := v.(string); ok && !(field == "slug" && name == "sco") {
				names = append(names, name)
			}
		}
	}
	if person {
		names = append(names, strings.Fields(record["name"].(string))...)
	}
	return names
}
