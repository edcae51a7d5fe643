package conformance

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// "If-None-Match: *" turns a response into a 304 if the resource exists, and changes no error.
func TestIfNoneMatchAny(t *testing.T) {
	t.Parallel()
	query := func(text string) string { return "/graphql?query=" + url.QueryEscape(text) }
	unknown := `{"persistedQuery":{"version":1,"sha256Hash":"` + strings.Repeat("0", 64) + `"}}`
	good := []string{
		"/", "/records", "/changes", "/changes.atom",
		"/people/xi-jinping", "/people/xi-jinping.json", "/people/xi-jinping.jsonld", "/views",
		"/views/statements", "/views/statements.json", "/views/statements.csv", "/views/statements.ndjson",
		"/views/statements.xlsx",
		"/search?words=unity", "/schema.graphql", "/summitry.db", "/style.css", "/page.js", "/verify.js", "/icon.svg",
		"/playground",
		query("{dataset{version}}"), query("{statements(first:100){nodes{text citations{exact document{fileName}}}}}"),
	}
	bad := map[string]int{
		"/people/nobody": 404, "/people/nobody.json": 404, "/views/nothing": 404, "/views/nothing.csv": 404,
		"/nothing":                   404,
		"/playground/assets/none.js": 404, "/graphql": 422, "/views/member-states-on-a-day.json?day=soon": 400,
		"/views/statements.csv?person=x": 400, "/views/statements?person=x": 400, query("mutation{__typename}"): 405,
		"/countries/RU": 302, "/people": 302, "/people/": 308,
		query("{"): 400, query("{nothing}"): 422, query("{people(first:1000){nodes{name}}}"): 294,
		query("{dataset{version} people(first:1000){nodes{name}}}"): 294,
		"/graphql?extensions=" + url.QueryEscape(unknown):           200,
		"/healthz": 200, // not storable
	}
	for _, flags := range [][]string{{"-cache", "0"}, nil} {
		_, address := start(t, flags...)
		for _, path := range good {
			for range 2 { // the second time, the response may come from the cache
				isUnmodified(t, "http://"+address+path, "identity")
				isUnmodified(t, "http://"+address+path, "gzip")
			}
		}
		for path, status := range bad {
			first, want := send(t, "GET", "http://"+address+path)
			second, got := send(t, "GET", "http://"+address+path, "If-None-Match", "*")
			different := string(got) != string(want) && status/100 != 3 // bodies of redirects may differ
			if first.StatusCode != status || second.StatusCode != status || different {
				t.Errorf("%v: %s answers %s and then %s %s", flags, path, first.Status, second.Status, got)
			}
		}
		posted, _ := send(t, "POST", "http://"+address+query("{dataset{version}}"), "If-None-Match", "*")
		if posted.StatusCode == http.StatusNotModified || posted.StatusCode == http.StatusPreconditionFailed {
			t.Errorf("POST answers %s", posted.Status)
		}
	}
}

// isUnmodified compares the response to "If-None-Match: *" with the response without it.
func isUnmodified(t *testing.T, address, encoding string) {
	t.Helper()
	first, _ := send(t, "GET", address, "Accept-Encoding", encoding)
	for _, method := range []string{"GET", "HEAD"} {
		second, body := send(t, method, address, "Accept-Encoding", encoding, "If-None-Match", "*")
		described := second.Header.Get("Content-Type") + second.Header.Get("Content-Encoding")
		if second.StatusCode != http.StatusNotModified || len(body) > 0 || described != "" {
			t.Errorf("%s %s answers %s %v", method, address, second.Status, second.Header)
		}
		for _, name := range []string{"ETag", "Cache-Control", "Vary", "Content-Security-Policy"} {
			if got, want := second.Header.Get(name), first.Header.Get(name); got != want {
				t.Errorf("%s %s has %s %q, and %q without the condition", method, address, name, got, want)
			}
		}
	}
}

// Servers with copies of one file send the same ETag, whatever its modification time, so that a download can be resumed
// at another server. A file with other bytes has another ETag.
func TestDownloadsResumeAtAnotherServer(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../data/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	another := slices.Clone(content)
	another[99]++ // the version of SQLite that wrote the file; SQLite ignores it
	replica := func(content []byte, written time.Time) string {
		file := filepath.Join(t.TempDir(), "copy.db")
		if err := os.WriteFile(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, written, written); err != nil {
			t.Fatal(err)
		}
		_, address := start(t, "-database", file)
		return "http://" + address + "/summitry.db"
	}
	first := replica(content, time.Date(2024, 7, 4, 12, 0, 0, 0, time.UTC))
	second := replica(content, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	third := replica(another, time.Date(2024, 7, 4, 12, 0, 0, 0, time.UTC))
	_, embedded := start(t)

	whole, _ := send(t, "GET", first)
	tag := whole.Header.Get("ETag")
	if !strings.HasPrefix(tag, `"`) || len(tag) < 20 || whole.Header.Get("Last-Modified") != "" {
		t.Errorf("the file comes with %v", whole.Header)
	}
	for _, address := range []string{second, second + "?fresh=1", "http://" + embedded + "/summitry.db"} {
		for _, encoding := range []string{"identity", "gzip"} {
			for _, method := range []string{"GET", "HEAD"} {
				response, _ := send(t, method, address, "Accept-Encoding", encoding)
				if got := response.Header.Get("ETag"); got != tag {
					t.Errorf("%s %s has the tag %s, and the first %s", method, address, got, tag)
				}
			}
			rest, body := send(t, "GET", address, "Accept-Encoding", encoding, "Range", "bytes=1000-", "If-Range", tag)
			if rest.StatusCode != http.StatusPartialContent || string(body) != string(content[1000:]) {
				t.Errorf("%s resumes with %s, %d bytes", address, rest.Status, len(body))
			}
			again, _ := send(t, "GET", address, "Accept-Encoding", encoding, "If-None-Match", tag)
			if again.StatusCode != http.StatusNotModified {
				t.Errorf("%s sends the same page again: %s", address, again.Status)
			}
		}
	}
	rest, body := send(t, "GET", third, "Range", "bytes=1000-", "If-Range", tag)
	if rest.StatusCode != http.StatusOK || string(body) != string(another) {
		t.Errorf("another file resumes with %s, %d bytes", rest.Status, len(body))
	}
	// two releases may be written in the same second, so a date must not match
	rest, body = send(t, "GET", second, "Range", "bytes=1000-", "If-Range", "Wed, 01 Jan 2025 00:00:00 GMT")
	if rest.StatusCode != http.StatusOK || len(body) != len(content) {
		t.Errorf("a date resumes with %s, %d bytes", rest.Status, len(body))
	}
}
