package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/summitry/summitry/web/access"
)

// Every response with status 503 says when to send the request again, and no other one does.
func TestRetryAfter(t *testing.T) {
	for _, test := range []struct {
		status    int
		own, want string
	}{{503, "", "2"}, {503, "30", "30"}, {200, "", ""}, {404, "", ""}, {500, "", ""}} {
		handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if test.own != "" {
				w.Header().Set("Retry-After", test.own)
			}
			w.WriteHeader(test.status)
		})
		w := httptest.NewRecorder()
		accessLog(slog.New(slog.DiscardHandler), nil, nil)(handler).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if got := w.Header().Get("Retry-After"); got != test.want {
			t.Errorf("status %d has Retry-After %q, want %q", test.status, got, test.want)
		}
	}
}

// Each request is logged as one line, whatever its path contains, even if the response is aborted. Headers of a peer
// that is not trusted do not count.
func TestRequestLog(t *testing.T) {
	for path, status := range map[string]int{
		"/people/xi-jinping": 200, "/nothing here": 404, `/say="x"` + "\n": 404, "": 404, "/aborted": 200,
	} {
		var written bytes.Buffer
		log := slog.New(slog.NewJSONHandler(&written, nil))
		handler := accessLog(log, nil, nil)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			access.Of(r.Context()).Pattern = "/{folder}/{slug}"
			access.Of(r.Context()).SetOperation(strings.Repeat("a", 99))
			w.WriteHeader(status)
			fmt.Fprint(w, "1234567")
			if path == "/aborted" {
				panic(http.ErrAbortHandler)
			}
		}))
		const agent = `Mozilla "5.0"`
		var id string
		func() {
			defer func() { recover() }()
			r := httptest.NewRequest("GET", "/?secret", nil)
			r.URL.Path = path
			r.Header.Set("User-Agent", agent+strings.Repeat("x", 300))
			r.Header.Set("X-Forwarded-For", "10.0.0.1")
			r.Header.Set("X-Request-Id", "sent")
			w := httptest.NewRecorder()
			defer func() { id = w.Header().Get("X-Request-Id") }()
			handler.ServeHTTP(w, r)
		}()
		var got map[string]any
		if err := json.Unmarshal(written.Bytes(), &got); err != nil {
			t.Fatalf("%q: %v", written.String(), err)
		}
		took, timed := got["took"].(float64)
		if !timed || took < 0 {
			t.Errorf("%q took %v", path, got["took"])
		}
		delete(got, "time")
		delete(got, "took")
		want := map[string]any{
			"level": "INFO", "msg": "request", "method": "GET", "path": path,
			"status": float64(status), "bytes": 7.0,
			"request_id": id, "client": "192.0.2.1", "route": "/{folder}/{slug}",
			"operation":  strings.Repeat("a", 64),
			"user_agent": agent + strings.Repeat("x", 200-len(agent)),
		}
		if id == "sent" || !isRequestID.MatchString(id) {
			t.Errorf("the request id is %q, which an untrusted peer sent or which is invalid", id)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// Requests are logged at the level info and not above it.
func TestRequestLogLevel(t *testing.T) {
	log := slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var written bytes.Buffer
	for _, log := range []*slog.Logger{log, slog.New(slog.NewTextHandler(&written, nil))} {
		send(accessLog(log, nil, nil)(http.NotFoundHandler()), "GET", "/")
	}
	if n := strings.Count(written.String(), "\n"); n != 1 {
		t.Errorf("%d lines at info, want 1", n)
	}
}
