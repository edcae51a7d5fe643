package main

import (
	"log/slog"
	"net/http"
	"time"
)

// logged writes a line for each request: what was asked, how it ended, how long it took. Queries and variables are left out:
// they may say what somebody is working on.
func logged(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &outcome{ResponseWriter: w, status: http.StatusOK}
		defer func() { // also where the answer is broken off
			log.Info("request", "method", r.Method, "path", r.URL.Path, "status", seen.status, "bytes", seen.bytes, "took", time.Since(began).Round(time.Microsecond))
		}()
		next.ServeHTTP(seen, r)
	})
}

// An outcome is a response that remembers its status and length, and sees to it that no error is kept by caches.
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
