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

// A shape is how a value is written that a field gives.
type shape struct {
	nonNull bool
	elem    *shape                   // of a list
	objects map[reflect.Type]*object // by the types of records that may come; none if it is a scalar
	node    *node                    // on which the records stand
	at      int                      // the place of the record in a row
}

// An object is how a record is written.
type object struct {
	fields []*field
	values int // how many of the fields are values
}

// A field of an object is the name of its type, a part of the record, a record at another place of the row,
// introspection, or what is asked.
type field struct {
	key        string // with what follows it
	name       bool   // it is a type's
	accessor   *accessor
	joined     bool
	inspection *inspection
	fetch      int // what is asked, if it is none of the others
	shape      *shape
}

// keyText returns a response key with its colon, after a comma unless it is the first of an object.
func keyText(key string, first bool) string {
	if first {
		return strconv.Quote(key) + ":"
	}
	return "," + strconv.Quote(key) + ":"
}

// A node is what is asked for the records of one list, or of all lists of that sort. Each row has an answer for each
// fetch.
type node struct {
	projection *store.Projection // nil if the records are not read by a plan
	fetches    []*fetch
	joins      []*join
}

// A fetch is one question for each row that has a record which it is for.
type fetch struct {
	at         int
	fields     []*ast.Field // that ask it
	gives      string       // a type of the schema
	of         map[reflect.Type]*source
	edge       *edge             // where the resolvers lead, if that is one relation
	projection *store.Projection // of what is there
	shape      *shape
}

// An source is a field of one type of records.
type source struct {
	resolver *resolver
	key      keyed // of the edge
	probe    reflect.Value
	varies   bool      // with the variables
	accessor *accessor // if there is no resolver
}

// A join is a record that is read in the same row as the one that leads to it.
type join struct {
	at     int
	fields []*ast.Field
	gives  string
	key    string
	from   store.Reader
	shape  *shape
}

// inert tells whether nothing is asked for what has the shape.
func (s *shape) inert() bool {
	switch {
	case s.elem != nil:
		return s.elem.inert()
	case s.node == nil:
		return true
	}
	return len(s.node.fetches) == 0
}

// maxFields bounds a plan. What is selected of an interface is compiled for each type that has it, and for each type
// below that again.
const maxFields = 4000

// A builder compiles one operation.
type builder struct {
	*Compiler
	ctx       context.Context
	operation *load.Operation
	variables map[string]any
	fields    int // that were compiled
	err       error
}

func (b *builder) fail(why string, arguments ...any) {
	if b.err == nil {
		b.err = unsupportedf(why, arguments...)
	}
}

// A rowed type is what the rows of a Reading hold at first.
type rowed struct {
	projection *store.Projection
	kind       reflect.Type
}

var (
	rowType  = reflect.TypeFor[store.Row]()
	pageType = reflect.TypeFor[*store.Page[store.Row]]()
)

// shape compiles what a value of a type is written like, of which fields are selected.
func (b *builder) shape(t *ast.Type, value reflect.Type, fields []*ast.Field, rows *rowed) *shape {
	if t.Elem != nil {
		if value.Kind() != reflect.Slice || value == rowType {
			b.fail("%s is no list", value)
			return &shape{}
		}
		return &shape{nonNull: t.NonNull, elem: b.shape(t.Elem, value.Elem(), fields, rows)}
	}
	definition := b.schema.Types[t.Name()]
	if definition.IsLeafType() {
		return &shape{nonNull: t.NonNull}
	}
	s := b.objectShape(definition, fields, value, rows)
	s.nonNull = t.NonNull
	return s
}

// objectShape compiles records, on a node of their own.
func (b *builder) objectShape(definition *ast.Definition, fields []*ast.Field, value reflect.Type, rows *rowed) *shape {
	l := &node{}
	if value == rowType {
		l.projection, value = rows.projection, rows.kind
		rows = nil
	}
	return b.objects(l, 0, definition, fields, value, rows)
}

