package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// A selected field is one of an object of the answer, with all the places in which the operation asks for it.
type selected struct {
	key    string
	fields []*ast.Field
}

// collect gives what is selected of a type, in the order of the answer: CollectFields of the specification.
func collect(schema *ast.Schema, of *ast.Definition, from []*ast.Field, variables map[string]any) []*selected {
	var all []*selected
	seen := map[string]bool{} // fragments
	var add func(ast.SelectionSet)
	add = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				if !Included(s.Directives, variables) {
					continue
				}
				i := slices.IndexFunc(all, func(other *selected) bool { return other.key == s.Alias })
				if i < 0 {
					i = len(all)
					all = append(all, &selected{key: s.Alias})
				}
				all[i].fields = append(all[i].fields, s)
			case *ast.InlineFragment:
				if Included(s.Directives, variables) && applies(schema, s.TypeCondition, of) {
					add(s.SelectionSet)
				}
			case *ast.FragmentSpread:
				if !seen[s.Name] && Included(s.Directives, variables) && applies(schema, s.Definition.TypeCondition, of) {
					seen[s.Name] = true
					add(s.Definition.SelectionSet)
				}
			}
		}
	}
	for _, f := range from {
		add(f.SelectionSet)
	}
	return all
}

// applies tells whether a fragment on a type is for objects of another.
func applies(schema *ast.Schema, condition string, to *ast.Definition) bool {
	return condition == "" || condition == to.Name || slices.Contains(schema.GetPossibleTypes(schema.Types[condition]), to)
}

// Included tells whether @skip and @include leave a selection in.
func Included(directives ast.DirectiveList, variables map[string]any) bool {
	for _, d := range directives {
		if held, ok := d.ArgumentMap(variables)["if"].(bool); ok && held == (d.Name == "skip") {
			return false
		}
	}
	return true
}
