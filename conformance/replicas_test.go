package conformance

import (
	"net/http"
	"net/url"
	"testing"
)

// Two servers with the same dataset, views and -url send the same bytes and tags, whatever their addresses and caches
// are. So a client can go from one to another at any time.
func TestReplicasAgree(t *testing.T) {
	_, first := start(t, "-cache", "0", "-url", "https://example.org")
	_, second := start(t, "-url", "https://example.org", "-log", "json")
	all := `/graphql?query=` + url.QueryEscape(`{statements(first:100){nodes{text citations{exact}}}}`)
	for _, path := range []string{
		"/", "/people/xi-jinping", "/people/xi-jinping.jsonld", "/views/statements",
		"/views/statements.csv?rows=citations",
		"/views/statements.xlsx", "/changes.atom", "/sitemap.xml", "/schema.graphql", "/summitry.db", "/style.css",
		"/playground", "/search?words=unity", "/nobody", "/graphql?query={", all,
	} {
		for _, encoding := range []string{"identity", "gzip"} {
			for range 2 { // the second time, the response may come from the cache
				a, want := send(t, "GET", "http://"+first+path, "Accept-Encoding", encoding)
				b, got := send(t, "GET", "http://"+second+path, "Accept-Encoding", encoding)
				if a.StatusCode != b.StatusCode || string(want) != string(got) {
					t.Errorf("%s in %s: %s with %d bytes, and %s with %d", path, encoding,
						a.Status, len(want), b.Status, len(got))
				}
				expectSameHeaders(t, path, a, b)
				tag := a.Header.Get("ETag")
				if again, _ := send(t, "GET", "http://"+second+path, "Accept-Encoding", encoding,
					"If-None-Match", tag); tag != "" && again.StatusCode != http.StatusNotModified {
					t.Errorf(
						"%s in %s: the second server answers the tag of the first with %s",
						path,
						encoding,
						again.Status,
					)
				}
			}
		}
	}
}

// expectSameHeaders fails if two responses differ in a header that caches and clients rely on.
func expectSameHeaders(t *testing.T, path string, a, b *http.Response) {
	t.Helper()
	for _, name := range []string{"ETag", "Cache-Control", "Vary", "Content-Type", "Content-Encoding",
		"Summitry-Dataset"} {
		if a.Header.Get(name) != b.Header.Get(name) {
			t.Errorf("%s: %s is %q and %q", path, name, a.Header.Get(name), b.Header.Get(name))
		}
	}
}
