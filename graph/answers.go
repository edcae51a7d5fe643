package graph

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// An answer of more bytes is made anew each time. MaxAnswers bounds the others, headers and requests included.
const (
	MaxAnswer  = 64 << 10 // bytes
	MaxAnswers = 4 << 20
)

// Answers keeps what requests were answered with, and answers equal ones with the same: the dataset and the program do not change
// while it runs. While an answer is made, equal requests wait for it.
type Answers struct {
	kept   *kept[wanted, *answered]
	mu     sync.Mutex
	making map[wanted]*making
}

// An answered request is one with status 200.
type answered struct {
	header http.Header
	tag    string // "": it has none
	body   []byte
}

// making tells of an answer that somebody waits for.
type making struct {
	done      chan struct{} // closed when it is known whether the answer is kept
	abandoned bool          // its client has gone, so that it says nothing about others
}

// NewAnswers keeps so many bytes.
func NewAnswers(size int) *Answers {
	return &Answers{kept: newKept[wanted, *answered](size/512+1, size), making: map[wanted]*making{}}
}

// Before answers what it can, and has next answer the rest. It goes before everything that answers depend on.
func (a *Answers) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, whole := keyOf(r)
		if !whole {
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
			if known, _ := a.kept.get(key); known == nil && !m.abandoned { // it is none to be kept
				next.ServeHTTP(w, r)
				return
			}
		}
	})
}

// find gives the answer to a request, or who makes it: we do, or others.
func (a *Answers) find(key wanted) (known *answered, m *making, ours bool) {
	if known, _ = a.kept.get(key); known != nil {
		return known, nil, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	m = a.making[key]
	if ours = m == nil; ours {
		m = &making{done: make(chan struct{})}
		a.making[key] = m
	}
	return nil, m, ours
}

// made tells those who wait that an answer is kept, or never will be, or was abandoned. What is told first counts.
func (a *Answers) made(key wanted, m *making, abandoned bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.making[key] == m {
		m.abandoned = abandoned
		delete(a.making, key)
		close(m.done)
	}
}

// Wanted is all that an answer depends on.
type wanted struct {
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
	key = wanted{r.Method, r.RequestURI, all("Accept"), all("Accept-Encoding"), all("Origin"), all("Content-Type"), all("Content-Encoding"), ""}
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
	w.Write(a.body) // an error is a client that is gone
}

// contentPolicy is of the answer, and not of what it holds.
const contentPolicy = "Content-Security-Policy"

// record has next answer, and keeps the answer if that is one to be kept.
func (a *Answers) record(w http.ResponseWriter, r *http.Request, key wanted, m *making, next http.Handler) {
	c := &recorder{ResponseWriter: w, status: http.StatusOK, tooLong: func() { a.made(key, m, false) }}
	defer func() { a.made(key, m, r.Context().Err() != nil) }()
	next.ServeHTTP(c, r.WithContext(context.WithValue(r.Context(), recorderKey{}, c)))
	if c.sent {
		return
	}
	if c.status == http.StatusOK {
		w.Header().Set("Content-Length", strconv.Itoa(len(c.body)))
		if c.repeatable && (r.Method == http.MethodPost || w.Header().Get("ETag") != "") { // otherwise Forget was called
			a.keep(key, w.Header().Clone(), c.body)
			a.made(key, m, false)
		}
	}
	c.send()
}

func (a *Answers) keep(key wanted, header http.Header, body []byte) {
	header.Del("Connection")
	size := key.size() + len(body)
	for name, values := range header {
		size += len(name) + len(values[0]) + 64
	}
	a.kept.keep(key, &answered{header, header.Get("ETag"), slices.Clone(body)}, size)
}

// A recorder holds an answer back until it is whole, or longer than what is kept.
type recorder struct {
	http.ResponseWriter
	status     int
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
		c.status = status
	}
}

func (c *recorder) Write(p []byte) (int, error) {
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
	c.ResponseWriter.WriteHeader(c.status)
	if len(c.body) > 0 {
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
