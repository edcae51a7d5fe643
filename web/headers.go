package web

import (
	"maps"
	"net/http"
)

// securityHeaderValues make browsers trust the Content-Type of every response and run, load or frame nothing. Pages
// that load files set their own policy.
var securityHeaderValues = http.Header{
	"Content-Security-Policy":    {"default-src 'none'; frame-ancestors 'none'"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	"Referrer-Policy":            {"no-referrer"},
	"X-Content-Type-Options":     {"nosniff"},
	"X-Frame-Options":            {"DENY"},
}

func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), securityHeaderValues)
		next.ServeHTTP(w, r)
	})
}
