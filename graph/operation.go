package graph

import (
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/views"
)

// OperationOf returns the operation of a view, validated.
func OperationOf(view *views.View) *ast.OperationDefinition {
	document, problems := gqlparser.LoadQueryWithRules(exec.Schema, view.Operation, nil)
	if problems != nil {
		panic(problems) // views are validated when they are loaded
	}
	return document.Operations[0]
}

// SchemaText returns the text of schema.graphqls.
func SchemaText() string { return exec.Schema.Query.Position.Src.Input }
