package data

import (
	"database/sql"
	"encoding/json"
	"fmt"
)

// A column names a place in a table and where its value is scanned to.
type column struct {
	name string
	into any
}

// A noun describes how records of one kind are stored, once: every query for them is assembled from it.
type noun[T any] struct {
	table string
	names []string                 // of the columns, qualified with the table
	row   func() ([]any, func() T) // destinations for one row, and the record that they fill
}

// describe makes a noun of a table whose rows have the columns of R. The finished record is what as makes of the row.
func describe[R, T any](table string, columns func(*R) []column, as func(*R) T) noun[T] {
	var names []string
	for _, c := range columns(new(R)) {
		names = append(names, table+"."+c.name)
	}
	row := func() ([]any, func() T) {
		r := new(R)
		var into []any
		for _, c := range columns(r) {
			into = append(into, c.into)
		}
		return into, func() T { return as(r) }
	}
	return noun[T]{table, names, row}
}

func itself[R any](r *R) *R { return r }

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
