package plan

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/selection"
)

// An output says how the value of a field is written.
type output struct {
	nonNull bool
	elem    *output                  // the elements of a list
	objects map[reflect.Type]*object // objects by type of record; none for a scalar
	node    *node                    // the node whose rows hold the records
	at      int                      // index of the record in a row
}

// An object says how a record is written.
type object struct {
	fields []*outputField
	values int // number of fields other than __typename
}

// An outputField is a field of an object: the name of the type, a value of the record, a record at another index of the
// row, introspection, or the result of a fetch.
type outputField struct {
	key        string // the response key with its punctuation, and the value of __typename
	name       bool   // it is __typename
	accessor   *accessor
	joined     bool
	inspection *inspection
	fetch      int // index of a fetch of the node, if it is none of the others
	output     *output
}

// keyText returns a response key with its colon, after a comma unless it is the first of an object.
func keyText(key string, first bool) string {
	if first {
		return strconv.Quote(key) + ":"
	}
	return "," + strconv.Quote(key) + ":"
}

// A node holds the rows of one list, or of the same list of many parents, and what is fetched for them. Each row has a
// result for each fetch.
type node struct {
	projection *store.Projection // nil if no plan reads the records
	referenced references        // set if the records are of several kinds
	fetches    []*fetch
	joins      []*join
}

// A fetch reads the value of a field for all rows of a node whose record has the field.
type fetch struct {
	at         int
	fields     []*ast.Field // all places in the operation that ask for the field
	gives      string       // its type in the schema
	of         map[reflect.Type]*source
	edge       *edge             // what the resolvers follow, if that is one relation or list
	projection *store.Projection // columns of the records that the edge leads to
	output     *output
}

// A source says how a fetch gets its value from one type of record.
type source struct {
	resolver *resolver
	key      keyed // the key that the edge takes from the record
	probe    reflect.Value
	varies   bool      // the edge depends on variables
	accessor *accessor // reads the value if there is no resolver
}

// A join reads a record in the same row as the one that leads to it.
type join struct {
	at     int
	fields []*ast.Field
	gives  string
	key    string
	from   store.Reader
	output *output
}

// inert reports whether nothing is fetched for the value.
func (s *output) inert() bool {
	switch {
	case s.elem != nil:
		return s.elem.inert()
	case s.node == nil:
		return true
	}
	return len(s.node.fetches) == 0 && s.node.referenced == nil
}

// maxFields bounds the fields of a plan. The selections of an interface are compiled for each of its types, and again
// for each type below.
const maxFields = 4000

// A builder compiles one operation.
type builder struct {
	*Compiler
	ctx       context.Context
	operation *load.Operation
	variables map[string]any
	fields    int // how many were compiled
	err       error
}

func (b *builder) fail(why string, arguments ...any) {
	if b.err == nil {
		b.err = unsupportedf(why, arguments...)
	}
}

// rowed is what the rows of a list hold: columns of one type of record.
type rowed struct {
	projection *store.Projection
	kind       reflect.Type
}

var (
	rowType  = reflect.TypeFor[store.Row]()
	pageType = reflect.TypeFor[*store.Page[store.Row]]()
)

// output compiles a value of a type, of which fields are selected.
func (b *builder) output(t *ast.Type, value reflect.Type, fields []*ast.Field, rows *rowed) *output {
	if t.Elem != nil {
		if value.Kind() != reflect.Slice || value == rowType {
			b.fail("%s is not a list", value)
			return &output{}
		}
		return &output{nonNull: t.NonNull, elem: b.output(t.Elem, value.Elem(), fields, rows)}
	}
	definition := b.schema.Types[t.Name()]
	if definition.IsLeafType() {
		return &output{nonNull: t.NonNull}
	}
	s := b.objectOutput(definition, fields, value, rows)
	s.nonNull = t.NonNull
	return s
}

// objectOutput compiles records that have a node of their own.
func (b *builder) objectOutput(
	definition *ast.Definition, fields []*ast.Field, value reflect.Type, rows *rowed,
) *output {
	l := &node{}
	if value == rowType {
		l.projection, value = rows.projection, rows.kind
		rows = nil
	}
	if value == nodeType {
		l.referenced = b.references(definition)
	}
	s := b.objects(l, 0, definition, fields, value, rows)
	l.referenced.build()
	return s
}

