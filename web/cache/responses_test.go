package cache

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func get(handler http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

// counted puts a handler behind a cache of one MiB, and counts its executions.
func counted(executions *int, handler http.HandlerFunc) http.Handler {
	return New(1<<20, time.Minute).Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*executions++
		handler(w, r)
	}))
}

// A response is cached only if Allow was called, NoStore was not called later, and the status is 200.
func TestCacheableResponses(t *testing.T) {
	for name, c := range map[string]struct {
		cached bool
		answer http.HandlerFunc
	}{
		"allowed":     {true, func(w http.ResponseWriter, r *http.Request) { Allow(w, r, `"tag"`) }},
		"not allowed": {false, func(w http.ResponseWriter, r *http.Request) {}},
		"taken back": {false, func(w http.ResponseWriter, r *http.Request) {
			Allow(w, r, `"tag"`)
			NoStore(w)
		}},
		"an error": {false, func(w http.ResponseWriter, r *http.Request) {
			Allow(w, r, `"tag"`)
			w.WriteHeader(http.StatusNotFound)
		}},
		"bypassed": {false, func(w http.ResponseWriter, r *http.Request) { Allow(w, Bypass(r), `"tag"`) }},
		"too long": {false, func(w http.ResponseWriter, r *http.Request) {
			Allow(w, r, `"tag"`)
			io.WriteString(w, strings.Repeat("x", MaxResponse+1))
		}},
		"just short enough": {true, func(w http.ResponseWriter, r *http.Request) {
			Allow(w, r, `"tag"`)
			io.WriteString(w, strings.Repeat("x", MaxResponse))
		}},
	} {
		executions := 0
		handler := counted(&executions, c.answer)
		first, second := get(handler, "/"), get(handler, "/")
		if cached := executions == 1; cached != c.cached {
			t.Errorf("%s: %d executions of two requests", name, executions)
		}
		if first.Code != second.Code || first.Body.String() != second.Body.String() {
			t.Errorf("%s: the second response is %d %.20q, the first was %d %.20q",
				name, second.Code, second.Body, first.Code, first.Body)
		}
	}
}

// Requests that differ in anything that a response may depend on have different responses.
func TestKeys(t *testing.T) {
	post := func(body string) *http.Request { return httptest.NewRequest("POST", "/", strings.NewReader(body)) }
	with := func(r *http.Request, name, value string) *http.Request {
		r.Header.Set(name, value)
		return r
	}
	plain := func() *http.Request { return httptest.NewRequest("GET", "/", nil) }
	old := plain()
	old.Proto, old.ProtoMinor = "HTTP/1.0", 0
	seen := map[key]int{}
	for i, r := range []*http.Request{
		plain(), old, httptest.NewRequest("GET", "/?a", nil), post("a"), post("b"), with(plain(), "Accept", "text/csv"),
		with(plain(), "Accept-Encoding", "gzip"), with(plain(), "Origin", "https://example.org"),
		with(post("a"), "Content-Type", "text/plain"), with(post("a"), "Content-Encoding", "gzip"),
	} {
		k, cacheable := keyOf(r)
		if other, taken := seen[k]; taken || !cacheable {
			t.Errorf("request %d: cacheable %v, the same key as request %d", i, cacheable, other)
		}
		seen[k] = i
	}
	for name, r := range map[string]*http.Request{
		"HEAD":         httptest.NewRequest("HEAD", "/", nil),
		"PUT":          httptest.NewRequest("PUT", "/", nil),
		"a range":      with(plain(), "Range", "bytes=0-9"),
		"a condition":  with(plain(), "If-Match", `"tag"`),
		"a long body":  post(strings.Repeat("x", MaxRequestBody+1)),
		"unknown size": httptest.NewRequest("POST", "/", struct{ io.Reader }{strings.NewReader("a")}),
	} {
		if _, cacheable := keyOf(r); cacheable {
			t.Errorf("%s is cacheable", name)
		}
	}
}

