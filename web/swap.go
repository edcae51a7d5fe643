package web

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// A Swap serves one handler until another replaces it. A request that a handler has begun is finished by the same
// handler. Before the first call of Replace, no request may come.
type Swap struct {
	current  atomic.Pointer[generation]
	previous *generation // the one that Replace replaced last; used by Replace and Drain only
}

// A generation is a handler with the requests that it has not finished.
type generation struct {
	http.Handler
	users    atomic.Int64 // requests, and one for being the current generation; 0 means closed
	close    func()
	closed   chan struct{}
	stale    func() error  // see Replace
	replaced chan struct{} // closed when there is a next generation

	staleSince atomic.Int64 // when a request first waited for the next generation, in Unix nanoseconds

	aborted context.Context // ends when its requests are aborted
	abort   context.CancelFunc
}

// Replace serves all further requests by a handler. It calls done once the last request of the handler is finished
// and another one has replaced it. Once stale returns an error, requests whose response has not begun wait for the
// next handler; it is nil if that cannot happen. Replace must not be called by several goroutines at a time.
func (s *Swap) Replace(handler http.Handler, stale func() error, done func()) {
	next := &generation{
		Handler: handler, stale: stale, close: done, closed: make(chan struct{}), replaced: make(chan struct{}),
	}
	next.aborted, next.abort = context.WithCancel(context.Background())
	next.users.Store(1)
	if s.previous = s.current.Swap(next); s.previous != nil {
		close(s.previous.replaced)
		s.previous.leave()
	}
}

// Drain waits until the handler that was replaced last is closed. After a timeout it cancels the contexts of its
// requests. It returns an error if ctx ends first. The goroutine that calls Replace may call it.
func (s *Swap) Drain(ctx context.Context, timeout time.Duration) error {
	if s.previous == nil {
		return nil
	}
	timer := time.AfterFunc(timeout, s.previous.abort)
	defer timer.Stop()
	select {
	case <-s.previous.closed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Swap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g := s.acquire()
	if g.stale != nil {
		s.serveAgain(g, w, r)
		return
	}
	g.serve(w, r)
}

// serve answers a request, which has been counted.
func (g *generation) serve(w http.ResponseWriter, r *http.Request) {
	defer g.leave()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(g.aborted, cancel)()
	g.ServeHTTP(w, r.WithContext(ctx))
}

// acquire counts a request and returns the generation that serves it.
func (s *Swap) acquire() *generation {
	for {
		g := s.current.Load()
		for n := g.users.Load(); n > 0; n = g.users.Load() {
			if g.users.CompareAndSwap(n, n+1) {
				return g
			}
		}
	}
}

// leave ends a request, or the time as the current generation. The last one closes the generation, in the background,
// as a response ends only when its handler has returned.
func (g *generation) leave() {
	if g.users.Add(-1) > 0 {
		return
	}
	go func() {
		g.abort()
		g.close()
		close(g.closed)
	}()
}
