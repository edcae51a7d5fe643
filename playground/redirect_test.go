package playground

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Only browsers that open the API without an operation are redirected to the playground.
func TestRedirect(t *testing.T) {
	handler := Redirect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "api") }))
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	for _, c := range []struct {
		method, path, accept string
		want                 int
	}{
		{"GET", "/graphql", browser, 303}, {"HEAD", "/graphql", browser, 303},
		{"GET", "/graphql?utm_source=mail", browser, 303},
		{"POST", "/graphql", browser, 200}, {"GET", "/graphql?query=%7Ba%7D", browser, 200},
		{"GET", "/graphql?documentId=summits", browser, 200}, {"GET", "/graphql?extensions=%7B%7D", browser, 200},
		{"GET", "/graphql", "", 200}, {"GET", "/graphql", "*/*", 200}, {"GET", "/graphql", "application/json", 200},
		{"GET", "/graphql", "application/graphql-response+json, text/html", 200},
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(c.method, c.path, nil)
		if c.accept != "" {
			r.Header.Set("Accept", c.accept)
		}
		handler.ServeHTTP(w, r)
		header := w.Header()
		leads := header.Get("Location") == "playground" && header.Get("Vary") == "Accept"
		if w.Code != c.want || leads != (c.want == 303) {
			t.Errorf("%s %s with %q: %d %v, want %d", c.method, c.path, c.accept, w.Code, w.Header(), c.want)
		}
	}
}
