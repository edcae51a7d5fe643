package graph

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// measure counts the tokens of a text before it is parsed, and refuses one that is too long.
func measure(query string) (tokens int, problem *gqlerror.Error) {
	if len(query) > MaxQuery {
		return 0, over("bytes of query", len(query), MaxQuery, "send several operations, or values as variables")
	}
	for l := lexer.New(&ast.Source{Input: query}); ; tokens++ {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF { // the parser says what is wrong
			break
		}
		if token.Kind == lexer.Name && len(token.Value) > MaxName {
			return 0, over("letters in the name "+token.Value[:20]+"...", len(token.Value), MaxName, "choose a shorter one")
		}
	}
	if tokens > MaxTokens {
		return 0, over("tokens (names, signs and values)", tokens, MaxTokens, "send several operations, or values as variables")
	}
	return tokens, nil
}

func over(what string, count, limit int, instead string) *gqlerror.Error {
	return coded(&gqlerror.Error{}, fmt.Sprintf("the operation has %d %s, and may have %d: %s", count, what, limit, instead), badInput)
}

// A shape is what a document looks like, told without the schema and before validation.
type shape struct {
	document                               *ast.QueryDocument
	aliases, directives, spreads, unfolded int
	within                                 []string // the fragments that lie around what is looked at
	cyclic                                 bool
	err                                    *gqlerror.Error // the first limit that is passed
}

// misshapen refuses a document that validation or execution would take long over.
func misshapen(document *ast.QueryDocument) gqlerror.List {
	s := &shape{document: document}
	s.count()
	for _, o := range document.Operations {
		s.unfold(o.SelectionSet, 0, false)
	}
	for _, f := range document.Fragments { // they may be spread nowhere
		s.unfold(f.SelectionSet, 0, strings.HasPrefix(f.TypeCondition, "__"))
	}
	if s.err == nil && s.cyclic {
		return validator.ValidateWithRules(schema, document, rules.NewRules(rules.NoFragmentCyclesRule))
	}
	for _, o := range document.Operations {
		s.merge([]ast.SelectionSet{o.SelectionSet})
	}
	for _, f := range document.Fragments {
		s.merge([]ast.SelectionSet{f.SelectionSet})
	}
	if s.err != nil {
		return gqlerror.List{s.err}
	}
	return nil
}

// limit keeps the first limit that is passed, and tells whether there was one.
func (s *shape) limit(what string, count, limit int, instead string) bool {
	if s.err == nil && count > limit {
		s.err = over(what, count, limit, instead)
	}
	return s.err != nil
}

// count counts what is written, each thing once.
func (s *shape) count() {
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
	s.limit("aliases", s.aliases, MaxAliases, "send several operations, or ask for several records at once (nodes, filters with lists)")
	s.limit("directives", s.directives, MaxDirectives, "put several fields into one fragment with a directive")
	s.limit("fragments", len(s.document.Fragments), MaxFragments, "send with an operation only the fragments that it spreads, or write some out")
	s.limit("spreads of fragments", s.spreads, MaxSpreads, "write some of them out")
}

func (s *shape) countIn(set ast.SelectionSet) {
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

// unfold goes through a selection set with its fragments written out, and stops where a limit is passed. inspecting tells that it is
// part of introspection, which nests deeper.
func (s *shape) unfold(set ast.SelectionSet, depth int, inspecting bool) {
	for _, selection := range set {
		if s.unfolded++; s.limit("fields, its fragments written out,", s.unfolded, MaxSelections, "spread fragments in fewer places") {
			return
		}
		switch selected := selection.(type) {
		case *ast.Field:
			s.unfoldField(selected, depth, inspecting)
		case *ast.InlineFragment:
			s.unfold(selected.SelectionSet, depth, inspecting)
		case *ast.FragmentSpread:
			s.enter(selected, func(set ast.SelectionSet) { s.unfold(set, depth, inspecting) })
		}
	}
}

func (s *shape) unfoldField(f *ast.Field, depth int, inspecting bool) {
	depth++
	most := MaxDepth
	switch {
	case inspecting:
		most = MaxInspection
	case strings.HasPrefix(f.Name, "__"):
		depth, inspecting = 1, true
	}
	if !s.limit("fields inside of each other", depth, most, "start a second operation from the records found, by slug, node or nodes") {
		s.unfold(f.SelectionSet, depth, inspecting)
	}
}

// enter goes into a fragment, but not around in circles.
func (s *shape) enter(spread *ast.FragmentSpread, visit func(ast.SelectionSet)) {
	fragment := s.document.Fragments.ForName(spread.Name)
	if fragment == nil {
		return // validation says so
	}
	for _, name := range s.within {
		if name == spread.Name {
			s.cyclic = true
			return
		}
	}
	s.within = append(s.within, spread.Name)
	visit(fragment.SelectionSet)
	s.within = s.within[:len(s.within)-1]
}

// merge goes through selection sets as execution merges them, a fragment once, and counts who shares a response key. There are no
// cycles, and not more than MaxSelections fields.
func (s *shape) merge(sets []ast.SelectionSet) {
	fields := make(map[string][]*ast.Field)
	spread := make(map[string]bool)
	var collect func(ast.SelectionSet)
	collect = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch selected := selection.(type) {
			case *ast.Field:
				fields[selected.Alias] = append(fields[selected.Alias], selected)
			case *ast.InlineFragment:
				collect(selected.SelectionSet)
			case *ast.FragmentSpread:
				if !spread[selected.Name] {
					spread[selected.Name] = true
					s.enter(selected, collect)
				}
			}
		}
	}
	for _, set := range sets {
		collect(set)
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		same := fields[key]
		if s.limit("fields called "+key+" in one place", len(same), MaxRepeats, "ask for each once") {
			return
		}
		below := make([]ast.SelectionSet, len(same))
		for i, f := range same {
			below[i] = f.SelectionSet
		}
		s.merge(below)
	}
}
