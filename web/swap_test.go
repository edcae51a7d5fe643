package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/summitry/summitry/web/cache"
)

// get returns the body of a response.
func get(handler http.Handler, path string) string {
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Body.String()
}

// A handler that was replaced finishes its requests, and is closed once after the last, while new requests go to the
// next one.
func TestSwap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Swap
		var closed []string
		resume := make(chan struct{})
		handler := func(name string) (http.Handler, func()) {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/slow" {
					<-resume
				}
				io.WriteString(w, name)
			}), func() { closed = append(closed, name) }
		}
		first, done := handler("first")
		s.Replace(first, nil, done)
		slow := make([]string, 3)
		var clients sync.WaitGroup
		for i := range slow {
			clients.Go(func() { slow[i] = get(&s, "/slow") })
		}
		synctest.Wait()
		second, done := handler("second")
		s.Replace(second, nil, done)
		synctest.Wait()
		if got := get(&s, "/"); got != "second" || len(closed) > 0 {
			t.Errorf("%s answers, %v are closed", got, closed)
		}
		close(resume)
		clients.Wait()
		for _, got := range slow {
			if got != "first" {
				t.Errorf("a request that the first handler began is answered by %q", got)
			}
		}
		if synctest.Wait(); fmt.Sprint(closed) != "[first]" {
			t.Errorf("%v are closed, want the first", closed)
		}
		third, done := handler("third") // the second has no requests
		s.Replace(third, nil, done)
		if synctest.Wait(); fmt.Sprint(closed) != "[first second]" {
			t.Errorf("%v are closed, want the first and the second", closed)
		}
		s.current.Load().abort()
	})
}

// Drain waits for the requests of the handler that was replaced, and aborts them after the timeout.
func TestSwapDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Swap
		if err := s.Drain(t.Context(), time.Minute); err != nil {
			t.Error(err)
		}
		var closed atomic.Bool
		s.Replace(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		}), nil, func() { closed.Store(true) })
		if err := s.Drain(t.Context(), time.Minute); err != nil {
			t.Errorf("nothing was replaced: %v", err)
		}
		go get(&s, "/")
		synctest.Wait()
		s.Replace(http.NotFoundHandler(), nil, func() {})
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Drain(short, time.Minute); !errors.Is(err, context.DeadlineExceeded) || closed.Load() {
			t.Errorf("%v, closed: %v", err, closed.Load())
		}
		if err := s.Drain(t.Context(), time.Minute); err != nil || !closed.Load() {
			t.Errorf("%v, closed: %v", err, closed.Load())
		}
		s.current.Load().abort()
	})
}

// A request that finds a handler just closed takes the next one.
func TestSwapClosedMeanwhile(t *testing.T) {
	var s Swap
	s.current.Store(&generation{}) // as seen before another one replaced it
	began, acquired := make(chan struct{}), make(chan *generation, 1)
	go func() {
		close(began)
		acquired <- s.acquire()
	}()
	<-began
	for range 1000 {
		runtime.Gosched()
	}
	next := &generation{}
	next.users.Store(1)
	s.current.Store(next)
	if got := <-acquired; got != next || next.users.Load() != 2 {
		t.Errorf("the request is served by a closed handler; the next one has %d users", next.users.Load())
	}
}

// No request gets an answer of a closed handler, nor a tag or a cached response of another, however often handlers are
// replaced. A handler that panics is left like any other.
func TestSwapUnderLoad(t *testing.T) {
	const handlers, clients = 200, 8
	var s Swap
	var closed [handlers]atomic.Bool
	replace := func(n int) {
		began := make(chan struct{}, 1)
		answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if closed[n].Load() {
				t.Errorf("handler %d answers although it is closed", n)
			}
			if r.URL.Path == "/panic" {
				panic(http.ErrAbortHandler)
			}
			select {
			case began <- struct{}{}:
			default:
			}
			cache.Allow(w, r, fmt.Sprint(n))
			fmt.Fprint(w, n)
		})
		s.Replace(cache.New(1<<20, time.Minute).Wrap(answer), nil, func() { closed[n].Store(true) })
		if n > 0 {
			<-began
		}
	}
	replace(0)
	server := httptest.NewServer(&s)
	defer server.Close()
	done := make(chan struct{})
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			last := 0
			for {
				select {
				case <-done:
					return
				default:
				}
				response, err := http.Get(server.URL)
				if err != nil {
					t.Error(err)
					return
				}
				body, _ := io.ReadAll(response.Body)
				response.Body.Close()
				n := -1
				if fmt.Sscan(string(body), &n); n < last || response.Header.Get("ETag") != string(body) {
					t.Errorf("%s with the tag %s comes after %d", body, response.Header.Get("ETag"), last)
				}
				last = n
				if response, err = http.Get(server.URL + "/panic"); err != nil {
					continue
				}
				if _, err := io.ReadAll(response.Body); err == nil {
					t.Error("/panic is answered")
				}
				response.Body.Close()
			}
		})
	}
	for n := 1; n < handlers; n++ {
		replace(n)
		if err := s.Drain(t.Context(), time.Minute); err != nil || !closed[n-1].Load() {
			t.Errorf("handler %d is not closed: %v", n-1, err)
		}
	}
	close(done)
	all.Wait()
}