// objects compiles the records at one index of the rows of a node.
func (b *builder) objects(
	l *node, at int, definition *ast.Definition, fields []*ast.Field, value reflect.Type, rows *rowed,
) *output {
	s := &output{objects: map[reflect.Type]*object{}, node: l, at: at}
	for _, concrete := range b.schema.GetPossibleTypes(definition) {
		record := value
		if value.Kind() == reflect.Interface {
			if record = b.recordTypes[concrete.Name]; record == nil {
				b.fail("unknown record type %s", concrete.Name)
				return s
			}
		}
		if record.Kind() == reflect.Struct {
			record = reflect.PointerTo(record)
		}
		s.objects[record] = b.object(l, at, concrete, fields, record, rows)
	}
	return s
}

func (b *builder) object(
	l *node, at int, of *ast.Definition, from []*ast.Field, record reflect.Type, rows *rowed,
) *object {
	o := &object{}
	for _, selected := range collect(b.schema, of, from, b.variables) {
		if b.fields++; b.fields > maxFields {
			b.fail("more than %d fields, expanded for each type", maxFields)
		}
		if b.err != nil {
			return o
		}
		f := b.field(l, at, of, selected, record, rows)
		f.key = keyText(selected.Key, len(o.fields) == 0) + f.key
		if !f.name {
			o.values++
		}
		o.fields = append(o.fields, f)
	}
	return o
}

func (b *builder) field(
	l *node, at int, of *ast.Definition, selected selection.Field, record reflect.Type, rows *rowed,
) *outputField {
	name := selected.Nodes[0].Name
	switch {
	case name == "__typename":
		return &outputField{key: fmt.Sprintf("%q", of.Name), name: true}
	case IsIntrospection(selected.Nodes[0]):
		i := b.introspection.inspect(selected.Nodes, b.variables)
		b.fields += i.size()
		return &outputField{inspection: i}
	}
	if r := b.resolverOf(of, name, record); r != nil {
		return b.resolved(l, at, of, selected, record, r)
	}
	p := accessorOf(record, name)
	if p == nil {
		b.fail("type %s has no field %s", record, name)
		return &outputField{}
	}
	if rows != nil && p.isCursor() {
		rows.projection.SelectCursors()
	}
	f := &outputField{accessor: p, output: b.output(of.Fields.ForName(name).Type, p.gives, selected.Nodes, rows)}
	if projection := l.projectionOf(of); projection != nil {
		p.project(projection, at, f.output)
	}
	if b.err == nil && !f.output.inert() {
		f.accessor = nil
		f.fetch = l.add(&fetch{at: at, fields: selected.Nodes, output: f.output,
			of: map[reflect.Type]*source{record: {accessor: p}}})
	}
	return f
}

func (l *node) add(s *fetch) int {
	l.fetches = append(l.fetches, s)
	return len(l.fetches) - 1
}

// resolved compiles a field that has a resolver.
func (b *builder) resolved(
	l *node, at int, of *ast.Definition, selected selection.Field, record reflect.Type, r *resolver,
) *outputField {
	t := of.Fields.ForName(selected.Nodes[0].Name).Type
	a := &source{resolver: r}
	projection := l.projectionOf(of)
	link := b.edgeOf(projection, t, selected.Nodes[0], record, a)
	switch {
	case b.err != nil:
		return &outputField{}
	case link == nil && projection != nil:
		projection.SelectAllColumns(at) // the resolver may read any of them
	case link != nil && !r.rooted:
		if joined := b.joined(l, at, selected.Nodes, t, link, a.key); joined != nil {
			return &outputField{joined: true, output: joined}
		}
		a.key.project(projection, at)
	}
	for i, s := range l.fetches { // another type of record may share the fetch
		if s.at == at && slices.Equal(s.fields, selected.Nodes) && s.gives == t.String() && s.of[record] == nil &&
			s.sameAs(link, r) {
			s.of[record] = a
			return &outputField{fetch: i, output: s.output}
		}
	}
	s := &fetch{at: at, fields: selected.Nodes, gives: t.String(), of: map[reflect.Type]*source{record: a}, edge: link}
	i := l.add(s)
	gives, rows := r.gives, (*rowed)(nil)
	if link != nil {
		gives, rows = link.rows()
		s.projection = rows.projection
	}
	s.output = b.output(t, gives, selected.Nodes, rows)
	if s.projection != nil {
		s.projection.Build()
	}
	return &outputField{fetch: i, output: s.output}
}

