package compiled

import (
	"reflect"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

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

var dateType = reflect.TypeFor[*store.UncertainDate]()

// want reads what it takes, or of a date what of it is written.
func (p *part) want(reading *store.Projection, at int, s *shape) {
	switch {
	case p.gives == dateType:
		reading.SelectColumn(at, p.field, s.objects[dateType].parts()...)
	case p.index != nil:
		reading.SelectColumn(at, p.field)
	case p.field == "ID", p.field == "URL": // of a data.Node
		reading.SelectColumn(at, "Slug")
	default:
		reading.SelectAllColumns(at)
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