// A handler can read the whole body although the key includes it. If reading the body fails, it fails for the handler
// too.
func TestBodyIsPutBack(t *testing.T) {
	broken := errors.New("broken")
	for name, body := range map[string]io.Reader{
		"whole":  strings.NewReader("body"),
		"broken": io.MultiReader(strings.NewReader("body"), failingReader{broken}),
	} {
		r := httptest.NewRequest("POST", "/", body)
		r.ContentLength = 4
		keyOf(r)
		got, err := io.ReadAll(r.Body)
		if string(got) != "body" || name == "broken" != errors.Is(err, broken) {
			t.Errorf("%s: the handler reads %q, %v", name, got, err)
		}
	}
}

// A client that has a cached response gets 304, with the headers that describe the response but not its body.
func TestCachedNotModified(t *testing.T) {
	executions := 0
	handler := counted(&executions, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		w.Header().Set("Link", `<a.csv-metadata.json>; rel="describedby"`)
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		Allow(w, r, `"tag"`)
		io.WriteString(w, "body")
	})
	get(handler, "/")
	for held, want := range map[string]int{
		`"tag"`: 304, `W/"tag"`: 304, `"other", "tag"`: 304, `"other"`: 200, `tag`: 200, "": 200,
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
		r.Header.Set("If-None-Match", held)
		handler.ServeHTTP(w, r)
		described := w.Header().Get("Content-Type") != "" && w.Body.Len() > 0
		linked := w.Header().Get("Link") != ""
		policy := w.Header().Get("Content-Security-Policy")
		if w.Code != want || described != (want == 200) || linked != described || policy == "" {
			t.Errorf("%s is answered with %d %v %q", held, w.Code, w.Header(), w.Body)
		}
		if w.Header().Get("ETag") != `"tag"` || w.Header().Get("Cache-Control") != Lifetime {
			t.Errorf("%s is answered with %v", held, w.Header())
		}
	}
	if executions != 1 {
		t.Errorf("%d executions, want 1", executions)
	}
}

// No cached response is used once Valid returns an error.
func TestInvalidCache(t *testing.T) {
	executions := 0
	responses := New(1<<20, time.Minute)
	var invalid error
	responses.Valid = func(context.Context) error { return invalid }
	handler := responses.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		executions++
		Allow(w, r, `"tag"`)
	}))
	get(handler, "/")
	get(handler, "/")
	invalid = errors.New("changed")
	if get(handler, "/"); executions != 2 {
		t.Errorf("%d executions, want one before the change and one after it", executions)
	}
}

// HTTP/1.0 and HTTP/1.1 do not share responses, as some are refused over HTTP/1.0.
func TestVersionsOfHTTP(t *testing.T) {
	executions := 0
	handler := counted(&executions, func(w http.ResponseWriter, r *http.Request) {
		if Allow(w, r, `"tag"`); !r.ProtoAtLeast(1, 1) {
			NoStore(w)
			w.WriteHeader(http.StatusHTTPVersionNotSupported)
			return
		}
		io.WriteString(w, "body")
	})
	for range 2 {
		old, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
		old.Proto, old.ProtoMinor = "HTTP/1.0", 0
		if handler.ServeHTTP(w, old); w.Code != http.StatusHTTPVersionNotSupported {
			t.Errorf("HTTP/1.0 is answered with %d", w.Code)
		}
		if w := get(handler, "/"); w.Code != http.StatusOK || w.Body.String() != "body" {
			t.Errorf("HTTP/1.1 is answered with %d %q", w.Code, w.Body)
		}
	}
	if executions != 3 {
		t.Errorf("%d executions, want one for HTTP/1.1 and a refusal each time", executions)
	}
}

