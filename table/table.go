// Package table makes tables of GraphQL answers. Connections make rows: one row for each record of the innermost, with
// what stands above it repeated. Everything else makes columns, one for each leaf, named by its path.
package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
)

// A Table says which columns and rows the answers to an operation make.
type Table struct {
	columns   []column
	levels    []level
	variables map[string]any
	base      string // goes before addresses of pages
}

// A column is one leaf of the operation.
type column struct {
	name  string
	level int      // how many connections lie above it
	path  []string // response keys, from the record of the level
	isURL bool     // its values are addresses of pages
}

// A level is a connection that makes rows.
type level struct {
	name  string   // as rows= names it
	path  []string // response keys, from the record of the level above
	field *field
}

// A field is a part of the operation: all selections with the same response key.
type field struct {
	key      string
	asts     []*ast.Field
	children []*field
}

// Of reads a valid operation, and changes it so that its answers can be read by page. It writes fragments out: who lets
// strangers ask bounds what that comes to. rows names the connection that makes rows, as its path of response keys
// joined by dots and without nodes, edges and node; it is needed only where connections stand side by side. Those
// beside and below it make no columns. Errors are store.Invalid.
func Of(schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any, rows string) (*Table, error) {
	selections, err := inlined(operation.SelectionSet)
	if err != nil {
		return nil, err
	}
	operation.SelectionSet = selections
	root := &field{children: collect(selections, variables)}
	t := &Table{variables: variables}
	found := root.connections(nil, nil)
	for at := root; ; {
		chosen, err := choose(found, rows)
		if err != nil {
			return nil, err
		}
		if err := t.addColumns(at); err != nil {
			return nil, err
		}
		if chosen == nil {
			break
		}
		t.levels = append(t.levels, *chosen)
		chosen.field.askForPage(schema, variables)
		at = chosen.field
		found = at.connections(nil, nil)
		for i := range found {
			found[i].name = chosen.name + "." + found[i].name
		}
	}
	if rows != "" && (len(t.levels) == 0 || t.levels[len(t.levels)-1].name != rows) {
		return nil, store.Invalid(fmt.Sprintf("rows: there is no list %.80q in this operation: "+
			"send the path of one, such as %s", rows, some(root)))
	}
	return t, t.check()
}

// some names a list of the operation.
func some(root *field) string {
	if found := root.connections(nil, nil); len(found) > 0 {
		return found[0].name
	}
	return "statements, where it asks for statements"
}

// collect merges selections by response key, in the order of the operation, and leaves out what is skipped.
func collect(selections ast.SelectionSet, variables map[string]any) []*field {
	var fields []*field
	var add func(ast.SelectionSet)
	add = func(selections ast.SelectionSet) {
		for _, s := range selections {
			switch s := s.(type) {
			case *ast.Field:
				if left(s.Directives, variables) {
					continue
				}
				i := slices.IndexFunc(fields, func(f *field) bool { return f.key == s.Alias })
				if i < 0 {
					i, fields = len(fields), append(fields, &field{key: s.Alias})
				}
				fields[i].asts = append(fields[i].asts, s)
			case *ast.InlineFragment:
				if !left(s.Directives, variables) {
					add(s.SelectionSet)
				}
			}
		}
	}
	add(selections)
	for _, f := range fields {
		var below ast.SelectionSet
		for _, a := range f.asts {
			below = append(below, a.SelectionSet...)
		}
		f.children = collect(below, variables)
	}
	return fields
}

// left tells whether directives leave a selection out.
func left(directives ast.DirectiveList, variables map[string]any) bool {
	for _, d := range directives {
		if on, _ := d.ArgumentMap(variables)["if"].(bool); d.Name == "skip" && on || d.Name == "include" && !on {
			return true
		}
	}
	return false
}

func (f *field) definition() *ast.FieldDefinition { return f.asts[0].Definition }

// makesRows tells whether the field is a connection whose records are asked for.
func (f *field) makesRows() bool {
	return f.isConnection() && slices.ContainsFunc(f.children, (*field).isItems)
}

