package pages_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/pages"
	"github.com/summitry/summitry/web"
)

// Whatever fails in a request, each line of the log about it has the id that the response has.
func TestFailuresAreLoggedWithRequestID(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	log, buffer := web.NewLog(&lines, web.JSONLog, slog.LevelDebug)
	api, err := graph.New(t.Context(), store.New(db), log)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := pages.Handler(api, log)
	if err != nil {
		t.Fatal(err)
	}
	db.Close() // so that everything fails that reads it
	mux := http.NewServeMux()
	mux.Handle("/", handler)
	mux.Handle("/graphql", api)
	mux.HandleFunc("/panic", func(http.ResponseWriter, *http.Request) { panic("a fault") })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancelCause(context.Background())
	ended := make(chan error)
	options := web.Options{Log: log}
	go func() { ended <- web.Serve(ctx, listener, options.Wrap(mux, nil), options) }()
	ids := map[string]bool{}
	query := "/graphql?query=" + url.QueryEscape("{ topics { nodes { slug } } }")
	for path, media := range map[string]string{
		"/": "", "/people/xi-jinping": "", "/people/xi-jinping.json": "", "/views/statements": "",
		"/views/statements.csv": "", "/views/statements.xlsx": "", "/search?words=unity": "",
		"/sitemap.xml?base=http://a.b": "",
		query:                          "", query + "&a": "text/csv",
		"/graphql?query={topics(first:-1){totalCount}}": "", "/panic": "",
	} {
		response, body := get(t, "http://"+listener.Addr().String()+path, "Accept", media)
		if response.StatusCode < 400 && response.StatusCode != 294 { // data and errors
			t.Errorf("%s is answered with %s %.100s", path, response.Status, body)
		}
		ids[response.Header.Get("X-Request-Id")] = true
	}
	stop(web.ErrInterrupted)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	buffer.Close()
	seen := map[string]int{}
	for line := range strings.Lines(lines.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		message := fields["msg"].(string)
		seen[message]++
		ofServer := message == "limiting connections" || strings.HasPrefix(message, "stopping")
		if id, _ := fields["request_id"].(string); !ids[id] && !ofServer {
			t.Errorf("a line has the request id %q: %.300s", id, line)
		}
	}
	for _, message := range []string{
		"request", "page failed", "operation failed", "handler panicked", "executing by gqlgen",
	} {
		if seen[message] == 0 {
			t.Errorf("the log has no %q: %v", message, seen)
		}
	}
}
