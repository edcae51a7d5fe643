package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// maxConnections are open at a time. One more, and the one goes that has been waiting longest for its client: kept open for a next
// request, or with a request that does not end. Who is being answered stays.
const maxConnections = 512

// connections are those of a server.
type connections struct {
	stopping atomic.Bool // answers say that theirs will be closed

	mu      sync.Mutex
	open    map[net.Conn]bool
	waiting *simplelru.LRU[net.Conn, struct{}]
}

func newConnections() *connections {
	waiting, err := simplelru.NewLRU[net.Conn, struct{}](2*maxConnections, nil)
	if err != nil {
		panic(err) // the size is wrong
	}
	return &connections{open: make(map[net.Conn]bool), waiting: waiting}
}

// changed is told when a connection is new, kept for another request, or closed (http.Server.ConnState).
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.open[conn] = true
		c.waiting.Add(conn, struct{}{})
		if len(c.open) > maxConnections {
			if longest, _, found := c.waiting.RemoveOldest(); found {
				delete(c.open, longest)
				longest.Close()
			}
		}
	case http.StateIdle:
		c.waiting.Add(conn, struct{}{})
	case http.StateClosed, http.StateHijacked:
		delete(c.open, conn)
		c.waiting.Remove(conn)
	}
}

type connectionKey struct{}

// known lets handlers know their connection (http.Server.ConnContext).
func known(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}

// attended keeps connections from being closed while they are answered, which they are from the end of the request on.
func (c *connections) attended(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _ := r.Context().Value(connectionKey{}).(net.Conn)
		read := func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.waiting.Remove(conn)
		}
		if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Body == http.NoBody {
			read()
		} else {
			r.Body = &body{r.Body, read}
		}
		if c.stopping.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// A body tells when it has been read.
type body struct {
	io.ReadCloser
	read func()
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.read()
	}
	return n, err
}
