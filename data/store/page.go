package store

import (
	"context"
	"fmt"
	"slices"
)

// A Page is a connection of the Relay specification: one piece of a list, and where it lies in it.
type Page[T any] struct {
	Edges    []*Edge[T]
	PageInfo PageInfo
	Refused  error // why there is no such page
	totals   Totals
}

// Totals tell of the whole list that a page is cut from.
type Totals struct {
	Count  func(context.Context) (int32, error)
	Facets func(ctx context.Context, by FacetBy) ([]*Facet, error) // all of them
}

// An Edge is a record in a list.
type Edge[T any] struct {
	Node T
	ListPosition
}

// A ListPosition is a place in a list. It becomes a cursor only if somebody asks for it.
type ListPosition struct{ list, order, slug string }

// Cursor tells where the list stands there.
func (p ListPosition) Cursor() string { return cursorAt(p.list, p.order, p.slug) }

// PageInfo tells whether a list goes on on either side of a page. With after, the page has one before it, as the
// cursor's record stands there; likewise with before.
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

// WithTotals gives the page with a way to ask about its whole list, which is done only if somebody wants to know.
func (p *Page[T]) WithTotals(t Totals) *Page[T] {
	of := *p
	of.totals = t
	return &of
}

// TotalCount tells how many records the whole list has, whichever page of it this is.
func (p *Page[T]) TotalCount(ctx context.Context) (int32, error) { return p.totals.Count(ctx) }

// Facets groups the records of the whole list, whichever page of it this is, and gives the first groups.
func (p *Page[T]) Facets(ctx context.Context, by FacetBy, first int32) ([]*Facet, error) {
	if first < 0 || first > MaxPageSize {
		return nil, invalidPageSize("first", first)
	}
	all, err := p.totals.Facets(ctx, by)
	return all[:min(len(all), int(first))], err
}

// FacetCount tells how many groups there are.
func (p *Page[T]) FacetCount(ctx context.Context, by FacetBy) (int32, error) {
	all, err := p.totals.Facets(ctx, by)
	return int32(len(all)), err
}

// Mixed is a page of records of several types, whose edges E tell more than a cursor and say which record each leads
// to.
type Mixed[E any] struct {
	Edges    []*E
	PageInfo PageInfo
	totals   Totals
}

// TotalCount tells how many edges the whole list has, whichever page of it this is.
func (m *Mixed[E]) TotalCount(ctx context.Context) (int32, error) { return m.totals.Count(ctx) }

// NewMixed makes such a page of what was read.
func NewMixed[T, E any](p *Page[T], edge func(at ListPosition, node T) *E) *Mixed[E] {
	m := &Mixed[E]{make([]*E, len(p.Edges)), p.PageInfo, p.totals}
	for i, e := range p.Edges {
		m.Edges[i] = edge(e.ListPosition, e.Node)
	}
	return m
}

// Sizes of a page: without a wish, and at the most.
const (
	DefaultPageSize = 20
	MaxPageSize     = 100
)

// A Slice says which piece of a list makes a page: so many records from its start or from its end, of what lies between
// two cursors.
type Slice struct {
	size          int32
	backward      bool
	after, before *string
}

// NewSlice reads the four arguments of a connection. Sizes are 0 to MaxPageSize; first and last exclude each other.
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

// trim makes of the records that were read, one more than asked for where there are more, the page.
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
