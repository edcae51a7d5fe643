package graph

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/summitry/summitry/views"
)

const (
	plainOperation = `query Said($speaker: [String!], $first: Int = 2) {
  statements(filter: {speaker: $speaker}, first: $first) { nodes { ...Words } pageInfo { hasNextPage } }
}
fragment Words on Statement { slug speakers { ...Names } }
fragment Names on Mention { namedAs }`
	// describedOperation is plainOperation with descriptions wherever the specification of September 2025 allows them.
	describedOperation = `"""
Who said what?

Every "statement" with { braces }, $variables, ...Words and a \""".
"""
query Said(
  "The speaker. Example: ` + "`xi-jinping`" + `."
  $speaker: [String!]
  """How many."""
  $first: Int = 2
) {
  statements(filter: {speaker: $speaker}, first: $first) { nodes { ...Words } pageInfo { hasNextPage } }
}
# a comment
"What is printed."
fragment Words on Statement { slug speakers { ...Names } }
"""
By whom.
"""
fragment Names on Mention { namedAs }`
)

// An operation with descriptions has the same response as without them: with and without plans, by POST, by GET and by
// its hash, as JSON and as a table.
func TestDescriptionsChangeNothing(t *testing.T) {
	api := answering(t)
	for name, api := range map[string]*API{"plans": api, "resolvers": api.ByResolvers()} {
		for _, accept := range []string{"application/json", "application/graphql-response+json", "text/csv"} {
			ask := func(method, address, body string) string {
				r := httptest.NewRequest(method, address, strings.NewReader(body))
				r.Header.Set("Accept", accept)
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				api.ServeHTTP(w, r)
				if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Xi Jinping") {
					t.Fatalf("%s, %s: %d %s", name, accept, w.Code, w.Body)
				}
				return w.Body.String()
			}
			variables := map[string]any{"speaker": []string{"xi-jinping"}}
			post := func(operation string) string {
				body, _ := json.Marshal(map[string]any{"query": operation, "variables": variables})
				return ask("POST", "/graphql", string(body))
			}
			get := func(operation string) string {
				text, _ := json.Marshal(variables)
				query := url.Values{"query": {operation}, "variables": {string(text)}}
				return ask("GET", "/graphql?"+query.Encode(), "")
			}
			byHash := func(operation string) string {
				hash := hashOf(operation)
				const body = `{"query": %q, "variables": {"speaker": "xi-jinping"}, "extensions": ` +
					`{"persistedQuery": {"version": 1, "sha256Hash": "%s"}}}`
				query, _ := json.Marshal(operation)
				ask("POST", "/graphql", fmt.Sprintf(strings.Replace(body, "%q", "%s", 1), query, hash))
				return ask("POST", "/graphql", fmt.Sprintf(body, "", hash))
			}
			want := post(plainOperation)
			for way, got := range map[string]string{
				"POST": post(describedOperation), "GET": get(describedOperation), "hash": byHash(describedOperation),
			} {
				if got != want {
					t.Errorf("%s, %s, %s:\n got %s\nwant %s", name, way, accept, got, want)
				}
			}
		}
	}
}

// The short form of a query takes no description, and neither does a selection, as in graphql-js.
func TestMisplacedDescriptions(t *testing.T) {
	api := answering(t)
	for _, operation := range []string{
		`"What?" { dataset { version } }`,
		`query { "Which?" dataset { version } }`,
		`query { dataset { version } } "The end."`,
		`query Q("Which?") { dataset { version } }`,
	} {
		body, _ := json.Marshal(map[string]string{"query": operation})
		r := httptest.NewRequest("POST", "/graphql", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		api.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), "GRAPHQL_PARSE_FAILED") {
			t.Errorf("%s is answered %s", operation, w.Body)
		}
	}
}

// The example of each variable of each view is a value of its type, and finds something together with the examples of
// the variables that are required. A cursor has no example: it belongs to one list.
func TestExamplesOfVariables(t *testing.T) {
	api := answering(t)
	for _, view := range api.Views() {
		for _, v := range view.Variables {
			if v.Example == nil {
				if v.Name != "after" {
					t.Errorf("%s: $%s has no example", view.Name, v.Name)
				}
				continue
			}
			parameters := url.Values{v.Name: {*v.Example}}
			if rows := view.Example.Get(views.Rows); rows != "" {
				parameters.Set(views.Rows, rows)
			}
			for _, other := range view.Variables {
				if other.Required && other.Name != v.Name {
					parameters.Set(other.Name, *other.Example)
				}
			}
			page, err := api.RunViewPage(t.Context(), view, parameters)
			if err != nil {
				t.Errorf("%s?%s: %v", view.Name, parameters.Encode(), err)
			} else if len(page.Rows) == 0 {
				t.Errorf("%s?%s finds nothing", view.Name, parameters.Encode())
			}
			if inView := view.Example[v.Name]; inView != nil && inView[0] != *v.Example {
				t.Errorf("%s: $%s has the examples %s and %s", view.Name, v.Name, *v.Example, inView[0])
			}
		}
	}
}
