package web

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// staleHandler returns a handler that fails once it is stale. It reads the body first. It becomes stale at /begun.
func staleHandler(name string) (handler http.Handler, stale func() error, set func()) {
	var gone atomic.Bool
	stale = func() error {
		if gone.Load() {
			return errors.New("stale")
		}
		return nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-By", name)
		if r.URL.Path == "/begun" {
			io.WriteString(w, "begun ")
			gone.Store(true)
		}
		if stale() != nil {
			w.Header().Set("X-Failed", name)
			if r.URL.Path != "/200" {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			io.WriteString(w, "stale\n")
			return
		}
		io.WriteString(w, name+" "+string(body))
	}), stale, func() { gone.Store(true) }
}

func post(handler http.Handler, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	w.Header().Set("X-Outer", "kept")
	handler.ServeHTTP(w, httptest.NewRequest("POST", path, strings.NewReader(body)))
	return w
}

// Requests on a stale handler wait for the next one, which gets their body from the start, whatever the status of the
// first response is. A response that has begun is not answered again.
func TestSwapAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Swap
		first, stale, _ := staleHandler("first")
		closed := false
		s.Replace(first, stale, func() { closed = true })
		if got := post(&s, "/", "body").Body.String(); got != "first body" {
			t.Errorf("got %q", got)
		}
		if got := post(&s, "/begun", "").Body.String(); got != "begun stale\n" {
			t.Errorf("a response that has begun ends with %q", got)
		}
		waiting := make(chan *httptest.ResponseRecorder, 2)
		for _, path := range []string{"/", "/200"} {
			go func() { waiting <- post(&s, path, "body") }()
		}
		synctest.Wait()
		if len(waiting) > 0 {
			t.Fatal("the request did not wait")
		}
		second, stale, _ := staleHandler("second")
		s.Replace(second, stale, func() {})
		for range cap(waiting) {
			w := <-waiting
			if w.Code != http.StatusOK || w.Body.String() != "second body" || w.Header().Get("X-By") != "second" ||
				w.Header().Get("X-Failed") != "" || w.Header().Get("X-Outer") != "kept" {
				t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
			}
		}
		if synctest.Wait(); !closed {
			t.Error("the first handler is not closed")
		}
		s.current.Load().abort()
	})
}

// Without another handler, the failure is sent, and later requests do not wait again. So is the failure of a request
// whose body is too large to be kept.
func TestSwapAgainInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Swap
		first, stale, setStale := staleHandler("first")
		s.Replace(first, stale, func() {})
		setStale()
		w := post(&s, "/", strings.Repeat("x", MaxReplayed+1))
		if w.Code != http.StatusServiceUnavailable {
			t.Errorf("a large request: %d", w.Code)
		}
		if since := s.current.Load().staleSince.Load(); since != 0 {
			t.Error("a large request waited")
		}
		for range 2 {
			if w := post(&s, "/", "body"); w.Code != http.StatusServiceUnavailable || w.Body.String() != "stale\n" {
				t.Errorf("%d %q", w.Code, w.Body)
			}
		}
		s.current.Load().abort()
	})
}
