package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/graph/jsonschema"
	"github.com/summitry/summitry/views"
)

// Names of views and of the tools made of them.
const (
	checkView, checkTool   = "check-a-quote", "check_quote"
	searchView, searchTool = "search", "search"
)

// MaxResult is the number of bytes of data that a tool returns at most, unless a single record takes more. Assistants
// read with a limited context.
const MaxResult = 16 << 10

// pageSize is how many records a tool reads if the client does not say.
const pageSize = 10

// addView adds a view as a tool.
func (s *Server) addView(server *sdk.Server, view *views.View) {
	no := false
	server.AddTool(&sdk.Tool{
		Name: toolName(view), Title: view.Title, Description: description(view),
		InputSchema: inputSchema(view), OutputSchema: outputSchema(dataSchema(view)),
		Annotations: &sdk.ToolAnnotations{
			Title: view.Title, ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no,
		},
	}, func(ctx context.Context, request *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
		parameters, err := parametersOf(view, request.Params.Arguments)
		if err != nil {
			return failed(err), nil
		}
		answer, err := s.run(ctx, view, parameters)
		if err != nil {
			return failed(err), nil
		}
		return answer.result(request.ProtocolVersion()), nil
	})
}

// toolName returns the name of a view's tool: letters, digits and underscores.
func toolName(view *views.View) string {
	if view.Name == checkView {
		return checkTool
	}
	return strings.ReplaceAll(view.Name, "-", "_")
}

func description(view *views.View) string {
	text := view.Title + "\n" + view.Description
	if example := view.Example.Encode(); example != "" {
		text += "\nExample: " + exampleOf(view) + "."
	}
	return text
}

// exampleOf returns the arguments of a view's example as JSON.
func exampleOf(view *views.View) string {
	arguments := map[string]any{}
	for name, values := range view.Example {
		variable := view.Variable(name)
		if variable == nil {
			continue
		}
		if arguments[name] = values[0]; variable.Declared.Type.Elem != nil {
			arguments[name] = values
		}
	}
	return string(object(arguments))
}

// inputSchema returns the schema of the arguments of a tool.
func inputSchema(view *views.View) *jsonschema.Schema {
	arguments := &jsonschema.Schema{Type: "object", AdditionalProperties: new(bool)}
	writer := jsonschema.Writer{GraphQL: exec.Schema}
	for _, v := range view.Variables {
		s := writer.Variable(v.Declared)
		s.Description = v.Description
		if v.Example != nil {
			s.Examples = []string{*v.Example}
		}
		switch v.Name {
		case "first":
			least, most := 1, store.MaxPageSize
			s.Default, s.Minimum, s.Maximum, s.Examples = pageSize, &least, &most, nil
			s.Description = fmt.Sprintf("How many records to return. There are fewer if they would take more than %d "+
				"kB; next says how to go on.", MaxResult>>10)
		case "after":
			s.Description = "The value of next.after in the result before, to go on after it."
		}
		arguments.Properties = append(arguments.Properties, jsonschema.Member{Key: v.Name, Value: s})
		if v.Required {
			arguments.Required = append(arguments.Required, v.Name)
		}
	}
	return arguments
}

// outputSchema returns the schema of the structured result of a tool, with the schema of its data.
func outputSchema(data *jsonschema.Schema) *jsonschema.Schema {
	next := &jsonschema.Schema{
		Description: "The argument for the next page; null after the last one.", Type: []string{"object", "null"},
		Properties: jsonschema.Object{{Key: "after", Value: &jsonschema.Schema{Type: "string"}}},
	}
	return &jsonschema.Schema{
		Type: "object", Required: []string{"notice", "data", "next"},
		Properties: jsonschema.Object{
			{Key: "notice", Value: &jsonschema.Schema{Type: "string"}}, {Key: "data", Value: data},
			{Key: "next", Value: next},
		},
	}
}

// dataSchema returns the schema of the data of a view.
func dataSchema(view *views.View) *jsonschema.Schema {
	writer := jsonschema.Writer{GraphQL: exec.Schema, Closed: true}
	return writer.Result(graph.OperationOf(view), nil)
}

// parametersOf converts the arguments of a tool to parameters of a view's address, which are checked there.
func parametersOf(view *views.View, arguments json.RawMessage) (url.Values, error) {
	parameters := url.Values{}
	if len(arguments) == 0 {
		return parameters, nil
	}
	var fields map[string]any
	decoder := json.NewDecoder(bytes.NewReader(arguments))
	decoder.UseNumber()
	if err := decoder.Decode(&fields); err != nil {
		return nil, fmt.Errorf("the arguments must be a JSON object, such as %s", exampleOf(view))
	}
	for name, value := range fields {
		if view.Variable(name) == nil {
			return nil, fmt.Errorf(
				"unknown argument %.60q: use one of %s",
				name,
				strings.Join(variableNames(view), ", "),
			)
		}
		if value == nil {
			continue
		}
		list, isList := value.([]any)
		if !isList {
			list = []any{value}
		}
		for _, element := range list {
			text, err := asText(element)
			if err != nil {
				return nil, fmt.Errorf("%s must be %s, got %.60s", name, view.Variable(name).Type, object(element))
			}
			parameters.Add(name, text)
		}
	}
	return parameters, nil
}

func variableNames(view *views.View) (all []string) {
	for _, v := range view.Variables {
		all = append(all, v.Name)
	}
	return all
}

// asText returns a scalar as it is written in an address.
func asText(value any) (string, error) {
	switch value := value.(type) {
	case string:
		return value, nil
	case json.Number:
		return value.String(), nil
	case bool:
		return strconv.FormatBool(value), nil
	}
	return "", fmt.Errorf("not a scalar")
}
