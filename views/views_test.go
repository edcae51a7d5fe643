package views_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/views"
)

func TestAll(t *testing.T) {
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Errorf("there are only %d views", len(all))
	}
	titles := map[string]bool{}
	for _, v := range all {
		if titles[v.Title] {
			t.Errorf("two views have the title %q", v.Title)
		}
		titles[v.Title] = true
		if views.Find(all, v.Name) != v {
			t.Errorf("%s is not found by its name", v.Name)
		}
	}
	if views.Find(all, "nothing") != nil {
		t.Error("an unknown view was found")
	}
}

// Every view that selects the occasion of a statement also selects the note that says whether it is inferred.
func TestOccasionHasItsNote(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, v := range all {
		document, problems := gqlparser.LoadQueryWithRules(schema, v.Operation, nil)
		if problems != nil {
			t.Fatal(v.Name, problems)
		}
		for _, set := range selectionSets(document.Operations[0].SelectionSet) {
			if !set["Statement.occasion"] {
				continue
			}
			found++
			if !set["Statement.occasionNote"] {
				t.Errorf("%s selects the occasion of statements without occasionNote", v.Name)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d selections of an occasion were found", found)
	}
}

// selectionSets returns the fields, by type and name, of a selection set and of those inside it, with fragments
// expanded.
func selectionSets(set ast.SelectionSet) []map[string]bool {
	fields := map[string]bool{}
	all := []map[string]bool{fields}
	var add func(ast.SelectionSet)
	add = func(set ast.SelectionSet) {
		for _, s := range set {
			switch s := s.(type) {
			case *ast.Field:
				fields[s.ObjectDefinition.Name+"."+s.Name] = true
				all = append(all, selectionSets(s.SelectionSet)...)
			case *ast.InlineFragment:
				add(s.SelectionSet)
			case *ast.FragmentSpread:
				add(s.Definition.SelectionSet)
			}
		}
	}
	add(set)
	return all
}

// Every view and every variable of a view is described in sentences.
func TestDescriptions(t *testing.T) {
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if !strings.HasSuffix(v.Title, "?") || !strings.HasSuffix(v.Description, ".") {
			t.Errorf("%s: %q must be a question, and %q sentences", v.Name, v.Title, v.Description)
		}
		for _, variable := range v.Variables {
			d := variable.Description
			if len(d) < 20 || !strings.HasSuffix(d, ".") || strings.Contains(d, "Example") {
				t.Errorf("%s: the description of $%s must be sentences, got %q", v.Name, variable.Name, d)
			}
		}
	}
}
