package graph_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	neturl "net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/summitry/summitry/data/recording"
	"github.com/summitry/summitry/graph"
)

// remembered serves the dataset with answers kept, and records what it asks of the database.
func remembered(t *testing.T) (url string, recorder *recording.Recorder) {
	t.Helper()
	db, recorder := recording.Open("../data/summitry.db")
	return open(t, graph.NewAnswers(1<<20).Before(handlerFrom(t, db))), recorder
}

// send makes a request of a method, an address, a body and headers, and gives all of the answer but its date.
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

// What is asked again is answered with the same, headers included, without asking the database.
func TestAnswersAreGivenAgain(t *testing.T) {
	url, recorder := remembered(t)
	for _, c := range []struct{ method, path, body string }{
		{"GET", encoded(question), ""},
		{"GET", "/views/summits.json", ""},
		{"GET", "/views/summits.csv", ""},
		{"GET", encoded(question) + "&rows=people", ""},
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

// Responses are cached for HTTP/1.0 too, and the limit of tables over HTTP/1.0 does not depend on earlier requests.
func TestAnswersOfOtherVersions(t *testing.T) {
	url, recorder := remembered(t)
	_, want := old(t, url, "GET", "/views/summits.csv")
	sent := recorder.Of(func() {
		if _, got := old(t, url, "GET", "/views/summits.csv"); got != want {
			t.Errorf("the second time it is %.200s", got)
		}
	})
	if len(sent) > 0 {
		t.Errorf("the second time it takes %d statements", len(sent))
	}
	large, made := strings.Repeat("x", 1000), 0
	compressed := open(t, graph.NewAnswers(1<<20).Before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		made++
		if graph.Keep(w, r, `"tag"`); !r.ProtoAtLeast(1, 1) {
			graph.Forget(w)
			w.WriteHeader(http.StatusHTTPVersionNotSupported)
			return
		}
		io.WriteString(w, large)
	})))
	for range 2 {
		if response, _ := old(t, compressed, "GET", "/"); response.StatusCode != http.StatusHTTPVersionNotSupported {
			t.Errorf("over HTTP/1.0 it answers %s", response.Status)
		}
		if status, _, body := send(t, "GET", compressed, ""); status != http.StatusOK || body != large {
			t.Errorf("over HTTP/1.1 it answers %d", status)
		}
	}
	if made != 3 {
		t.Errorf("%d answers were made: one for HTTP/1.1, and a refusal each time", made)
	}
}

// Requests that differ in anything that an answer depends on have answers of their own.
func TestAnswersOfOthers(t *testing.T) {
	url, _ := remembered(t)
	post := `{"query":"query($n: Int) { people(first: $n) { nodes { name } } }","variables":{"n":%d}}`
	seen := map[string]string{}
	for _, c := range [][]string{
		{"GET", encoded(question), ""},
		{"GET", encoded(question), "", "Accept", "application/graphql-response+json"},
		{"GET", encoded(question), "", "Accept", "text/csv"},
		{"GET", encoded(question) + "&bom=1", "", "Accept", "text/csv"},
		{"POST", "", fmt.Sprintf(post, 2)},
		{"POST", "", fmt.Sprintf(post, 3)},
		{"POST", "", fmt.Sprintf(post, 3), "Content-Type", "text/plain"},
		{"POST", encoded(question), fmt.Sprintf(post, 4)},
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

// An answer that is known is not sent to who has it, and what is no whole answer of status 200 is not kept.
func TestAnswersUnchangedOrNotKept(t *testing.T) {
	url, recorder := remembered(t)
	table := url + "/views/summits.csv"
	_, header, _ := send(t, "GET", table, "")
	for held, want := range map[string]int{header.Get("ETag"): 304, `"other", W/` + header.Get("ETag"): 304, `"other"`: 200} {
		var status int
		var got http.Header
		sent := recorder.Of(func() { status, got, _ = send(t, "GET", table, "", "If-None-Match", held) })
		if status != want || len(sent) > 0 || got.Get("ETag") != header.Get("ETag") || got.Get("Cache-Control") != graph.Lifetime || status == 304 && got.Get("Content-Disposition") != "" {
			t.Errorf("%s is answered with %d %v, after %d statements", held, status, got, len(sent))
		}
	}
	for name, c := range map[string][]string{
		"HEAD":       {"HEAD", encoded(question), ""},
		"a part":     {"GET", encoded(question), "", "Range", "bytes=0-9"},
		"errors":     {"GET", encoded(`{ people { nodes { name statements(first: 1000) { totalCount } } } }`), ""},
		"a long one": {"GET", encoded(`{ statements(first: 100) { nodes { text citations { exact prefix suffix document { fileName } subject { id } } speakers { agent { name citations { exact prefix suffix document { fileName } } } } } } }`), ""},
		"a long ask": {"POST", "", `{"query":"{ people { nodes { name } } }"` + strings.Repeat(" ", 17<<10) + `}`},
	} {
		send(t, c[0], url+c[1], c[2], c[3:]...)
		sent := recorder.Of(func() { send(t, c[0], url+c[1], c[2], c[3:]...) })
		if len(sent) == 0 {
			t.Errorf("%s was kept", name)
		}
	}
}

// What was to be kept, and then went wrong, is not.
func TestAnswersThatAreForgotten(t *testing.T) {
	made := 0
	answers := graph.NewAnswers(1 << 20).Before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		made++
		graph.Keep(w, r, `"tag"`)
		if r.URL.Path == "/forgotten" {
			graph.Forget(w)
		} else {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	for _, path := range []string{"/forgotten", "/forgotten", "/missing", "/missing"} {
		answers.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
	}
	if made != 4 {
		t.Errorf("%d of 4 answers were made", made)
	}
}

// Simultaneous equal requests are answered with one execution, also if the first client goes away.
func TestAnswersAreMadeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var made atomic.Int64
		began, ready := make(chan struct{}, 100), make(chan struct{})
		answers := graph.NewAnswers(1 << 20).Before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			made.Add(1)
			began <- struct{}{}
			select {
			case <-ready:
				graph.Keep(w, r, `"tag"`)
				io.WriteString(w, "answer")
			case <-r.Context().Done():
			}
		}))
		ask := func(ctx context.Context) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			answers.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/", nil))
			return w
		}
		var clients sync.WaitGroup
		impatient, leave := context.WithCancel(t.Context())
		clients.Go(func() { ask(impatient) })
		<-began
		for range 10 {
			clients.Go(func() {
				if w := ask(t.Context()); w.Body.String() != "answer" {
					t.Errorf("%d %q", w.Code, w.Body)
				}
			})
		}
		synctest.Wait()
		if n := made.Load(); n != 1 {
			t.Errorf("%d executions of equal requests", n)
		}
		leave()
		<-began // one of the requests that waited for it
		close(ready)
		clients.Wait()
		before := made.Load()
		ask(t.Context())
		if made.Load() != before {
			t.Error("the answer was not kept")
		}
	})
}

