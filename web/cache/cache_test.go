package cache

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// An ETag depends only on the address, the encoding and the parts.
func TestETag(t *testing.T) {
	request := func(address, encoding string) *http.Request {
		r := httptest.NewRequest("GET", address, nil)
		r.Header.Set("Accept-Encoding", encoding)
		return r
	}
	seen := map[string]int{}
	for i, etag := range []string{
		ETag(request("/a", "")), ETag(request("/b", "")), ETag(request("/a?x=1", "")), ETag(request("/a", "gzip")),
		ETag(request("/a", ""), "v1"), ETag(request("/a", ""), "v2"), ETag(request("/a", ""), "v1", "text/csv"),
	} {
		if other, taken := seen[etag]; taken || len(etag) != 26 || etag[0] != '"' || etag[25] != '"' {
			t.Errorf("ETag %d is %s, the same as %d", i, etag, other)
		}
		seen[etag] = i
	}
	other := request("/a", "")
	other.Host = "example.org"
	other.Header.Set("Origin", "https://example.org")
	if ETag(other) != ETag(request("/a", "")) {
		t.Error("the ETag depends on the host or the origin")
	}
}

// Allow sets a lifetime and an ETag for GET and HEAD, but not for POST. NoStore removes both.
func TestHeaders(t *testing.T) {
	for method, want := range map[string]string{"GET": Lifetime, "HEAD": Lifetime, "POST": "no-store"} {
		w := httptest.NewRecorder()
		Allow(w, httptest.NewRequest(method, "/", nil), `"tag"`)
		etag := map[bool]string{true: "", false: `"tag"`}[method == "POST"]
		if got := w.Header(); got.Get("Cache-Control") != want || got.Get("ETag") != etag {
			t.Errorf("%s: %v", method, got)
		}
		if NoStore(w); w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
			t.Errorf("%s after NoStore: %v", method, w.Header())
		}
	}
}

func TestNotModified(t *testing.T) {
	for held, want := range map[string]bool{
		`"tag"`: true, `W/"tag"`: true, ` "a" , "tag"`: true, `"a"`: false, "": false,
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
		r.Header.Set("If-None-Match", held)
		got := NotModified(w, r, `"tag"`)
		if got != want || want && (w.Code != http.StatusNotModified || w.Header().Get("Cache-Control") != Lifetime) {
			t.Errorf("%s: %v, %d %v", held, got, w.Code, w.Header())
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("If-None-Match", "")
	if NotModified(httptest.NewRecorder(), r, "") {
		t.Error("a response without an ETag is taken for one that the client has")
	}
}
