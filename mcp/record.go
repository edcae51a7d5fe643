package mcp

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/jsonschema"
	"github.com/summitry/summitry/views"
)

const getRecord = "get_record"

// recordURI and schemaURI are the addresses of resources.
const (
	recordURI = "summitry://records/"
	schemaURI = "summitry://schema.graphql"
)

// addRecords adds the tool that returns a record, and records and the schema as resources.
func (s *Server) addRecords(server *sdk.Server) {
	no := false
	server.AddTool(&sdk.Tool{
		Name: getRecord, Title: "Get a record",
		Description: "Everything that is known of one record, with the passages that support it. Ids and URLs of " +
			"records are in the results of the other tools.",
		InputSchema:  recordArguments(),
		OutputSchema: outputSchema(&jsonschema.Schema{Type: "object"}),
		Annotations: &sdk.ToolAnnotations{
			Title: "Get a record", ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no,
		},
	}, s.callGetRecord)
	server.AddResourceTemplate(&sdk.ResourceTemplate{
		Name: "record", Title: "A record", URITemplate: recordURI + "{+id}", MIMEType: "application/json",
		Description: "A record by its id, such as person:jane-doe, with the passages that support it.",
	}, s.readRecord)
	server.AddResource(&sdk.Resource{
		Name: "schema", Title: "The GraphQL schema", URI: schemaURI, MIMEType: "text/plain",
		Description: "The types and fields of the results, each with a description.",
	}, func(context.Context, *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
		contents := &sdk.ResourceContents{URI: schemaURI, MIMEType: "text/plain", Text: graph.SchemaText()}
		return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{contents}}, nil
	})
}

// recordArguments returns the schema of the arguments of get_record.
func recordArguments() *jsonschema.Schema {
	record := &jsonschema.Schema{
		Type: "string", Description: "The id of the record, or the URL of its page. Kinds: " + kinds() + ".",
		Examples: []string{"statement:the-treaty-is-a-start", "/people/jane-doe"},
	}
	fields := &jsonschema.Schema{
		Type: "array", Items: &jsonschema.Schema{Type: "string"}, Examples: [][]string{{"name", "statements"}},
		Description: "The fields of the record to return; all if it is left out, except those that do not fit, " +
			"which omitted names.",
	}
	return &jsonschema.Schema{
		Type: "object", Required: []string{"record"}, AdditionalProperties: new(bool),
		Properties: jsonschema.Object{{Key: "record", Value: record}, {Key: "fields", Value: fields}},
	}
}

func kinds() string {
	var names []string
	for _, k := range data.Kinds {
		names = append(names, k.Name)
	}
	return strings.Join(names, ", ")
}

func (s *Server) callGetRecord(ctx context.Context, request *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
	var arguments struct {
		Record string
		Fields []string
	}
	if json.Unmarshal(request.Params.Arguments, &arguments) != nil || arguments.Record == "" {
		return failed(
			fmt.Errorf(`record must be the id of a record, such as {"record": "person:jane-doe"}, and fields a ` +
				`list of names`),
		), nil
	}
	found, err := s.record(ctx, arguments.Record)
	if err == nil {
		err = found.choose(arguments.Fields)
	}
	if err != nil {
		return failed(err), nil
	}
	return found.result(request.ProtocolVersion()), nil
}

func (s *Server) readRecord(
	ctx context.Context, request *sdk.ReadResourceRequest,
) (*sdk.ReadResourceResult, error) {
	id, err := url.PathUnescape(strings.TrimPrefix(request.Params.URI, recordURI))
	if err != nil {
		return nil, sdk.ResourceNotFoundError(request.Params.URI)
	}
	found, err := s.record(ctx, id)
	if err != nil {
		return nil, sdk.ResourceNotFoundError(request.Params.URI)
	}
	contents := &sdk.ResourceContents{URI: request.Params.URI, MIMEType: "application/json",
		Text: string(object(found))}
	return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{contents}}, nil
}

// record returns the record with an id, or at a page address.
func (s *Server) record(ctx context.Context, name string) (*answer, error) {
	id := name
	if address, err := url.Parse(name); err == nil && strings.HasPrefix(address.Path, "/") {
		if _, found, ok := data.RecordAt(address.Path); ok {
			id = found
		}
	}
	kind, _, _ := strings.Cut(id, ":")
	view := s.recordView(kind)
	if view == nil {
		return nil, fmt.Errorf("unknown kind of record %.60q: use an id that begins with one of %s", kind, kinds())
	}
	found, err := s.run(ctx, view, url.Values{"id": {id}})
	if err != nil {
		return nil, err
	}
	if string(found.Data) == `{"node":null}` {
		return nil, fmt.Errorf("unknown record %.100q: find ids by %s", name, searchTool)
	}
	return found, nil
}

// recordView returns the view of the page of records of a kind, or nil.
func (s *Server) recordView(kind string) *views.View {
	view := s.view(kind)
	if view == nil || !view.ForPage || view.Variable("id") == nil {
		return nil
	}
	return view
}

// choose reduces a record to some fields, or, if none are named, to the smallest that fit into MaxResult together. The
// fields that did not fit are then in Omitted.
func (a *answer) choose(fields []string) error {
	var whole struct{ Node map[string]json.RawMessage }
	if err := json.Unmarshal(a.Data, &whole); err != nil {
		return err
	}
	names := slices.SortedFunc(maps.Keys(whole.Node), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(whole.Node[a]), len(whole.Node[b])), cmp.Compare(a, b))
	})
	chosen, size := map[string]json.RawMessage{}, 0
	for _, name := range names {
		if len(fields) > 0 && !slices.Contains(fields, name) {
			continue
		}
		if size += len(whole.Node[name]); len(fields) == 0 && size > MaxResult {
			a.Omitted = append(a.Omitted, name)
			continue
		}
		chosen[name] = whole.Node[name]
	}
	if len(chosen) < len(fields) {
		return fmt.Errorf("fields must be some of %s, got %s", strings.Join(names, ", "), strings.Join(fields, ", "))
	}
	a.Data = object(map[string]any{"node": chosen})
	return nil
}
