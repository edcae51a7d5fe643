package table

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
)

// inlineFragments returns a copy of selections with all fragments inlined, so that a change in one place does not
// affect others.
func inlineFragments(selections ast.SelectionSet) (ast.SelectionSet, error) {
	var all ast.SelectionSet
	for _, s := range selections {
		var below *ast.SelectionSet
		switch s := s.(type) {
		case *ast.Field:
			if s.Alias == pageKey {
				return nil, store.Invalid(fmt.Sprintf("The alias %s is reserved for tables: choose another", pageKey))
			}
			field := *s
			all, below = append(all, &field), &field.SelectionSet
		case *ast.InlineFragment:
			fragment := *s
			all, below = append(all, &fragment), &fragment.SelectionSet
		case *ast.FragmentSpread:
			fragment := &ast.InlineFragment{
				TypeCondition: s.Definition.TypeCondition, Directives: s.Directives,
				SelectionSet: s.Definition.SelectionSet, ObjectDefinition: s.ObjectDefinition,
			}
			all, below = append(all, fragment), &fragment.SelectionSet
		}
		var err error
		if *below, err = inlineFragments(*below); err != nil {
			return nil, err
		}
	}
	return all, nil
}
