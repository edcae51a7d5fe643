package web

import (
	"io"
	"net/http"
)

// Health sends "ok" while check returns nil, and otherwise 503 with the error.
func Health(check func() error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // a cached response would hide the server's state
		if err := check(); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ok\n")
	})
}
