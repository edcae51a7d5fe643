// Package selection reads the selection sets of an operation: which fields they ask for, with fragments expanded and
// @skip and @include applied. Start at Collect. The limits and the cost of an operation, the compiler of plans and
// tables all read selection sets through it.
//
// The package depends on gqlparser alone. Fragment spreads must be linked to their fragments, by LinkFragments or by
// gqlparser's validation, and fragments must not be cyclic.
package selection

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// A Field is a field of a response object, with every place in which the operation asks for it.
type Field struct {
	Key   string // the response key: an alias or a name
	Nodes []*ast.Field
}

// Collect merges the fields of selection sets by response key, in the order of the response. Selections for which
// include returns false are left out. This is CollectFields of the GraphQL specification.
func Collect(sets []ast.SelectionSet, include func(ast.Selection) bool) []Field {
	var all []Field
	for _, set := range sets {
		for _, f := range Fields(set, include) {
			i := slices.IndexFunc(all, func(other Field) bool { return other.Key == f.Alias })
			if i < 0 {
				i, all = len(all), append(all, Field{Key: f.Alias})
			}
			if !slices.Contains(all[i].Nodes, f) { // a fragment may be spread twice
				all[i].Nodes = append(all[i].Nodes, f)
			}
		}
	}
	return all
}

// Fields lists the fields of a selection set in the order of the text, with fragments expanded wherever they are
// spread.
func Fields(set ast.SelectionSet, include func(ast.Selection) bool) []*ast.Field {
	var all []*ast.Field
	for _, s := range set {
		if !include(s) {
			continue
		}
		switch s := s.(type) {
		case *ast.Field:
			all = append(all, s)
		case *ast.InlineFragment:
			all = append(all, Fields(s.SelectionSet, include)...)
		case *ast.FragmentSpread:
			if s.Definition != nil { // validation reports an unknown fragment
				all = append(all, Fields(s.Definition.SelectionSet, include)...)
			}
		}
	}
	return all
}

// All includes every selection.
func All(ast.Selection) bool { return true }

// Included returns a function that reports whether @skip and @include let a selection in, given values of variables.
func Included(variables map[string]any) func(ast.Selection) bool {
	return func(s ast.Selection) bool {
		for _, d := range directivesOf(s) {
			if on, ok := d.ArgumentMap(variables)["if"].(bool); ok && on == (d.Name == "skip") {
				return false
			}
		}
		return true
	}
}

// IsConditional reports whether @skip or @include may leave a selection out.
func IsConditional(s ast.Selection) bool {
	directives := directivesOf(s)
	return directives.ForName("skip") != nil || directives.ForName("include") != nil
}

func directivesOf(s ast.Selection) ast.DirectiveList {
	switch s := s.(type) {
	case *ast.Field:
		return s.Directives
	case *ast.InlineFragment:
		return s.Directives
	}
	return s.(*ast.FragmentSpread).Directives
}

// Applies reports whether a selection applies to objects of a type. A fragment may have the condition of another type.
func Applies(s ast.Selection, schema *ast.Schema, to *ast.Definition) bool {
	condition := ""
	switch s := s.(type) {
	case *ast.InlineFragment:
		condition = s.TypeCondition
	case *ast.FragmentSpread:
		condition = s.Definition.TypeCondition
	}
	return condition == "" || condition == to.Name ||
		slices.Contains(schema.GetPossibleTypes(schema.Types[condition]), to)
}

// LinkFragments links each fragment spread in a selection set, nested ones included, to its fragment if there is one.
func LinkFragments(set ast.SelectionSet, fragments ast.FragmentDefinitionList) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			LinkFragments(s.SelectionSet, fragments)
		case *ast.InlineFragment:
			LinkFragments(s.SelectionSet, fragments)
		case *ast.FragmentSpread:
			s.Definition = fragments.ForName(s.Name)
		}
	}
}
