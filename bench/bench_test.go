//go:build linux

package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/data/recording"
	"github.com/summitry/summitry/graph"
)

// No answer takes more statements or allocations than these, whatever the clock says; and those by hand are the same.
func TestCounts(t *testing.T) {
	dataset := filepath.Join(t.TempDir(), "1000.db")
	if err := generate.File(t.Context(), dataset, 1, 1000); err != nil {
		t.Fatal(err)
	}
	db, recorder := recording.Open(dataset)
	defer db.Close()
	hand, err := newHand(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	api, err := graph.New(t.Context(), data.NewStore(db), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for i, most := range []struct{ hand, resolvers counts }{
		{counts{60, 1}, counts{600, 2}},
		{counts{1200, 1}, counts{21_000, 6}},
		{counts{2100, 5}, counts{22_000, 10}},
		{counts{200, 1}, counts{5600, 5}},
		{counts{170, 1}, counts{2900, 3}},
	} {
		s := shapes[i]
		requests, err := s.requests(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range requests {
			if by, want := answerOf(t, hand, r), answerOf(t, api, r); by != want {
				t.Fatalf("%s, by hand:\n%s\nand not\n%s", s.name, by, want)
			}
		}
		for name, c := range map[string]struct {
			http.Handler
			most counts
		}{"hand": {hand, most.hand}, "resolvers": {api, most.resolvers}} {
			got, err := countsOf(t.Context(), c, recorder, requests)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s, %s: %+v", s.name, name, got)
			if got.allocations > c.most.allocations || got.statements > c.most.statements {
				t.Errorf("%s, %s: %+v, and %+v at the most", s.name, name, got, c.most)
			}
		}
	}
}

func answerOf(t *testing.T, handler http.Handler, address string) string {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", address, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", address, w.Code, w.Body)
	}
	return w.Body.String()
}
