package store

import (
	"context"
	"fmt"
	"slices"
)

// A Page is a connection of the Relay specification: a page of a list.
type Page[T any] struct {
	Edges    []*Edge[T]
	PageInfo PageInfo
	Refused  error // the error if a cursor does not belong to this list
	totals   Totals
}

// Totals holds functions about the whole list of a page.
type Totals struct {
	Count  func(context.Context) (int32, error)
	Facets func(ctx context.Context, by FacetBy) ([]*Facet, error) // returns all groups
}

// An Edge is a record with its position in a list.
type Edge[T any] struct {
	Node T
	ListPosition
}

// A ListPosition is a position in a list. It is encoded as a cursor only on demand.
type ListPosition struct{ list, order, slug string }

// Cursor returns the cursor of the position.
func (p ListPosition) Cursor() string { return cursorAt(p.list, p.order, p.slug) }

// PageInfo says whether a list continues before and after a page. If after is given, the page always has a previous
// page, because the record of the cursor is there; and likewise for before.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// Nodes returns the records of the page.
func (p *Page[T]) Nodes() []T {
	nodes := make([]T, len(p.Edges))
	for i, e := range p.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// WithTotals returns the page with functions about its whole list. They are called only on demand.
func (p *Page[T]) WithTotals(t Totals) *Page[T] {
	of := *p
	of.totals = t
	return &of
}

// TotalCount returns the number of records in the whole list.
func (p *Page[T]) TotalCount(ctx context.Context) (int32, error) { return p.totals.Count(ctx) }

// Facets groups the records of the whole list and returns the first groups.
func (p *Page[T]) Facets(ctx context.Context, by FacetBy, first int32) ([]*Facet, error) {
	if first < 0 || first > MaxPageSize {
		return nil, invalidPageSize("first", first)
	}
	all, err := p.totals.Facets(ctx, by)
	return all[:min(len(all), int(first))], err
}

// FacetCount returns the number of groups.
func (p *Page[T]) FacetCount(ctx context.Context, by FacetBy) (int32, error) {
	all, err := p.totals.Facets(ctx, by)
	return int32(len(all)), err
}

// Mixed is a page of records of several types. Its edges E have more fields than a cursor and identify their records.
type Mixed[E any] struct {
	Edges    []*E
	PageInfo PageInfo
	totals   Totals
}

// TotalCount returns the number of edges in the whole list.
func (m *Mixed[E]) TotalCount(ctx context.Context) (int32, error) { return m.totals.Count(ctx) }

// NewMixed converts a page. edge converts each edge.
func NewMixed[T, E any](p *Page[T], edge func(at ListPosition, node T) *E) *Mixed[E] {
	m := &Mixed[E]{make([]*E, len(p.Edges)), p.PageInfo, p.totals}
	for i, e := range p.Edges {
		m.Edges[i] = edge(e.ListPosition, e.Node)
	}
	return m
}

// Page sizes.
const (
	DefaultPageSize = 20
	MaxPageSize     = 100
)

// A Slice selects a page of a list: a number of records from the start or the end of what lies between two cursors.
type Slice struct {
	size          int32
	backward      bool
	after, before *string
}

// NewSlice returns the Slice for the four arguments of a connection. Sizes are 0 to MaxPageSize; first and last exclude
// each other.
func NewSlice(first *int32, after *string, last *int32, before *string) (Slice, error) {
	backward := last != nil || first == nil && before != nil && after == nil
	s := Slice{size: DefaultPageSize, backward: backward, after: after, before: before}
	if first != nil && last != nil {
		return s, Invalid("first and last must not be sent together: " +
			"send first (with after) to read forward, or last (with before) to read backward")
	}
	for name, size := range map[string]*int32{"first": first, "last": last} {
		if size == nil {
			continue
		}
		if *size < 0 || *size > MaxPageSize {
			return s, invalidPageSize(name, *size)
		}
		s.size = *size
	}
	return s, nil
}

func invalidPageSize(argument string, size int32) error {
	return Invalid(fmt.Sprintf("%s must be between 0 and %d, got %d", argument, MaxPageSize, size))
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

// trim removes the extra record that was read, puts the edges in list order and sets PageInfo.
func (p *Page[T]) trim(s Slice) {
	more := len(p.Edges) > int(s.size)
	if more {
		p.Edges = p.Edges[:s.size]
	}
	p.PageInfo = PageInfo{HasNextPage: s.before != nil, HasPreviousPage: s.after != nil}
	if s.backward {
		slices.Reverse(p.Edges)
		p.PageInfo.HasPreviousPage = more || s.after != nil
	} else {
		p.PageInfo.HasNextPage = more || s.before != nil
	}
	if len(p.Edges) > 0 && p.Edges[0].slug != "" {
		start, end := p.Edges[0].Cursor(), p.Edges[len(p.Edges)-1].Cursor()
		p.PageInfo.StartCursor, p.PageInfo.EndCursor = &start, &end
	}
}
