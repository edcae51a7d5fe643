package plan_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/summitry/summitry/graph/plan"
)

// zoo has every kind of type and every kind of deprecated element.
const zoo = `
schema { query: Query }
type Query { animals(where: Filter = {legs: [2, 4], name: "a\"b"} old: Int @deprecated): [Animal!]! any: Any cat: Cat }
interface Animal { name: String! }
interface Empty { name: String }
union Any = Dog | Cat
type Cat implements Animal { name: String! lives: Int @deprecated(reason: "too many") tail: Boolean @deprecated }
type Dog implements Animal { name: String! }
enum Size { SMALL LARGE BIG @deprecated(reason: "say LARGE") }
scalar Day @specifiedBy(url: "https://example.org/day")
scalar Plain
input Filter { legs: [Int!] = [4] name: String size: Size = SMALL day: Day old: Plain @deprecated(reason: "none is") }
input One @oneOf { a: Int b: Int }
directive @tag(name: String! = "x" was: One @deprecated) repeatable on FIELD | OBJECT
`

// The expected values follow section 4 of the GraphQL specification.
func TestIntrospection(t *testing.T) {
	const ofAll = `{ fields(includeDeprecated: true) { name } interfaces { name } possibleTypes { name }
		enumValues { name } inputFields { name } ofType { name } isOneOf specifiedByURL }`
	for query, want := range map[string]string{
		`{ __type(name: "Animal") ` + ofAll + ` }`: `
			{"fields":[{"name":"name"}],"interfaces":[],"possibleTypes":[{"name":"Cat"},
			{"name":"Dog"}],"enumValues":null,"inputFields":null,"ofType":null,"isOneOf":null,
			"specifiedByURL":null}`,
		`{ __type(name: "Empty") { possibleTypes { name } } }`: `{"possibleTypes":[]}`,
		`{ __type(name: "Any") ` + ofAll + ` }`: `
			{"fields":null,"interfaces":null,"possibleTypes":[{"name":"Dog"},{"name":"Cat"}],
			"enumValues":null,"inputFields":null,"ofType":null,"isOneOf":null,"specifiedByURL":null}`,
		`{ __type(name: "Cat") ` + ofAll + ` }`: `
			{"fields":[{"name":"name"},{"name":"lives"},{"name":"tail"}],
			"interfaces":[{"name":"Animal"}],"possibleTypes":null,"enumValues":null,
			"inputFields":null,"ofType":null,"isOneOf":null,"specifiedByURL":null}`,
		`{ __type(name: "Size") ` + ofAll + ` }`: `
			{"fields":null,"interfaces":null,"possibleTypes":null,"enumValues":[{"name":"SMALL"},
			{"name":"LARGE"}],"inputFields":null,"ofType":null,"isOneOf":null,"specifiedByURL":null}`,
		`{ __type(name: "Day") ` + ofAll + ` }`: `
			{"fields":null,"interfaces":null,"possibleTypes":null,"enumValues":null,
			"inputFields":null,"ofType":null,"isOneOf":null,
			"specifiedByURL":"https://example.org/day"}`,
		`{ __type(name: "Plain") { specifiedByURL kind } }`: `{"specifiedByURL":null,"kind":"SCALAR"}`,
		`{ __type(name: "One") ` + ofAll + ` }`: `
			{"fields":null,"interfaces":null,"possibleTypes":null,"enumValues":null,
			"inputFields":[{"name":"a"},{"name":"b"}],"ofType":null,"isOneOf":true,
			"specifiedByURL":null}`,
		`{ __type(name: "Filter") { isOneOf inputFields { name defaultValue } } }`: `
			{"isOneOf":false,"inputFields":[{"name":"legs","defaultValue":"[4]"},{"name":"name",
			"defaultValue":null},{"name":"size","defaultValue":"SMALL"},{"name":"day",
			"defaultValue":null}]}`,
		`{ __type(name: "Query") { fields { name } } }`: `
			{"fields":[{"name":"animals"},{"name":"any"},{"name":"cat"}]}`,
		`{ __type(name: "Cat") { fields { name isDeprecated deprecationReason } } }`: `
			{"fields":[{"name":"name","isDeprecated":false,"deprecationReason":null}]}`,
		`query($d: Boolean!) { __type(name: "Cat") { fields(includeDeprecated: $d) { name isDeprecated
			deprecationReason } } }`: `
			{"fields":[{"name":"name","isDeprecated":false,"deprecationReason":null},
			{"name":"lives","isDeprecated":true,"deprecationReason":"too many"},{"name":"tail",
			"isDeprecated":true,"deprecationReason":"No longer supported"}]}`,
		`query($absent: Boolean) { __type(name: "Cat") { fields(includeDeprecated: $absent) { name } } }`: `
			{"fields":[{"name":"name"}]}`,
		`{ __type(name: "Query") { fields { args { name defaultValue } } } }`: `
			{"fields":[{"args":[{"name":"where",
			"defaultValue":"{ legs: [2, 4], name: \"a\\\"b\" }"}]},{"args":[]},{"args":[]}]}`,
		`{ __type(name: "Query") { fields { args(includeDeprecated: true) { name deprecationReason } } } }`: `
			{"fields":[{"args":[{"name":"where","deprecationReason":null},{"name":"old",
			"deprecationReason":"No longer supported"}]},{"args":[]},{"args":[]}]}`,
		`{ __type(name: "Filter") { inputFields(includeDeprecated: true) { isDeprecated } } }`: `
			{"inputFields":[{"isDeprecated":false},{"isDeprecated":false},{"isDeprecated":false},
			{"isDeprecated":false},{"isDeprecated":true}]}`,
		`{ __type(name: "Size") { enumValues(includeDeprecated: true) { name description deprecationReason } }
			}`: `
			{"enumValues":[{"name":"SMALL","description":null,"deprecationReason":null},
			{"name":"LARGE","description":null,"deprecationReason":null},{"name":"BIG",
			"description":null,"deprecationReason":"say LARGE"}]}`,
		`{ __type(name: "Query") { fields { type { kind name isOneOf fields { name } ofType { kind ofType {
			kind ofType { name } } } } } } }`: `
			{"fields":[{"type":{"kind":"NON_NULL","name":null,"isOneOf":null,"fields":null,
			"ofType":{"kind":"LIST","ofType":{"kind":"NON_NULL","ofType":{"name":"Animal"}}}}},
			{"type":{"kind":"UNION","name":"Any","isOneOf":null,"fields":null,"ofType":null}},
			{"type":{"kind":"OBJECT","name":"Cat","isOneOf":null,"fields":[{"name":"name"}],
			"ofType":null}}]}`,
		`query($d: Boolean!) { __type(name: "Query") { __typename a: name ... on __Type @skip(if: $d) { kind }
			...T ...T } } fragment T on __Type { name __typename }`: `
			{"__typename":"__Type","a":"Query","name":"Query"}`,
		`query($name: String!) { __type(name: $name) { name } }`: `{"name":"Dog"}`,
		`{ __type(name: "Fish") { name } }`:                      `null`,
		`{ __type(name: "[Dog]") { name } }`:                     `null`,
		`{ __type(name: "Float") { name } }`:                     `null`, // unused in the schema
		`{ __schema { types { name } } }`: `
			{"types":[{"name":"Query"},{"name":"Int"},{"name":"Animal"},{"name":"String"},
			{"name":"Empty"},{"name":"Any"},{"name":"Cat"},{"name":"Boolean"},{"name":"Dog"},
			{"name":"Size"},{"name":"Day"},{"name":"Plain"},{"name":"Filter"},{"name":"One"},
			{"name":"__Schema"},{"name":"__Type"},{"name":"__TypeKind"},{"name":"__Field"},
			{"name":"__InputValue"},{"name":"__EnumValue"},{"name":"__Directive"},
			{"name":"__DirectiveLocation"}]}`,
		`{ __schema { description queryType { name } mutationType { name } subscriptionType { name } } }`: `
			{"description":null,"queryType":{"name":"Query"},"mutationType":null,
			"subscriptionType":null}`,
	} {
		if got, want := answer(t, query), compact(t, want); got != want {
			t.Errorf("%s is answered with\n%s\nwant\n%s", query, got, want)
		}
	}
}

func TestIntrospectionOfDirectives(t *testing.T) {
	query := `{ __schema { directives { name isRepeatable locations args { name defaultValue }
		all: args(includeDeprecated: true) { name } } } }`
	const want = `{"directives":[{"name":"tag","isRepeatable":true,"locations":["FIELD","OBJECT"],` +
		`"args":[{"name":"name","defaultValue":"\"x\""}],"all":[{"name":"name"},{"name":"was"}]},{"name":`
	if got := answer(t, query); !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func compact(t *testing.T, text string) string {
	t.Helper()
	var to bytes.Buffer
	if err := json.Compact(&to, []byte(text)); err != nil {
		t.Fatal(err)
	}
	return to.String()
}

func answer(t *testing.T, query string) string {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: zoo})
	document, problems := gqlparser.LoadQueryWithRules(schema, query, rules.NewDefaultRules())
	if len(problems) > 0 {
		t.Fatalf("%s: %v", query, problems)
	}
	field := document.Operations[0].SelectionSet[0].(*ast.Field)
	variables := map[string]any{"d": true, "name": "Dog"}
	result, err := plan.Introspect(schema).Answer(field, variables, func(int, int) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return string(result)
}
