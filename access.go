package main

import (
	"log/slog"
	"net/http"
	"time"
)

// logRequests logs one line for each request: method, path, status, length and duration. It leaves out queries and
// variables, which may reveal what somebody is researching.
func logRequests(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &outcome{ResponseWriter: w, status: http.StatusOK}
		method, path := r.Method, r.URL.Path // read now: handlers may change the request
		defer func() {                       // also when the answer is aborted
			log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("method", method), slog.String("path", path), slog.Int("status", seen.status),
				slog.Int("bytes", seen.bytes), slog.Duration("took", time.Since(began).Round(time.Microsecond)))
		}()
		next.ServeHTTP(seen, r)
	})
}

// An outcome records the status and length of a response, and marks errors as not cacheable.
type outcome struct {
	http.ResponseWriter
	status, bytes int
}

func (o *outcome) WriteHeader(status int) {
	o.status = status
	if status >= http.StatusBadRequest && o.Header().Get("Cache-Control") == "" {
		o.Header().Set("Cache-Control", "no-store")
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *outcome) Write(p []byte) (int, error) {
	n, err := o.ResponseWriter.Write(p)
	o.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (o *outcome) Unwrap() http.ResponseWriter { return o.ResponseWriter }
