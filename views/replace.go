package views

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// replaceViews checks the views that stand in the place of embedded ones. Pages and their links rely on the variables
// of every embedded view, and templates on the fields of the views of pages.
func replaceViews(all, embeddedViews []*View) error {
	var problems []error
	for _, v := range all {
		if !v.IsOwn() {
			continue
		}
		if v.replaces = Find(embeddedViews, v.Name); v.replaces == nil && !v.ForPage {
			continue
		}
		if err := v.checkReplaced(); err != nil {
			problems = append(problems, v.Locate(err))
		}
	}
	return errors.Join(problems...)
}

func (v *View) checkReplaced() error {
	old := v.replaces
	switch {
	case old == nil:
		return errors.New("no page has a view of this name: move the file out of the folder pages")
	case old.ForPage != v.ForPage && old.ForPage:
		return errors.New("the view of a page has this name: rename the file, or move it to the folder pages to " +
			"replace that view")
	case old.ForPage != v.ForPage:
		return errors.New("a view that is not of a page has this name: move the file out of the folder pages")
	}
	for _, needed := range old.Variables {
		known := v.Variable(needed.Name)
		if known == nil || known.Type != needed.Type || known.Required && !needed.Required {
			return fmt.Errorf("the view replaces an embedded one, and links send its variables: declare $%s: %s",
				needed.Name, declaration(needed))
		}
	}
	for _, more := range v.Variables {
		if more.Required && old.Variable(more.Name) == nil {
			return fmt.Errorf("the view replaces an embedded one, and links do not send $%s: give the variable a "+
				"default, or let it be null", more.Name)
		}
	}
	if !v.ForPage {
		return nil
	}
	selected := responsePaths(v.Operation)
	for _, needed := range slices.Sorted(maps.Keys(responsePaths(old.Operation))) {
		if !selected[needed] {
			return fmt.Errorf("the page shows %s, which the view does not select: add it", needed)
		}
	}
	return nil
}

// declaration returns the type of a variable, with its default.
func declaration(v *Variable) string {
	if v.Default == nil {
		return v.Type
	}
	return v.Type + " = " + *v.Default
}

// maxPaths bounds the response paths of a view. An operation with more selections is rejected.
const maxPaths = 10_000

// responsePaths returns the paths of response keys of an operation, such as "node.country.name".
func responsePaths(operation string) map[string]bool {
	paths := map[string]bool{}
	document, err := parser.ParseQuery(&ast.Source{Input: operation})
	if err != nil {
		return paths // validation of the operation says why
	}
	spread := map[[2]string]bool{} // fragments by path
	var add func(set ast.SelectionSet, above string)
	add = func(set ast.SelectionSet, above string) {
		for _, s := range set {
			switch s := s.(type) {
			case *ast.Field:
				if len(paths) < maxPaths {
					path := strings.TrimPrefix(above+"."+s.Alias, ".")
					paths[path] = true
					add(s.SelectionSet, path)
				}
			case *ast.InlineFragment:
				add(s.SelectionSet, above)
			case *ast.FragmentSpread:
				fragment := document.Fragments.ForName(s.Name)
				if at := [2]string{above, s.Name}; fragment != nil && !spread[at] {
					spread[at] = true
					add(fragment.SelectionSet, above)
				}
			}
		}
	}
	add(document.Operations[0].SelectionSet, "")
	return paths
}
