package web

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// recovered answers with 500 if a handler panics before it has written anything, and otherwise aborts the response, so
// that the client does not take a part for the whole. It must be inside of compress, which would complete the response.
func recovered(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen := &startRecorder{ResponseWriter: w}
			defer func() {
				cause := recover()
				if cause == nil {
					return
				}
				if cause != http.ErrAbortHandler {
					const message = "handler panicked"
					log.ErrorContext(r.Context(), message, "error", fmt.Sprint(cause), "stack", string(debug.Stack()))
				}
				if cause == http.ErrAbortHandler || seen.started {
					panic(http.ErrAbortHandler)
				}
				fail(w)
			}()
			next.ServeHTTP(seen, r)
		})
	}
}

// fail sends 500, without the headers of the response that was being made.
func fail(w http.ResponseWriter) {
	for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Disposition", "ETag", "Link"} {
		w.Header().Del(name)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	io.WriteString(w, "The server failed, through no fault of the request: try again later.\n")
}

// A startRecorder records whether a response has begun.
type startRecorder struct {
	http.ResponseWriter
	started bool
}

func (s *startRecorder) WriteHeader(status int) {
	s.started = s.started || status >= http.StatusOK
	s.ResponseWriter.WriteHeader(status)
}

func (s *startRecorder) Write(p []byte) (int, error) {
	s.started = true
	return s.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *startRecorder) Unwrap() http.ResponseWriter { return s.ResponseWriter }
