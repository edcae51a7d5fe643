// Package table converts GraphQL responses to tables. Connections become rows: one row for each record of the innermost
// connection, which repeats the values of the records above it. All other leaves become columns, named by their paths.
// Its entry points are New, which reads an operation, and CSV and NDJSON, which write the rows. It depends on
// data/store for errors and on graph/selection.
package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/selection"
)

// A Table holds the columns and connections of an operation, from which it converts responses to rows.
type Table struct {
	columns     []column
	connections []connection
	variables   map[string]any
	base        string // prepended to addresses of pages
}

// A column is one leaf of the operation.
type column struct {
	Column
	depth int      // number of connections above it
	path  []string // response keys, from the record of the innermost connection above it
	isURL bool     // the values are addresses of pages
}

// A connection is a connection whose records become rows.
type connection struct {
	name  string   // as in the parameter rows
	path  []string // response keys, from the record of the connection above
	field *field
}

// A field is a set of selections with the same response key.
type field struct {
	responseKey string
	selections  []*ast.Field
	children    []*field
}

// New returns the table of a valid operation, and changes the operation so that its response can be read in pages. It
// inlines fragments, so callers must limit the size of operations from untrusted clients. rows names the connection
// whose records become rows: its path of response keys joined by dots, without nodes, edges and node. It is needed only
// if the operation has several connections side by side. The other connections, and those below the chosen one, have no
// columns. Errors are store.Invalid.
func New(
	schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any, rows string,
) (*Table, error) {
	selections, err := inlineFragments(operation.SelectionSet)
	if err != nil {
		return nil, err
	}
	operation.SelectionSet = selections
	root := &field{children: collectFields([]ast.SelectionSet{selections}, selection.Included(variables))}
	t := &Table{variables: variables}
	found := root.connections(nil, nil)
	for at := root; ; {
		chosen, err := chooseConnection(found, rows)
		if err != nil {
			return nil, err
		}
		if err := t.addColumns(at); err != nil {
			return nil, err
		}
		if chosen == nil {
			break
		}
		t.connections = append(t.connections, *chosen)
		chosen.field.selectPageInfo(schema, variables)
		at = chosen.field
		found = at.connections(nil, nil)
		for i := range found {
			found[i].name = chosen.name + "." + found[i].name
		}
	}
	if rows != "" && (len(t.connections) == 0 || t.connections[len(t.connections)-1].name != rows) {
		return nil, store.Invalid(fmt.Sprintf("rows must be the path of a list in the operation, %s, got %.60q",
			exampleList(root), rows))
	}
	return t, t.check()
}

// exampleList names a list of the operation, for an error message.
func exampleList(root *field) string {
	if found := root.connections(nil, nil); len(found) > 0 {
		return "such as " + found[0].name
	}
	return "which has none"
}

// collectFields merges selections by response key, in the order of the operation, and leaves out skipped ones.
func collectFields(sets []ast.SelectionSet, included func(ast.Selection) bool) []*field {
	var fields []*field
	for _, f := range selection.Collect(sets, included) {
		below := make([]ast.SelectionSet, len(f.Nodes))
		for i, node := range f.Nodes {
			below[i] = node.SelectionSet
		}
		fields = append(fields, &field{f.Key, f.Nodes, collectFields(below, included)})
	}
	return fields
}

func (f *field) definition() *ast.FieldDefinition { return f.selections[0].Definition }

// makesRows reports whether the field is a connection whose records are selected.
func (f *field) makesRows() bool {
	return f.isConnection() && slices.ContainsFunc(f.children, (*field).isRecordList)
}

func (f *field) isConnection() bool {
	return len(f.selections) > 0 && strings.HasSuffix(f.definition().Type.NamedType, "Connection")
}

// isRecordList reports whether the field is the record list of a connection.
func (f *field) isRecordList() bool {
	return f.selections[0].Name == "nodes" || f.selections[0].Name == "edges"
}

// isList reports whether the field is a plain list.
func (f *field) isList() bool { return f.definition().Type.Elem != nil }

// connections returns the nearest connections below a field that make rows. names and keys are the path to the field.
func (f *field) connections(names, keys []string) (found []connection) {
	for _, c := range f.children {
		names, keys := childPath(names, f, c), append(slices.Clone(keys), c.responseKey)
		if c.makesRows() {
			found = append(found, connection{strings.Join(names, "."), keys, c})
		} else if !f.isConnection() || c.isRecordList() {
			found = append(found, c.connections(names, keys)...)
		}
	}
	return found
}

// childPath appends a child to a path of names, which leaves out nodes, edges and node.
func childPath(names []string, f, child *field) []string {
	items := f.isConnection() && child.isRecordList()
	node := len(f.selections) > 0 && f.selections[0].Name == "edges" && child.selections[0].Name == "node"
	if items || node {
		return names
	}
	return append(slices.Clone(names), child.responseKey)
}

// chooseConnection returns the one of several connections side by side that makes rows, or nil.
func chooseConnection(found []connection, rows string) (*connection, error) {
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
	return nil, store.Invalid(fmt.Sprintf("A table has the rows of one list, and the operation has %s beside %s: "+
		"send rows=%[1]s or rows=%[2]s, or select one of them", found[0].name, found[1].name))
}

// addColumns adds the leaves below a field, down to the next connections.
func (t *Table) addColumns(at *field) error {
	depth := len(t.connections)
	var prefix []string
	if depth > 1 { // the outermost list needs no name
		prefix = strings.Split(strings.TrimPrefix(t.connections[depth-1].name, t.connections[0].name+"."), ".")
	}
	var add func(f *field, names, keys []string, path []*field) error
	add = func(f *field, names, keys []string, path []*field) error {
		for _, c := range f.children {
			names := names
			isPageInfo := c.selections[0].Name == "pageInfo"
			if f.isConnection() && !(f == at && c.isRecordList()) && (f == at || c.isRecordList() || isPageInfo) {
				// totalCount and the like belong to the row of the connection above; pageInfo is not a column
				continue
			}
			path := path
			if below := childPath(names, f, c); len(below) > len(names) { // the records of a list are the rows
				names, path = below, append(slices.Clone(path), c)
			}
			keys := append(slices.Clone(keys), c.responseKey)
			if c.makesRows() && slices.ContainsFunc(path, (*field).isList) {
				return store.Invalid(fmt.Sprintf("A table cannot show %s, a list with pages within a list without: "+
					"select it from another type, or leave it out", strings.Join(names, ".")))
			}
			if len(c.selections[0].SelectionSet) == 0 {
				isURL := c.definition().Type.Name() == "URL"
				t.columns = append(t.columns, column{describeColumn(names, path), depth, keys, isURL})
			} else if err := add(c, names, keys, path); err != nil {
				return err
			}
		}
		return nil
	}
	return add(at, prefix, nil, nil)
}

// check returns an error if the table has no columns, or two columns with the same name.
func (t *Table) check() error {
	seen := map[string]bool{}
	for _, c := range t.columns {
		if seen[c.Name] {
			return store.Invalid(fmt.Sprintf("Two columns have the name %s: give one of the fields an alias", c.Name))
		}
		seen[c.Name] = true
	}
	if len(t.columns) == 0 {
		return store.Invalid("The table has no columns: select fields of the records")
	}
	return nil
}
