package plan

import (
	"context"
	"errors"
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// A resolver is one that gqlgen would call for a field: a method of a resolver, with the record as an argument, or
// one of the record itself that takes a context.
type resolver struct {
	on        *ast.Definition
	resolves  reflect.Value // the value that has the method, if it is not the record
	method    int
	arguments []reflect.Type
	gives     reflect.Type
	rooted    bool // there is no record
}

// methodFor finds the one for a field, as gqlgen binds: whatever the case of its letters.
func methodFor(of reflect.Type, field string) (reflect.Method, bool) {
	for i := range of.NumMethod() {
		if m := of.Method(i); strings.EqualFold(m.Name, field) {
			return m, true
		}
	}
	return reflect.Method{}, false
}

var contextType = reflect.TypeFor[context.Context]()

// resolverOf gives the resolver of a field of a type of the schema, whose records are of a type of data, or nil.
func (c *Compiler) resolverOf(on *ast.Definition, field string, record reflect.Type) *resolver {
	r := &resolver{on: on, rooted: on == c.schema.Query}
	before := 2 // stand before the arguments: the context, and the record or the receiver
	if r.rooted {
		before = 1
	}
	resolves, known := c.resolvers[on.Name]
	m, found := reflect.Method{}, false
	if known {
		m, found = methodFor(resolves.Type(), field)
	}
	if found {
		r.resolves = resolves
	} else if m, found = methodFor(record, field); !found || m.Type.NumIn() < 2 || m.Type.In(1) != contextType {
		return nil
	}
	r.method, r.gives = m.Index, m.Type.Out(0)
	for i := before; i < m.Type.NumIn(); i++ {
		r.arguments = append(r.arguments, m.Type.In(i))
	}
	return r
}

// call calls it for a record.
func (r *resolver) call(ctx context.Context, record reflect.Value, arguments []reflect.Value) (reflect.Value, error) {
	in := make([]reflect.Value, 0, 2+len(arguments))
	in = append(in, reflect.ValueOf(ctx))
	on := r.resolves
	switch {
	case !on.IsValid():
		on = record
	case !r.rooted:
		in = append(in, record)
	}
	out := on.Method(r.method).Call(append(in, arguments...))
	err, _ := out[1].Interface().(error)
	return out[0], err
}

// in is a context in which a field of the type is resolved.
func (r *resolver) in(ctx context.Context) context.Context {
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: r.on.Name})
}

// dryRun asks the resolver where it leads, and gives nil if it does not follow one relation.
func (r *resolver) dryRun(
	ctx context.Context, o *load.Operation, record reflect.Value, arguments []reflect.Value,
) (seen *edge, err error) {
	pending := load.DryRun()
	defer func() {
		if recover() != nil { // it looks at more of the record than there is
			seen, err = nil, nil
		}
	}()
	reset := o.Mark()
	defer reset()
	_, err = r.call(r.in(o.Collect(ctx, pending)), record, arguments)
	var problem store.Invalid
	if errors.As(err, &problem) {
		return nil, invalidf("%v", err)
	}
	return (*edge)(pending.Edge()), nil
}
