package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// MaxConnections is how many connections may be open at a time, if the process may have so many descriptors open.
// Beyond that, the longest-idle connection is closed: the one that has waited longest for a next request, or for the
// end of one. A connection that is being answered stays open.
const MaxConnections = 512

// reservedDescriptors are left to what is not a connection: the listener, the log, the poller, files of the dataset
// and of the program, and a connection that is accepted before another one is closed.
const reservedDescriptors = 32

// connectionLimit returns MaxConnections, or what the limit of descriptors leaves for connections; 0 is no limit.
func connectionLimit(descriptors int) int {
	if descriptors == 0 {
		return MaxConnections
	}
	return min(MaxConnections, max(descriptors-reservedDescriptors, 1))
}

// connections are those of a server. The idle ones are in the order in which they became idle; there are never as
// many as the list takes.
type connections struct {
	limit    int
	draining atomic.Bool // responses say that their connections will be closed

	mu    sync.Mutex
	conns map[net.Conn]bool
	idle  *simplelru.LRU[net.Conn, struct{}]
}

func newConnections(limit int) *connections {
	idle, err := simplelru.NewLRU[net.Conn, struct{}](2*limit, nil)
	if err != nil {
		panic(err) // the size is wrong
	}
	return &connections{limit: limit, conns: make(map[net.Conn]bool), idle: idle}
}

// connState records that a connection is new, idle, or closed (http.Server.ConnState).
func (c *connections) connState(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.conns[conn] = true
		c.idle.Add(conn, struct{}{})
		if len(c.conns) > c.limit {
			if longest, _, found := c.idle.RemoveOldest(); found {
				delete(c.conns, longest)
				longest.Close()
			}
		}
	case http.StateIdle:
		c.idle.Add(conn, struct{}{})
	case http.StateClosed, http.StateHijacked:
		delete(c.conns, conn)
		c.idle.Remove(conn)
	}
}

type connKey struct{}

// withConn puts the connection into the context of its requests (http.Server.ConnContext).
func withConn(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, conn)
}

// track keeps connections open while they are answered, which begins with the end of the request.
func (c *connections) track(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _ := r.Context().Value(connKey{}).(net.Conn)
		busy := func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.idle.Remove(conn)
		}
		if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Body == http.NoBody {
			busy()
		} else {
			r.Body = &trackedBody{r.Body, busy}
		}
		if c.draining.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// A trackedBody calls ended when it has been read, or cannot be.
type trackedBody struct {
	io.ReadCloser
	ended func()
}

func (b *trackedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.ended()
	}
	return n, err
}
