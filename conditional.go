package main

import (
	"maps"
	"net/http"
	"regexp"
	"strings"
)

// unlessAny answers "If-None-Match: *" (RFC 9110, 13.1.2): 304 where GET or HEAD would get an answer that a client may
// keep, and otherwise what they would get without it, such as an error. Which of them is known once the answer is made;
// it is made as for HEAD, which needs no more than the first page of a table. The statuses of errors do not tell:
// GraphQL's may have 200.
func unlessAny(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !reads || r.Header.Get("If-None-Match") != "*" {
			next.ServeHTTP(w, r)
			return
		}
		asked := r.Clone(r.Context())
		asked.Method = http.MethodHead
		asked.Header.Del("If-None-Match")
		seen := &unless{ResponseWriter: w}
		next.ServeHTTP(seen, asked)
		if !seen.begun {
			seen.WriteHeader(http.StatusOK)
		}
	})
}

// An unless is a response that becomes a 304 if it is a 200 that may be kept.
type unless struct {
	http.ResponseWriter
	begun, unmodified bool
}

func (u *unless) WriteHeader(status int) {
	if u.begun || status < http.StatusOK {
		u.ResponseWriter.WriteHeader(status)
		return
	}
	u.begun, u.unmodified = true, status == http.StatusOK && u.Header().Get("Cache-Control") != "no-store"
	if u.unmodified {
		status = http.StatusNotModified
		maps.DeleteFunc(u.Header(), func(name string, _ []string) bool {
			return strings.HasPrefix(name, "Content-") && name != "Content-Security-Policy"
		})
	}
	u.ResponseWriter.WriteHeader(status)
}

func (u *unless) Write(p []byte) (int, error) {
	if !u.begun {
		u.WriteHeader(http.StatusOK)
	}
	if u.unmodified {
		return len(p), nil
	}
	return u.ResponseWriter.Write(p)
}

func (u *unless) Flush() {
	if !u.begun {
		u.WriteHeader(http.StatusOK)
	}
	http.NewResponseController(u.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (u *unless) Unwrap() http.ResponseWriter { return u.ResponseWriter }

// beyond is where no file reaches, in bytes.
const beyond = "999999999999999999"

var (
	lastNone = regexp.MustCompile(`^\s*-\s*0+\s*$`)
	tooLarge = regexp.MustCompile(`[1-9]\d{18,}`)
)

// setRange writes the header Range in such a way that http.ServeContent does as RFC 9110 (14.1, 14.2) says. By itself
// it refuses other units, capitals and numbers of many digits, answers the last 0 bytes with a part that ends before it
// begins, and heeds HEAD.
func setRange(r *http.Request) {
	unit, set, _ := strings.Cut(r.Header.Get("Range"), "=")
	if r.Method != http.MethodGet || !strings.EqualFold(unit, "bytes") {
		r.Header.Del("Range")
		return
	}
	ranges := strings.Split(set, ",")
	for i, part := range ranges {
		if lastNone.MatchString(part) {
			part = beyond + "-"
		}
		ranges[i] = tooLarge.ReplaceAllString(part, beyond)
	}
	r.Header.Set("Range", "bytes="+strings.Join(ranges, ","))
}
