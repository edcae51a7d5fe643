//go:build linux

package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/data/recording"
)

// No workload takes more SQL statements or allocations than listed here, and all contenders return the same data.
func TestCounts(t *testing.T) {
	dataset := filepath.Join(t.TempDir(), "1000.db")
	if err := generate.File(t.Context(), dataset, 1, 1000); err != nil {
		t.Fatal(err)
	}
	db, recorder := recording.Open(dataset)
	defer db.Close()
	var err error
	handlers := map[string]http.Handler{}
	for _, by := range countedContenders {
		if handlers[by], err = handlerOf(t.Context(), by, db); err != nil {
			t.Fatal(err)
		}
	}
	for i, most := range []map[string]counts{
		{"sql": {60, 1}, "plans": {190, 1}, "resolvers": {620, 2}},
		{"sql": {1200, 1}, "plans": {2800, 2}, "resolvers": {21_000, 6}},
		{"sql": {2100, 5}, "plans": {3200, 6}, "resolvers": {22_000, 10}},
		{"sql": {200, 1}, "plans": {1800, 7}, "resolvers": {5600, 7}},
		{"sql": {170, 1}, "plans": {500, 2}, "resolvers": {2900, 3}},
	} {
		s := workloads[i]
		requests, err := s.requests(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range requests {
			want := answerOf(t, handlers["resolvers"], r)
			for by, handler := range handlers {
				if answer := answerOf(t, handler, r); answer != want {
					t.Fatalf("%s, by %s:\n%s\nwant\n%s", s.name, by, answer, want)
				}
			}
		}
		for by, handler := range handlers {
			got, err := countsOf(t.Context(), handler, recorder, requests)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s, %s: %+v", s.name, by, got)
			if got.allocations > most[by].allocations || got.statements > most[by].statements {
				t.Errorf("%s, %s: %+v, and %+v at the most", s.name, by, got, most[by])
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
