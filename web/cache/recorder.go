package cache

import (
	"cmp"
	"context"
	"net/http"
)

// A recorder holds a response back until it is complete, or longer than MaxResponse.
type recorder struct {
	http.ResponseWriter
	status    int // 0: not yet
	body      []byte
	cacheable bool   // Allow was called
	tooLong   func() // is called when the body is
	sent      bool   // what comes goes to the client directly
}

type recorderKey struct{}

// withRecorder tells Allow which recorder holds the response; nil: none does.
func withRecorder(ctx context.Context, r *recorder) context.Context {
	return context.WithValue(ctx, recorderKey{}, r)
}

func (c *recorder) WriteHeader(status int) {
	if c.sent || status < http.StatusOK {
		c.ResponseWriter.WriteHeader(status)
	} else {
		c.setStatus(status)
	}
}

// setStatus sets the status. The first one counts.
func (c *recorder) setStatus(status int) { c.status = cmp.Or(c.status, status) }

func (c *recorder) Write(p []byte) (int, error) {
	c.setStatus(http.StatusOK)
	if !c.sent && len(c.body)+len(p) <= MaxResponse {
		c.body = append(c.body, p...)
		return len(p), nil
	}
	if !c.sent {
		c.tooLong()
		c.send()
	}
	return c.ResponseWriter.Write(p)
}

// send writes what has been held back. An error is a client that is gone.
func (c *recorder) send() {
	c.sent = true
	if c.status != 0 {
		c.ResponseWriter.WriteHeader(c.status)
		c.ResponseWriter.Write(c.body)
	}
	c.body = nil
}

// Flush does nothing while a response is held back: it is short, or there is more to come.
func (c *recorder) Flush() {
	if c.sent {
		http.NewResponseController(c.ResponseWriter).Flush()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (c *recorder) Unwrap() http.ResponseWriter { return c.ResponseWriter }
