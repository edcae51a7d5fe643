package web

import (
	"io"
	"net/http"
	"testing"
)

// "If-None-Match: *" turns a cacheable response with status 200 into a 304 without the headers of its body, and changes
// no other response.
func TestIfNoneMatchAny(t *testing.T) {
	for name, c := range map[string]struct {
		method, cacheControl string
		status, want         int
	}{
		"cacheable": {"GET", "public", 200, 304}, "of HEAD": {"HEAD", "public", 200, 304},
		"silent":           {"GET", "", 200, 304},
		"not to be stored": {"GET", "no-store", 200, 200}, "missing": {"GET", "", 404, 404},
		"a redirect": {"GET", "public", 308, 308}, "of POST": {"POST", "public", 200, 200},
	} {
		var method string
		handler := ifNoneMatchAny(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if method = r.Method; r.Header.Get("If-None-Match") != "" && method != "POST" {
				t.Errorf("%s: the handler sees the condition", name)
			}
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Security-Policy", "default-src 'none'")
			w.Header().Set("Cache-Control", c.cacheControl)
			w.WriteHeader(c.status)
			io.WriteString(w, "body")
		}))
		w := send(handler, c.method, "/", "If-None-Match", "*")
		empty := w.Body.Len() == 0 && w.Header().Get("Content-Type") == ""
		if w.Code != c.want || empty != (c.want == 304) || w.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %d %v %q", name, w.Code, w.Header(), w.Body)
		}
		if reads := c.method != "POST"; reads && method != "HEAD" {
			t.Errorf("%s: the response is made as for %s, want HEAD", name, method)
		}
	}
}

// A handler that writes nothing sends status 200.
func TestIfNoneMatchAnyOfAnEmptyResponse(t *testing.T) {
	empty := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	if w := send(ifNoneMatchAny(empty), "GET", "/", "If-None-Match", "*"); w.Code != http.StatusNotModified {
		t.Errorf("%d, want 304", w.Code)
	}
	if w := send(ifNoneMatchAny(empty), "GET", "/", "If-None-Match", `"tag"`); w.Code != http.StatusOK {
		t.Errorf("%d for another condition, want 200", w.Code)
	}
}
