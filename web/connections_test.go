package web

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestConnectionLimit(t *testing.T) {
	for descriptors, want := range map[int]int{0: 512, 1 << 20: 512, 1024: 512, 544: 512, 543: 511, 64: 32, 10: 1} {
		if got := connectionLimit(0, descriptors); got != want {
			t.Errorf("%d descriptors leave %d connections, want %d", descriptors, got, want)
		}
	}
	if many, few := connectionLimit(2000, 4000), connectionLimit(2000, 1000); many != 2000 || few != 968 {
		t.Errorf("of 2000 connections, %d and %d are left, want 2000 and 968", many, few)
	}
}

// A fakeConn records that it was closed.
type fakeConn struct {
	net.Conn
	name   string
	closed *[]string
}

func (c *fakeConn) Close() error {
	*c.closed = append(*c.closed, c.name)
	return nil
}

// fakeConns returns connections, and a list of those that have been closed.
func fakeConns(names ...string) (map[string]net.Conn, *[]string) {
	conns, closed := map[string]net.Conn{}, &[]string{}
	for _, name := range names {
		conns[name] = &fakeConn{name: name, closed: closed}
	}
	return conns, closed
}

// ask passes a request of a connection through track, and runs a step while it is being answered.
func ask(c *connections, conn net.Conn, r *http.Request, step func(r *http.Request)) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	handler := c.track(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { step(r) }))
	handler.ServeHTTP(w, r.WithContext(withConn(r.Context(), conn)))
	return w
}

// Beyond the limit, the connection that has been idle longest is closed, never one that is being answered.
func TestLongestIdleIsClosed(t *testing.T) {
	conns, closed := fakeConns("a", "b", "c", "d", "e")
	c := newConnections(3)
	for _, name := range []string{"a", "b", "c"} {
		c.connState(conns[name], http.StateNew)
	}
	ask(c, conns["a"], httptest.NewRequest("GET", "/", nil), func(*http.Request) {
		c.connState(conns["d"], http.StateNew)
	})
	if !slices.Equal(*closed, []string{"b"}) {
		t.Errorf("%v are closed, want b: a is being answered", *closed)
	}
	c.connState(conns["b"], http.StateClosed)
	c.connState(conns["a"], http.StateIdle)
	c.connState(conns["c"], http.StateIdle)
	c.connState(conns["e"], http.StateNew)
	if !slices.Equal(*closed, []string{"b", "d"}) {
		t.Errorf("%v are closed, want b and then d, which has been idle for longest", *closed)
	}
}

// Closed connections do not count towards the limit.
func TestClosedConnectionsDoNotCount(t *testing.T) {
	conns, closed := fakeConns("a", "b", "c")
	c := newConnections(2)
	c.connState(conns["a"], http.StateNew)
	c.connState(conns["b"], http.StateNew)
	c.connState(conns["a"], http.StateClosed)
	c.connState(conns["c"], http.StateNew)
	if len(*closed) > 0 {
		t.Errorf("%v are closed of 2", *closed)
	}
}

// A connection counts as idle until the body of its request has been read.
func TestUnreadBodyCountsAsIdle(t *testing.T) {
	conns, closed := fakeConns("a", "b", "c")
	c := newConnections(1)
	c.connState(conns["a"], http.StateNew)
	ask(c, conns["a"], httptest.NewRequest("POST", "/", strings.NewReader("body")), func(r *http.Request) {
		c.connState(conns["b"], http.StateNew)
		if !slices.Equal(*closed, []string{"a"}) {
			t.Errorf("%v are closed, want a, whose body has not been read", *closed)
		}
	})
	ask(c, conns["b"], httptest.NewRequest("POST", "/", strings.NewReader("body")), func(r *http.Request) {
		io.ReadAll(r.Body)
		c.connState(conns["c"], http.StateNew)
		if slices.Contains(*closed, "b") {
			t.Errorf("%v are closed, although b has sent its request", *closed)
		}
	})
}

// While the server drains, responses announce that their connections will be closed.
func TestDraining(t *testing.T) {
	c := newConnections(1)
	for _, draining := range []bool{false, true} {
		c.draining.Store(draining)
		w := ask(c, nil, httptest.NewRequest("GET", "/", nil), func(*http.Request) {})
		if closes := w.Header().Get("Connection") == "close"; closes != draining {
			t.Errorf("draining %v: Connection is %q", draining, w.Header().Get("Connection"))
		}
	}
}
