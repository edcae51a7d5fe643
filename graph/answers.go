package graph

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/summitry/summitry/lru"
)

// An answer of more bytes is made anew each time. MaxAnswers bounds the others, headers and requests included.
const (
	MaxAnswer  = 64 << 10 // bytes
	MaxAnswers = 4 << 20
)

// Answers keeps what requests were answered with, and answers equal ones with the same: the dataset and the program do not change
// while it runs. While an answer is made, equal requests wait for it.
type Answers struct {
	Intact func() error // returns an error when nothing that is kept may be given again; nil: it always may
	kept   *lru.Cache[wanted, *answered]
	mu     sync.Mutex
	making map[wanted]*making
}

// answered is what a request was answered with.
type answered struct {
	status int
	header http.Header
	tag    string // "": it has none
	body   []byte
}

// making tells of an answer that somebody waits for.
type making struct {
	done      chan struct{} // closed when the rest is known
	answer    *answered     // nil if it is none that others can have
	abandoned bool          // its client has gone, so that it says nothing about others
}

// NewAnswers keeps so many bytes.
func NewAnswers(size int) *Answers {
	return &Answers{kept: lru.New[wanted, *answered](size/perEntry+1, size), making: map[wanted]*making{}}
}

// Before answers what it can, and has next answer the rest. It goes before everything that answers depend on.
func (a *Answers) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, whole := keyOf(r)
		if !whole || a.Intact != nil && a.Intact() != nil {
			next.ServeHTTP(w, r)
			return
		}
		for {
			known, m, ours := a.find(key)
			switch {
			case known != nil:
				known.give(w, r)
				return
			case ours:
				a.record(w, r, key, m, next)
				return
			}
			select {
			case <-m.done:
			case <-r.Context().Done():
				return
			}
			http.NewResponseController(w).SetWriteDeadline(time.Now().Add(perPage)) // from now on, as it may have waited for long
			switch {
			case m.answer != nil:
				m.answer.give(w, r)
				return
			case !m.abandoned:
				next.ServeHTTP(w, r)
				return
			}
		}
	})
}

