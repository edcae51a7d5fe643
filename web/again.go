package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"
)

// Limits on requests that are answered again.
const (
	MaxStale    = 20 * time.Second // for which requests wait for the next handler, since the first one that did
	MaxReplayed = 256 << 10        // bytes of the body of a request
)

// serveAgain answers a request by a handler, and by the next one if the handler became stale before the response began,
// since the response may report a failure. The request has been counted.
func (s *Swap) serveAgain(g *generation, w http.ResponseWriter, r *http.Request) {
	header, body := w.Header().Clone(), &replayedBody{ReadCloser: r.Body}
	for g.stale != nil {
		first := &firstResponse{ResponseWriter: w, useless: func() bool { return !body.lost && g.stale() != nil }}
		g.serve(first, body.attach(r))
		if !first.withheld {
			return
		}
		clear(w.Header())
		for name, values := range header {
			w.Header()[name] = values
		}
		replaced := g.wait(r.Context())
		http.NewResponseController(w).SetWriteDeadline(time.Now().Add(WriteTimeout))
		if g = s.acquire(); !replaced {
			break
		}
	}
	g.serve(w, body.attach(r))
}

// wait waits until there is another handler, and reports whether there is.
func (g *generation) wait(ctx context.Context) bool {
	g.staleSince.CompareAndSwap(0, time.Now().UnixNano())
	timer := time.NewTimer(time.Until(time.Unix(0, g.staleSince.Load()).Add(MaxStale)))
	defer timer.Stop()
	select {
	case <-g.replaced:
		return true
	case <-ctx.Done():
	case <-timer.C:
	}
	return false
}

// A firstResponse withholds a response that is useless when it begins.
type firstResponse struct {
	http.ResponseWriter
	useless         func() bool
	begun, withheld bool
}

func (f *firstResponse) WriteHeader(status int) {
	if f.begun || f.withheld {
		return
	}
	if f.withheld = f.useless(); f.withheld {
		return
	}
	f.begun = status >= http.StatusOK // others inform before the response
	f.ResponseWriter.WriteHeader(status)
}

func (f *firstResponse) Write(p []byte) (int, error) {
	f.WriteHeader(http.StatusOK)
	if f.withheld {
		return len(p), nil
	}
	return f.ResponseWriter.Write(p)
}

// FlushError implements the method that http.ResponseController looks for.
func (f *firstResponse) FlushError() error {
	f.WriteHeader(http.StatusOK)
	if f.withheld {
		return nil
	}
	return http.NewResponseController(f.ResponseWriter).Flush()
}

// Flush implements http.Flusher.
func (f *firstResponse) Flush() { f.FlushError() }

// Unwrap returns the writer whose deadlines http.ResponseController sets.
func (f *firstResponse) Unwrap() http.ResponseWriter { return f.ResponseWriter }

// A replayedBody is the body of a request, of which a part has been read. It can be read from its start again.
type replayedBody struct {
	io.ReadCloser
	read bytes.Buffer
	lost bool // too much was read
}

// attach returns the request with its body from the start.
func (b *replayedBody) attach(r *http.Request) *http.Request {
	if b.ReadCloser == nil || b.ReadCloser == http.NoBody {
		return r
	}
	again := *r
	again.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(bytes.Clone(b.read.Bytes())), io.TeeReader(b.ReadCloser, (*replayWriter)(b))), b}
	return &again
}

// A replayWriter keeps what is read.
type replayWriter replayedBody

func (b *replayWriter) Write(p []byte) (int, error) {
	if b.read.Len()+len(p) > MaxReplayed {
		b.lost = true
		return len(p), nil
	}
	return b.read.Write(p)
}
