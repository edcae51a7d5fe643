package web

import (
	"log/slog"
	"net/http"
	"time"
)

// accessLog logs one line for each request: its method and path, its status and length, and how long it took. It leaves
// out queries and variables, which may reveal what a user is working on.
func accessLog(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began := time.Now()
			seen := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
			method, path := r.Method, r.URL.Path // handlers may change the request
			defer func() {                       // also runs when the response is aborted
				log.LogAttrs(r.Context(), slog.LevelInfo, "request",
					slog.String("method", method), slog.String("path", path), slog.Int("status", seen.status),
					slog.Int("bytes", seen.bytes), slog.Duration("took", time.Since(began).Round(time.Microsecond)))
			}()
			next.ServeHTTP(seen, r)
		})
	}
}

// A statusRecorder records the status and length of a response, and forbids caching of errors.
type statusRecorder struct {
	http.ResponseWriter
	status, bytes int
}

func (s *statusRecorder) WriteHeader(status int) {
	s.status = status
	if status >= http.StatusBadRequest && s.Header().Get("Cache-Control") == "" {
		s.Header().Set("Cache-Control", "no-store")
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusRecorder) Write(p []byte) (int, error) {
	n, err := s.ResponseWriter.Write(p)
	s.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusRecorder) Unwrap() http.ResponseWriter { return s.ResponseWriter }
