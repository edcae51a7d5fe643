package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/summitry/summitry/web/cache"
)

// A trailing slash redirects to the address without it, with a relative Location, with the query, for every method.
func TestRedirectSlash(t *testing.T) {
	for path, want := range map[string]string{
		"/a/":                    "/a",
		"/a/b/":                  "/a/b",
		"/a/b/?x=1&y=%C3%BC+":    "/a/b?x=1&y=%C3%BC+",
		"/a/b%20c%2F/":           "/a/b%20c%2F",
		"/javascript:alert(1)/":  "/javascript:alert(1)",
		"/a/%5C%5Cevil.example/": "/a/%5C%5Cevil.example",
		"/@evil.example/":        "/@evil.example",
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "OPTIONS"} {
			w := send(redirectSlash(answer("x")), method, path)
			base, err := url.Parse("https://example.org/under" + path)
			if err != nil {
				t.Fatal(err)
			}
			to, err := base.Parse(w.Header().Get("Location"))
			if err != nil || to.String() != "https://example.org/under"+want || w.Code != http.StatusPermanentRedirect {
				t.Errorf("%s %s: %d to %v (%v), want %s", method, path, w.Code, to, err, want)
			}
			if w.Header().Get("Cache-Control") != cache.Lifetime {
				t.Errorf("%s %s may be cached as %q", method, path, w.Header().Get("Cache-Control"))
			}
		}
	}
	for _, path := range []string{"/", "/a", "/a//", "//", "/a/./", "/a/../", "/a?x=/", "/%2F%2Fevil.example"} {
		if w := send(redirectSlash(answer("x")), "GET", path); w.Code != http.StatusOK {
			t.Errorf("%s is redirected to %q", path, w.Header().Get("Location"))
		}
	}
}
