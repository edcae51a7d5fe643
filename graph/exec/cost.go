package exec

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/selection"
)

// A cost is what an operation may ask for at the most, as its text and variables tell before anything is asked.
type cost struct {
	pageRecords int64 // in lists that have pages: for each, the product of the page sizes from the outermost list to it
	keys        int64 // bytes of the names of fields, likewise
	types       int64 // that introspection tells of
	work        int64 // fields, and records read for counts and searches: a guess, to tell heavy from light
}

// toJSON is how a client is told of it.
func (c cost) toJSON() json.RawMessage {
	return fmt.Appendf(nil, `{"maxRecords":%d,"records":%d}`, load.MaxRecords, c.pageRecords)
}

const (
	usualList = 3  // records of a list that one record owns: it has 50 at the most, and seldom more than these
	perValue  = 10 // records that are looked at, for a count or a search, while a field is answered
)

// beyond bounds every number, so that no product of two overflows.
const beyond = 1 << 31

// A costed field is a field of an operation whose cost is estimated. It is made once for all executions that include
// the same fields, since only the values of arguments differ between them.
type costed struct {
	*ast.Field
	parent *costed // nil at the root
	below  []*costed
}

// costedFields returns the fields of a selection set, with fragments expanded, and how many there are in all.
func costedFields(set ast.SelectionSet, parent *costed, included func(ast.Selection) bool) (all []*costed, n int) {
	for _, f := range selection.Fields(set, included) {
		c := &costed{Field: f, parent: parent}
		below := 0
		c.below, below = costedFields(f.SelectionSet, c, included)
		all, n = append(all, c), n+1+below
	}
	return all, n
}

// path returns the response keys that lead to a field, joined by dots.
func (c *costed) path() string {
	if c.parent == nil {
		return c.Alias
	}
	return c.parent.path() + "." + c.Alias
}

// A costedList is a list of an operation.
type costedList struct {
	field              *costed
	size, total, below int64 // its page size, its records in all, and those with what lies in them
}

// A costEstimate adds up what an operation may cost.
type costEstimate struct {
	cost
	variables map[string]any
	views     int64 // that there are
	counted   int64 // that are looked at to count or search a whole list
	lists     []*costedList
}

// costOf returns what an operation may cost with these variables, or an error if that is too much.
func (e *Executor) costOf(fields []*costed, variables map[string]any) (cost, *gqlerror.Error) {
	r := &costEstimate{variables: variables, views: int64(e.sizes.Views), counted: int64(e.sizes.Statements) / perValue}
	r.add(fields, place{times: 1, answered: 1})
	var problem *gqlerror.Error
	switch {
	case r.pageRecords > load.MaxRecords:
		problem = Error(r.tooManyRecords(), BadInput)
	case r.keys > MaxKeys:
		problem = over("bytes in the names of fields of its answer", int(r.keys), MaxKeys,
			"ask for smaller pages, fewer fields, or by shorter aliases")
	case r.types > MaxTypes:
		problem = over("types and fields to tell of by introspection", int(r.types), MaxTypes,
			"ask for one type at a time (__type), or load /schema.graphql")
	}
	if problem != nil {
		problem.Extensions["cost"] = r.toJSON()
	}
	return r.cost, problem
}

// tooManyRecords says which lists cost most, and which page of the worst would do.
func (r *costEstimate) tooManyRecords() string {
	slices.SortStableFunc(r.lists, func(a, b *costedList) int { return cmp.Compare(b.total, a.total) })
	var costs []string
	for _, l := range r.lists[:min(len(r.lists), 3)] {
		costs = append(costs, fmt.Sprintf("%s up to %d", l.field.path(), l.total))
	}
	worst := r.lists[0]
	instead := "leave out one of these lists, or start a second operation from the records found"
	if fits := (load.MaxRecords - (r.pageRecords - worst.below)) * worst.size / max(worst.below, 1); fits > 0 &&
		fits < worst.size {
		instead = fmt.Sprintf("ask for %d at most in %s (first: %d), and read on from its cursors", fits,
			worst.field.path(), fits)
	}
	return fmt.Sprintf("the answer could have %d records, and may have %d: %s; %s", r.pageRecords, load.MaxRecords,
		strings.Join(costs, ", "), instead)
}

