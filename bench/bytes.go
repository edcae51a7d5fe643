//go:build linux

package main

import (
	"io"
	"net/http"
	"strconv"
	"sync"
)

// replay answers with what a server has answered, headers included: what net/http takes to carry an answer, and nothing
// else.
type replay struct {
	server string // host:port
	mu     sync.RWMutex
	known  map[string]*replayed // by address
}

type replayed struct {
	header http.Header
	body   []byte
}

func (p *replay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.RLock()
	answer := p.known[r.RequestURI]
	p.mu.RUnlock()
	if answer == nil {
		var err error
		if answer, err = p.ask(r.RequestURI); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
	}
	header := w.Header()
	for name, values := range answer.header {
		header[name] = values
	}
	w.Write(answer.body)
}

// ask has the server answer, once for each address.
func (p *replay) ask(address string) (*replayed, error) {
	response, err := plainly.Get("http://" + p.server + address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer := &replayed{header: response.Header}
	if answer.body, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	answer.header.Del("Date")
	answer.header.Set("Content-Length", strconv.Itoa(len(answer.body)))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known[address] = answer
	return answer, nil
}

// plainly asks without compression.
var plainly = &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 1}}
