package graph

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// editedStore opens a copy of the dataset on which statements were executed.
func editedStore(t *testing.T, statements string) *store.Store {
	t.Helper()
	content, err := os.ReadFile("../data/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "edited.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	edited, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer edited.Close()
	if _, err := edited.Exec(statements); err != nil {
		t.Fatal(err)
	}
	db, err := data.Catalog.Open(t.Context(), os.DirFS(folder), "edited.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return store.New(db)
}

// getGraphQL returns the response to a GET request at /graphql.
func getGraphQL(a *API, query string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest("GET", "/graphql?"+query, nil))
	return w
}

// An API on another dataset answers from it alone, also with examples, plans and tags, and still knows the operations
// that clients registered.
func TestOn(t *testing.T) {
	first, err := New(t.Context(), editedStore(t, ""), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	const hash = "b1ce4cf7a2fcb1ca5e1e6c8f8a9b2f9a"
	first.persisted.put(hash, "{ topics(first: 1) { nodes { name } } }")
	queries := []string{
		"documentId=sha256:" + hash, "query={dataset{version,sha256}}", "documentId=summits",
		"query={views{name,variables{name,example}}}",
	}
	before := map[string]string{}
	for _, q := range queries {
		before[q] = getGraphQL(first, q).Body.String()
	}
	const edits = `UPDATE topic SET name = name || ' <2>'; UPDATE event SET name = name || ' <2>';
		UPDATE dataset SET version = '98.0.0', sha256 = 'ab'; UPDATE example SET value = value || '-2'`
	second, err := first.On(t.Context(), editedStore(t, edits))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range queries {
		got := getGraphQL(second, q)
		var response struct {
			Extensions struct{ Dataset struct{ Version string } }
		}
		err := json.Unmarshal(got.Body.Bytes(), &response)
		failed := err != nil || strings.Contains(got.Body.String(), `"errors"`)
		if failed || response.Extensions.Dataset.Version != "98.0.0" || got.Body.String() == before[q] {
			t.Errorf("%s answers %s", q, got.Body)
		}
		again := getGraphQL(first, q)
		if again.Body.String() != before[q] || again.Header().Get("ETag") == got.Header().Get("ETag") {
			t.Errorf("%s: the first API answers %s with the tag %s", q, again.Body, again.Header().Get("ETag"))
		}
	}
	if name := second.views[0].Variables; len(name) > 0 && name[0] == first.views[0].Variables[0] {
		t.Error("the APIs share the variables of views, whose examples differ")
	}
	none, cancel := context.WithCancel(t.Context())
	cancel() // do not wait
	for {
		done, problem := first.exec.ReserveBuffer(none)
		if problem != nil {
			break
		}
		defer done()
	}
	if _, problem := second.exec.ReserveBuffer(none); problem == nil {
		t.Error("the APIs do not share the limits on what runs at a time")
	}
}

// Each view must have a plan and an answer before a dataset is served.
func TestCheckViews(t *testing.T) {
	for statements, want := range map[string]string{
		"":                                     "",
		"UPDATE dataset SET version = '9.0.0'": "",
		"DELETE FROM example":                  "", "DELETE FROM topic": "the view words has no answer for its example",
		"UPDATE agent SET other_names = 'x'": "has no answer for its example",
	} {
		api, err := New(t.Context(), editedStore(t, statements), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(statements, err)
		}
		err = api.CheckViews(t.Context())
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", statements, err, want)
		}
	}
}
