package web

import (
	"maps"
	"net/http"
	"strings"
)

// ifNoneMatchAny answers "If-None-Match: *" (RFC 9110, 13.1.2): with 304 if GET or HEAD would get a response that
// may be cached, and otherwise with what they would get without the condition, such as an error. This is known once
// the response is made; it is made as for HEAD, which needs no more than the first page of a table. The status alone
// does not say it, as an API may answer errors with 200.
func ifNoneMatchAny(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !reads || r.Header.Get("If-None-Match") != "*" {
			next.ServeHTTP(w, r)
			return
		}
		head := r.Clone(r.Context())
		head.Method = http.MethodHead
		head.Header.Del("If-None-Match")
		response := &notModifiedWriter{ResponseWriter: w}
		next.ServeHTTP(response, head)
		if !response.wroteHeader {
			response.WriteHeader(http.StatusOK)
		}
	})
}

// A notModifiedWriter is a response that becomes a 304 if it is a 200 that may be cached.
type notModifiedWriter struct {
	http.ResponseWriter
	wroteHeader, notModified bool
}

func (n *notModifiedWriter) WriteHeader(status int) {
	if n.wroteHeader || status < http.StatusOK {
		n.ResponseWriter.WriteHeader(status)
		return
	}
	n.wroteHeader, n.notModified = true, status == http.StatusOK && n.Header().Get("Cache-Control") != "no-store"
	if n.notModified {
		status = http.StatusNotModified
		maps.DeleteFunc(n.Header(), func(name string, _ []string) bool {
			return strings.HasPrefix(name, "Content-") && name != "Content-Security-Policy"
		})
	}
	n.ResponseWriter.WriteHeader(status)
}

func (n *notModifiedWriter) Write(p []byte) (int, error) {
	if !n.wroteHeader {
		n.WriteHeader(http.StatusOK)
	}
	if n.notModified {
		return len(p), nil
	}
	return n.ResponseWriter.Write(p)
}

func (n *notModifiedWriter) Flush() {
	if !n.wroteHeader {
		n.WriteHeader(http.StatusOK)
	}
	http.NewResponseController(n.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (n *notModifiedWriter) Unwrap() http.ResponseWriter { return n.ResponseWriter }
