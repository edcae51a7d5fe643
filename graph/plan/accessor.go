package plan

import (
	"reflect"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// A accessor of a record is one that gqlgen takes from it for a field: what is in a field of the struct, or what a
// method gives.
type accessor struct {
	field  string
	index  []int
	method int
	gives  reflect.Type
}

// accessorOf finds the accessor of a field, as gqlgen binds.
func accessorOf(record reflect.Type, name string) *accessor {
	if m, found := methodFor(record, name); found && m.Type.NumIn() == 1 {
		return &accessor{method: m.Index, gives: m.Type.Out(0), field: m.Name}
	}
	for _, f := range reflect.VisibleFields(record.Elem()) {
		if f.IsExported() && !f.Anonymous && strings.EqualFold(f.Name, name) {
			return &accessor{field: f.Name, index: f.Index, gives: f.Type}
		}
	}
	return nil
}

// isCursor tells of an edge's cursor, and of the two of a page.
func (p *accessor) isCursor() bool { return strings.HasSuffix(p.field, "Cursor") }

var dateType = reflect.TypeFor[*store.UncertainDate]()

// want reads what it takes, or of a date what of it is written.
func (p *accessor) project(reading *store.Projection, at int, s *shape) {
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

// accessed are the fields of the struct from which the object is written, none if it takes more than these.
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

// of takes it from a record.
func (p *accessor) of(record reflect.Value) reflect.Value {
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
