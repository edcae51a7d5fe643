package plan

import (
	"reflect"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// An accessor reads the value of a GraphQL field from a record: a field of the struct (of a struct in it, the pointer),
// or the result of a method.
type accessor struct {
	field  string
	index  []int
	method int
	gives  reflect.Type
}

// accessorOf returns the accessor of a field, which it finds as gqlgen binds fields.
func accessorOf(record reflect.Type, name string) *accessor {
	if m, found := methodFor(record, name); found && m.Type.NumIn() == 1 {
		return &accessor{method: m.Index, gives: m.Type.Out(0), field: m.Name}
	}
	for _, f := range reflect.VisibleFields(record.Elem()) {
		if f.IsExported() && !f.Anonymous && strings.EqualFold(f.Name, name) {
			gives := f.Type
			if gives.Kind() == reflect.Struct {
				gives = reflect.PointerTo(gives)
			}
			return &accessor{field: f.Name, index: f.Index, gives: gives}
		}
	}
	return nil
}

// isCursor reports whether it reads a cursor of an edge or of a page.
func (p *accessor) isCursor() bool { return strings.HasSuffix(p.field, "Cursor") }

var dateType = reflect.TypeFor[*store.UncertainDate]()

// project selects the columns that the accessor reads. Of a date, it selects those that are written.
func (p *accessor) project(reading *store.Projection, at int, s *output) {
	switch {
	case p.gives == dateType:
		reading.SelectColumn(at, p.field, s.objects[dateType].accessed()...)
	case p.index != nil:
		reading.SelectColumn(at, p.field)
	case p.field == "ID", p.field == "URL": // of a data.Node
		reading.SelectColumn(at, "Slug")
	default:
		reading.SelectAllColumns(at)
	}
}

// accessed returns the struct fields from which an object is written, or none if it needs more than these.
func (o *object) accessed() (names []string) {
	names = []string{"EDTF"}
	for _, f := range o.fields {
		switch {
		case f.name:
		case f.accessor == nil || f.accessor.index == nil:
			return nil
		default:
			names = append(names, f.accessor.field)
		}
	}
	return names
}

// of returns the value of a record.
func (p *accessor) of(record reflect.Value) reflect.Value {
	if p.index != nil {
		value := record.Elem().FieldByIndex(p.index)
		if value.Kind() == reflect.Struct {
			return value.Addr()
		}
		return value
	}
	if node, ok := record.Interface().(data.Node); ok {
		switch p.field { // the most frequent ones
		case "ID":
			return reflect.ValueOf(node.ID())
		case "URL":
			return reflect.ValueOf(node.URL())
		}
	}
	return record.Method(p.method).Call(nil)[0]
}
