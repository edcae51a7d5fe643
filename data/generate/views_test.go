package generate_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

// places holds queries for a value of a variable, or for the slug of a record of some kinds. For other kinds any record
// will do.
var places = map[string]string{
	"speaker": "SELECT value FROM list WHERE name = 'statement speaker' ORDER BY length DESC",
	"person": "SELECT value FROM list JOIN agent ON agent.id = record_id AND kind = 'PERSON' WHERE list.name = " +
		"'event participant' ORDER BY length DESC",
	"agency":       "SELECT value FROM list WHERE name = 'statement reporter' ORDER BY length DESC",
	"topic":        "SELECT value FROM list WHERE name = 'statement topic' ORDER BY length DESC",
	"event":        "SELECT value FROM list WHERE name = 'statement occasion' ORDER BY length DESC",
	"document":     "SELECT value FROM list WHERE name = 'statement document' ORDER BY length DESC",
	"organization": "SELECT value FROM list WHERE name = 'membership organization' ORDER BY length DESC",
	"state":        "SELECT value FROM list WHERE name = 'membership state' ORDER BY length DESC",
	"country":      "SELECT value FROM list WHERE name = 'person country' ORDER BY length DESC",
}

// The size does not matter: a dataset has no statistics, so SQLite plans a statement the same way at any size.
var explained = flag.Int("explained", 10_000, "statements in the dataset on which it is explained what views send")

// No view scans a table that grows with the dataset.
func TestViewsUseIndexes(t *testing.T) {
	opened, db, recorder := recorded(t, large(t, *explained))
	handler, err := graph.New(t.Context(), opened, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	valueFor := func(variable string) string {
		var value string
		place := cmp.Or(places[variable], "SELECT slug FROM "+variable)
		if err := db.QueryRow(place + " LIMIT 1").Scan(&value); err != nil {
			t.Fatalf("%s: %v", variable, err)
		}
		return value
	}
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, v := range all {
		given := url.Values{}
		for name, values := range v.Example {
			kind, _, isID := strings.Cut(values[0], ":")
			switch {
			case name == "rows":
				continue
			case isID:
				given.Set(name, kind+":"+valueFor(kind))
			case places[name] != "":
				given.Set(name, valueFor(name))
			default:
				given[name] = values
			}
		}
		if strings.Contains(v.Operation, "$first:") {
			given.Set("first", "20") // keeps lists without pages short
		}
		w := httptest.NewRecorder()
		sent := recorder.Of(func() {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/views/"+v.Name+".json?"+given.Encode(),
				nil)
			r.SetPathValue("file", v.Name+".json")
			handler.ServeView(w, r)
		})
		var answer struct{ Errors []any }
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusOK ||
			len(answer.Errors) > 0 {
			t.Errorf("%s?%s: %d %.300s", v.Name, given.Encode(), w.Code, w.Body)
		}
		for _, s := range sent {
			if seen[s.Query] {
				continue
			}
			seen[s.Query] = true
			if bad := readsAll(plan(t, db, s)); len(bad) > 0 {
				t.Errorf("%s: %s\n%s", v.Name, strings.Join(bad, "\n"), s.Query)
			}
		}
	}
	t.Logf("%d views, %d statements", len(all), len(seen))
}

// bounded holds scans of tables that do not grow: tables of one row, and intermediate results.
var bounded = map[string]bool{"SCAN dataset": true, "SCAN hit": true, "SCAN candidate": true}

// readsAll returns the lines of a plan that scan a table that grows with the dataset.
func readsAll(lines []string) (bad []string) {
	for _, l := range scans(lines) {
		if _, small := bounded[l]; strings.HasPrefix(l, "SCAN") && !small {
			bad = append(bad, l)
		}
	}
	return bad
}
