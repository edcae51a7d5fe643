package main

import (
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A requestLog has a line for each request: what was asked, how it ended, how long it took. Queries and variables are left out: they
// may say what somebody is working on. Its lines look like those of slog, and are written together, as soon as they are many or old:
// slog's own cost a tenth of a short answer, and writing each by itself as much again.
type requestLog struct {
	to    io.Writer
	mu    sync.Mutex
	lines []byte
}

const (
	manyLines = 16 << 10 // bytes
	oldLines  = 100 * time.Millisecond
)

// of logs what a handler is asked.
func (l *requestLog) of(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &outcome{ResponseWriter: w, status: http.StatusOK}
		defer func() { l.line(r, seen, began) }() // also where the answer is broken off
		next.ServeHTTP(seen, r)
	})
}

func (l *requestLog) line(r *http.Request, seen *outcome, began time.Time) {
	took := time.Since(began)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lines) == 0 {
		time.AfterFunc(oldLines, l.flush)
	}
	l.lines = began.AppendFormat(append(l.lines, "time="...), "2006-01-02T15:04:05.000Z07:00")
	l.lines = append(append(l.lines, " level=INFO msg=request method="...), r.Method...)
	l.lines = appendValue(append(l.lines, " path="...), r.URL.Path)
	l.lines = strconv.AppendInt(append(l.lines, " status="...), int64(seen.status), 10)
	l.lines = strconv.AppendInt(append(l.lines, " bytes="...), int64(seen.bytes), 10)
	l.lines = append(append(l.lines, " took="...), took.Round(time.Microsecond).String()...)
	l.lines = append(l.lines, '\n')
	if len(l.lines) >= manyLines {
		l.write()
	}
}

// appendValue quotes what would not stand for itself.
func appendValue(to []byte, value string) []byte {
	if value == "" {
		return append(to, `""`...)
	}
	for _, c := range []byte(value) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '=' {
			return strconv.AppendQuote(to, value)
		}
	}
	return append(to, value...)
}

// flush writes what there is.
func (l *requestLog) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write()
}

func (l *requestLog) write() {
	if len(l.lines) == 0 {
		return
	}
	l.to.Write(l.lines) // there is nowhere to tell that a log cannot be written
	l.lines = l.lines[:0]
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
