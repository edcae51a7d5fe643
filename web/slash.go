package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/summitry/summitry/web/cache"
)

// redirectSlash redirects an address with a trailing slash to the one without it, for every method. Location is
// relative, so the redirect also works behind a proxy that strips a path, and it begins with "../", so it never names
// another host. Other malformed paths, such as those with several slashes in a row, are left to http.ServeMux, which
// redirects to the clean path.
func redirectSlash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, slash := strings.CutSuffix(r.URL.EscapedPath(), "/")
		name := path[strings.LastIndexByte(path, '/')+1:]
		if !slash || name == "" || name == "." || name == ".." {
			next.ServeHTTP(w, r)
			return
		}
		location := "../" + name
		if query := r.URL.RawQuery; query != "" {
			location += "?" + notASCII.ReplaceAllStringFunc(query, url.QueryEscape)
		}
		w.Header().Set("Cache-Control", cache.Lifetime)
		w.Header().Set("Location", location) // http.Redirect would make it absolute
		w.WriteHeader(http.StatusPermanentRedirect)
	})
}

var notASCII = regexp.MustCompile(`[^\x00-\x7f]+`)
