package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph/exec"

	"github.com/summitry/summitry/views"
)

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// asks returns a request with a hash in the form of Apollo Client.
func asks(query, hash string) *request {
	q := &request{}
	q.Query, q.Extensions = query, map[string]any{"persistedQuery": map[string]any{"version": json.Number("1"),
		"sha256Hash": hash}}
	return q
}

func TestPersistedQueries(t *testing.T) {
	all := answering(t).Views()
	p := newPersisted(all)
	const query = "{ dataset { version } }"
	if err := p.resolve(asks("", hashOf(query))); err == nil ||
		!strings.Contains(err.Error(), "PersistedQueryNotFound") {
		t.Errorf("an unknown hash: %v", err)
	}
	q := asks(query, hashOf(query))
	if err := p.resolve(q); err != nil || q.register != hashOf(query) {
		t.Fatalf("a query with its hash: %v", err)
	}
	p.put(q.register, q.Query)
	for _, hash := range []string{hashOf(query), strings.ToUpper(hashOf(query))} {
		again := asks("", hash)
		if err := p.resolve(again); err != nil || again.Query != query {
			t.Errorf("the same query by its hash: %q %v", again.Query, err)
		}
	}
	view := all[0]
	for _, id := range []string{view.Name, "sha256:" + view.SHA256(), "sha256:" + strings.ToUpper(view.SHA256()),
		"sha256:" + hashOf(query)} {
		byID := &request{documentID: id}
		if err := p.resolve(byID); err != nil || byID.Query != view.Operation && byID.Query != query {
			t.Errorf("%s: %q %v", id, byID.Query, err)
		}
	}
	byHash := asks("", view.SHA256())
	if err := p.resolve(byHash); err != nil || byHash.Query != view.Operation {
		t.Errorf("a view by its hash: %q %v", byHash.Query, err)
	}

	both := &request{documentID: view.Name}
	both.Query = query
	unversioned := asks(query, hashOf(query))
	unversioned.Extensions["persistedQuery"].(map[string]any)["version"] = json.Number("2")
	shapeless := asks(query, "")
	shapeless.Extensions["persistedQuery"] = true
	for want, q := range map[string]*request{
		"must be the SHA-256 of the bytes of the query":         asks(query, hashOf("{ other }")),
		"documentId must be sent without query":                 both,
		`got {"sha256Hash":"`:                                   unversioned,
		`must be {"version": 1, "sha256Hash": "..."}, got true`: shapeless,
		"PersistedQueryNotFound":                                asks("", view.Name),
		"query is missing: send one":                            {},
		`Unknown documentId "nothing": send`:                    {documentID: "nothing"},
	} {
		if err := p.resolve(q); err == nil || !strings.Contains(err.Error(), want) || q.register != "" {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for want, q := range map[int]*request{
		http.StatusUnprocessableEntity: asks("{ other }", hashOf(query)),
		http.StatusOK:                  asks("", hashOf("{ unknown }")),
		http.StatusNotFound:            {documentID: "nothing"},
	} {
		if status := statusOf(p.resolve(q)); status != want {
			t.Errorf("%+v has status %d, want %d", q, status, want)
		}
	}
}

// A conditional request that sends a query with its hash registers the query, even if the response is a 304.
func TestPersistedQueriesWithConditions(t *testing.T) {
	const query = "{ dataset { version } }"
	extensions := "&extensions=" + url.QueryEscape(fmt.Sprintf(`{"persistedQuery": {"version": 1, "sha256Hash": %q}}`,
		hashOf(query)))
	api := answering(t)
	get := func(parameters, tag string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/graphql?"+parameters+extensions, nil)
		r.Header.Set("If-None-Match", tag)
		api.ServeHTTP(w, r)
		return w
	}
	sent := "query=" + url.QueryEscape(query)
	tag := get(sent, "").Header().Get("ETag")
	api = answering(t) // without the registered query
	if w := get(sent, tag); w.Code != http.StatusNotModified {
		t.Errorf("unchanged: %d %s", w.Code, w.Body)
	}
	if w := get("", ""); !strings.Contains(w.Body.String(), `"data"`) {
		t.Errorf("by its hash: %s", w.Body)
	}
}

// The number and the size of registered queries are limited, and views are never removed.
func TestPersistedQueriesAreBounded(t *testing.T) {
	p := newPersisted([]*views.View{{Name: "view", Operation: "{ view }"}})
	for i := range 3 * MaxPersisted {
		text := fmt.Sprintf("{ a%d }", i)
		p.put(hashOf(text), text)
	}
	if entries, _ := p.sent.Size(); entries != MaxPersisted {
		t.Errorf("%d queries are registered", entries)
	}
	if _, found := p.find(hashOf("{ a0 }")); found {
		t.Error("the first is still there")
	}
	large := strings.Repeat(" ", exec.MaxBody)
	for i := range 100 {
		text := fmt.Sprint(large, i)
		p.put(hashOf(text), text)
		p.put(hashOf(text), text)
	}
	if _, held := p.sent.Size(); held > MaxPersistedBytes || held < MaxPersistedBytes/2 {
		t.Errorf("%d bytes are registered, want at most %d and more than half of that", held, MaxPersistedBytes)
	}
	if text, found := p.find(hashOf("{ view }")); !found || text != "{ view }" {
		t.Error("the view is gone")
	}
}
