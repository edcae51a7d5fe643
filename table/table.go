// Package table converts GraphQL responses to tables. Connections become rows: one row for each record of the innermost
// connection, which repeats the values of the records above it. All other leaves become columns, named by their paths.
// A plain list is one cell, or becomes rows on request: rows of its values, with what identifies the records above.
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

// A Table holds the columns and lists of an operation, from which it converts responses to rows.
type Table struct {
	schema    *ast.Schema
	columns   []column
	lists     []rowList // outermost first
	variables map[string]any
	base      string // prepended to addresses of pages
}

// A column is one leaf of the operation.
type column struct {
	Column
	depth int      // number of lists of rows above it
	path  []string // response keys, from the record of the innermost list of rows above it
	isURL bool     // the values are addresses of pages
}

// A rowList is a list whose records become rows: a connection, or a plain list of objects that rows names.
type rowList struct {
	name  string   // as in the parameter rows
	path  []string // response keys, from the record of the list above
	field *field
}

// A field is a set of selections with the same response key.
type field struct {
	responseKey string
	selections  []*ast.Field
	children    []*field
}

// New returns the table of a valid operation, and changes the operation so that its response can be read in pages. It
// inlines fragments, so callers must limit the size of operations from untrusted clients.
//
// rows names the list whose records become rows; see chooseLists. It is needed only if the operation has several
// connections side by side, or for the rows of a plain list. The other connections, and those below the chosen list,
// have no columns. Errors are store.Invalid.
func New(
	schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any, rows string,
) (*Table, error) {
	selections, err := inlineFragments(operation.SelectionSet)
	if err != nil {
		return nil, err
	}
	operation.SelectionSet = selections
	root := &field{children: collectFields([]ast.SelectionSet{selections}, selection.Included(variables))}
	t := &Table{schema: schema, variables: variables}
	if t.lists, err = root.chooseLists(rows); err != nil {
		return nil, err
	}
	if err := t.addColumns(root); err != nil {
		return nil, err
	}
	for _, l := range t.lists {
		if l.field.isConnection() {
			l.field.selectPageInfo(schema, variables)
		}
	}
	return t, t.check()
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

// isLeaf reports whether the field is a column.
func (f *field) isLeaf() bool { return len(f.selections[0].SelectionSet) == 0 }

// childPath appends a child to a path of names, which leaves out nodes, edges and node.
func childPath(names []string, f, child *field) []string {
	items := f.isConnection() && child.isRecordList()
	node := len(f.selections) > 0 && f.selections[0].Name == "edges" && child.selections[0].Name == "node"
	if items || node {
		return names
	}
	return append(slices.Clone(names), child.responseKey)
}

// addColumns adds the columns of the records above all lists, and then those of the records of each list.
func (t *Table) addColumns(root *field) error {
	for depth := range len(t.lists) + 1 {
		at, prefix := root, []string(nil)
		if depth > 0 {
			at = t.lists[depth-1].field
		}
		if depth > 1 { // the outermost list needs no name
			prefix = strings.Split(strings.TrimPrefix(t.lists[depth-1].name, t.lists[0].name+"."), ".")
		}
		if depth < len(t.lists) && !t.lists[len(t.lists)-1].field.isConnection() {
			t.addIdentity(depth, at, prefix)
		} else if err := t.addLeaves(depth, at, prefix); err != nil {
			return err
		}
	}
	return nil
}

// addLeaves adds the leaves below a field, down to the next connections.
func (t *Table) addLeaves(depth int, at *field, prefix []string) error {
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
			if c.isLeaf() {
				t.addColumn(depth, names, keys, path)
			} else if err := add(c, names, keys, path); err != nil {
				return err
			}
		}
		return nil
	}
	return add(at, prefix, nil, nil)
}

// addIdentity adds the columns that identify the records above a plain list of rows: the id, slug, name and url of each
// record on the way to the list, or all single values of one without an id.
func (t *Table) addIdentity(depth int, at *field, names []string) {
	var keys []string
	var path []*field
	for _, key := range t.lists[depth].path {
		for _, c := range at.children {
			if c.isIdentity() && !at.isConnection() {
				keys := append(slices.Clone(keys), c.responseKey)
				t.addColumn(depth, childPath(names, at, c), keys, append(slices.Clone(path), c))
			}
		}
		next := at.children[slices.IndexFunc(at.children, func(c *field) bool { return c.responseKey == key })]
		if below := childPath(names, at, next); len(below) > len(names) {
			names, path = below, append(path, next)
		}
		keys = append(keys, key)
		at = next
	}
}

// isIdentity reports whether the field identifies the record that has it.
func (f *field) isIdentity() bool {
	if f.selections[0].ObjectDefinition.Fields.ForName("id") == nil {
		return f.isLeaf() && !f.isList()
	}
	return slices.Contains([]string{"id", "slug", "name", "url"}, f.selections[0].Name)
}

// addColumn adds the column of the leaf of a path.
func (t *Table) addColumn(depth int, names, keys []string, path []*field) {
	isURL := path[len(path)-1].definition().Type.Name() == "URL"
	t.columns = append(t.columns, column{t.describeColumn(names, path), depth, keys, isURL})
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
