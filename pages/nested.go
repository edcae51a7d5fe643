package pages

import (
	"slices"
	"strings"

	"github.com/summitry/summitry/table"
)

// A fieldNode is a field of the records that a table is made of, rebuilt from the names of the columns: saidOn.edtf and
// saidOn.basis are leaves of the node saidOn.
type fieldNode struct {
	name     string
	column   int    // of a leaf
	leafType string // of a leaf, without lists; "" for other nodes
	depth    int    // how many lists a leaf is in
	isList   bool
	children []*fieldNode
}

// newTree returns the root of the fields of columns.
func newTree(columns []table.Column) *fieldNode {
	root := &fieldNode{}
	for i, c := range columns {
		at := root
		for _, name := range strings.Split(c.Name, ".") {
			at = at.childNamed(name)
		}
		at.column, at.leafType, at.depth = i, strings.Trim(c.Type, "[]!"), strings.LastIndexByte(c.Type, '[')+1
	}
	for _, child := range root.children {
		child.setLists(0)
	}
	return root
}

// childNamed returns the child with a name, which it adds if there is none.
func (n *fieldNode) childNamed(name string) *fieldNode {
	if child := n.child(name); child != nil {
		return child
	}
	n.children = append(n.children, &fieldNode{name: name})
	return n.children[len(n.children)-1]
}

// child returns the child at a path, or nil.
func (n *fieldNode) child(path ...string) *fieldNode {
	for _, name := range path {
		at := slices.IndexFunc(n.children, func(c *fieldNode) bool { return c.name == name })
		if at < 0 {
			return nil
		}
		n = n.children[at]
	}
	return n
}

// has reports whether a node has children with all of the names.
func (n *fieldNode) has(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return n.child(name) == nil })
}

func (n *fieldNode) isLeaf() bool { return n.leafType != "" }

// setLists finds the lists. A node is a list if all of its leaves are in one list more than the node above.
func (n *fieldNode) setLists(above int) {
	if n.isList = n.shallowest() > above; n.isList {
		above++
	}
	for _, c := range n.children {
		c.setLists(above)
	}
}

// shallowest returns the number of lists around the leaf that is in the fewest.
func (n *fieldNode) shallowest() int {
	if n.isLeaf() {
		return n.depth
	}
	least := n.children[0].shallowest()
	for _, c := range n.children[1:] {
		least = min(least, c.shallowest())
	}
	return least
}

// value returns the value of a node in a row: a map of the values of its children, a list, or the value of a leaf. It
// is nil if nothing below the node has a value. at is the position in each list above.
func (n *fieldNode) value(row []any, at []int) any {
	if !n.isList || n.isLeaf() {
		return n.item(row, at)
	}
	list, _ := n.firstLeaf().item(row, at).([]any)
	var all []any
	for i := range list {
		all = append(all, n.item(row, append(slices.Clone(at), i)))
	}
	if all == nil {
		return nil
	}
	return all
}

// item returns the value of a leaf, or that of an item of a list.
func (n *fieldNode) item(row []any, at []int) any {
	if n.isLeaf() {
		value := row[n.column]
		for _, i := range at {
			list, _ := value.([]any)
			if i >= len(list) {
				return nil
			}
			value = list[i]
		}
		if list, isList := value.([]any); isList && len(list) == 0 {
			return nil
		}
		return value
	}
	fields, found := map[string]any{}, false
	for _, c := range n.children {
		fields[c.name] = c.value(row, at)
		found = found || fields[c.name] != nil
	}
	if !found {
		return nil
	}
	return fields
}

// firstLeaf returns a leaf of the list itself rather than of a list inside it.
func (n *fieldNode) firstLeaf() *fieldNode {
	for _, c := range n.children {
		if !c.isLeaf() {
			c = c.firstLeaf()
		}
		if c.depth == n.shallowest() {
			return c
		}
	}
	return n.children[0].firstLeaf()
}
