package plan

import (
	"reflect"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// A keyed field is the field of a record that holds the key of an edge.
type keyed struct {
	field  string // its name in Go; "" for the whole Fact
	index  []int
	isFact bool
}

// probe returns a record whose key fields all differ, and these fields by their keys.
func probe(t reflect.Type) (reflect.Value, map[store.Key]reflect.StructField) {
	record, fields := reflect.New(t.Elem()), map[store.Key]reflect.StructField{}
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
		key := store.Key(1<<40 + len(fields))
		switch {
		case f.Type == reflect.TypeFor[store.Key]():
			to.SetInt(key)
		case f.Type == reflect.TypeFor[*store.Key]():
			to.Set(reflect.ValueOf(&key))
		default:
			continue
		}
		fields[key] = f
	}
	return record, fields
}

// keyedBy returns the field of a probe that holds a key.
func keyedBy(key any, fields map[store.Key]reflect.StructField) (keyed, bool) {
	switch key := key.(type) {
	case store.Key:
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

// project selects the column of the key.
func (k keyed) project(reading *store.Projection, at int) {
	if k.field == "" {
		reading.SelectAllColumns(at)
	} else {
		reading.SelectColumn(at, k.field)
	}
}

// of returns the key of a record, if it has one.
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