func (f *field) isConnection() bool {
	return len(f.asts) > 0 && strings.HasSuffix(f.definition().Type.NamedType, "Connection")
}

// isItems tells whether the field gives a connection's records.
func (f *field) isItems() bool {
	return f.asts[0].Name == "nodes" || f.asts[0].Name == "edges"
}

// isList tells whether the field is a plain list.
func (f *field) isList() bool { return f.definition().Type.Elem != nil }

// connections finds the connections below a field that make rows, but not those below them. names and keys lead to the
// field.
func (f *field) connections(names, keys []string) (found []level) {
	for _, c := range f.children {
		names, keys := below(names, f, c), append(slices.Clone(keys), c.key)
		if c.makesRows() {
			found = append(found, level{strings.Join(names, "."), keys, c})
		} else if !f.isConnection() || c.isItems() {
			found = append(found, c.connections(names, keys)...)
		}
	}
	return found
}

// below is the path of names to a child: nodes, edges and node are the plumbing of connections and have none.
func below(names []string, f, child *field) []string {
	items := f.isConnection() && child.isItems()
	node := len(f.asts) > 0 && f.asts[0].Name == "edges" && child.asts[0].Name == "node"
	if items || node {
		return names
	}
	return append(slices.Clone(names), child.key)
}

// choose picks from the connections at one level the one that makes rows, or none.
func choose(found []level, rows string) (*level, error) {
	if rows != "" {
		for i, l := range found {
			if rows == l.name || strings.HasPrefix(rows, l.name+".") {
				return &found[i], nil
			}
		}
		return nil, nil
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		return &found[0], nil
	}
	return nil, store.Invalid(fmt.Sprintf("%s and %s are lists side by side, and a table has the rows of one: "+
		"choose with rows=%[1]s or rows=%[2]s, or ask for one of them", found[0].name, found[1].name))
}

// addColumns adds the leaves below a field, down to the next connections.
func (t *Table) addColumns(at *field) error {
	level := len(t.levels)
	var prefix []string
	if level > 1 { // the outermost list needs no name
		prefix = strings.Split(strings.TrimPrefix(t.levels[level-1].name, t.levels[0].name+"."), ".")
	}
	var add func(f *field, names, keys []string, inList bool) error
	add = func(f *field, names, keys []string, inList bool) error {
		for _, c := range f.children {
			isPageInfo := c.asts[0].Name == "pageInfo"
			if f.isConnection() && !(f == at && c.isItems()) && (f == at || c.isItems() || isPageInfo) {
				// what a connection says beside its records belongs to the level above; where its pages end, to nobody
				continue
			}
			names, keys := below(names, f, c), append(slices.Clone(keys), c.key)
			inList := inList || c.isList() && !(f == at && f.isConnection())
			if c.makesRows() && inList {
				return store.Invalid(fmt.Sprintf("%s is a list inside of a plain one, which has one cell: "+
					"ask for it from another side", strings.Join(names, ".")))
			}
			if len(c.asts[0].SelectionSet) == 0 {
				isURL := c.definition().Type.Name() == "URL"
				t.columns = append(t.columns, column{strings.Join(names, "."), level, keys, isURL})
			} else if err := add(c, names, keys, inList); err != nil {
				return err
			}
		}
		return nil
	}
	return add(at, prefix, nil, false)
}

// check refuses a table that could not be read.
func (t *Table) check() error {
	seen := map[string]bool{}
	for _, c := range t.columns {
		if seen[c.name] {
			return store.Invalid(fmt.Sprintf("two columns would have the name %s: "+
				"give one of the fields an alias", c.name))
		}
		seen[c.name] = true
	}
	if len(t.columns) == 0 {
		return store.Invalid("the table would have no column: ask for fields of the records")
	}
	return nil
}

// Columns are the names of the columns, in the order of the operation.
func (t *Table) Columns() []string {
	var names []string
	for _, c := range t.columns {
		names = append(names, c.name)
	}
	return names
}
