package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/selection"
)

// maxNamedLists is the maximum number of lists that an error message names.
const maxNamedLists = 40

// chooseLists returns the lists whose records become rows, outermost first. Without rows, they are the connections,
// each inside the one before. With rows, they lead to the list with that name: its path of response keys joined by
// dots, without nodes, edges and node. The list is a connection or a plain list of objects. The name may leave out the
// beginning of the path, such as citations for statements.citations. It then means the shortest path that ends so.
func (f *field) chooseLists(rows string) ([]rowList, error) {
	if rows == "" {
		return f.nestedConnections()
	}
	var chosen [][]rowList // those with the shortest path
	length := func(l []rowList) int { return strings.Count(l[len(l)-1].name, ".") }
	for _, l := range f.listsBelow("") {
		if !strings.HasSuffix("."+l[len(l)-1].name, "."+rows) {
			continue
		}
		if len(chosen) > 0 && length(l) < length(chosen[0]) {
			chosen = nil
		}
		if len(chosen) == 0 || length(l) == length(chosen[0]) {
			chosen = append(chosen, l)
		}
	}
	if len(chosen) != 1 {
		return nil, store.Invalid(fmt.Sprintf("rows must be %s, got %.60q", listNames(f), rows))
	}
	return chosen[0], nil
}

// Lists returns the names of the lists of a valid operation that can make the rows of its table: for each list the
// shortest one, and its whole path.
func Lists(operation *ast.OperationDefinition, variables map[string]any) ([]string, error) {
	selections, err := inlineFragments(operation.SelectionSet)
	if err != nil {
		return nil, err
	}
	root := &field{children: collectFields([]ast.SelectionSet{selections}, selection.Included(variables))}
	var names []string
	for _, l := range root.listsBelow("") {
		names = append(names, l[len(l)-1].name)
	}
	var all []string
	for _, path := range names {
		for _, name := range []string{shortest(path, names), path} {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all, nil
}

// shortest returns the shortest end of a list's path by which chooseLists finds it among all.
func shortest(path string, all []string) string {
	keys := strings.Split(path, ".")
	for i := len(keys) - 1; i > 0; i-- {
		end := strings.Join(keys[i:], ".")
		if !slices.ContainsFunc(all, func(other string) bool {
			return other != path && strings.HasSuffix("."+other, "."+end) && strings.Count(other, ".") < len(keys)
		}) {
			return end
		}
	}
	return path
}

// listNames lists the names that rows may have, for an error message.
func listNames(root *field) string {
	var names []string
	for _, l := range root.listsBelow("") {
		names = append(names, l[len(l)-1].name)
	}
	switch {
	case len(names) == 0:
		return "omitted, as the operation has no list"
	case len(names) > maxNamedLists:
		return "the path of a list in the operation, such as " + strings.Join(names[:maxNamedLists], ", ")
	}
	return "the path of a list in the operation, one of " + strings.Join(names, ", ")
}

// nestedConnections returns the only connection, the only connection inside it, and so on.
func (f *field) nestedConnections() (chain []rowList, err error) {
	for at, name := f, ""; ; {
		found := slices.DeleteFunc(at.nearestLists(name), func(l rowList) bool { return !l.field.isConnection() })
		switch len(found) {
		case 0:
			return chain, nil
		case 1:
			chain, at, name = append(chain, found[0]), found[0].field, found[0].name
		default:
			return nil, store.Invalid(fmt.Sprintf("A table has the rows of one list, and the operation has %s beside "+
				"%s: send rows=%[1]s or rows=%[2]s, or select one of them", found[0].name, found[1].name))
		}
	}
}

// listsBelow returns each list below a field, with the lists above it. A connection inside a plain list is left out.
func (f *field) listsBelow(name string) (all [][]rowList) {
	for _, l := range f.nearestLists(name) {
		all = append(all, []rowList{l})
		for _, inner := range l.field.listsBelow(l.name) {
			if l.field.isConnection() || !inner[0].field.isConnection() {
				all = append(all, append([]rowList{l}, inner...))
			}
		}
	}
	return all
}

// nearestLists returns the lists of objects below a field that are not inside another one.
func (f *field) nearestLists(name string) (found []rowList) {
	var find func(f *field, names, keys []string)
	find = func(f *field, names, keys []string) {
		for _, c := range f.children {
			names, keys := childPath(names, f, c), append(slices.Clone(keys), c.responseKey)
			switch {
			case c.isLeaf(), f.isConnection() && !c.isRecordList():
				continue
			case c.makesRows(), c.isList() && !(f.isConnection() && c.isRecordList()):
				found = append(found, rowList{strings.Join(names, "."), keys, c})
			default:
				find(c, names, keys)
			}
		}
	}
	var names []string
	if name != "" {
		names = strings.Split(name, ".")
	}
	find(f, names, nil)
	return found
}
