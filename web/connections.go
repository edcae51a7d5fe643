package web

import (
	"cmp"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// MaxConnections is the default of the number of connections that may be open at a time, and LeastConnections and
// MostConnections are its bounds. It is lower if the limit of descriptors requires that.
// Beyond it, the connection that has been idle longest is closed. A connection is idle while it waits for the next
// request or for the rest of one, and is never closed while a request on it is being answered.
const (
	MaxConnections   = 512
	LeastConnections = 16
	MostConnections  = 4096
)

// reservedDescriptors is the number of descriptors kept free for other uses: the listener, the log, the poller, files
// of the dataset and of the program, and a connection that is accepted before another one is closed.
const reservedDescriptors = 32

// connectionLimit returns most, or fewer if the limit of descriptors requires it. 0 descriptors means no limit, and 0
// connections means MaxConnections.
func connectionLimit(most, descriptors int) int {
	most = cmp.Or(most, MaxConnections)
	if descriptors == 0 {
		return most
	}
	return min(most, max(descriptors-reservedDescriptors, 1))
}

// connections tracks the connections of a server. The idle ones are ordered by when they became idle; the list is
// always larger than their number.
type connections struct {
	limit    int
	hooks    Hooks
	draining atomic.Bool // responses announce that their connections will be closed

	mu    sync.Mutex
	conns map[net.Conn]bool
	idle  *simplelru.LRU[net.Conn, struct{}]
}

func newConnections(limit int) *connections {
	idle, err := simplelru.NewLRU[net.Conn, struct{}](2*limit, nil)
	if err != nil {
		panic(err) // the size is invalid
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
		c.hooks.connection(1)
		c.idle.Add(conn, struct{}{})
		if len(c.conns) > c.limit {
			if longest, _, found := c.idle.RemoveOldest(); found {
				c.remove(longest)
				c.hooks.evicted()
				longest.Close()
			}
		}
	case http.StateIdle:
		c.idle.Add(conn, struct{}{})
	case http.StateClosed, http.StateHijacked:
		c.remove(conn)
		c.idle.Remove(conn)
	}
}

// remove forgets a connection, unless it is forgotten already. The caller holds c.mu.
func (c *connections) remove(conn net.Conn) {
	if c.conns[conn] {
		delete(c.conns, conn)
		c.hooks.connection(-1)
	}
}

type connKey struct{}

// withConn puts the connection into the context of its requests (http.Server.ConnContext).
func withConn(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, conn)
}

// track keeps a connection from being closed while a request on it is answered, from the time when the request has been
// read completely.
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

// A trackedBody calls ended once the body has been read or reading fails.
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
