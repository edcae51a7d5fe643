package web

import (
	"net/http"
	"testing"
)

// An absolute path in Location gets the prefix; other targets do not.
func TestPrefixLocation(t *testing.T) {
	for location, want := range map[string]string{
		"/here": "/under/here", "/": "/under/", "../here": "../here", "": "",
		"https://example.org/": "https://example.org/",
	} {
		handler := prefixLocation("/under")(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", location)
			w.WriteHeader(http.StatusFound)
		}))
		w := send(handler, "GET", "/")
		if got := w.Header().Get("Location"); got != want || w.Code != http.StatusFound {
			t.Errorf("%q: %d %q, want %q", location, w.Code, got, want)
		}
	}
	if prefixLocation("") != nil {
		t.Error("without a path there is a middleware")
	}
}