// find gives the answer to a request, or who makes it: we do, or others.
func (a *Answers) find(key wanted) (known *answered, m *making, ours bool) {
	if known, _ = a.kept.Get(key); known != nil {
		return known, nil, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if known, _ = a.kept.Get(key); known != nil { // since we looked
		return known, nil, false
	}
	m = a.making[key]
	if ours = m == nil; ours {
		m = &making{done: make(chan struct{})}
		a.making[key] = m
	}
	return nil, m, ours
}

// made gives an answer to those who wait, or tells them that there is none for them. What is told first counts.
func (a *Answers) made(key wanted, m *making, answer *answered, abandoned bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.making[key] == m {
		m.answer, m.abandoned = answer, abandoned
		delete(a.making, key)
		close(m.done)
	}
}

// wanted is all that an answer depends on.
type wanted struct {
	old                                    bool // HTTP/1.0, over which large tables are refused
	method, address                        string
	media, encoding, origin                string // that are accepted, and for whom
	contentType, contentEncoding, contents string
}

// otherwise are headers that ask for something else than a whole answer.
var otherwise = []string{"If-Match", "If-Modified-Since", "If-Range", "If-Unmodified-Since", "Range"}

// keyOf tells what an answer depends on, if that can be told. A body is read, and put back.
func keyOf(r *http.Request) (key wanted, whole bool) {
	posted := r.Method == http.MethodPost
	if r.Method != http.MethodGet && !posted || posted && (r.ContentLength < 0 || r.ContentLength > smallBody) {
		return key, false
	}
	for _, name := range otherwise {
		if r.Header[name] != nil {
			return key, false
		}
	}
	all := func(name string) string { return strings.Join(r.Header[name], "\n") }
	key = wanted{
		!r.ProtoAtLeast(1, 1), r.Method, r.RequestURI,
		all("Accept"), all("Accept-Encoding"), all("Origin"), all("Content-Type"), all("Content-Encoding"), "",
	}
	if posted {
		body, err := io.ReadAll(r.Body)
		if r.Body = io.NopCloser(bytes.NewReader(body)); err != nil {
			r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
			return key, false
		}
		key.contents = string(body)
	}
	return key, true
}

// size is how many bytes it has.
func (w wanted) size() int {
	return len(w.address) + len(w.media) + len(w.encoding) + len(w.origin) + len(w.contentType) + len(w.contentEncoding) + len(w.contents)
}

// failing is the rest of a body that could not be read.
type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

// give answers a request, or tells that the client has the answer.
func (a *answered) give(w http.ResponseWriter, r *http.Request) {
	unchanged := r.Header["If-None-Match"] != nil && holds(r, a.tag)
	header := w.Header()
	for name, values := range a.header {
		if !unchanged || !strings.HasPrefix(name, "Content-") || name == contentPolicy {
			header[name] = values
		}
	}
	if unchanged {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(a.status)
	w.Write(a.body) // an error is a client that is gone
}

// contentPolicy is of the answer, and not of what it holds.
const contentPolicy = "Content-Security-Policy"

// record has next answer, gives the answer to those who wait for it, and keeps it if it is one to be kept.
func (a *Answers) record(w http.ResponseWriter, r *http.Request, key wanted, m *making, next http.Handler) {
	c := &recorder{ResponseWriter: w, tooLong: func() { a.made(key, m, nil, false) }}
	defer func() {
		a.made(key, m, nil, r.Context().Err() != nil)
		if !c.sent { // as next broke off: its client must see that
			c.send()
			c.Flush()
		}
	}()
	next.ServeHTTP(c, r.WithContext(context.WithValue(r.Context(), recorderKey{}, c)))
	if c.sent {
		return
	}
	c.begin(http.StatusOK)
	w.Header().Set("Content-Length", strconv.Itoa(len(c.body)))
	header := w.Header().Clone()
	header.Del("Connection")
	answer := &answered{c.status, header, header.Get("ETag"), slices.Clone(c.body)}
	if c.repeatable && c.status == http.StatusOK && (r.Method == http.MethodPost || answer.tag != "") { // otherwise Forget was called
		a.kept.Put(key, answer, key.size()+answer.size())
	}
	if r.Context().Err() == nil && c.status != http.StatusNotModified { // which is for this client alone
		a.made(key, m, answer, false)
	}
	c.send()
}

// perEntry is about what it takes to keep anything, and perHeader what a header takes beside its texts, in bytes.
const (
	perEntry  = 500
	perHeader = 64
)

// size is how many bytes it takes.
func (a *answered) size() int {
	size := perEntry + len(a.body)
	for name, values := range a.header {
		size += perHeader + len(name)
		for _, v := range values {
			size += len(v)
		}
	}
	return size
}

// A recorder holds an answer back until it is whole, or longer than what is kept.
type recorder struct {
	http.ResponseWriter
	status     int // 0: not yet
	body       []byte
	repeatable bool   // by Keep
	tooLong    func() // is told when it is
	sent       bool   // what comes goes to the client directly
}

type recorderKey struct{}

func (c *recorder) WriteHeader(status int) {
	if c.sent || status < http.StatusOK {
		c.ResponseWriter.WriteHeader(status)
	} else {
		c.begin(status)
	}
}

// begin settles the status. The first one counts.
func (c *recorder) begin(status int) { c.status = cmp.Or(c.status, status) }

func (c *recorder) Write(p []byte) (int, error) {
	c.begin(http.StatusOK)
	if !c.sent && len(c.body)+len(p) <= MaxAnswer {
		c.body = append(c.body, p...)
		return len(p), nil
	}
	if !c.sent {
		c.tooLong()
		c.send()
	}
	return c.ResponseWriter.Write(p)
}

// send hands over what has been held back. An error is a client that is gone.
func (c *recorder) send() {
	c.sent = true
	if c.status != 0 {
		c.ResponseWriter.WriteHeader(c.status)
		c.ResponseWriter.Write(c.body)
	}
	c.body = nil
}

// Flush does nothing while an answer is held back: it is short, or there is more to come.
func (c *recorder) Flush() {
	if c.sent {
		http.NewResponseController(c.ResponseWriter).Flush()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (c *recorder) Unwrap() http.ResponseWriter { return c.ResponseWriter }
