package web

import (
	"net/http"
	"strings"
)

// prefixLocation prepends a path to the target of redirects. Behind a proxy that strips a path from requests, handlers
// do not know that path. Without a path the middleware is nil.
func prefixLocation(path string) Middleware {
	if path == "" {
		return nil
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&locationWriter{w, path}, r)
		})
	}
}

// A locationWriter prepends a prefix to the header Location.
type locationWriter struct {
	http.ResponseWriter
	path string
}

func (w *locationWriter) WriteHeader(status int) {
	if to := w.Header().Get("Location"); strings.HasPrefix(to, "/") {
		w.Header().Set("Location", w.path+to)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *locationWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
