package generate_test

import (
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

// The size does not matter: a dataset has no statistics, so SQLite plans a statement the same way at any size.
var explained = flag.Int("explained", 10_000, "statements in the dataset on which it is explained what views send")

// No view scans a table that grows with the dataset.
func TestViewsUseIndexes(t *testing.T) {
	opened, db, recorder := recorded(t, large(t, *explained))
	handler, err := graph.New(t.Context(), opened, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, v := range handler.Views() {
		given := url.Values{}
		for name, values := range v.Example {
			if name != views.Rows {
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
	t.Logf("%d views, %d statements", len(handler.Views()), len(seen))
}

// bounded holds scans of tables that do not grow: tables of one row, and intermediate results.
var bounded = map[string]bool{"SCAN dataset": true, "SCAN hit": true, "SCAN candidate": true,
	"SCAN word_records": true}

// readsAll returns the lines of a plan that scan a table that grows with the dataset.
func readsAll(lines []string) (bad []string) {
	for _, l := range scans(lines) {
		if _, small := bounded[l]; strings.HasPrefix(l, "SCAN") && !small {
			bad = append(bad, l)
		}
	}
	return bad
}
