package data

import (
	"context"
	"fmt"
	"slices"
)

// A Page is a connection of the Relay specification: one piece of a list, and where it lies in it.
type Page[T any] struct {
	Edges    []*Edge[T]
	PageInfo PageInfo
	count    func(context.Context) (int32, error)
}

// An Edge is a record in a list.
type Edge[T any] struct {
	Cursor string
	Node   T
}

// PageInfo tells whether a list goes on on either side of a page. With after, the page has one before it, as the cursor's
// record stands there; likewise with before.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// Nodes are the page's records without their edges.
func (p *Page[T]) Nodes() []T {
	nodes := make([]T, len(p.Edges))
	for i, e := range p.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// Counted gives the page with a way to count its whole list, which is asked only if somebody wants to know.
func (p *Page[T]) Counted(count func(context.Context) (int32, error)) *Page[T] {
	counted := *p
	counted.count = count
	return &counted
}

// TotalCount tells how many records the whole list has, whichever page of it this is.
func (p *Page[T]) TotalCount(ctx context.Context) (int32, error) { return p.count(ctx) }

// Sizes of a page: without a wish, and at the most.
const (
	DefaultPageSize = 20
	MaxPageSize     = 100
)

// A Slice says which piece of a list makes a page: so many records from its start or from its end, of what lies between two
// cursors.
type Slice struct {
	size          int32
	backward      bool
	after, before *string
}

// NewSlice reads the four arguments of a connection. Sizes are 0 to MaxPageSize; first and last exclude each other.
func NewSlice(first *int32, after *string, last *int32, before *string) (Slice, error) {
	s := Slice{size: DefaultPageSize, backward: last != nil || first == nil && before != nil && after == nil, after: after, before: before}
	if first != nil && last != nil {
		return s, Invalid("first and last exclude each other: send first (with after) to read on, or last (with before) to read back")
	}
	for name, size := range map[string]*int32{"first": first, "last": last} {
		if size == nil {
			continue
		}
		if *size < 0 || *size > MaxPageSize {
			return s, Invalid(fmt.Sprintf("%s: %d is no size of a page: send 0 to %d, and read on from pageInfo's cursors", name, *size, MaxPageSize))
		}
		s.size = *size
	}
	return s, nil
}

func (s Slice) String() string {
	return fmt.Sprintf("%d %t %s %s", s.size, s.backward, cursorOf(s.after), cursorOf(s.before))
}

func cursorOf(c *string) string {
	if c == nil {
		return "none"
	}
	return fmt.Sprintf("%q", *c)
}

// beyond adds the conditions that the cursors make.
func (s Slice) beyond(w Where, o Order) Where {
	add := func(argument string, cursor *string, backward bool) {
		if cursor == nil {
			return
		}
		p, err := o.positionAt(argument, *cursor)
		if err != nil {
			w.err = err
			return
		}
		w.conditions = append(w.conditions, p.after(backward))
	}
	add("after", s.after, false)
	add("before", s.before, true)
	return w
}

// trim makes of the records that were read, one more than asked for where there are more, the page.
func (p *Page[T]) trim(s Slice) {
	more := len(p.Edges) > int(s.size)
	if more {
		p.Edges = p.Edges[:s.size]
	}
	p.PageInfo = PageInfo{HasNextPage: s.before != nil, HasPreviousPage: s.after != nil}
	if s.backward {
		slices.Reverse(p.Edges)
		p.PageInfo.HasPreviousPage = more
	} else {
		p.PageInfo.HasNextPage = more
	}
	if len(p.Edges) > 0 {
		p.PageInfo.StartCursor, p.PageInfo.EndCursor = &p.Edges[0].Cursor, &p.Edges[len(p.Edges)-1].Cursor
	}
}
