package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// withHealth answers /healthz and /readyz, whatever handler is served, and passes other requests to next. /healthz says
// that the process answers; whoever restarts the server should look at it. /readyz says whether the server should get
// requests: its status is 503 while the server stops, and while Ready returns an error.
func (o Options) withHealth(next http.Handler, c *connections) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /healthz", status(func(context.Context) error { return nil }))
	mux.Handle("GET /readyz", status(func(ctx context.Context) error {
		if c.draining.Load() {
			return errors.New("the server is stopping: send requests to another server")
		}
		if o.Ready == nil {
			return nil
		}
		return o.Ready(ctx)
	}))
	o.CacheSize = 0
	health := o.Wrap(mux, nil)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			health.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// status sends "ok" while check returns nil, and otherwise 503 with the error.
func status(check func(context.Context) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // a cached response would hide the server's state
		if err := check(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ok\n")
	})
}

// JSON sends a value that must not be cached as JSON.
func JSON(value any) http.Handler {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		panic(err) // the type of the value cannot be encoded
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "application/json")
		w.Write(append(text, '\n')) // an error means that the client is gone
	})
}
