package graph

import (
	"github.com/vektah/gqlparser/v2"

	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/graph/jsonschema"
	"github.com/summitry/summitry/views"
)

// ResultSchema returns the JSON Schema of the data of a view, without descriptions.
func ResultSchema(view *views.View) jsonschema.Schema {
	document, problems := gqlparser.LoadQueryWithRules(exec.Schema, view.Operation, nil)
	if problems != nil {
		panic(problems) // views are validated when they are loaded
	}
	return jsonschema.Result(exec.Schema, document.Operations[0], false)
}

// VariableSchema returns the JSON Schema of a variable of a view.
func VariableSchema(v *views.Variable) jsonschema.Schema {
	return jsonschema.Variable(exec.Schema, v.Declared)
}

// SchemaText returns the text of schema.graphqls.
func SchemaText() string { return exec.Schema.Query.Position.Src.Input }
