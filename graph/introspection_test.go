package graph_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/generate"
)

// Properties that a kind of type lacks are null, not an empty list or false. Possible types are object types.
func TestIntrospectionNulls(t *testing.T) {
	api, _ := planning(t)
	for query, want := range map[string]string{
		`{ __type(name: "Agent") { possibleTypes { name kind } } }`: `
			{"possibleTypes":[{"name":"Organization","kind":"OBJECT"},{"name":"MemberState",
			"kind":"OBJECT"},{"name":"OtherCountry","kind":"OBJECT"},{"name":"Person",
			"kind":"OBJECT"}]}`,
		`{ __type(name: "Agent") { interfaces { name } isOneOf enumValues { name } inputFields { name } ofType
			{ name } specifiedByURL } }`: `
			{"interfaces":[],"isOneOf":null,"enumValues":null,"inputFields":null,"ofType":null,
			"specifiedByURL":null}`,
		`{ __type(name: "URL") { fields { name } interfaces { name } possibleTypes { name } enumValues { name }
			inputFields { name } isOneOf } }`: `
			{"fields":null,"interfaces":null,"possibleTypes":null,"enumValues":null,
			"inputFields":null,"isOneOf":null}`,
		`{ __type(name: "DateRange") { isOneOf fields { name } inputFields { name defaultValue } } }`: `
			{"isOneOf":false,"fields":null,"inputFields":[{"name":"from","defaultValue":null},
			{"name":"to","defaultValue":null},{"name":"match","defaultValue":"CERTAIN"}]}`,
		`{ __type(name: "Country") { interfaces { name } } }`: `{"interfaces":[]}`,
		`{ __type(name: "Float") { name } }`:                  `null`,
	} {
		want = compact(t, `{"__type":`+want+`}`)
		for name, api := range both(api) {
			if _, answer := posted(api, generate.Operation{Query: query}); !strings.Contains(answer, `"data":`+want) {
				t.Errorf("%s is answered %s with %s, want %s", query, name, answer, want)
			}
		}
	}
}

// Introspection types are those of the GraphQL specification of September 2025.
func TestIntrospectionTypes(t *testing.T) {
	api, _ := planning(t)
	for query, want := range map[string]string{
		`{ __schema { directives { name locations } } }`: `
			{"__schema":{"directives":[{"name":"include","locations":["FIELD","FRAGMENT_SPREAD",
			"INLINE_FRAGMENT"]},{"name":"skip","locations":["FIELD","FRAGMENT_SPREAD",
			"INLINE_FRAGMENT"]},{"name":"deprecated","locations":["FIELD_DEFINITION",
			"ARGUMENT_DEFINITION","INPUT_FIELD_DEFINITION","ENUM_VALUE"]},{"name":"specifiedBy",
			"locations":["SCALAR"]},{"name":"oneOf","locations":["INPUT_OBJECT"]}]}}`,
		`{ __type(name: "__Directive") { fields { args { name defaultValue type { kind ofType { name } } } } }
			}`: `
			{"__type":{"fields":[{"args":[]},{"args":[]},{"args":[]},{"args":[]},
			{"args":[{"name":"includeDeprecated","defaultValue":"false","type":{"kind":"NON_NULL",
			"ofType":{"name":"Boolean"}}}]}]}}`,
	} {
		want = compact(t, want)
		if _, answer := posted(api, generate.Operation{Query: query}); !strings.Contains(answer, `"data":`+want) {
			t.Errorf("%s is answered with %s, want %s", query, answer, want)
		}
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

// both returns the two executors of an API.
func both(api *graph.API) map[string]http.Handler {
	return map[string]http.Handler{"by plans": api, "by resolvers": api.ByResolvers()}
}

// Both executors return the same bytes for introspection, whether alone, together with records, or together with
// errors.
func TestIntrospectionByBothExecutors(t *testing.T) {
	api, left := planning(t)
	resolvers := api.ByResolvers()
	c := &comparison{}
	for _, query := range []string{
		`{ __type(name: "URL") { name } statements(first: 101) { nodes { text } } __schema { queryType { name } } }`,
		`{ person(slug: "xi-jinping") { citations(property: "x") { exact } }
			a: __type(name: "Person") { name } a: __type(name: "Person") { kind } }`,
		`{ __schema { types {` + times(30, " t%d: description") + ` fields {` + times(30,
			" f%d: description") + `} } } }`,
	} {
		c.compare(t, api, resolvers, generate.Operation{Query: query})
	}
	clear(left)

	g := generate.New(schema(t), *seed, introspecting(t))
	sent, succeeded, byResolvers := *howMany/3, 0, 0
	for range sent {
		o := g.Introspection()
		answer := c.compare(t, api, resolvers, o)
		if holds(answer["__type"]) || holds(answer["__schema"]) {
			succeeded++
		}
		if len(o.Variables) > 0 { // the cached plan runs with other variables
			c.compare(t, api, resolvers, generate.Operation{Query: o.Query, Variables: g.Variables()})
		}
	}
	for _, times := range left {
		byResolvers += times
	}
	t.Logf("%d of %d operations return data; left to the resolvers: %v", succeeded, sent, left)
	if succeeded == 0 || byResolvers >= sent {
		t.Error("too few operations return data, or too few have plans")
	}
}

// introspecting returns a source of argument values and type names.
func introspecting(t *testing.T) generate.Source {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	names := append(slices.Sorted(maps.Keys(schema(t).Types)), "Nobody")
	asked := 0
	values := valuesOf(t, db, nil, &asked)
	return func(random *rand.Rand, place string) (any, bool) {
		if place == "Query.__type.name" {
			return names[random.IntN(len(names))], true
		}
		return values(random, place)
	}
}