// sameAs reports whether a fetch can serve another resolver too.
func (s *fetch) sameAs(link *edge, r *resolver) bool {
	if s.edge == nil || link == nil {
		if s.edge != link {
			return false
		}
		for _, a := range s.of {
			if a.resolver == nil || a.resolver.gives != r.gives {
				return false
			}
		}
		return true
	}
	return s.edge.same(link)
}

// same reports whether two edges lead from the same keys to the same records.
func (l *edge) same(other *edge) bool {
	return l.From == other.From && l.Many == other.Many && l.List == other.List
}

// edgeOf runs a resolver on a probe and returns the edge that it follows, or nil if a plan cannot follow it.
func (b *builder) edgeOf(
	projection *store.Projection, t *ast.Type, f *ast.Field, record reflect.Type, a *source,
) *edge {
	if b.schema.Types[t.Name()].IsLeafType() || projection == nil && !a.resolver.rooted {
		return nil
	}
	arguments, err := b.bind(a.resolver, f, b.variables)
	if err != nil {
		b.err = err
		return nil
	}
	made, keys := probe(record)
	a.probe, a.varies = made, slices.ContainsFunc(f.Arguments,
		func(given *ast.Argument) bool { return holdsVariable(given.Value) })
	link, err := a.resolver.dryRun(b.ctx, b.operation, made, arguments)
	if err != nil {
		b.err = err
	}
	if link == nil || !link.fits(a.resolver.gives) {
		return nil
	}
	if !a.resolver.rooted {
		var found bool
		if a.key, found = keyedBy(link.Key, keys); !found {
			return nil
		}
	}
	return link
}

func holdsVariable(v *ast.Value) bool {
	return v.Kind == ast.Variable || slices.ContainsFunc(v.Children,
		func(child *ast.ChildValue) bool { return holdsVariable(child.Value) })
}

// fits reports whether an edge leads to what its resolver returns.
func (l *edge) fits(gives reflect.Type) bool {
	switch {
	case l.List != nil:
		return gives == l.List.PageType()
	case l.Many:
		return gives.Kind() == reflect.Slice && gives.Elem() == l.From.Projection().RecordType()
	}
	return gives == l.From.Projection().RecordType()
}

// rows returns the type that a plan reads from an edge, instead of the resolver's.
func (l *edge) rows() (reflect.Type, *rowed) {
	t, reading := rowType, (*store.Projection)(nil)
	switch {
	case l.List != nil:
		t, reading = pageType, l.List.Projection()
	case l.Many:
		t, reading = reflect.SliceOf(rowType), l.From.Projection()
	default:
		reading = l.From.Projection()
	}
	return t, &rowed{reading, reading.RecordType()}
}

// joined compiles an edge to one record that can be read in the same row, or returns nil.
func (b *builder) joined(l *node, at int, fields []*ast.Field, t *ast.Type, link *edge, key keyed) *output {
	if l.referenced != nil || link.From == nil || link.Many || key.field == "" || key.isFact {
		return nil
	}
	for _, j := range l.joins {
		if j.at == at && slices.Equal(j.fields, fields) && j.key == key.field && j.from == link.From &&
			j.gives == t.String() {
			return j.output
		}
	}
	to, ok := l.projection.Join(at, key.field, link.From)
	if !ok {
		return nil
	}
	s := b.objects(l, to, b.schema.Types[t.Name()], fields, link.From.Projection().RecordType(), nil)
	s.nonNull = t.NonNull
	l.joins = append(l.joins, &join{at, fields, t.String(), key.field, link.From, s})
	return s
}
