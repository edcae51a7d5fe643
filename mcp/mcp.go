// Package mcp serves a dataset to programs that speak the Model Context Protocol, such as assistants: every public view
// is a tool, records and the schema are resources, and one prompt asks for a quotation with its source. Start at New.
// Handler serves the protocol over HTTP, Run over standard input and output.
//
// The package depends on graph, whose limits apply to every call, and on the protocol's official Go SDK.
package mcp

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

// A Server offers the views and records of one dataset.
type Server struct {
	api    *graph.API
	server func() *sdk.Server // the first call makes it, which takes longer than the start of the program
}

// New returns a server for an API. The name is that of the program.
func New(api *graph.API, name string) *Server {
	s := &Server{api: api}
	s.server = sync.OnceValue(func() *sdk.Server { return s.offering(name) })
	return s
}

// offering returns a server of the protocol with all tools, resources and the prompt.
func (s *Server) offering(name string) *sdk.Server {
	dataset := s.api.Dataset()
	server := sdk.NewServer(
		&sdk.Implementation{Name: name, Title: deref(dataset.Title), Version: dataset.Version},
		&sdk.ServerOptions{
			Instructions: s.instructions(), PageSize: maxListed,
			Capabilities: &sdk.ServerCapabilities{ // without changes that a client could be told
				Tools: &sdk.ToolCapabilities{}, Resources: &sdk.ResourceCapabilities{},
				Prompts: &sdk.PromptCapabilities{},
			},
		})
	server.AddReceivingMiddleware(checkFirst)
	for _, view := range s.api.Views() {
		if !view.ForPage || view.Name == searchView {
			s.addView(server, view)
		}
	}
	s.addRecords(server)
	addPrompt(server)
	return server
}

// Run serves the protocol over standard input and output until ctx ends or the client closes its end.
func (s *Server) Run(ctx context.Context) error {
	return s.server().Run(ctx, &sdk.StdioTransport{MaxLineLength: maxBody})
}

// maxListed is more than the number of tools, so that a list of them is never cut.
const maxListed = 1000

// checkFirst lists the tool that checks quotations before all others, since assistants prefer the first.
func checkFirst(next sdk.MethodHandler) sdk.MethodHandler {
	return func(ctx context.Context, method string, request sdk.Request) (sdk.Result, error) {
		result, err := next(ctx, method, request)
		if list, isList := result.(*sdk.ListToolsResult); isList {
			rank := func(t *sdk.Tool) int { return slices.Index([]string{getRecord, searchTool, checkTool}, t.Name) }
			slices.SortStableFunc(list.Tools, func(a, b *sdk.Tool) int { return cmp.Compare(rank(b), rank(a)) })
		}
		return result, err
	}
}

// view returns the view with a name, or nil.
func (s *Server) view(name string) *views.View { return views.Find(s.api.Views(), name) }

func deref(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// object encodes a JSON object.
func object(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // only values that JSON can represent are encoded
	}
	return text
}
