package pages_test

import (
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/pages"
)

// The view of a page may be replaced by one that selects more, which the JSON of the page has. Views of one's own are
// listed and have pages.
func TestOwnViews(t *testing.T) {
	topic, err := os.ReadFile("../views/pages/topic.graphql")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{
		"pages/topic.graphql": strings.Replace(string(topic), "slug\n", "slug\n      citedAs: id\n", 1),
		"own.graphql": "\"\"\"\nWhat is ours?\n\nOne row.\n\"\"\"\n" +
			"query Own { topics(first: 1) { nodes { slug url } } }\n",
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	api, err := graph.NewWithViews(t.Context(), store.New(db), folder, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := pages.Handler(api, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	for address, want := range map[string]string{
		"/topics/sanctions":      "<h1>Sanctions</h1>",
		"/topics/sanctions.json": `"citedAs":"topic:sanctions"`,
		"/views":                 `<a href="/views/own">What is ours?</a>`,
		"/views/own":             "What is ours?</h1>",
	} {
		response, body := get(t, server.URL+address, "Accept", "text/html")
		if response.StatusCode != 200 || !strings.Contains(body, want) {
			t.Errorf("%s answers %s without %s: %.2000s", address, response.Status, want, body)
		}
	}
}
