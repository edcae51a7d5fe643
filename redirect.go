package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/summitry/summitry/web/accept"
	"github.com/summitry/summitry/web/cache"
)

// withoutSlash redirects an address with a slash at its end to the one without, for every method. Location is relative:
// it also leads there behind a proxy that serves this under a path of its own, and it begins with "../", so that it
// never names another host. Paths with other faults, such as several slashes in a row, are left to http.ServeMux, which
// redirects to the clean path.
func withoutSlash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, slash := strings.CutSuffix(r.URL.EscapedPath(), "/")
		name := path[strings.LastIndexByte(path, '/')+1:]
		if !slash || name == "" || name == "." || name == ".." {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", cache.Lifetime)
		redirect(w, "../"+name, r.URL.RawQuery, http.StatusPermanentRedirect)
	})
}

// orPlayground leads browsers that open the address of the API, without an operation, to the playground. The status is
// 303, as that is another page that describes this one; whether it is sent depends on Accept. Clients that do not
// prefer HTML get the API's answer.
func orPlayground(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !opens(r) {
			api.ServeHTTP(w, r)
			return
		}
		accept.Vary(w.Header(), "Accept")
		w.Header().Set("Cache-Control", "no-store")
		redirect(w, "playground", "", http.StatusSeeOther)
	})
}

// opens reports whether a request names no operation and prefers HTML to JSON. HTML must be named: */* does not ask for
// it.
func opens(r *http.Request) bool {
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

// redirect answers with a relative Location, which http.Redirect would make absolute.
func redirect(w http.ResponseWriter, location, query string, status int) {
	if query != "" {
		location += "?" + notASCII.ReplaceAllStringFunc(query, url.QueryEscape)
	}
	w.Header().Set("Location", location)
	w.WriteHeader(status)
}
