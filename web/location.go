package web

import (
	"net/http"
	"strings"
)

// prefixLocation puts a path before the address that a redirect leads to: a proxy removes that path from the
// addresses that it passes on, so that no handler knows it. Without a path the middleware is nil.
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

// A locationWriter is a response whose Location gets a prefix.
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
