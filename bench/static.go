//go:build linux

package main

import (
	"io"
	"net/http"
	"strconv"
	"sync"
)

// A staticServer repeats the recorded responses of a server, including headers. It measures the cost of net/http alone.
type staticServer struct {
	server    string // host:port
	mu        sync.RWMutex
	responses map[string]*staticResponse // by address
}

type staticResponse struct {
	header http.Header
	body   []byte
}

func (p *staticServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.RLock()
	answer := p.responses[r.RequestURI]
	p.mu.RUnlock()
	if answer == nil {
		var err error
		if answer, err = p.fetch(r.RequestURI); err != nil {
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

// fetch returns the server's response, which it requests once for each address.
func (p *staticServer) fetch(address string) (*staticResponse, error) {
	response, err := uncompressed.Get("http://" + p.server + address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer := &staticResponse{header: response.Header}
	if answer.body, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	answer.header.Del("Date")
	answer.header.Set("Content-Length", strconv.Itoa(len(answer.body)))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.responses[address] = answer
	return answer, nil
}

// uncompressed is a client that does not accept compression.
var uncompressed = &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 1}}
