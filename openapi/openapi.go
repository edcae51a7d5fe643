// Package openapi describes the server's addresses in OpenAPI 3.1: views, records, checks of quotations, search and
// downloads. Everything about views and records is derived from the views and the GraphQL schema: parameters from the
// variables, schemas of responses from the selections, descriptions from both. Examples are responses of the server
// itself. The entry point is Handler. The package depends on graph, which has the views and the dataset, on
// graph/jsonschema, which describes their variables and results, and on no resolver.
package openapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/web/cache"
)

// A server serves the document. It is written once, for the first request: the dataset and the views never change.
type server struct {
	api      *graph.API
	examples http.Handler
	formats  func(kind string) map[string]string

	mu   sync.Mutex
	text []byte // the document; nil until it has been written
}

// Handler serves the document. It gets the examples from the handler examples, which serves the addresses that the
// document describes. formats returns the media types of the records of a kind by the extension of their addresses.
func Handler(api *graph.API, examples http.Handler, formats func(kind string) map[string]string) http.Handler {
	return &server{api: api, examples: examples, formats: formats}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := s.api.Intact(r.Context())
	if err == nil {
		err = s.api.CheckDataset(w, r)
	}
	if err != nil {
		s.api.WriteProblem(w, graph.ProblemOf(err))
		return
	}
	tag := s.api.ETag(r)
	if cache.NotModified(w, r, tag) {
		return
	}
	text, err := s.document(context.WithoutCancel(r.Context())) // others wait for it as well
	if err != nil {
		s.api.WriteProblem(w, graph.ProblemOf(err))
		return
	}
	done, err := s.api.ReserveOutput(r.Context(), len(text))
	if err != nil {
		s.api.WriteProblem(w, graph.ProblemOf(err))
		return
	}
	defer done()
	cache.Allow(w, r, tag)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.Write(text) // an error means that the client is gone
}

// document returns the document as JSON. An error is a *graph.Problem: the server was too busy for an example.
func (s *server) document(ctx context.Context) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.text != nil {
		return s.text, nil
	}
	d := newBuilder(s.api, &sampler{ctx: ctx, handler: s.examples})
	document := d.document(s.formats)
	if d.sampler.busy != nil {
		return nil, d.sampler.busy
	}
	text, err := json.Marshal(document)
	if err != nil {
		panic(err) // JSON can represent all of it
	}
	s.text = append(text, '\n')
	return s.text, nil
}
