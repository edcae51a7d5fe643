package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

// /healthz only says that the process answers. /readyz fails while the server stops, and while the check of the handler
// fails. Other addresses reach the handler.
func TestHealth(t *testing.T) {
	for name, c := range map[string]struct {
		draining bool
		ready    error
		status   int
		text     string
	}{
		"ready":     {status: http.StatusOK, text: "ok\n"},
		"stopping":  {draining: true, status: http.StatusServiceUnavailable, text: "the server is stopping"},
		"not ready": {ready: errors.New("the queue is full"), status: 503, text: "the queue is full"},
	} {
		connections := newConnections(1)
		connections.draining.Store(c.draining)
		options := Options{Log: slog.New(slog.DiscardHandler), Ready: func(context.Context) error { return c.ready }}
		handler := options.withHealth(answer("page"), connections)
		w := send(handler, "GET", "/readyz")
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.text) ||
			w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: /readyz has %d %q %v", name, w.Code, w.Body, w.Header())
		}
		if w := send(handler, "GET", "/healthz"); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
			t.Errorf("%s: /healthz has %d %q", name, w.Code, w.Body)
		}
		if w := send(handler, "GET", "/other"); w.Body.String() != "page" {
			t.Errorf("%s: another address has %q", name, w.Body)
		}
	}
}
