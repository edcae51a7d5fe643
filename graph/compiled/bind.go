package compiled

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data"
)

// A resolver is one that gqlgen would call for a field: a method of a resolver, with the record as an argument, or one of the record
// itself that takes a context.
type resolver struct {
	on        *ast.Definition
	resolves  reflect.Value // the value that has the method, if it is not the record
	method    int
	arguments []reflect.Type
	gives     reflect.Type
	rooted    bool // there is no record
}

// method finds the one for a field, as gqlgen binds: whatever the case of its letters.
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

// survey asks the resolver where it leads, and gives nil if it does not follow one relation.
func (r *resolver) survey(ctx context.Context, host Host, record reflect.Value, arguments []reflect.Value) (seen *Link, err error) {
	q := &Questions{survey: true}
	defer func() {
		if recover() != nil { // it looks at more of the record than there is
			seen, err = nil, nil
		}
	}()
	reset := host.Mark()
	defer reset()
	_, err = r.call(r.in(host.Context(ctx, q)), record, arguments)
	var invalid data.Invalid
	if errors.As(err, &invalid) {
		return nil, mistaken("%v", err)
	}
	return q.seen, nil
}

// bind makes the values with which a field's resolver is called.
func (c *Compiler) bind(r *resolver, f *ast.Field, variables map[string]any) ([]reflect.Value, error) {
	if len(r.arguments) == 0 {
		return nil, nil
	}
	given := f.ArgumentMap(variables)
	definition := r.on.Fields.ForName(f.Name)
	values := make([]reflect.Value, len(r.arguments))
	for i, t := range r.arguments {
		values[i] = reflect.New(t).Elem()
		a := definition.Arguments[i]
		if err := c.set(values[i], a.Type, given[a.Name]); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// set gives a Go value what a value of GraphQL holds.
func (c *Compiler) set(to reflect.Value, t *ast.Type, value any) error {
	if value == nil {
		if t.NonNull {
			return mistaken("null is no %s", t)
		}
		return nil
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	if t.Elem != nil {
		return c.setList(to, t, value)
	}
	switch v := value.(type) {
	case map[string]any:
		return c.setInput(to, c.schema.Types[t.Name()], v)
	case string:
		if to.Kind() == reflect.String {
			to.SetString(v)
			return nil
		}
	case bool:
		if to.Kind() == reflect.Bool {
			to.SetBool(v)
			return nil
		}
	case int64:
		if to.CanInt() && !to.OverflowInt(v) {
			to.SetInt(v)
			return nil
		}
		if to.Kind() == reflect.String { // an ID
			to.SetString(fmt.Sprint(v))
			return nil
		}
	}
	return mistaken("%v is no %s", value, t)
}

func (c *Compiler) setList(to reflect.Value, t *ast.Type, value any) error {
	values, ok := value.([]any)
	if !ok {
		values = []any{value}
	}
	to.Set(reflect.MakeSlice(to.Type(), len(values), len(values)))
	for i, v := range values {
		if err := c.set(to.Index(i), t.Elem, v); err != nil {
			return err
		}
	}
	return nil
}

func (c *Compiler) setInput(to reflect.Value, definition *ast.Definition, values map[string]any) error {
	for _, f := range definition.Fields {
		value, given := values[f.Name]
		if !given && f.DefaultValue != nil {
			value, _ = f.DefaultValue.Value(nil) // validated with the schema
		}
		field := to.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, f.Name) })
		if !field.IsValid() {
			return givesUp("%s has no %s", to.Type(), f.Name)
		}
		if err := c.set(field, f.Type, value); err != nil {
			return err
		}
	}
	return nil
}

// A keyed field leads from a record to the key that a link goes by.
type keyed struct {
	field  string // its name in Go; "": the whole Fact
	index  []int
	isFact bool
}

