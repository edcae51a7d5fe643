package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/summitry/summitry/accept"
	"github.com/summitry/summitry/graph"
)

// redirectSlash redirects an address that ends in a slash to the one without it, for every method. Location is
// relative, so it also works behind a proxy that serves this under its own path, and it begins with "../", so it cannot
// name another host. Other faults of a path, such as repeated slashes, are left to http.ServeMux, which redirects to
// the clean path.
func redirectSlash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, slash := strings.CutSuffix(r.URL.EscapedPath(), "/")
		name := path[strings.LastIndexByte(path, '/')+1:]
		if !slash || name == "" || name == "." || name == ".." {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", graph.Lifetime)
		redirect(w, "../"+name, r.URL.RawQuery, http.StatusPermanentRedirect)
	})
}

// redirectBrowsers sends browsers that open the API without an operation to the playground. The status is 303 because
// the playground is another resource that describes this one (RFC 9110, section 15.4.4). Clients that do not prefer
// HTML get the response of the API.
func redirectBrowsers(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isBrowsing(r) {
			api.ServeHTTP(w, r)
			return
		}
		accept.Vary(w.Header(), "Accept")
		w.Header().Set("Cache-Control", "no-store")
		redirect(w, "playground", "", http.StatusSeeOther)
	})
}

// isBrowsing reports whether a request has no operation and prefers HTML to JSON. The client must name HTML: */* is not
// enough.
func isBrowsing(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	asked := r.URL.Query()
	if asked.Get("query") != "" || asked.Get("documentId") != "" || asked.Get("extensions") != "" {
		return false
	}
	const html, json, response = "text/html", "application/json", "application/graphql-response+json"
	header := r.Header.Values("Accept")
	return accept.Best(header, json, html) == html && accept.Best(header, html, json, response) == html
}

var notASCII = regexp.MustCompile(`[^\x00-\x7f]+`)

// redirect sends a relative Location, which http.Redirect would make absolute.
func redirect(w http.ResponseWriter, location, query string, status int) {
	if query != "" {
		location += "?" + notASCII.ReplaceAllStringFunc(query, url.QueryEscape)
	}
	w.Header().Set("Location", location)
	w.WriteHeader(status)
}