// objects compiles the records at one place of a node.
func (b *builder) objects(
	l *node, at int, definition *ast.Definition, fields []*ast.Field, value reflect.Type, rows *rowed,
) *shape {
	s := &shape{objects: map[reflect.Type]*object{}, node: l, at: at}
	for _, concrete := range b.schema.GetPossibleTypes(definition) {
		record := value
		if value.Kind() == reflect.Interface {
			if record = b.recordTypes[concrete.Name]; record == nil {
				b.fail("no record is a %s", concrete.Name)
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
			b.fail("it has more fields than %d, written out for each type", maxFields)
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
) *field {
	name := selected.Nodes[0].Name
	switch {
	case name == "__typename":
		return &field{key: fmt.Sprintf("%q", of.Name), name: true}
	case IsIntrospection(selected.Nodes[0]):
		i := b.introspection.inspect(selected.Nodes, b.variables)
		b.fields += i.size()
		return &field{inspection: i}
	}
	if r := b.resolverOf(of, name, record); r != nil {
		return b.resolved(l, at, of, selected, record, r)
	}
	p := accessorOf(record, name)
	if p == nil {
		b.fail("%s has no %s", record, name)
		return &field{}
	}
	if rows != nil && p.isCursor() {
		rows.projection.SelectCursors()
	}
	f := &field{accessor: p, shape: b.shape(of.Fields.ForName(name).Type, p.gives, selected.Nodes, rows)}
	if l.projection != nil {
		p.project(l.projection, at, f.shape)
	}
	if b.err == nil && !f.shape.inert() {
		f.accessor = nil
		f.fetch = l.add(&fetch{at: at, fields: selected.Nodes, shape: f.shape,
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
) *field {
	t := of.Fields.ForName(selected.Nodes[0].Name).Type
	a := &source{resolver: r}
	link := b.edgeOf(l, t, selected.Nodes[0], record, a)
	switch {
	case b.err != nil:
		return &field{}
	case link == nil && l.projection != nil:
		l.projection.SelectAllColumns(at) // nobody knows what the resolver looks at
	case link != nil && !r.rooted:
		if joined := b.joined(l, at, selected.Nodes, t, link, a.key); joined != nil {
			return &field{joined: true, shape: joined}
		}
		a.key.project(l.projection, at)
	}
	for i, s := range l.fetches { // of another type that the record may have
		if s.at == at && slices.Equal(s.fields, selected.Nodes) && s.gives == t.String() && s.of[record] == nil &&
			s.sameAs(link, r) {
			s.of[record] = a
			return &field{fetch: i, shape: s.shape}
		}
	}
	s := &fetch{at: at, fields: selected.Nodes, gives: t.String(), of: map[reflect.Type]*source{record: a}, edge: link}
	i := l.add(s)
	gives, rows := r.gives, (*rowed)(nil)
	if link != nil {
		gives, rows = link.rows()
		s.projection = rows.projection
	}
	s.shape = b.shape(t, gives, selected.Nodes, rows)
	if s.projection != nil {
		s.projection.Build()
	}
	return &field{fetch: i, shape: s.shape}
}

// sameAs tells whether the question is the one of another resolver.
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

// same tells whether two links lead from keys to the same records.
func (l *edge) same(other *edge) bool {
	return l.From == other.From && l.Many == other.Many && l.List == other.List
}

// edgeOf asks a resolver where it leads, and gives nil if a plan cannot go there by itself.
func (b *builder) edgeOf(l *node, t *ast.Type, f *ast.Field, record reflect.Type, a *source) *edge {
	if b.schema.Types[t.Name()].IsLeafType() || l.projection == nil && !a.resolver.rooted {
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

// fits tells whether what the edge leads to is what its resolver gives.
func (l *edge) fits(gives reflect.Type) bool {
	switch {
	case l.List != nil:
		return gives == l.List.PageType()
	case l.Many:
		return gives.Kind() == reflect.Slice && gives.Elem() == l.From.Projection().RecordType()
	}
	return gives == l.From.Projection().RecordType()
}

// rows is what a plan reads of it, instead of what the resolver gives.
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

// joined compiles an edge to one record that can be read in the same row, or gives nil.
func (b *builder) joined(l *node, at int, fields []*ast.Field, t *ast.Type, link *edge, key keyed) *shape {
	if link.From == nil || link.Many || key.field == "" || key.isFact {
		return nil
	}
	for _, j := range l.joins {
		if j.at == at && slices.Equal(j.fields, fields) && j.key == key.field && j.from == link.From &&
			j.gives == t.String() {
			return j.shape
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