// Simultaneous equal requests are executed once, even if the first client goes away.
func TestSimultaneousRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var executions atomic.Int64
		began, ready := make(chan struct{}, 100), make(chan struct{})
		handler := New(1<<20, time.Minute).Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			executions.Add(1)
			began <- struct{}{}
			select {
			case <-ready:
				Allow(w, r, `"tag"`)
				io.WriteString(w, "body")
			case <-r.Context().Done():
			}
		}))
		ask := func(ctx context.Context) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/", nil))
			return w
		}
		var clients sync.WaitGroup
		impatient, leave := context.WithCancel(t.Context())
		clients.Go(func() { ask(impatient) })
		<-began
		for range 10 {
			clients.Go(func() {
				if w := ask(t.Context()); w.Body.String() != "body" {
					t.Errorf("%d %q", w.Code, w.Body)
				}
			})
		}
		synctest.Wait()
		if n := executions.Load(); n != 1 {
			t.Errorf("%d executions of equal requests", n)
		}
		leave()
		<-began // the execution of the remaining clients
		close(ready)
		clients.Wait()
		before := executions.Load()
		ask(t.Context())
		if executions.Load() != before {
			t.Error("the response was not cached")
		}
	})
}

// Waiting clients get any response, including errors, but not a 304, which only the client that sent the condition may
// get.
func TestResponsesForWaitingClients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for status, want := range map[int]int64{
			http.StatusOK: 1, http.StatusServiceUnavailable: 1, http.StatusNotModified: 4,
		} {
			var executions atomic.Int64
			ready := make(chan struct{})
			handler := New(1<<20, time.Minute).Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				executions.Add(1)
				<-ready
				w.WriteHeader(status)
			}))
			var clients sync.WaitGroup
			for range 4 {
				clients.Go(func() {
					if w := get(handler, "/"); w.Code != status {
						t.Errorf("%d, want %d", w.Code, status)
					}
				})
			}
			synctest.Wait()
			close(ready)
			if clients.Wait(); executions.Load() != want {
				t.Errorf("%d: %d executions, want %d", status, executions.Load(), want)
			}
		}
	})
}

// Waiting clients do not wait for the end of a response that is too long to be shared.
func TestLongResponsesAreNotShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var executions atomic.Int64
		ready := make(chan struct{})
		handler := New(1<<20, time.Minute).Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			executions.Add(1)
			io.WriteString(w, strings.Repeat("x", MaxResponse+1))
			<-ready
		}))
		var clients sync.WaitGroup
		for range 3 {
			clients.Go(func() { get(handler, "/") })
		}
		synctest.Wait()
		if n := executions.Load(); n != 3 {
			t.Errorf("%d executions, want 3 at the same time", n)
		}
		close(ready)
		clients.Wait()
	})
}

// If a response is aborted, its client sees the abort instead of a response that never began.
func TestAbortedResponses(t *testing.T) {
	var executions atomic.Int64
	server := httptest.NewServer(New(1<<20, time.Minute).Wrap(http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			executions.Add(1)
			io.WriteString(w, "half a resp")
			panic(http.ErrAbortHandler)
		})))
	t.Cleanup(server.Close)
	response, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if half, err := io.ReadAll(response.Body); err == nil || string(half) != "half a resp" || executions.Load() != 1 {
		t.Errorf("%q %v, executed %d times", half, err, executions.Load())
	}
}

// The size of the cache is limited in bytes: the least recently used response is removed.
func TestCacheSize(t *testing.T) {
	executions := 0
	handler := New(100<<10, time.Minute).Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		executions++
		Allow(w, r, `"tag"`)
		io.WriteString(w, strings.Repeat("x", 20<<10))
	}))
	for range 3 {
		for _, path := range []string{"/1", "/2", "/3", "/4"} {
			get(handler, path)
		}
	}
	if executions != 4 {
		t.Errorf("%d executions of 4 different requests", executions)
	}
	get(handler, "/5")
	if get(handler, "/1"); executions != 6 {
		t.Errorf("%d executions: the least recently used response should have gone", executions)
	}
}
