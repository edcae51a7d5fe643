package graph_test

import (
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/generate"
)

// planning returns an API of the curated dataset, and counts the operations that plans leave to the resolvers.
func planning(t *testing.T) (*graph.API, reasons) {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	left := reasons{}
	api, err := graph.New(t.Context(), store.New(db), slog.New(left))
	if err != nil {
		t.Fatal(err)
	}
	return api, left
}

// Only operations that are too large to compile, and errors, are left to the resolvers.
func TestOperationsWithoutPlans(t *testing.T) {
	many := "__typename"
	for range 5 {
		all := "... on Cited { citations { subject { " + many + " } } }"
		for _, of := range []string{"Person", "Organization", "MemberState", "OtherCountry", "Summit", "Meeting",
			"Incident", "Membership", "Statement", "Annotation"} {
			all += " ... on " + of + " { citations { __typename } }"
		}
		many = all
	}
	const (
		unsupported = "the operation is not supported by a plan: "
		tooMany     = unsupported + "more than 4000 fields, expanded for each type"
	)
	for query, want := range map[string]string{
		`{ __schema { queryType { name } } }`:                                           "",
		`{ __type(name: "Query") { name } dataset { version } }`:                        "",
		`{ node(id: "person:xi-jinping") { ` + many + ` } }`:                            tooMany,
		`{ statements(first: 101) { nodes { slug } } }`:                                 unsupported + "invalid",
		`{ person(slug: "xi-jinping") { citations(property: "x") { exact } } }`:         unsupported + "invalid",
		`{ statements { nodes { speakers { agent { statements { totalCount } } } } } }`: "",
		`{ search(query: "xi") { edges { excerpt matches { start } } totalCount } }`:    "",
	} {
		api, left := planning(t)
		posted(api, generate.Operation{Query: query})
		if len(left) > 1 || want == "" && len(left) > 0 || want != "" && left[want] != 1 {
			t.Errorf("%.200s is left to the resolvers for %v, and not for %q", query, left, want)
		}
	}
}

// Every view has a plan, for JSON and for tables.
func TestViewsHavePlans(t *testing.T) {
	all := graph.ViewsWithExamples(t)
	for _, v := range all {
		for _, extension := range []string{".json", ".csv"} {
			api, left := planning(t)
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/views/"+v.Name+extension+"?"+v.Example.Encode(),
				nil)
			r.SetPathValue("file", v.Name+extension)
			api.ServeView(w, r)
			if len(left) > 0 || strings.Contains(w.Body.String(), `"errors"`) {
				t.Errorf("%s%s is left to the resolvers: %v", v.Name, extension, left)
			}
		}
	}
}

// A plan that was compiled for some values runs with others. If one of several types refuses a value, the resolvers
// report the error.
func TestPlansWithOtherValues(t *testing.T) {
	api, _ := planning(t)
	const query = `query($p: String!) { statements(first: 30) { nodes { speakers { agent { ... on Cited {
		citations(property: $p) { exact } } } } } } }`
	for _, property := range []string{"name", "positions", "country", "name"} {
		o := generate.Operation{Query: query, Variables: map[string]any{"p": property}}
		_, answer := posted(api, o)
		if _, want := posted(api.ByResolvers(), o); want != answer {
			t.Errorf("with %s: %.500s\nand by the resolvers %.500s", property, answer, want)
		}
	}
}

// A plan that was compiled for a value is not used for null, and the reverse, as a resolver may load another relation.
func TestPlansWithNulls(t *testing.T) {
	const query = `query($day: Date) { person(slug: "xi-jinping") { positions(asOf: $day) { title } } }`
	api, left := planning(t)
	for _, day := range []any{nil, "2023-07-04", nil} {
		posted(api, generate.Operation{Query: query, Variables: map[string]any{"day": day}})
	}
	if len(left) > 0 {
		t.Errorf("it is left to the resolvers: %v", left)
	}
}
