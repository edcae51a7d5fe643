package exec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph/selection"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

func over(by, what string, count, limit int, instead string) *gqlerror.Error {
	const message = "The query must have at most %d %s, got %d: %s"
	return limited(Error(fmt.Sprintf(message, limit, what, count, instead), BadInput), by)
}

// A documentSize measures a document without the schema, before validation.
type documentSize struct {
	document                     *ast.QueryDocument
	aliases, directives, spreads int
	unfolded                     int      // fields, fragments and values, with fragments expanded
	within                       []string // the fragments being visited, from the outermost
	cyclic                       bool
	err                          *gqlerror.Error // the first limit that is exceeded
}

// measure measures a document. It returns an error if validation or execution would take too long.
func measure(document *ast.QueryDocument) (*documentSize, *gqlerror.Error) {
	s := &documentSize{document: document}
	for _, o := range document.Operations {
		selection.LinkFragments(o.SelectionSet, document.Fragments)
	}
	for _, f := range document.Fragments {
		selection.LinkFragments(f.SelectionSet, document.Fragments)
	}
	s.count()
	for _, o := range document.Operations {
		s.unfold(o.SelectionSet, 0, false)
	}
	for _, f := range document.Fragments { // some may be spread nowhere
		s.unfold(f.SelectionSet, 0, strings.HasPrefix(f.TypeCondition, "__"))
	}
	if s.err != nil || s.cyclic {
		return s, s.err
	}
	for _, o := range document.Operations {
		s.merge([]ast.SelectionSet{o.SelectionSet})
	}
	for _, f := range document.Fragments {
		s.merge([]ast.SelectionSet{f.SelectionSet})
	}
	return s, s.err
}

// limit records the first limit that is exceeded, named by, and reports whether one was.
func (s *documentSize) limit(by, what string, count, limit int, instead string) bool {
	if s.err == nil && count > limit {
		s.err = over(by, what, count, limit, instead)
	}
	return s.err != nil
}

// count counts what is written in the text, without expanding fragments.
func (s *documentSize) count() {
	for _, o := range s.document.Operations {
		s.directives += len(o.Directives)
		for _, v := range o.VariableDefinitions {
			s.directives += len(v.Directives)
		}
		s.countIn(o.SelectionSet)
	}
	for _, f := range s.document.Fragments {
		s.directives += len(f.Directives)
		s.countIn(f.SelectionSet)
	}
	s.limit(limitAliases, "aliases", s.aliases, MaxAliases,
		"send several operations, or select several records by one field (nodes, filters with lists)")
	s.limit(limitDirectives, "directives", s.directives, MaxDirectives,
		"put several fields into one fragment with a directive")
	s.limit(limitOperations, "operations", len(s.document.Operations), MaxOperations,
		"send in each request only the operation to execute")
	s.limit(limitFragments, "fragments", len(s.document.Fragments), MaxFragments,
		"send only the fragments that the operation spreads, or write some of them out")
	s.limit(limitSpreads, "fragment spreads", s.spreads, MaxSpreads, "write some of the fragments out")
}

func (s *documentSize) countIn(set ast.SelectionSet) {
	for _, selection := range set {
		switch selected := selection.(type) {
		case *ast.Field:
			if selected.Alias != selected.Name {
				s.aliases++
			}
			s.directives += len(selected.Directives)
			s.countIn(selected.SelectionSet)
		case *ast.InlineFragment:
			s.directives += len(selected.Directives)
			s.countIn(selected.SelectionSet)
		case *ast.FragmentSpread:
			s.directives += len(selected.Directives)
			s.spreads++
		}
	}
}

// unfold visits a selection set with its fragments expanded, until a limit is exceeded. inspecting means that it is
// part of introspection, which nests deeper.
func (s *documentSize) unfold(set ast.SelectionSet, depth int, inspecting bool) {
	for _, selection := range set {
		if s.grow(1) {
			return
		}
		switch selected := selection.(type) {
		case *ast.Field:
			s.unfoldField(selected, depth, inspecting)
		case *ast.InlineFragment:
			s.unfold(selected.SelectionSet, depth, inspecting)
		case *ast.FragmentSpread:
			s.inFragment(selected, func(set ast.SelectionSet) { s.unfold(set, depth, inspecting) })
		}
	}
}

func (s *documentSize) unfoldField(f *ast.Field, depth int, inspecting bool) {
	depth++
	most := MaxDepth
	switch {
	case inspecting:
		most = MaxInspection
	case strings.HasPrefix(f.Name, "__"):
		depth, inspecting = 1, true
	}
	for _, a := range f.Arguments {
		s.unfoldValue(a.Value)
	}
	if !s.limit(limitDepth, "levels of nested fields", depth, most,
		"send a second operation that starts from the records found, by slug, node or nodes") {
		s.unfold(f.SelectionSet, depth, inspecting)
	}
}

func (s *documentSize) unfoldValue(v *ast.Value) {
	if s.grow(1) {
		return
	}
	for _, child := range v.Children {
		s.unfoldValue(child.Value)
	}
}

// grow counts n selections or values with fragments expanded, and reports whether they are too many.
func (s *documentSize) grow(n int) bool {
	s.unfolded += n
	return s.limit(limitSelections, "fields and values with all fragments expanded", s.unfolded, MaxSelections,
		"spread fragments in fewer places, or send values as variables")
}

// inFragment visits a fragment, unless it is being visited already.
func (s *documentSize) inFragment(spread *ast.FragmentSpread, visit func(ast.SelectionSet)) {
	switch {
	case spread.Definition == nil: // validation reports it
		return
	case slices.Contains(s.within, spread.Name):
		s.cyclic = true
		return
	}
	s.within = append(s.within, spread.Name)
	visit(spread.Definition.SelectionSet)
	s.within = s.within[:len(s.within)-1]
}

// merge merges selection sets as execution does, and counts the fields that share a response key. The document must
// have no cycles and at most MaxSelections fields.
func (s *documentSize) merge(sets []ast.SelectionSet) {
	fields := selection.Collect(sets, selection.All)
	slices.SortFunc(fields, func(a, b selection.Field) int { return strings.Compare(a.Key, b.Key) })
	for _, f := range fields {
		what := "fields with the response key " + f.Key + " in one selection set"
		if s.limit(limitRepeats, what, len(f.Nodes), MaxRepeats, "select each field once") {
			return
		}
		below := make([]ast.SelectionSet, len(f.Nodes))
		for i, node := range f.Nodes {
			below[i] = node.SelectionSet
		}
		s.merge(below)
	}
}
