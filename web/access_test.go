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
)

// Each request is logged as one line with its method, path, status, length and duration, whatever its path contains,
// even if the response is aborted.
func TestRequestLog(t *testing.T) {
	for path, status := range map[string]int{
		"/people/xi-jinping": 200, "/nothing here": 404, `/say="x"` + "\n": 404, "": 404, "/aborted": 200,
	} {
		var written bytes.Buffer
		log := slog.New(slog.NewJSONHandler(&written, nil))
		handler := accessLog(log)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, "1234567")
			if path == "/aborted" {
				panic(http.ErrAbortHandler)
			}
		}))
		func() {
			defer func() { recover() }()
			r := httptest.NewRequest("GET", "/?secret", nil)
			r.URL.Path = path
			handler.ServeHTTP(httptest.NewRecorder(), r)
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
			"level": "INFO", "msg": "request", "method": "GET", "path": path, "status": float64(status), "bytes": 7.0,
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
		accessLog(log)(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	if n := strings.Count(written.String(), "\n"); n != 1 {
		t.Errorf("%d lines at info, want 1", n)
	}
}
