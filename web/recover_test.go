package web

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/summitry/summitry/web/cache"
)

// panics is a handler that panics before it writes, after a part, or as a handler that aborts on purpose.
func panics(w http.ResponseWriter, r *http.Request) {
	if path := r.URL.Path; path == "/cached" || path == "/cached-part" {
		cache.Allow(w, r, `"tag"`)
		w.Header().Set("Content-Length", "99999")
	}
	if strings.HasSuffix(r.URL.Path, "part") {
		io.WriteString(w, strings.Repeat("x", 10_000))
	}
	if r.URL.Path == "/aborted" {
		panic(http.ErrAbortHandler)
	}
	panic("the sky fell")
}

// A handler that panics is answered with 500, or with an aborted response if it had begun one. Nobody receives a
// complete response with status 200, compressed or not, with the response cache or without it.
func TestPanics(t *testing.T) {
	for _, size := range []int{0, 1 << 20} {
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, nil))
		options := Options{Log: logger, CacheSize: size}
		handler := options.Wrap(http.HandlerFunc(panics), nil)
		server := httptest.NewServer(chain(handler, newConnections(8), options))
		t.Cleanup(server.Close)
		for _, encoding := range []string{"gzip", "identity"} {
			for _, path := range []string{"/", "/cached", "/part", "/cached-part", "/aborted"} {
				name := fmt.Sprintf("cache of %d, %s, %s", size, encoding, path)
				response, body, err := sendTo(t, server.URL+path, encoding)
				if path != "/" && path != "/cached" {
					if err == nil {
						t.Errorf("%s: a complete response with status %d", name, response.StatusCode)
					}
					continue
				}
				if err != nil || response.StatusCode != http.StatusInternalServerError ||
					!strings.Contains(body, "The server failed") {
					t.Errorf("%s: %v %q (%v), want status 500", name, response, body, err)
				} else if control := response.Header.Get("Cache-Control"); control != "no-store" ||
					response.Header.Get("ETag") != "" {
					t.Errorf("%s: 500 has the headers %v", name, response.Header)
				}
			}
		}
		server.Close()
		if !strings.Contains(log.String(), "the sky fell") || !strings.Contains(log.String(), "recover_test.go") {
			t.Errorf("the log does not say what failed and where: %s", log.String())
		}
	}
}

// sendTo sends a request and reads the whole response.
func sendTo(t *testing.T, address, encoding string) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", encoding)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, string(body), err
}
