package web

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/summitry/summitry/web/access"
)

// maxUserAgent is how many bytes of User-Agent are logged.
const maxUserAgent = 200

// accessLog logs one line for each request. It leaves out queries, variables and bodies, which may reveal what a user
// is working on. Then it passes the entry to observe, unless that is nil.
func accessLog(log *slog.Logger, trusted Proxies, observe func(*access.Entry)) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			agent := r.UserAgent()
			entry := &access.Entry{ // handlers may change the request
				Began: time.Now(), Method: r.Method, Path: r.URL.Path,
				UserAgent: strings.ToValidUTF8(agent[:min(len(agent), maxUserAgent)], ""),
			}
			client, isTrusted := trusted.client(r)
			entry.Client, entry.ID = client, requestID(r, isTrusted)
			w.Header().Set(access.IDHeader, entry.ID)
			seen := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
			defer func() { // also runs when the response is aborted
				entry.Took = time.Since(entry.Began)
				entry.Status, entry.Bytes, entry.Media = seen.status, seen.bytes, w.Header().Get("Content-Type")
				log.LogAttrs(r.Context(), slog.LevelInfo, "request", attributes(entry)...)
				if observe != nil {
					observe(entry)
				}
			}()
			next.ServeHTTP(seen, r.WithContext(access.With(r.Context(), entry)))
		})
	}
}

// attributes returns what the log says about a request.
func attributes(e *access.Entry) []slog.Attr {
	all := []slog.Attr{
		slog.String("request_id", e.ID), slog.String("client", e.Client), slog.String("method", e.Method),
		slog.String("path", e.Path), slog.String("route", e.Pattern), slog.Int("status", e.Status),
		slog.Int("bytes", e.Bytes), slog.Duration("took", e.Took.Round(time.Microsecond)),
		slog.String("user_agent", e.UserAgent),
	}
	if e.Operation != "" {
		all = append(all, slog.String("operation", e.Operation))
	}
	return all
}

// recordPattern records the pattern by which next, an http.ServeMux, found the handler of a request.
func recordPattern(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { access.Of(r.Context()).Pattern = r.Pattern }()
		next.ServeHTTP(w, r)
	})
}

// retryAfter is the Retry-After, in seconds, of responses with status 503 whose handler names none.
const retryAfter = "2"

// A statusRecorder records the status and length of a response, forbids caching of errors, and tells clients when to
// send the request again if the status is 503.
type statusRecorder struct {
	http.ResponseWriter
	status, bytes int
}

func (s *statusRecorder) WriteHeader(status int) {
	s.status = status
	if status >= http.StatusBadRequest && s.Header().Get("Cache-Control") == "" {
		s.Header().Set("Cache-Control", "no-store")
	}
	if status == http.StatusServiceUnavailable && s.Header().Get("Retry-After") == "" {
		s.Header().Set("Retry-After", retryAfter)
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
