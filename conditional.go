package main

import (
	"maps"
	"net/http"
	"regexp"
	"strings"
)

// ifNoneMatchAny answers "If-None-Match: *" (RFC 9110, section 13.1.2): 304 if GET or HEAD would return a response that
// the client may store, otherwise the response that it would get without the header, such as an error. It calls next
// with HEAD, so a table is read up to its first page only. The status alone does not tell errors apart, since GraphQL
// errors may have status 200.
func ifNoneMatchAny(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !reads || r.Header.Get("If-None-Match") != "*" {
			next.ServeHTTP(w, r)
			return
		}
		asked := r.Clone(r.Context())
		asked.Method = http.MethodHead
		asked.Header.Del("If-None-Match")
		seen := &notModifiedWriter{ResponseWriter: w}
		next.ServeHTTP(seen, asked)
		if !seen.begun {
			seen.WriteHeader(http.StatusOK)
		}
	})
}

// A notModifiedWriter turns a storable 200 response into a 304.
type notModifiedWriter struct {
	http.ResponseWriter
	begun, unmodified bool
}

func (w *notModifiedWriter) WriteHeader(status int) {
	if w.begun || status < http.StatusOK {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.begun, w.unmodified = true, status == http.StatusOK && w.Header().Get("Cache-Control") != "no-store"
	if w.unmodified {
		status = http.StatusNotModified
		maps.DeleteFunc(w.Header(), func(name string, _ []string) bool {
			return strings.HasPrefix(name, "Content-") && name != "Content-Security-Policy"
		})
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *notModifiedWriter) Write(p []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	if w.unmodified {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

func (w *notModifiedWriter) Flush() {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (w *notModifiedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// pastEnd is an offset in bytes that no file reaches.
const pastEnd = "999999999999999999"

var (
	lastNone = regexp.MustCompile(`^\s*-\s*0+\s*$`)
	tooLarge = regexp.MustCompile(`[1-9]\d{18,}`)
)

// setRange rewrites the header Range so that http.ServeContent behaves as RFC 9110 (sections 14.1 and 14.2) says. On
// its own, ServeContent rejects other units, upper-case units and numbers of many digits, answers "the last 0 bytes"
// with an invalid part, and applies ranges to HEAD.
func setRange(r *http.Request) {
	unit, set, _ := strings.Cut(r.Header.Get("Range"), "=")
	if r.Method != http.MethodGet || !strings.EqualFold(unit, "bytes") {
		r.Header.Del("Range")
		return
	}
	ranges := strings.Split(set, ",")
	for i, part := range ranges {
		if lastNone.MatchString(part) {
			part = pastEnd + "-"
		}
		ranges[i] = tooLarge.ReplaceAllString(part, pastEnd)
	}
	r.Header.Set("Range", "bytes="+strings.Join(ranges, ","))
}
