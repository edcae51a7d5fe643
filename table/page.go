package table

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
)

// pageKey is the response key of the pageInfo that a table adds to each connection.
const pageKey = "_pageOfTable"

// selectPageInfo adds the pageInfo of a connection to the operation, and requests the largest page if the operation
// sets no size.
func (f *field) selectPageInfo(schema *ast.Schema, variables map[string]any) {
	for _, a := range f.selections {
		page := newField(schema.Types[a.Definition.Type.Name()], pageKey, "pageInfo")
		info := schema.Types["PageInfo"]
		for _, name := range []string{"hasNextPage", "hasPreviousPage", "endCursor"} {
			page.SelectionSet = append(page.SelectionSet, newField(info, name, name))
		}
		a.SelectionSet = append(a.SelectionSet, page)
		if !isSet(a, "last", variables) && !isSet(a, "first", variables) {
			setArgument(a, "first", ast.IntValue, fmt.Sprint(store.MaxPageSize))
		}
	}
}

// isSet reports whether a field has an argument that is neither null nor 0.
func isSet(f *ast.Field, name string, variables map[string]any) bool {
	argument := f.Arguments.ForName(name)
	if argument == nil {
		return false
	}
	value, err := argument.Value.Value(variables)
	return err == nil && value != nil && fmt.Sprint(value) != "0"
}

func newField(of *ast.Definition, alias, name string) *ast.Field {
	return &ast.Field{Alias: alias, Name: name, Definition: of.Fields.ForName(name), ObjectDefinition: of}
}

// hasPages reports whether the outermost list of rows is a connection.
func (t *Table) hasPages() bool { return len(t.lists) > 0 && t.lists[0].field.isConnection() }

// SetAfter makes the outermost list of the operation start after a cursor. If after is empty, the list starts where the
// operation itself says. Lists are read forwards only.
func (t *Table) SetAfter(after string) error {
	if !t.hasPages() {
		return nil
	}
	outermost := t.lists[0]
	for _, a := range outermost.field.selections {
		for _, name := range []string{"last", "before"} {
			if isSet(a, name, t.variables) {
				return store.Invalid(fmt.Sprintf("%s must not be sent for a table, which reads %s from the start: "+
					"omit it, and reverse the list by its order", name, outermost.name))
			}
		}
		if after != "" {
			setArgument(a, "after", ast.StringValue, after)
		}
	}
	return nil
}

func setArgument(f *ast.Field, name string, kind ast.ValueKind, raw string) {
	value := &ast.Value{Kind: kind, Raw: raw}
	arguments := slices.DeleteFunc(slices.Clone(f.Arguments), func(a *ast.Argument) bool { return a.Name == name })
	f.Arguments = append(arguments, &ast.Argument{Name: name, Value: value})
}

// EndCursor returns the cursor for the next page of the outermost list, or "" if this is the last page.
func (t *Table) EndCursor(answer map[string]any) string {
	if !t.hasPages() {
		return ""
	}
	page, _ := valueAt(answer, append(slices.Clone(t.lists[0].path), pageKey)).(map[string]any)
	if more, _ := page["hasNextPage"].(bool); !more {
		return ""
	}
	after, _ := page["endCursor"].(string)
	return after
}

// checkComplete returns an error if the list is a connection and has more than one page.
func (l rowList) checkComplete(list any) error {
	connection, _ := list.(map[string]any)
	page, _ := connection[pageKey].(map[string]any)
	next, _ := page["hasNextPage"].(bool)
	previous, _ := page["hasPreviousPage"].(bool)
	if next || previous {
		return store.Invalid(fmt.Sprintf("A table reads only its outermost list to the end, and %s has more than "+
			"a page: send first: %d for it, filter it, or select its records as the outermost list",
			l.name, store.MaxPageSize))
	}
	return nil
}
