package data

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// A column names a place in a table and where its value is scanned to.
type column struct {
	name string
	into any
}

// A noun describes how records of one kind are stored, once: every query for them is assembled from it.
type Entity[T any] struct {
	table   string
	columns []storedColumn
	row     func() ([]any, func() T) // destinations for the columns of a row, and the record that they fill; the next row fills another one
}

// A stored column, and the field of the record that it fills, by its name in Go; or of a date in that field, the part.
type storedColumn struct {
	name, field, part string
	always            bool // it is read, whatever is asked of the record
}

// describe makes a noun of a table whose rows have the columns of R. The finished record is what as makes of the row, for which it
// looks at some fields.
func describe[R, T any](table string, columns func(*R) []column, as func(*R) T, looksAt ...string) Entity[T] {
	n := Entity[T]{table: table}
	r := new(R)
	for _, c := range columns(r) {
		field := fieldAt(reflect.ValueOf(r).Elem(), addressOf(c.into))
		of, _ := c.into.(datePart)
		n.columns = append(n.columns, storedColumn{c.name, field.Name, of.field, slices.Contains(looksAt, field.Name)})
	}
	n.row = func() ([]any, func() T) {
		r := new(R)
		var into []any
		for _, c := range columns(r) {
			into = append(into, c.into)
		}
		return into, func() T {
			done := new(R)
			*done, *r = *r, *new(R)
			return as(done)
		}
	}
	return n
}

func itself[R any](r *R) *R { return r }

// addressOf is where a destination writes to.
func addressOf(into any) uintptr {
	switch into := into.(type) {
	case asJSON:
		return addressOf(into.into)
	case datePart:
		return addressOf(into.date)
	}
	return reflect.ValueOf(into).Pointer()
}

// fieldAt finds the field of a struct that lies at an address.
func fieldAt(of reflect.Value, address uintptr) reflect.StructField {
	for i := range of.NumField() {
		f := of.Field(i)
		if start := f.Addr().Pointer(); start <= address && address < start+f.Type().Size() {
			if of.Type().Field(i).Anonymous {
				return fieldAt(f, address)
			}
			return of.Type().Field(i)
		}
	}
	panic(fmt.Sprintf("a column of %s fills no field of it", of.Type())) // a mistake in a noun's file
}

// asJSON scans a JSON text into what it points to.
type asJSON struct{ into any }

func (j asJSON) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a JSON column holds %T", value)
	}
	return json.Unmarshal([]byte(text), j.into)
}

var _ sql.Scanner = asJSON{}
