package graph_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/web/access"
	"github.com/summitry/summitry/web/cache"
)

// changing serves a dataset whose file changes before a check, given by its number counted from 1; 0 means never.
func changing(t *testing.T, at *atomic.Int64) (url string, log *bytes.Buffer) {
	t.Helper()
	db := wide(t, 250)
	t.Cleanup(func() { db.Close() })
	opened := store.New(db)
	var checks atomic.Int64
	opened.Unchanged = func() error {
		if n := checks.Add(1); at.Load() > 0 && n >= at.Load() {
			return errors.New("the file was changed")
		}
		return nil
	}
	log = &bytes.Buffer{}
	api, err := graph.New(t.Context(), opened, slog.New(access.LogHandler{Handler: slog.NewTextHandler(log, nil)}))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", api)
	mux.HandleFunc("/views/{file}", api.ServeView)
	responses := cache.New(1<<20, time.Minute)
	responses.Valid = api.Intact
	return startServer(t, withRequestID(responses.Wrap(mux))), log
}

// withRequestID gives each request an id, as the access log does.
func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(access.With(r.Context(), &access.Entry{ID: "the-request"})))
	})
}

// Once the file of a dataset has changed, nothing is served from it: no cached response, no 304, no part of a table.
func TestChangedDataset(t *testing.T) {
	var at atomic.Int64
	url, log := changing(t, &at)
	address := url + "/graphql" + encoded("{ topics { nodes { slug } } }")
	_, known, _ := send(t, "GET", address, "")
	view := url + "/views/topics-and-speakers.json?topic=unity"
	if status, _, body := send(t, "GET", view, ""); status != http.StatusOK {
		t.Fatal(status, body)
	}
	at.Store(1)
	for name, c := range map[string]struct{ method, address, body, accept string }{
		"cached":       {"GET", address, "", "*/*"},
		"not modified": {"GET", address, "", "application/graphql-response+json"},
		"new":          {"GET", url + "/graphql" + encoded("{ topics(first: 1) { nodes { slug } } }"), "", "*/*"},
		"posted":       {"POST", url + "/graphql", `{"query": "{ topics { nodes { slug } } }"}`, "*/*"},
		"view":         {"GET", view, "", "*/*"},
		"table":        {"GET", address, "", "text/csv"},
	} {
		status, header, body := send(t, c.method, c.address, c.body, "Accept", c.accept, "If-None-Match",
			known.Get("ETag"))
		if status != http.StatusServiceUnavailable || !strings.Contains(body, `"code":"DATASET_CHANGED"`) ||
			header.Get("ETag") != "" {
			t.Errorf("%s: %d %v %s", name, status, header, body)
		}
	}
	const want = "move another file to its place"
	if n := strings.Count(log.String(), "\n"); n != 1 || !strings.Contains(log.String(), want) ||
		!strings.Contains(log.String(), "request_id=the-request") {
		t.Errorf("the log has %d lines, want 1:\n%s", n, log)
	}
}

// A release that has been replaced by another one is answered with the same code, and is not logged.
func TestReplacedDataset(t *testing.T) {
	db := wide(t, 1)
	defer db.Close()
	replaced := store.New(db)
	var log bytes.Buffer
	api, err := graph.New(t.Context(), replaced, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	replaced.Unchanged = func() error { return fmt.Errorf("statement: %w", store.ErrReplaced) }
	status, _, body := send(t, "GET", startServer(t, api)+"/graphql"+encoded("{ topics { nodes { slug } } }"), "")
	if status != http.StatusServiceUnavailable || !strings.Contains(body, `"code":"DATASET_CHANGED"`) ||
		!strings.Contains(body, "replaced by another release: send the request again") || log.Len() > 0 {
		t.Errorf("%d %s\n%s", status, body, &log)
	}
}

// If the file changes during an operation, its result is not sent, and a table that has begun is aborted.
func TestChangedWhileAnswering(t *testing.T) {
	var at atomic.Int64
	sent, broken := 0, 0
	for check := int64(1); ; check++ {
		at.Store(check)
		url, log := changing(t, &at)
		r, err := http.NewRequest("GET", url+"/graphql"+encoded("{ topics { nodes { slug } } }"), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", "text/csv")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			broken++ // nothing had been sent
			continue
		}
		var body bytes.Buffer
		_, err = body.ReadFrom(response.Body)
		response.Body.Close()
		switch lines := strings.Count(body.String(), "\n"); {
		case response.StatusCode == http.StatusServiceUnavailable && strings.Contains(body.String(), "DATASET_CHANGED"):
		case response.StatusCode == http.StatusOK && err != nil && lines%100 == 1: // the header and whole pages
			broken++
			if aborted := log.String(); !strings.Contains(aborted, "table aborted") ||
				strings.Count(aborted, "request_id=the-request") != strings.Count(aborted, "\n") {
				t.Errorf("an aborted table is logged as %q", aborted)
			}
		case response.StatusCode == http.StatusOK && err == nil && lines == 251:
			sent++
		default:
			t.Fatalf("a change before check %d: %s, %d lines (%v)", check, response.Status, lines, err)
		}
		if sent > 0 { // the change came after the last page
			break
		}
	}
	if broken < 2 {
		t.Errorf("%d tables broke off, want at least one after each page but the last", broken)
	}
}
