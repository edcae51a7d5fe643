package web

import (
	"io"
	"net/http"
)

// Health answers ok while check returns no error, and otherwise 503 with the error.
func Health(check func() error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // caches must not answer for the server
		if err := check(); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ok\n")
	})
}
