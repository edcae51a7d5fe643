package plan

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/graph/selection"
)

// collect returns the fields that from select on objects of a type.
func collect(schema *ast.Schema, of *ast.Definition, from []*ast.Field, variables map[string]any) []selection.Field {
	sets := make([]ast.SelectionSet, len(from))
	for i, f := range from {
		sets[i] = f.SelectionSet
	}
	included := selection.Included(variables)
	return selection.Collect(sets, func(s ast.Selection) bool {
		return included(s) && selection.Applies(s, schema, of)
	})
}