// probe makes a record whose fields that may be keys are all different, and gives these fields by the keys.
func probe(t reflect.Type) (reflect.Value, map[data.Key]reflect.StructField) {
	record, fields := reflect.New(t.Elem()), map[data.Key]reflect.StructField{}
	if t.Elem().Kind() != reflect.Struct {
		return record, fields
	}
	for _, f := range reflect.VisibleFields(t.Elem()) {
		if !f.IsExported() || f.Anonymous {
			continue
		}
		to, err := record.Elem().FieldByIndexErr(f.Index)
		if err != nil {
			continue
		}
		key := data.Key(1<<40 + len(fields))
		switch {
		case f.Type == reflect.TypeFor[data.Key]():
			to.SetInt(key)
		case f.Type == reflect.TypeFor[*data.Key]():
			to.Set(reflect.ValueOf(&key))
		default:
			continue
		}
		fields[key] = f
	}
	return record, fields
}

// keyedBy finds the field of a probe from which a key was taken.
func keyedBy(key any, fields map[data.Key]reflect.StructField) (keyed, bool) {
	switch key := key.(type) {
	case data.Key:
		f, found := fields[key]
		return keyed{field: f.Name, index: f.Index}, found
	case data.Fact:
		if f, found := fields[key.Subject]; found && key.Property == "" {
			return keyed{field: f.Name, index: f.Index, isFact: true}, true
		}
		return keyed{isFact: true}, true
	}
	return keyed{}, false
}

// want reads it.
func (k keyed) want(reading *data.Reading, at int) {
	if k.field == "" {
		reading.WantAll(at)
	} else {
		reading.Want(at, k.field)
	}
}

// of gives the key of a record, if it has one.
func (k keyed) of(record reflect.Value) (any, bool) {
	if k.index == nil {
		return record.Interface().(data.Cited).Fact(), true
	}
	v := record.Elem().FieldByIndex(k.index)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, false
		}
		v = v.Elem()
	}
	if k.isFact {
		return data.Fact{Subject: v.Int()}, true
	}
	return v.Int(), true
}

// A part of a record is one that gqlgen takes from it for a field: what is in a field of the struct, or what a method gives.
type part struct {
	field  string
	index  []int
	method int
	gives  reflect.Type
}

// partOf finds the part for a field, as gqlgen binds.
func partOf(record reflect.Type, name string) *part {
	if m, found := methodFor(record, name); found && m.Type.NumIn() == 1 {
		return &part{method: m.Index, gives: m.Type.Out(0), field: m.Name}
	}
	for _, f := range reflect.VisibleFields(record.Elem()) {
		if f.IsExported() && !f.Anonymous && strings.EqualFold(f.Name, name) {
			return &part{field: f.Name, index: f.Index, gives: f.Type}
		}
	}
	return nil
}

// isCursor tells of an edge's cursor, and of the two of a page.
func (p *part) isCursor() bool { return strings.HasSuffix(p.field, "Cursor") }

var dateType = reflect.TypeFor[*data.UncertainDate]()

// want reads what it takes, or of a date what of it is written.
func (p *part) want(reading *data.Reading, at int, s *shape) {
	switch {
	case p.gives == dateType:
		reading.Want(at, p.field, s.objects[dateType].parts()...)
	case p.index != nil:
		reading.Want(at, p.field)
	case p.field == "ID", p.field == "URL": // of a data.Node
		reading.Want(at, "Slug")
	default:
		reading.WantAll(at)
	}
}

// parts are the fields of the struct from which the object is written, none if it takes more than these.
func (o *object) parts() (names []string) {
	names = []string{"EDTF"}
	for _, f := range o.fields {
		switch {
		case f.name:
		case f.part == nil || f.part.index == nil:
			return nil
		default:
			names = append(names, f.part.field)
		}
	}
	return names
}

// of takes it from a record.
func (p *part) of(record reflect.Value) reflect.Value {
	if p.index != nil {
		return record.Elem().FieldByIndex(p.index)
	}
	if node, ok := record.Interface().(data.Node); ok {
		switch p.field { // which are asked most
		case "ID":
			return reflect.ValueOf(node.ID())
		case "URL":
			return reflect.ValueOf(node.URL())
		}
	}
	return record.Method(p.method).Call(nil)[0]
}
