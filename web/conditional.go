package web

import (
	"maps"
	"net/http"
	"strings"
)

// ifNoneMatchAny handles "If-None-Match: *" (RFC 9110, 13.1.2). If GET or HEAD would get a cacheable response, it sends
// 304; otherwise the client gets what it would get without the condition, such as an error. Only the response shows
// which, so ifNoneMatchAny calls next with HEAD, for which a handler computes no more than the first page of a table.
// The status alone does not show it, since an API may send errors with status 200.
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

// A notModifiedWriter turns a cacheable response with status 200 into a 304.
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
