package web

import (
	"maps"
	"net/http"
)

// security has browsers take every response for what it says it is, and neither run nor load nor frame anything of
// it. Handlers of pages that load something set a policy of their own.
var security = http.Header{
	"Content-Security-Policy":    {"default-src 'none'; frame-ancestors 'none'"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	"Referrer-Policy":            {"no-referrer"},
	"X-Content-Type-Options":     {"nosniff"},
	"X-Frame-Options":            {"DENY"},
}

// securityHeaders sets the headers that restrict browsers.
func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), security)
		next.ServeHTTP(w, r)
	})
}
