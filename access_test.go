package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Each request has a line as slog would write it, whatever its path is, and also where its answer is broken off.
func TestRequestLog(t *testing.T) {
	for path, status := range map[string]int{"/people/xi-jinping": 200, "/nothing here": 404, `/say="x"` + "\n": 404, "": 404, "/broken-off": 200} {
		var got, want bytes.Buffer
		log := &requestLog{to: &got}
		handler := log.of(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, "1234567")
			if path == "/broken-off" {
				panic(http.ErrAbortHandler)
			}
		}))
		func() {
			defer func() { recover() }()
			r := httptest.NewRequest("GET", "/?secret", nil)
			r.URL.Path = path
			handler.ServeHTTP(httptest.NewRecorder(), r)
		}()
		log.flush()
		slog.New(slog.NewTextHandler(&want, nil)).Info("request", "method", "GET", "path", path, "status", status, "bytes", 7, "took", 5*time.Microsecond)
		changing := regexp.MustCompile(`time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d) |took=[\d.]+[µm]s`)
		if n := len(changing.FindAllString(got.String(), -1)); n != 2 || changing.ReplaceAllString(got.String(), "") != changing.ReplaceAllString(want.String(), "") {
			t.Errorf("%s, and slog writes %s", &got, &want)
		}
	}
}

// Lines are written when they are old or many, each once, whoever asks at the same time.
func TestRequestLogIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written bytes.Buffer
		log := &requestLog{to: &written}
		handler := log.of(http.NotFoundHandler())
		ask := func() { handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)) }
		ask()
		if written.Len() > 0 {
			t.Error("a line is written by itself")
		}
		time.Sleep(oldLines)
		synctest.Wait()
		if n := strings.Count(written.String(), "\n"); n != 1 {
			t.Errorf("%d lines, and not 1, are written after a while", n)
		}
		var clients sync.WaitGroup
		for range 4 {
			clients.Go(func() {
				for range 100 {
					ask()
				}
			})
		}
		clients.Wait()
		if written.Len() < manyLines/2 {
			t.Errorf("%d bytes of many lines are written", written.Len())
		}
		time.Sleep(oldLines)
		synctest.Wait()
		if n := strings.Count(written.String(), "\n"); n != 401 {
			t.Errorf("%d of 401 lines are written", n)
		}
	})
}
