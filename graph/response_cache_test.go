package graph_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	neturl "net/url"
	"strings"
	"testing"
	"time"

	"github.com/summitry/summitry/data/recording"
	"github.com/summitry/summitry/web/cache"
)

// serveCached serves the dataset through the response cache, and records the SQL statements.
func serveCached(t *testing.T) (url string, recorder *recording.Recorder) {
	t.Helper()
	db, recorder := recording.Open("../data/summitry.db")
	return startServer(t, cache.New(1<<20, time.Minute).Wrap(handlerFrom(t, db))), recorder
}

// send sends a request, and returns the response without its date.
func send(t testing.TB, method, address, body string, headers ...string) (status int, header http.Header, text string) {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	response.Header.Del("Date")
	return response.StatusCode, response.Header, string(all)
}

// An equal request gets the same response, headers included, without an SQL statement.
func TestCachedResponses(t *testing.T) {
	url, recorder := serveCached(t)
	for _, c := range []struct{ method, path, body string }{
		{"GET", encoded(operation), ""},
		{"GET", "/views/summits.json", ""},
		{"GET", "/views/summits.csv", ""},
		{"GET", encoded(operation) + "&rows=people", ""},
		{"POST", "", `{"query":"{ people(first: 3) { nodes { name } } }"}`},
	} {
		status, header, body := send(t, c.method, url+c.path, c.body)
		var again string
		sent := recorder.Of(func() {
			var second http.Header
			status, second, again = send(t, c.method, url+c.path, c.body)
			same(t, "headers", second, header)
		})
		if status != http.StatusOK || len(sent) > 0 || again != body || len(body) < 50 {
			t.Errorf("%s: %d after %d statements: %s", c, status, len(sent), again)
		}
	}
}

// Responses are cached over HTTP/1.0 as well.
func TestCacheOverHTTP10(t *testing.T) {
	url, recorder := serveCached(t)
	_, want := old(t, url, "GET", "/views/summits.csv")
	sent := recorder.Of(func() {
		if _, got := old(t, url, "GET", "/views/summits.csv"); got != want {
			t.Errorf("the second time it is %.200s", got)
		}
	})
	if len(sent) > 0 {
		t.Errorf("the second time it takes %d statements", len(sent))
	}
}

// Requests that differ in anything that a response depends on have different cache entries.
func TestCacheKeys(t *testing.T) {
	url, _ := serveCached(t)
	post := `{"query":"query($n: Int) { people(first: $n) { nodes { name } } }","variables":{"n":%d}}`
	seen := map[string]string{}
	for _, c := range [][]string{
		{"GET", encoded(operation), ""},
		{"GET", encoded(operation), "", "Accept", "application/graphql-response+json"},
		{"GET", encoded(operation), "", "Accept", "text/csv"},
		{"GET", encoded(operation) + "&bom=1", "", "Accept", "text/csv"},
		{"POST", "", fmt.Sprintf(post, 2)},
		{"POST", "", fmt.Sprintf(post, 3)},
		{"POST", "", fmt.Sprintf(post, 3), "Content-Type", "text/plain"},
		{"POST", encoded(operation), fmt.Sprintf(post, 4)},
	} {
		for range 2 {
			_, header, body := send(t, c[0], url+c[1], c[2], c[3:]...)
			whole := header.Get("Content-Type") + header.Get("ETag") + body
			if other, taken := seen[whole]; taken && other != strings.Join(c, " ") {
				t.Errorf("%s is answered as %s", c, other)
			}
			seen[whole] = strings.Join(c, " ")
		}
	}
}

// A conditional request can get 304 from the cache, and only complete responses with status 200 are cached.
func TestCacheConditionsAndExceptions(t *testing.T) {
	url, recorder := serveCached(t)
	table := url + "/views/summits.csv"
	_, header, _ := send(t, "GET", table, "")
	for held, want := range map[string]int{header.Get("ETag"): 304, `"other", W/` + header.Get("ETag"): 304,
		`"other"`: 200} {
		var status int
		var got http.Header
		sent := recorder.Of(func() { status, got, _ = send(t, "GET", table, "", "If-None-Match", held) })
		if status != want || len(sent) > 0 || got.Get("ETag") != header.Get("ETag") ||
			got.Get("Cache-Control") != cache.Lifetime || status == 304 && got.Get("Content-Disposition") != "" {
			t.Errorf("%s is answered with %d %v, after %d statements", held, status, got, len(sent))
		}
	}
	for name, c := range map[string][]string{
		"HEAD":   {"HEAD", encoded(operation), ""},
		"a part": {"GET", encoded(operation), "", "Range", "bytes=0-9"},
		"errors": {"GET", encoded(`{ people { nodes { name statements(first: 1000) { totalCount } } } }`), ""},
		"a long one": {"GET", encoded(`{ statements(first: 100) { nodes { text citations {
			exact prefix suffix document { fileName } subject { id } } speakers { agent { name citations { exact prefix
			suffix document { fileName } } } } } } }`), ""},
		"a long ask": {"POST", "", `{"query":"{ people { nodes { name } } }"` + strings.Repeat(" ", 17<<10) + `}`},
	} {
		send(t, c[0], url+c[1], c[2], c[3:]...)
		sent := recorder.Of(func() { send(t, c[0], url+c[1], c[2], c[3:]...) })
		if len(sent) == 0 {
			t.Errorf("%s was cached", name)
		}
	}
}

// A query that is sent with its hash is registered each time, even if its response is cached, since it may have been
// removed.
func TestCacheDoesNotHideRegistrations(t *testing.T) {
	url, recorder := serveCached(t)
	sum := sha256.Sum256([]byte(operation))
	extensions := fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":"%x"}}`, sum)
	body := fmt.Sprintf(`{"query":%q,"extensions":%s}`, operation, extensions)
	send(t, "POST", url, body)
	if len(recorder.Of(func() { send(t, "POST", url, body) })) == 0 {
		t.Error("a registration was answered from the cache")
	}
	byHash := url + "?extensions=" + neturl.QueryEscape(extensions)
	send(t, "GET", byHash, "")
	if len(recorder.Of(func() { send(t, "GET", byHash, "") })) > 0 {
		t.Error("a cached query by hash was executed again")
	}
}

// A request for another dataset costs no SQL statement, and evicts no response.
func TestOtherDatasetsTakeNoCache(t *testing.T) {
	url, recorder := serveCached(t)
	const view = "/views/summits.json"
	_, _, want := send(t, "GET", url+view, "")
	var again string
	sent := recorder.Of(func() {
		for i := range 3000 { // each response takes over 500 bytes, so they would fill the cache
			for _, path := range []string{view + "?", encoded(operation) + "&"} {
				status, _, body := send(t, "GET", fmt.Sprintf("%s%sdataset=0.0.%d", url, path, i), "")
				if status != http.StatusConflict {
					t.Fatalf("another dataset is answered with %d %s", status, body)
				}
			}
		}
		_, _, again = send(t, "GET", url+view, "")
	})
	if len(sent) > 0 || again != want {
		t.Errorf("%d statements, then %s", len(sent), again)
	}
}
