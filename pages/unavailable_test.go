package pages_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/pages"
)

// Whatever page cannot be shown at the moment, its status 503 has Retry-After, and no cache stores it.
func TestUnavailable(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	from := store.New(db)
	api, err := graph.New(t.Context(), from, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := pages.Handler(api, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	from.Unchanged = func() error { return errors.New("the file was changed") }
	for _, path := range []string{
		"/", "/about", "/search?words=unity", "/records", "/changes", "/changes.atom", "/check?quote=unity",
		"/views/statements", "/views/statement?slug=xi-cold-war-mentality", "/views/timeline",
		"/people/xi-jinping", "/people/xi-jinping.json", "/people/nobody",
		"/statements/xi-cold-war-mentality/embed",
	} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		h := w.Header()
		if w.Code != http.StatusServiceUnavailable || h.Get("Retry-After") != graph.RetryAfter ||
			h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s has the status %d and the headers %v", path, w.Code, h)
		}
	}
}
