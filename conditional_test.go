package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// With "If-None-Match: *" what is there is not sent again, and what is refused or missing is told as ever: no error becomes a 304.
func TestIfNoneMatchAny(t *testing.T) {
	query := func(text string) string { return "/graphql?query=" + url.QueryEscape(text) }
	good := []string{
		"/", "/records", "/people/xi-jinping", "/people/xi-jinping.json", "/people/xi-jinping.jsonld", "/views", "/views/statements",
		"/search?words=unity", "/views/statements.json", "/views/statements.csv", "/views/statements.ndjson", "/schema.graphql",
		"/summitry.db", "/style.css", "/page.js", "/icon.svg", "/playground", query("{dataset{version}}"),
		query("{statements(first:100){nodes{text citations{exact document{fileName}}}}}"),
	}
	bad := map[string]int{
		"/people/nobody": 404, "/people/nobody.json": 404, "/views/nothing": 404, "/views/nothing.csv": 404, "/nothing": 404, "/graphql": 400,
		"/views/statements.csv?person=x": 400, "/views/statements?person=x": 400, "/views/member-states-on-a-day.json?day=soon": 400,
		"/playground/assets/none.js": 404, "/countries/RU": 302, "/people": 302, "/people/": 308,
		query("{"): 200, query("{nothing}"): 200, query("{people(first:1000){nodes{name}}}"): 200,
		query("{dataset{version} people(first:1000){nodes{name}}}"): 200, query("mutation{__typename}"): 405,
		"/graphql?extensions=" + url.QueryEscape(`{"persistedQuery":{"version":1,"sha256Hash":"`+strings.Repeat("0", 64)+`"}}`): 200,
		"/healthz": 200, // which nobody may keep
	}
	for _, flags := range [][]string{{"-cache", "0"}, nil} {
		_, address := start(t, flags...)
		for _, path := range good {
			for range 2 { // the second time the server may have kept the answer
				for _, encoding := range []string{"identity", "gzip"} {
					plain, _ := send(t, "GET", "http://"+address+path, "Accept-Encoding", encoding)
					for _, method := range []string{"GET", "HEAD"} {
						response, body := send(t, method, "http://"+address+path, "Accept-Encoding", encoding, "If-None-Match", "*")
						unmodified := response.StatusCode == http.StatusNotModified && len(body) == 0
						if !unmodified || response.Header.Get("Content-Type")+response.Header.Get("Content-Encoding") != "" {
							t.Errorf("%v: %s %s answers %s %v", flags, method, path, response.Status, response.Header)
						}
						for _, name := range []string{"ETag", "Cache-Control", "Vary", "Content-Security-Policy"} {
							if got, want := response.Header.Get(name), plain.Header.Get(name); got != want {
								t.Errorf("%v: %s %s has %s %q, and %q without the condition", flags, method, path, name, got, want)
							}
						}
					}
				}
			}
		}
		for path, status := range bad {
			plain, want := send(t, "GET", "http://"+address+path)
			response, got := send(t, "GET", "http://"+address+path, "If-None-Match", "*")
			different := string(got) != string(want) && status/100 != 3 // whose bodies are for readers only
			if plain.StatusCode != status || response.StatusCode != status || different {
				t.Errorf("%v: %s answers %s and then %s %s, want %d", flags, path, plain.Status, response.Status, got, status)
			}
		}
		posted, _ := send(t, "POST", "http://"+address+query("{dataset{version}}"), "If-None-Match", "*")
		if posted.StatusCode == http.StatusNotModified || posted.StatusCode == http.StatusPreconditionFailed {
			t.Errorf("POST answers %s", posted.Status)
		}
	}
}
