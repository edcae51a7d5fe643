package cache

import (
	"cmp"
	"context"
	"net/http"
)

// A recorder buffers a response until it is complete, or longer than MaxResponse.
type recorder struct {
	http.ResponseWriter
	status    int // 0 until it is set
	body      []byte
	cacheable bool   // Allow was called
	tooLong   func() // called when the body gets too long
	sent      bool   // further writes go directly to the client
}

type recorderKey struct{}

// withRecorder sets the recorder that Allow marks; nil if no recorder buffers the response.
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

// setStatus sets the status unless it is set already.
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

// send writes the buffered response. It ignores errors, which mean that the client is gone.
func (c *recorder) send() {
	c.sent = true
	if c.status != 0 {
		c.ResponseWriter.WriteHeader(c.status)
		c.ResponseWriter.Write(c.body)
	}
	c.body = nil
}

// Flush does nothing while the response is buffered, since the buffer is short.
func (c *recorder) Flush() {
	if c.sent {
		http.NewResponseController(c.ResponseWriter).Flush()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (c *recorder) Unwrap() http.ResponseWriter { return c.ResponseWriter }
