package web

import (
	"maps"
	"net/http"
)

// securityHeaderValues make browsers trust the Content-Type of every response, and neither run nor load nor frame
// anything of it. Handlers of pages that load something set a policy of their own.
var securityHeaderValues = http.Header{
	"Content-Security-Policy":    {"default-src 'none'; frame-ancestors 'none'"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	"Referrer-Policy":            {"no-referrer"},
	"X-Content-Type-Options":     {"nosniff"},
	"X-Frame-Options":            {"DENY"},
}

// securityHeaders sets the headers that restrict browsers.
func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), securityHeaderValues)
		next.ServeHTTP(w, r)
	})
}
