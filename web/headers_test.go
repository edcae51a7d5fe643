package web

import (
	"net/http"
	"testing"
)

// Every response has the security headers. A handler may replace the policy.
func TestSecurityHeaders(t *testing.T) {
	w := send(securityHeaders(answer("x")), "GET", "/")
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff",
		"Cross-Origin-Opener-Policy": "same-origin", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	const policy = "default-src 'self'"
	w = send(securityHeaders(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
	})), "GET", "/")
	if got := w.Header().Get("Content-Security-Policy"); got != policy {
		t.Errorf("the policy of a handler is %q, want %q", got, policy)
	}
	w = send(securityHeaders(answer("x")), "GET", "/")
	if got := w.Header().Get("Content-Security-Policy"); got == policy {
		t.Error("the policy of one response is that of the next one")
	}
}