// A place is where a selection set stands.
type place struct {
	times    int64 // the product of the page sizes around it
	answered int64 // how often it may be answered, with lists that have no pages
	page     int64 // the page size of the connection that it is of
	filtered bool  // that connection
}

// add adds the fields of a selection set.
func (r *costEstimate) add(fields []*costed, in place) {
	for _, f := range fields {
		r.addField(f, in)
	}
}

func (r *costEstimate) addField(f *costed, in place) {
	if strings.HasPrefix(f.ObjectDefinition.Name, "__") || f.Name == "__schema" || f.Name == "__type" {
		if n := inspected[f.Name]; n > 0 {
			in.times = bounded(in.times * n)
			r.types = bounded(r.types + in.times)
		}
		r.add(f.below, in)
		return
	}
	r.keys = bounded(r.keys + in.times*int64(len(f.Alias)+4))
	arguments := f.ArgumentMap(r.variables)
	filter, _ := arguments["filter"].(map[string]any)
	r.work = bounded(r.work + in.answered)
	if looksAtAll(f.Name, filter, in.filtered) {
		r.work = bounded(r.work + in.answered*r.counted)
	}
	size, isPage := r.sizeOf(f.Field, arguments)
	below := place{times: in.times, answered: in.answered}
	switch {
	case isPage && isConnection(f.Definition.Type.Name()): // its nodes and edges are as many
		below.page, below.filtered = size, len(filter) > 0
		r.addList(f, in.times, size, below)
	case isPage:
		r.addList(f, in.times, size, below.each(size, size))
	case f.Definition.Type.Elem == nil:
		r.add(f.below, below)
	case isConnection(f.ObjectDefinition.Name):
		r.add(f.below, below.each(in.page, in.page))
	default:
		r.add(f.below, below.each(1, usualList))
	}
}

// each is the place of the elements of a list.
func (p place) each(size, usual int64) place {
	return place{times: bounded(p.times * size), answered: bounded(p.answered * usual)}
}

// looksAtAll tells whether a field looks at all records that there are, or at many of them, to give few or none.
func looksAtAll(name string, filter map[string]any, filtered bool) bool {
	switch name {
	case "search", "facets", "facetCount":
		return true
	case "totalCount":
		return filtered
	}
	return filter["text"] != nil || filter["name"] != nil
}

// addList adds a list of a size that is asked for so many times, and what lies in it.
func (r *costEstimate) addList(f *costed, times, size int64, inside place) {
	l := &costedList{field: f, size: size, total: bounded(times * size)}
	r.lists = append(r.lists, l)
	before := r.pageRecords
	r.pageRecords = bounded(r.pageRecords + l.total)
	r.add(f.below, inside)
	l.below = r.pageRecords - before
}

func bounded(n int64) int64 { return min(n, beyond) }

func isConnection(typeName string) bool { return strings.HasSuffix(typeName, "Connection") }

// sizeOf tells how many records a field may give, if it is a list that the client sets bounds to. Sizes that are not
// possible are refused elsewhere.
func (r *costEstimate) sizeOf(f *ast.Field, arguments map[string]any) (size int64, isPage bool) {
	for _, name := range []string{"first", "last"} {
		if n, ok := arguments[name].(int64); ok {
			return max(0, min(n, store.MaxPageSize)), true
		}
	}
	ids, isNodes := arguments["ids"].([]any)
	switch {
	case isConnection(f.Definition.Type.Name()):
		return store.DefaultPageSize, true
	case isNodes:
		return min(int64(len(ids)), store.MaxPageSize), true
	case f.Name == "views":
		return r.views, true
	}
	return 0, false
}

// inspected says how long a list of introspection may be, by its field.
var inspected = func() map[string]int64 {
	longest := map[string]int64{"types": int64(len(Schema.Types)), "directives": int64(len(Schema.Directives))}
	longer := func(name string, n int) { longest[name] = max(longest[name], int64(n)) }
	for _, d := range Schema.Types {
		longer("fields", len(d.Fields))
		longer("inputFields", len(d.Fields))
		longer("interfaces", len(d.Interfaces))
		longer("possibleTypes", len(Schema.GetPossibleTypes(d)))
		longer("enumValues", len(d.EnumValues))
		for _, f := range d.Fields {
			longer("args", len(f.Arguments))
		}
	}
	return longest
}()
