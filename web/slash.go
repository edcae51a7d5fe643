package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/summitry/summitry/web/cache"
)

// redirectSlash redirects an address with a slash at its end to the one without, for every method. Location is
// relative: it also leads there behind a proxy that serves this under a path of its own, and it begins with "../",
// so that it never names another host. Paths with other faults, such as several slashes in a row, are left to
// http.ServeMux, which redirects to the clean path.
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
		w.Header().Set("Location", location) // which http.Redirect would make absolute
		w.WriteHeader(http.StatusPermanentRedirect)
	})
}

var notASCII = regexp.MustCompile(`[^\x00-\x7f]+`)
