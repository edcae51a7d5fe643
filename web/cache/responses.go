package cache

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/summitry/summitry/lru"
	"github.com/summitry/summitry/web/access"
)

// Limits of Responses.
const (
	MaxResponse    = 64 << 10 // bytes; longer bodies are not cached
	MaxRequestBody = 16 << 10 // bytes; responses to requests with longer bodies are not cached
	DefaultSize    = 4 << 20  // bytes of the whole cache, including headers and requests
)

// Responses is a cache of whole responses, with their headers and compression, keyed by the request as received. The
// responses of a handler must not change while the program runs. Simultaneous equal requests share one execution.
type Responses struct {
	Valid func(context.Context) error // returns an error once cached responses must not be used; nil if they always may

	entries      *lru.Cache[key, *response]
	writeTimeout time.Duration
	mu           sync.Mutex
	calls        map[key]*call // in progress
}

// A response is a recorded response.
type response struct {
	status int
	header http.Header
	etag   string // "" if it has none
	body   []byte
	answer access.Answer // what produced it
}

// A call is one execution, whose response equal requests wait for.
type call struct {
	done      chan struct{} // closed when the other fields are set
	response  *response     // nil if it must not be shared
	abandoned bool          // the client has gone, so waiting requests start again
}

// New returns a cache of size bytes. writeTimeout limits how long a client that waited for a response may take to read
// it.
func New(size int, writeTimeout time.Duration) *Responses {
	return &Responses{
		entries:      lru.New[key, *response](size/entryOverhead+1, size),
		writeTimeout: writeTimeout,
		calls:        map[key]*call{},
	}
}

// Wrap answers from the cache if it can, and otherwise calls next. It must wrap every handler that responses depend on.
func (c *Responses) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, cacheable := keyOf(r)
		if !cacheable || c.Valid != nil && c.Valid(r.Context()) != nil {
			next.ServeHTTP(w, r)
			return
		}
		for {
			hit, call, leads := c.find(key)
			switch {
			case hit != nil:
				access.Of(r.Context()).Cache = access.Hit
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
			from := time.Now() // the time since the request may be long
			http.NewResponseController(w).SetWriteDeadline(from.Add(c.writeTimeout))
			switch {
			case call.response != nil:
				access.Of(r.Context()).Cache = access.Shared
				call.response.write(w, r)
				return
			case !call.abandoned:
				next.ServeHTTP(w, r)
				return
			}
		}
	})
}

// find returns the cached response to a request, or the call that equal requests share, and whether the caller leads
// that call and must execute it.
//
// golang.org/x/sync/singleflight does not fit: its followers take the error of a leader whose client has gone instead
// of starting again, and they wait for the end of a response that turns out too long to be shared.
func (c *Responses) find(key key) (hit *response, shared *call, leads bool) {
	if hit, _ = c.entries.Get(key); hit != nil {
		return hit, nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if hit, _ = c.entries.Get(key); hit != nil { // it may have been added since the first lookup
		return hit, nil, false
	}
	shared = c.calls[key]
	if leads = shared == nil; leads {
		shared = &call{done: make(chan struct{})}
		c.calls[key] = shared
	}
	return nil, shared, leads
}

// finish ends a call: it passes the response to the waiting requests, or tells them that there is none to share. Only
// the first call of finish counts.
func (c *Responses) finish(key key, of *call, response *response, abandoned bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls[key] == of {
		of.response, of.abandoned = response, abandoned
		delete(c.calls, key)
		close(of.done)
	}
}

// execute calls next, passes the response to the waiting requests, and stores it if Allow was called.
func (c *Responses) execute(w http.ResponseWriter, r *http.Request, key key, call *call, next http.Handler) {
	access.Of(r.Context()).Cache = access.Miss
	recorder := &recorder{ResponseWriter: w, tooLong: func() { c.finish(key, call, nil, false) }}
	defer func() {
		c.finish(key, call, nil, r.Context().Err() != nil)
		if !recorder.sent { // next panicked, and its client must notice
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
	header.Del(access.IDHeader)
	answer := access.Of(r.Context()).Answer
	entry := &response{recorder.status, header, header.Get("ETag"), slices.Clone(recorder.body), answer}
	stored := r.Method == http.MethodPost || entry.etag != "" // otherwise NoStore was called
	if recorder.cacheable && recorder.status == http.StatusOK && stored {
		c.entries.Put(key, entry, key.size()+entry.size())
	}
	if r.Context().Err() == nil && recorder.status != http.StatusNotModified { // a 304 is for this client alone
		c.finish(key, call, entry, false)
	}
	recorder.send()
}

// write sends a recorded response, or 304 if the client has it.
func (a *response) write(w http.ResponseWriter, r *http.Request) {
	access.Of(r.Context()).Answer = a.answer
	notModified := r.Header["If-None-Match"] != nil && matches(r, a.etag)
	header := w.Header()
	for name, values := range a.header {
		if !notModified || !describesBody(name) {
			header[name] = values
		}
	}
	if notModified {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(a.status)
	w.Write(a.body) // an error means that the client is gone
}

// describesBody reports whether a header describes the body, so that a 304 must not have it.
func describesBody(name string) bool {
	return strings.HasPrefix(name, "Content-") && name != "Content-Security-Policy" || name == "Link"
}

// The approximate memory of an entry and of a header, in addition to their bytes.
const (
	entryOverhead  = 500
	headerOverhead = 64
)

// size returns the memory that a response takes, in bytes.
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
