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

// maxConnections limits open connections, if the process may open enough descriptors. Beyond the limit, the connection
// that has waited longest for its client is closed, be it for the next request or for the rest of one. A connection
// whose request is being answered stays open.
const maxConnections = 512

// reservedDescriptors are kept for everything else: the listener, the log, the poller, files of the dataset and of the
// program, and a connection that is accepted before another one is closed.
const reservedDescriptors = 32

// connectionLimit returns the limit on connections for a limit on descriptors; 0 means that it is unknown.
func connectionLimit(descriptors int) int {
	if descriptors == 0 {
		return maxConnections
	}
	return min(maxConnections, max(descriptors-reservedDescriptors, 1))
}

// connections are those of a server.
type connections struct {
	most     int
	stopping atomic.Bool // answers say that theirs will be closed

	mu      sync.Mutex
	open    map[net.Conn]bool
	waiting *simplelru.LRU[net.Conn, struct{}]
}

func newConnections(most int) *connections {
	waiting, err := simplelru.NewLRU[net.Conn, struct{}](2*most, nil)
	if err != nil {
		panic(err) // the size is wrong
	}
	return &connections{most: most, open: make(map[net.Conn]bool), waiting: waiting}
}

// changed is told when a connection is new, kept for another request, or closed (http.Server.ConnState).
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.open[conn] = true
		c.waiting.Add(conn, struct{}{})
		if len(c.open) > c.most {
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
