package cache

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/summitry/summitry/lru"
)

// Limits of Responses.
const (
	MaxResponse    = 64 << 10 // bytes of a body; a longer one is not cached
	MaxRequestBody = 16 << 10 // bytes; the response to a request with a longer body is not cached
	DefaultSize    = 4 << 20  // bytes of all that is cached, headers and requests included
)

// Responses is a cache of whole responses, with their headers and their compression, under the request as it came.
// What a handler answers must not change while the program runs. Simultaneous equal requests wait for one execution.
type Responses struct {
	Valid func() error // returns an error when no cached response may be used any more; nil: they always may

	entries      *lru.Cache[key, *response]
	writeTimeout time.Duration
	mu           sync.Mutex
	calls        map[key]*call // under way
}

// A response is what a request was answered with.
type response struct {
	status int
	header http.Header
	etag   string // "": it has none
	body   []byte
}

// A call is an execution that equal requests wait for.
type call struct {
	done      chan struct{} // closed when the rest is known
	response  *response     // nil if it is not for others
	abandoned bool          // its client has gone, so that it says nothing about others
}

// New returns a cache of so many bytes. writeTimeout is how long a client that waited for a response may take to
// read it.
func New(size int, writeTimeout time.Duration) *Responses {
	return &Responses{
		entries:      lru.New[key, *response](size/entryOverhead+1, size),
		writeTimeout: writeTimeout,
		calls:        map[key]*call{},
	}
}

// Wrap answers from the cache what it can, and has next answer the rest. It must be outside of every handler that a
// response depends on.
func (c *Responses) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, cacheable := keyOf(r)
		if !cacheable || c.Valid != nil && c.Valid() != nil {
			next.ServeHTTP(w, r)
			return
		}
		for {
			hit, call, leads := c.find(key)
			switch {
			case hit != nil:
				hit.write(w, r)
				return
			case leads:
				c.execute(w, r, key, call, next)
				return
			}
			select {
			case <-call.done:
			case <-r.Context().Done():
				return
			}
			from := time.Now() // as it may have waited for long
			http.NewResponseController(w).SetWriteDeadline(from.Add(c.writeTimeout))
			switch {
			case call.response != nil:
				call.response.write(w, r)
				return
			case !call.abandoned:
				next.ServeHTTP(w, r)
				return
			}
		}
	})
}

// find returns the response to a request, or the call that makes it, and whether the caller leads that call and has
// to execute it.
//
// golang.org/x/sync/singleflight does not fit: its followers take the error of a leader whose client has gone
// instead of starting again, and wait to the end of a response that turns out too long to be shared.
func (c *Responses) find(key key) (hit *response, shared *call, leads bool) {
	if hit, _ = c.entries.Get(key); hit != nil {
		return hit, nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if hit, _ = c.entries.Get(key); hit != nil { // since we looked
		return hit, nil, false
	}
	shared = c.calls[key]
	if leads = shared == nil; leads {
		shared = &call{done: make(chan struct{})}
		c.calls[key] = shared
	}
	return nil, shared, leads
}

// finish gives a response to those who wait for a call, or tells them that there is none for them. The first time
// counts.
func (c *Responses) finish(key key, of *call, response *response, abandoned bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls[key] == of {
		of.response, of.abandoned = response, abandoned
		delete(c.calls, key)
		close(of.done)
	}
}

// execute has next answer, gives the response to those who wait for the call, and keeps it if Allow was called.
func (c *Responses) execute(w http.ResponseWriter, r *http.Request, key key, call *call, next http.Handler) {
	recorder := &recorder{ResponseWriter: w, tooLong: func() { c.finish(key, call, nil, false) }}
	defer func() {
		c.finish(key, call, nil, r.Context().Err() != nil)
		if !recorder.sent { // as next broke off: its client must see that
			recorder.send()
			recorder.Flush()
		}
	}()
	next.ServeHTTP(recorder, r.WithContext(withRecorder(r.Context(), recorder)))
	if recorder.sent {
		return
	}
	recorder.setStatus(http.StatusOK)
	w.Header().Set("Content-Length", strconv.Itoa(len(recorder.body)))
	header := w.Header().Clone()
	header.Del("Connection")
	entry := &response{recorder.status, header, header.Get("ETag"), slices.Clone(recorder.body)}
	stored := r.Method == http.MethodPost || entry.etag != "" // otherwise NoStore was called
	if recorder.cacheable && recorder.status == http.StatusOK && stored {
		c.entries.Put(key, entry, key.size()+entry.size())
	}
	if r.Context().Err() == nil && recorder.status != http.StatusNotModified { // which is for this client alone
		c.finish(key, call, entry, false)
	}
	recorder.send()
}

// write answers a request with a response, or with 304 if the client has it.
func (a *response) write(w http.ResponseWriter, r *http.Request) {
	notModified := r.Header["If-None-Match"] != nil && matches(r, a.etag)
	header := w.Header()
	for name, values := range a.header {
		if !notModified || !strings.HasPrefix(name, "Content-") || name == contentPolicy {
			header[name] = values
		}
	}
	if notModified {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(a.status)
	w.Write(a.body) // an error is a client that is gone
}

// contentPolicy describes the response, unlike other headers that begin with Content-, which describe its body.
const contentPolicy = "Content-Security-Policy"

// entryOverhead is about what an entry takes beside its bytes, and headerOverhead what a header does.
const (
	entryOverhead  = 500
	headerOverhead = 64
)

// size returns how many bytes of memory a response takes.
func (a *response) size() int {
	size := entryOverhead + len(a.body)
	for name, values := range a.header {
		size += headerOverhead + len(name)
		for _, v := range values {
			size += len(v)
		}
	}
	return size
}
