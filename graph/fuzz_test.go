package graph_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

// go test ./graph -run '^$' -fuzz '^FuzzQuery$' -fuzztime 5m looks for new inputs. Every test run tries the stored
// ones.

// inside matches internal details, which no response may contain.
var inside = regexp.MustCompile(`goroutine \d|\.go:\d|runtime error|SQL logic|no such
	(table|column)|sqlite3?:|INTERNAL_SERVER_ERROR`)

// asking returns a function that sends an operation to an API and checks that the response is JSON, or a table, and
// reveals no internal details.
func asking(
	f *testing.F,
) func(t *testing.T, accept string, sent map[string]any, parameters url.Values) (status int, body string) {
	f.Helper()
	db, err := data.Catalog.Open(f.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	api, err := graph.New(f.Context(), store.New(db), slog.New(slog.DiscardHandler))
	if err != nil {
		f.Fatal(err)
	}
	return func(t *testing.T, accept string, sent map[string]any, parameters url.Values) (int, string) {
		body, err := json.Marshal(sent)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/graphql?"+parameters.Encode(),
			strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", accept)
		api.ServeHTTP(w, r)
		text := w.Body.String()
		if found := inside.FindString(text); found != "" || w.Code >= 500 && w.Code != 503 {
			t.Errorf("%d %q: %.500s", w.Code, found, text)
		}
		if regexp.MustCompile(`[/+]json\b`).MatchString(w.Header().Get("Content-Type")) && !json.Valid([]byte(text)) {
			t.Errorf("no JSON: %.500s", text)
		}
		return w.Code, text
	}
}

func operations(f *testing.F) []string {
	f.Helper()
	all, err := views.All()
	if err != nil {
		f.Fatal(err)
	}
	texts := []string{
		`{dataset{version}}`, `query a($b:Int=1){people(first:$b){nodes{name}}}`,
		`{__schema{types{name fields{name type{ofType{name}}}}}}`,
		`{...a} fragment a on Query{...b} fragment b on Query{...a}`, `{a:__typename a:views{name}}`,
		`subscription{a}`, `{a(b:[{c:"\ud800"}])@d}`, "{\"\"\"",
		`{nodes(ids:["x"]){... on Cited@skip(if:true){citations{id}}}}`,
	}
	for _, v := range all {
		texts = append(texts, v.Operation)
	}
	return texts
}

// Any text gets a response in JSON, with data or with errors that say what is wrong with it.
func FuzzQuery(f *testing.F) {
	for _, text := range operations(f) {
		f.Add(text)
	}
	ask := asking(f)
	f.Fuzz(func(t *testing.T, query string) {
		ask(t, "application/json", map[string]any{"query": query}, nil)
	})
}

const everyInput = `query($id:ID! $ids:[ID!]! $first:Int $text:String $day:Date $match:Certainty! $flag:Boolean!
	$statements:StatementFilter $order:StatementOrder $events:EventFilter $people:PersonFilter $range:DateRange){
	node(id:$id){id} nodes(ids:$ids){id} statements(filter:$statements order:$order first:$first
	after:$text){totalCount}
	events(filter:$events){totalCount} people(filter:$people){nodes{name}} timeline(from:$day match:$match){totalCount}
	said:statements(filter:{said:$range}){totalCount} organization(slug:"sco")
	@include(if:$flag){memberships(asOf:$day){totalCount}}
}`

// Any JSON sent as variables is accepted or refused.
func FuzzVariables(f *testing.F) {
	for _, text := range []string{
		`{}`, `null`, `{"id":"person:wang","ids":[],"match":"CERTAIN","flag":true}`,
		`{"id":1,"ids":"x","match":"POSSIBLE","flag":false,"first":3.0,"text":"","day":"2023-03-30"}`,
		`{"id":"","ids":["\u0000"],"match":null,"flag":1,"first":1e400,"day":"2023-02-30"}`,
		`{"id":"a","ids":["b"],"match":"CERTAIN","flag":true,"statements":{"speaker":["xi-jinping"],"kind":["DIRECT"],
			"said":{"from":"2023-01-01","match":"POSSIBLE"},"text":"unity"},"order":{"by":"SLUG","direction":"DESC"}}`,
		`{"id":"a","ids":["b"],"match":"CERTAIN","flag":true,"events":{"kind":"SUMMIT","when":{"to":"2024-07-04"}},
			"people":{"name":"vlad","country":[]},"range":{"from":"2024-01-01","to":"2023-01-01"}}`,
	} {
		f.Add(text)
	}
	ask := asking(f)
	f.Fuzz(func(t *testing.T, variables string) {
		if !json.Valid([]byte(variables)) {
			return // the transport refuses it
		}
		ask(t, "application/graphql-response+json",
			map[string]any{"query": everyInput, "variables": json.RawMessage(variables)}, nil)
	})
}

// A text is accepted as a day everywhere or nowhere, as a variable and as a literal alike.
func FuzzDates(f *testing.F) {
	for _, day := range []string{"2023-03-30", "2023-02-30", "2024-02-29", "0000-01-01", "9999-12-31", "2023-3-30",
		"2023", "2023-03", "", " 2023-03-30", "2023-03-30T00:00:00Z", "２０２３-03-30", "-023-03-30", "2023-13-01"} {
		f.Add(day, "2024-07-04")
	}
	ask := asking(f)
	f.Fuzz(func(t *testing.T, from, to string) {
		fields := func(from, to string) string {
			return `{timeline(from:` + from + ` to:` + to + `){totalCount}
				statements(filter:{said:{from:` + from + ` to:` + to + ` match:POSSIBLE}}){totalCount}
				organization(slug:"sco"){memberships(asOf:` + from + `){nodes{held(on:` + to + `){answer}}}
				member(country:"iran" on:` + to + `){answer}}}`
		}
		asVariables, one := ask(t, "application/graphql-response+json",
			map[string]any{"query": "query($from:Date! $to:Date!)" + fields("$from", "$to"),
				"variables": map[string]any{"from": from, "to": to}}, nil)
		literal := func(text string) string {
			quoted, _ := json.Marshal(text)
			return string(quoted)
		}
		asLiterals, other := ask(t, "application/graphql-response+json",
			map[string]any{"query": fields(literal(from), literal(to))}, nil)
		refused := strings.Contains(one, `"errors"`)
		if asVariables != asLiterals || refused != strings.Contains(other, `"errors"`) || !refused && one != other {
			t.Errorf("%q to %q: %d as variables, %d as literals\n%s\n%s", from, to, asVariables, asLiterals, one, other)
		}
	})
}

// Any operation returns a table that strict readers accept, or is refused.
func FuzzTables(f *testing.F) {
	for _, text := range operations(f) {
		f.Add(text, "", "")
	}
	f.Add(`{people{nodes{name statements{nodes{text}} positions{title}}}}`, "people.statements", "https://example.org")
	f.Add(`{a:people{nodes{b:name}} c:topics{edges{node{name}}}}`, "a", "javascript:x")
	ask := asking(f)
	f.Fuzz(func(t *testing.T, query, rows, base string) {
		parameters := url.Values{"rows": {rows}, "base": {base}}
		status, text := ask(t, "text/csv", map[string]any{"query": query}, parameters)
		if status != 200 || strings.HasPrefix(text, "{") {
			return
		}
		reader := csv.NewReader(strings.NewReader(text))
		records := 0
		for ; ; records++ {
			if _, err := reader.Read(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
		}
		status, lines := ask(t, "application/x-ndjson", map[string]any{"query": query}, parameters)
		decoder := json.NewDecoder(strings.NewReader(lines))
		objects := 0
		for ; decoder.More(); objects++ {
			var row map[string]any
			if err := decoder.Decode(&row); err != nil {
				t.Fatalf("%v in\n%s", err, lines)
			}
		}
		if status != 200 || records != objects+1 {
			t.Errorf("%d lines of CSV with the names, %d of NDJSON (%d)", records, objects, status)
		}
	})
}
