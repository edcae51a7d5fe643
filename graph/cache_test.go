package graph_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/summitry/summitry/data/recording"
)

const operation = `{ people(first: 2) { nodes { name } } }`

// The ETag of a cacheable response differs if anything differs that the response depends on.
func TestETags(t *testing.T) {
	at := serve(t)
	seen := make(map[string]string)
	for _, c := range [][]string{
		{encoded(operation)},
		{encoded(operation), "Accept-Encoding", "gzip"},
		{encoded(operation), "Accept", "application/graphql-response+json"},
		{encoded(operation), "Accept", "text/csv"},
		{encoded(operation) + "&bom=1", "Accept", "text/csv"},
		{encoded(operation) + "&rows=people", "Accept", "text/csv"},
		{encoded(operation), "Accept", "application/x-ndjson"},
		{encoded(operation + " ")},
		{encoded("query A "+operation+" query B "+operation) + "&operationName=A"},
		{encoded("query A "+operation+" query B "+operation) + "&operationName=B"},
		{encoded("query($n: Int) { people(first: $n) { nodes { name } } }") + `&variables={"n":2}`},
		{encoded("query($n: Int) { people(first: $n) { nodes { name } } }") + `&variables={"n":3}`},
		{"views"}, {"schema.graphql"}, {"views/summits.json"}, {"views/summits.csv"},
		{"views/summits.xlsx"}, {encoded(operation), "Accept", mediaXLSX},
	} {
		address, headers := at+"/"+c[0], append([]string{"Accept-Encoding", "identity"}, c[1:]...)
		status, header, body := fetch(t, address, headers...)
		tag := header.Get("ETag")
		if status != http.StatusOK || !strings.HasPrefix(tag, `"`) ||
			!strings.HasPrefix(header.Get("Cache-Control"), "public, max-age=") {
			t.Fatalf("%s answers %d %v %s", c, status, header, body)
		}
		if other, taken := seen[tag]; taken {
			t.Errorf("%s and %s have the same tag", c, other)
		}
		seen[tag] = strings.Join(c, " ")
		for _, held := range []string{tag, "W/" + tag, `"other", ` + tag} {
			status, header, body := fetch(t, address, append(headers, "If-None-Match", held)...)
			if status != http.StatusNotModified || body != "" || header.Get("ETag") != tag ||
				header.Get("Cache-Control") == "" {
				t.Errorf("%s with %s answers %d %v %q", c, held, status, header, body)
			}
		}
		if status, _, again := fetch(t, address, append(headers, "If-None-Match",
			`"other"`)...); status != http.StatusOK || again != body {
			t.Errorf("%s with another tag answers %d", c, status)
		}
		r, _ := http.NewRequest("HEAD", address, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK ||
			response.Header.Get("Content-Type") != header.Get("Content-Type") || response.Header.Get("ETag") != tag {
			t.Errorf("HEAD %s answers %s %v", c, response.Status, response.Header)
		}
	}
}

// A request whose response is unchanged is not executed.
func TestUnchangedResponsesAreNotComputed(t *testing.T) {
	db, recorder := recording.Open("../data/summitry.db")
	at := serveFrom(t, db)
	address := at + encoded(operation)
	_, header, _ := fetch(t, address)
	var status int
	sent := recorder.Of(func() { status, _, _ = fetch(t, address, "If-None-Match", header.Get("ETag")) })
	if status != http.StatusNotModified || len(sent) > 0 {
		t.Errorf("%d, after %s", status, sent)
	}
	if len(recorder.Of(func() { fetch(t, address) })) == 0 {
		t.Error("no statements were recorded")
	}
}

// Errors and responses to POST are not cacheable.
func TestErrorsAreNotCacheable(t *testing.T) {
	at := serve(t)
	for _, path := range []string{
		encoded("{ nothing }"),
		encoded("{"),
		encoded(`{ people(first: 1000) { nodes { name } } dataset { version } }`),
		encoded(operation) + "&variables=1",
		"?" + url.Values{"extensions": {`{"persistedQuery":{"version":1,"sha256Hash":"` + strings.Repeat("0",
			64) + `"}}`}}.Encode(),
		"views/nothing.csv", "views/statements.csv?nothing=1",
	} {
		for _, form := range []string{"application/json", "application/graphql-response+json", "text/csv"} {
			status, header, body := fetch(t, at+"/"+path, "Accept", form)
			if header.Get("ETag") != "" || header.Get("Cache-Control") != "no-store" ||
				!strings.Contains(body, `"errors"`) || !strings.Contains(body, `"extensions":{"dataset":{"version":"`) {
				t.Errorf("%s as %s answers %d %v %s", path, form, status, header, body)
			}
		}
	}
	response, err := http.Post(at, "application/json", strings.NewReader(`{"query": "{ dataset { version } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.Header.Get("ETag") != "" || response.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("POST: %v", response.Header)
	}
}

// A query that was sent with its hash can be requested by the hash alone, but not one that was refused.
func TestPersistedQueryOverHTTP(t *testing.T) {
	at := serve(t)
	ask := func(query string) (short, whole string) {
		sum := sha256.Sum256([]byte(query))
		extensions := `{"persistedQuery":{"version":1,"sha256Hash":"` + hex.EncodeToString(sum[:]) + `"}}`
		short = "?" + url.Values{"extensions": {extensions}}.Encode()
		return short, short + "&" + url.Values{"query": {query}}.Encode()
	}
	for query, known := range map[string]bool{operation: true, "{ nothing }": false} {
		short, whole := ask(query)
		_, _, before := fetch(t, at+short)
		fetch(t, at+whole)
		_, _, after := fetch(t, at+short)
		if !strings.Contains(before, "PersistedQueryNotFound") ||
			strings.Contains(after, "PersistedQueryNotFound") == known {
			t.Errorf("%s by its hash answers first %s and then %s", query, before, after)
		}
	}
}