// Requests that wait for an equal one get its result, errors included, but nothing that is private to its client.
func TestAnswersForThoseWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for status, want := range map[int]int64{http.StatusOK: 1, http.StatusServiceUnavailable: 1, http.StatusNotModified: 4} {
			var made atomic.Int64
			ready := make(chan struct{})
			answers := graph.NewAnswers(1 << 20).Before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				made.Add(1)
				<-ready
				w.WriteHeader(status)
			}))
			var clients sync.WaitGroup
			for range 4 {
				clients.Go(func() {
					w := httptest.NewRecorder()
					if answers.ServeHTTP(w, httptest.NewRequest("GET", "/", nil)); w.Code != status {
						t.Errorf("%d, and not %d", w.Code, status)
					}
				})
			}
			synctest.Wait()
			close(ready)
			if clients.Wait(); made.Load() != want {
				t.Errorf("%d: %d answers were made, and not %d", status, made.Load(), want)
			}
		}
	})
}

// A client sees that an answer breaks off, and does not take it for one that never began.
func TestAnswersThatBreakOff(t *testing.T) {
	var made atomic.Int64
	url := open(t, graph.NewAnswers(1<<20).Before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		made.Add(1)
		io.WriteString(w, "half an ans")
		panic(http.ErrAbortHandler)
	})))
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if half, err := io.ReadAll(response.Body); err == nil || string(half) != "half an ans" || made.Load() != 1 {
		t.Errorf("%q %v, made %d times", half, err, made.Load())
	}
}

// A query that is sent with its hash is registered each time, as others may have pushed it out.
func TestAnswersDoNotHideRegistrations(t *testing.T) {
	url, recorder := remembered(t)
	sum := sha256.Sum256([]byte(question))
	extensions := fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":"%x"}}`, sum)
	body := fmt.Sprintf(`{"query":%q,"extensions":%s}`, question, extensions)
	send(t, "POST", url, body)
	if len(recorder.Of(func() { send(t, "POST", url, body) })) == 0 {
		t.Error("a registration was answered from memory")
	}
	byHash := url + "?extensions=" + neturl.QueryEscape(extensions)
	send(t, "GET", byHash, "")
	if len(recorder.Of(func() { send(t, "GET", byHash, "") })) > 0 {
		t.Error("what is asked by its hash was made again")
	}
}

// The bytes that are kept are bounded: what was not used for long goes.
func TestAnswersAreBounded(t *testing.T) {
	made := 0
	answers := graph.NewAnswers(100 << 10).Before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		made++
		graph.Keep(w, r, `"tag"`)
		io.WriteString(w, strings.Repeat("x", 20<<10))
	}))
	ask := func(path string) { answers.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil)) }
	for range 3 {
		for _, path := range []string{"/1", "/2", "/3", "/4"} {
			ask(path)
		}
	}
	if made != 4 {
		t.Errorf("%d answers were made of 4", made)
	}
	ask("/5")
	if ask("/1"); made != 6 {
		t.Errorf("%d answers were made: the oldest should have gone", made)
	}
}
