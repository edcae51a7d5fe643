//go:build linux

package main

import (
	"context"
	"math"
	"net/http"
	"runtime"

	"github.com/summitry/summitry/data/recording"
)

// counts holds what one response costs that no clock measures.
type counts struct{ allocations, statements int }

// countsOf counts the allocations and statements of a handler in this process. The statements are those of the request
// with the most. Each request runs several times and its lowest count is used, since a busy machine may split a batch
// in two.
func countsOf(
	ctx context.Context, handler http.Handler, recorder *recording.Recorder, requests []string,
) (c counts, err error) {
	var all []*http.Request
	for _, address := range requests {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+address, nil)
		if err != nil {
			return c, err
		}
		all = append(all, r)
		fewest := math.MaxInt
		for range 5 {
			fewest = min(fewest, len(recorder.Of(func() { handler.ServeHTTP(&discardWriter{}, r) })))
		}
		c.statements = max(c.statements, fewest)
	}
	const times = 50
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range times {
		handler.ServeHTTP(&discardWriter{}, all[i%len(all)])
	}
	runtime.ReadMemStats(&after)
	c.allocations = int(after.Mallocs-before.Mallocs) / times
	return c, nil
}

// A discardWriter is a ResponseWriter that discards the response.
type discardWriter struct{ header http.Header }

func (n *discardWriter) Header() http.Header {
	if n.header == nil {
		n.header = http.Header{}
	}
	return n.header
}

func (n *discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (n *discardWriter) WriteHeader(int)             {}
