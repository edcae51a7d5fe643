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

	"github.com/summitry/summitry/graph"
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
func (s *Server) addView(view *views.View) {
	no := false
	s.server.AddTool(&sdk.Tool{
		Name: toolName(view), Title: view.Title, Description: description(view),
		InputSchema: inputSchema(view), OutputSchema: outputSchema(view),
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
func inputSchema(view *views.View) json.RawMessage {
	properties, required := jsonschema.Schema{}, []string{}
	for _, v := range view.Variables {
		s := graph.VariableSchema(v)
		s["description"] = v.Description
		if v.Example != nil {
			s["examples"] = []string{*v.Example}
		}
		switch v.Name {
		case "first":
			s["default"], s["minimum"], s["maximum"] = pageSize, 1, 100
			s["description"] = fmt.Sprintf(
				"How many records to return, 1 to 100. There are fewer if they would take more "+
					"than %d kB; next says how to go on.",
				MaxResult>>10,
			)
			delete(s, "examples")
		case "after":
			s["description"] = "The value of next.after in the result before, to go on after it."
		}
		properties[v.Name] = s
		if v.Required {
			required = append(required, v.Name)
		}
	}
	return object(jsonschema.Schema{"type": "object", "properties": properties, "required": required,
		"additionalProperties": false})
}

// outputSchema returns the schema of the structured result of a tool.
func outputSchema(view *views.View) json.RawMessage {
	return object(jsonschema.Schema{
		"type": "object",
		"properties": jsonschema.Schema{
			"notice": jsonschema.Schema{"type": "string"},
			"data":   graph.ResultSchema(view),
			"next": jsonschema.Schema{
				"description": "The argument for the next page; null after the last one.",
				"type":        []string{"object", "null"},
				"properties":  jsonschema.Schema{"after": jsonschema.Schema{"type": "string"}},
			},
		},
		"required": []string{"notice", "data", "next"},
	})
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
