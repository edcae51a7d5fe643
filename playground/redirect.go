package playground

import (
	"net/http"

	"github.com/summitry/summitry/web/accept"
)

// Redirect sends browsers that open the API without an operation to the playground. The status is 303, as the
// playground is another resource that describes this one; whether Redirect sends it depends on Accept. Clients that do
// not prefer HTML get the API's response.
func Redirect(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !prefersPage(r) {
			api.ServeHTTP(w, r)
			return
		}
		accept.Vary(w.Header(), "Accept")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Location", "playground") // relative; http.Redirect would make it absolute
		w.WriteHeader(http.StatusSeeOther)
	})
}

// prefersPage reports whether a request has no operation and prefers HTML to JSON. HTML must be named: */* is not
// enough.
func prefersPage(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	const html, json, response = "text/html", "application/json", "application/graphql-response+json"
	header := r.Header.Values("Accept")
	if accept.Best(header, json, html) != html || accept.Best(header, html, json, response) != html {
		return false
	}
	parameters := r.URL.Query()
	return parameters.Get("query") == "" && parameters.Get("documentId") == "" && parameters.Get("extensions") == ""
}
