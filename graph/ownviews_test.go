package graph

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/views"
)

// withViews returns an API of the curated dataset with a folder of views.
func withViews(t *testing.T, files map[string]string) (*API, error) {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return NewWithViews(t.Context(), store.New(db), folder, slog.New(slog.DiscardHandler))
}

// ownView returns a view of one's own. Its selection begins in line 8.
func ownView(example, variables, selection string) string {
	return "\"\"\"\nTitle?\n\nText.\n\nExample: `?" + example + "`.\n\"\"\"\nquery Own" + variables + " " + selection
}

// A view of one's own is served like an embedded one, and changes the entity tags.
func TestOwnViews(t *testing.T) {
	const paged = `("N." $first: Int = 2, "C." $after: String)`
	api, err := withViews(t, map[string]string{
		"own.graphql": ownView("first=3", paged,
			"{ statements(first: $first, after: $after) { nodes { ...short } pageInfo { hasNextPage endCursor } } }"),
		"fragments/short.graphql": "fragment short on Statement { slug kind }",
	})
	if err != nil {
		t.Fatal(err)
	}
	answer := func(api *API, address string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", address, nil)
		if strings.HasPrefix(address, "/views") {
			api.ServeView(w, r)
		} else {
			api.ServeHTTP(w, r)
		}
		return w
	}
	for address, want := range map[string]string{
		"/views/own.csv?first=3":           "slug,kind\r\n",
		"/views/own.json":                  `{"data":{"statements":{"nodes":[{"slug":`,
		"/views":                           `"url":"/views/own.csv?first=3"`,
		"/graphql?documentId=own":          `{"data":{"statements":`,
		"/graphql?query={views{name}}":     `{"name":"own"}`,
		"/views/summits.csv":               "slug",
		"/views/own.csv-metadata.json":     `"titles":`,
		"/views/own.csv?utm_source=letter": "slug,kind\r\n",
	} {
		w := answer(api, address)
		if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s answers %d %.300s, want %s", address, w.Code, w.Body, want)
		}
		plain := answer(answering(t), address)
		if tag := w.Header().Get("ETag"); tag == "" || tag == plain.Header().Get("ETag") {
			t.Errorf("%s has the entity tag %s of a server without the views", address, tag)
		}
	}
}

// The files of the embedded views are valid in a folder.
func TestEmbeddedViewsAsOwn(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	api, err := NewWithViews(t.Context(), store.New(db), "../views", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range api.Views() {
		if !v.IsOwn() {
			t.Errorf("%s is not from the folder", v.Name)
		}
	}
}

// The list of many long views is made as a heavy operation.
func TestLongListing(t *testing.T) {
	files := map[string]string{}
	for i := range longListing/views.MaxFileBytes + 1 {
		text := ownView("", "", "{ dataset { version } }\n#")
		files[fmt.Sprintf("own-%d.graphql", i)] = text + strings.Repeat("x", views.MaxFileBytes-1-len(text))
	}
	api, err := withViews(t, files)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	api.ServeView(w, httptest.NewRequest("GET", "/views", nil))
	if w.Code != 200 || strings.Count(w.Body.String(), `"name":"own-`) != len(files) {
		t.Errorf("/views answers %d with %d bytes", w.Code, w.Body.Len())
	}
}

// Views of one's own are validated, planned and costed with their examples. Errors have file, line and column.
func TestInvalidOwnViews(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"unknown field": {map[string]string{"a.graphql": ownView("", "", "{\n  summits { nodes { nam } } }")},
			`a.graphql:9:21: Cannot query field "nam" on type "Summit"`},
		"unknown field of a fragment": {map[string]string{
			"a.graphql":           ownView("", "", "{ summits { nodes { ...b } } }"),
			"fragments/b.graphql": "fragment b on Summit {\n nam }",
		}, `fragments/b.graphql:2:2: Cannot query field "nam"`},
		"unknown field of the second fragment": {map[string]string{
			"a.graphql":           ownView("", "", "{ summits { nodes { ...b ...c } } }"),
			"fragments/b.graphql": "fragment b on Summit {\n name\n}\n\n",
			"fragments/c.graphql": "\nfragment c on Summit {\n\tnam }",
		}, `fragments/c.graphql:3:2: Cannot query field "nam"`},
		"unknown field of an embedded fragment": {map[string]string{
			"fragments/statement.graphql": "fragment statement on Statement {\n nam }",
		}, `fragments/statement.graphql:2:2: Cannot query field "nam"`},
		"cycle": {map[string]string{"a.graphql": ownView("", "", "{ summits { nodes { ...b } } }"),
			"fragments/b.graphql": "fragment b on Summit { ...b }"}, "fragments/b.graphql:1:2"},
		"unknown type": {map[string]string{"a.graphql": ownView("", "(\n \"D.\" $d: Dat)", "{ dataset { version } }")},
			"a.graphql:9:7: the variable $d must have an input type of the schema, got Dat"},
		"output type": {map[string]string{
			"a.graphql": ownView("d=1", "(\n \"D.\" $d: Summit)", "{ dataset { version } }")},
			"a.graphql:9:7: the variable $d must have an input type of the schema, got Summit"},
		"no example": {map[string]string{"a.graphql": ownView("", `("D." $d: Date!)`,
			"{ people(filter: {heldOfficeOn: $d}) { nodes { name } } }")},
			"a.graphql:8:1: the example in the description"},
		"wrong example": {map[string]string{"a.graphql": ownView("f=x", `("F." $f: Int = 2)`,
			"{ summits(first: $f) { nodes { name } } }")}, "a.graphql:8:1: the example"},
		"too costly example": {map[string]string{"a.graphql": ownView("n=100", `("N." $n: Int = 1)`,
			"{ people(first: $n) { nodes { statements(first: $n) { nodes { topics { "+
				"statements(first: $n) { nodes { slug } } } } } } } }")},
			"a.graphql:8:1: The result must have at most 20000 records, could have"},
		"several tables": {map[string]string{"a.graphql": ownView("", "",
			"{ people { nodes { name } } summits { nodes { name } } }")}, "a.graphql:8:1: "},
		"too long with its fragments": {map[string]string{
			"a.graphql":           ownView("", "", "{ summits { nodes { ...b } } }"),
			"fragments/b.graphql": "fragment b on Summit { name } #" + strings.Repeat("x", views.MaxFileBytes-60)},
			"a.graphql:8:1: The query must have at most 16384 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := withViews(t, c.files)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want %s", err, c.want)
			}
		})
	}
}
