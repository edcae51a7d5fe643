package exec

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/check"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/selection"
)

// A cost is the most that an operation can select, estimated from its text and variables before execution.
type cost struct {
	pageRecords int64 // in lists with pages: for each, the product of the page sizes from the outermost list to it
	keys        int64 // bytes of field names in the result
	types       int64 // types, fields and values that introspection returns
	checks      int64 // of quotations
	work        int64 // fields, and records read for counts and searches: an estimate that tells heavy from light
}

// toJSON returns the cost as clients see it in extensions.cost.
func (c cost) toJSON(maxRecords int64) json.RawMessage {
	return fmt.Appendf(nil, `{"maxRecords":%d,"records":%d}`, maxRecords, c.pageRecords)
}

const (
	usualList = 3  // records in a list without pages: at most 50, seldom more than 3
	perValue  = 10 // records that a count or a filter by text reads in the time of one field
	perHit    = 30 // records that a search ranks in that time, if all of them contain the word
)

// beyond is an upper bound of every number, so that no product of two overflows.
const beyond = 1 << 31

// A costed field is a field of an operation whose cost is estimated. All executions that include the same fields share
// it, since they differ only in the values of arguments.
type costed struct {
	*ast.Field
	parent *costed // nil at the root
	below  []*costed
}

// costedFields returns the fields of a selection set, with fragments expanded, and their number, nested ones included.
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

// A costedList is a list of an operation with pages.
type costedList struct {
	field              *costed
	size, total, below int64 // its page size, its records in all, and those together with the records in their lists
}

// A costEstimate adds up what an operation may cost.
type costEstimate struct {
	cost
	variables  map[string]any
	views      int64 // how many views there are
	statements int64 // how many there are
	lists      []*costedList
}

// costOf returns what an operation may cost with these variables, or an error if that is too much.
func (e *Executor) costOf(fields []*costed, variables map[string]any) (cost, *gqlerror.Error) {
	r := &costEstimate{variables: variables, views: int64(e.sizes.Views), statements: int64(e.sizes.Statements)}
	r.add(fields, multiplicity{times: 1, answered: 1})
	var problem *gqlerror.Error
	switch {
	case r.pageRecords > e.maxRecords:
		problem = r.tooManyRecords(e.maxRecords)
	case r.checks > load.MaxChecks:
		problem = tooMuch(limitChecks, "checks of quotations", r.checks, load.MaxChecks, "",
			"send the others in further operations")
	case r.keys > MaxKeys:
		problem = tooMuch(limitKeys, "bytes of field names", r.keys, MaxKeys, "",
			"request smaller pages, select fewer fields, or use shorter aliases")
	case r.types > MaxTypes:
		problem = tooMuch(limitTypes, "types and fields of the schema", r.types, MaxTypes, "",
			"select one type at a time (__type), or load /schema.graphql")
	}
	if problem != nil {
		problem.Extensions["cost"] = r.toJSON(e.maxRecords)
	}
	return r.cost, problem
}

// tooManyRecords names the most expensive lists, and a page size of the worst one that would be accepted.
func (r *costEstimate) tooManyRecords(most int64) *gqlerror.Error {
	slices.SortStableFunc(r.lists, func(a, b *costedList) int { return cmp.Compare(b.total, a.total) })
	var costs []string
	for _, l := range r.lists[:min(len(r.lists), 3)] {
		costs = append(costs, fmt.Sprintf("%s up to %d", l.field.path(), l.total))
	}
	worst := r.lists[0]
	instead := "leave out one of these lists, or send a second operation that starts from the records found"
	if fits := (most - (r.pageRecords - worst.below)) * worst.size / max(worst.below, 1); fits > 0 &&
		fits < worst.size {
		instead = fmt.Sprintf("send first: %d or less for %s, and read on from its cursors", fits,
			worst.field.path())
	}
	return tooMuch(limitRecords, "records", r.pageRecords, most, " ("+strings.Join(costs, ", ")+")", instead)
}

func tooMuch(by, what string, estimate, limit int64, where, instead string) *gqlerror.Error {
	const message = "The result must have at most %d %s, could have %d%s: %s"
	return limited(Error(fmt.Sprintf(message, limit, what, estimate, where, instead), BadInput), by)
}

// A multiplicity says how often the fields of a selection set are returned at most.
type multiplicity struct {
	times    int64 // the product of the page sizes around it
	answered int64 // the same with an estimate for lists without pages
	page     int64 // the page size of the connection around it
	filtered bool  // that connection has a filter
}

// add adds the fields of a selection set.
func (r *costEstimate) add(fields []*costed, in multiplicity) {
	for _, f := range fields {
		r.addField(f, in)
	}
}

func (r *costEstimate) addField(f *costed, in multiplicity) {
	if strings.HasPrefix(f.ObjectDefinition.Name, "__") || f.Name == "__schema" || f.Name == "__type" {
		if n := inspected[f.Name]; n > 0 {
			in.times = bounded(in.times * n)
			r.types = bounded(r.types + in.times)
		}
		r.add(f.below, in)
		return
	}
	r.keys = bounded(r.keys + in.times*int64(len(f.Alias)+4))
	var arguments map[string]any
	if len(f.Definition.Arguments) > 0 {
		arguments = f.ArgumentMap(r.variables)
	}
	filter, _ := arguments["filter"].(map[string]any)
	r.work = bounded(r.work + in.answered)
	if n := readAtATime(f.Name, filter, in.filtered); n > 0 {
		r.work = bounded(r.work + in.answered*r.statements/n)
	}
	size, isPage := r.sizeOf(f.Field, arguments)
	below := multiplicity{times: in.times, answered: in.answered}
	switch {
	case f.Name == "checkQuote":
		r.checks = bounded(r.checks + in.times)
		r.addList(f, in.times, load.CheckRecords, below)
	case f.ObjectDefinition.Name == "QuoteCheck" && f.Name == "matches":
		r.add(f.below, below.each(check.MaxMatches, usualList))
	case isPage && isConnection(f.Definition.Type.Name()): // its nodes and edges have the same number
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

// each returns the multiplicity of the elements of a list of this size.
func (p multiplicity) each(size, usual int64) multiplicity {
	return multiplicity{times: bounded(p.times * size), answered: bounded(p.answered * usual)}
}

// readAtATime returns how many records a field reads in the time of another field, if it reads all or many to return
// few: a search, a count, a filter by text. For others it returns 0.
func readAtATime(name string, filter map[string]any, filtered bool) int64 {
	switch {
	case name == "search":
		return perHit
	case name == "checkQuote", name == "facets", name == "facetCount", name == "totalCount" && filtered,
		filter["text"] != nil, filter["name"] != nil:
		return perValue
	}
	return 0
}

// addList adds a list with pages of this size, which is returned times times, and the fields in it.
func (r *costEstimate) addList(f *costed, times, size int64, inside multiplicity) {
	l := &costedList{field: f, size: size, total: bounded(times * size)}
	r.lists = append(r.lists, l)
	before := r.pageRecords
	r.pageRecords = bounded(r.pageRecords + l.total)
	r.add(f.below, inside)
	l.below = r.pageRecords - before
}

func bounded(n int64) int64 { return min(n, beyond) }

func isConnection(typeName string) bool { return strings.HasSuffix(typeName, "Connection") }

// sizeOf returns the page size of a field if it is a list with pages. Other code rejects impossible sizes.
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

// inspected is the length of the longest list in the schema for each field of introspection that returns a list.
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
