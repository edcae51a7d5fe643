package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// An Entity describes how the records of one kind are stored: the table, and the columns that fill each field. T is the
// type of records for callers.
//
// The fields of a record's struct name their columns in a tag, such as `db:"occasion_id"`. An *UncertainDate is
// filled from six columns whose names begin with its tag, a slice or a Span from a JSON text, and any other struct
// from columns whose names are its tag followed by the tags of its own fields.
type Entity[T any] struct {
	table    string
	where    string // condition for rows of this kind; "" for all rows
	columns  []storedColumn
	selected string // all columns, for SELECT
	facets   map[FacetBy]*Index
	// newRow returns scan destinations for a row, and a function that returns the scanned record. The destinations are
	// reused for the next row.
	newRow func() (into []any, record func() T)
}

// A storedColumn fills a field of a record, or one part of an uncertain date. Both are identified by their names in Go.
type storedColumn struct {
	name, field string
	datePart    string // "" for the whole field
	always      bool   // read even if the projection does not select it
}

// NewEntity returns the entity of a table whose rows are scanned into an R.
func NewEntity[R any](table string) Entity[*R] {
	return NewEntityAs(table, func(r *R) *R { return r })
}

// NewEntityAs returns the entity of a table whose rows are scanned into an R and converted by as. needs lists the
// fields that as reads.
func NewEntityAs[R, T any](table string, as func(*R) T, needs ...string) Entity[T] {
	e := Entity[T]{table: table}
	var names []string
	for _, d := range destinations(reflect.ValueOf(new(R)).Elem(), "", "") {
		d.column.always = slices.Contains(needs, d.column.field)
		e.columns = append(e.columns, d.column)
		names = append(names, table+"."+d.column.name)
	}
	e.selected = strings.Join(names, ", ")
	e.newRow = func() ([]any, func() T) {
		r := new(R)
		var into []any
		for _, d := range destinations(reflect.ValueOf(r).Elem(), "", "") {
			into = append(into, d.into)
		}
		return into, func() T {
			done := new(R)
			*done, *r = *r, *new(R)
			return as(done)
		}
	}
	return e
}

// Where restricts the entity to rows that meet a condition.
func (e Entity[T]) Where(condition string) Entity[T] {
	e.where = condition
	return e
}

// WithFacets sets the indexes by which lists of the entity can be grouped.
func (e Entity[T]) WithFacets(facets map[FacetBy]*Index) Entity[T] {
	e.facets = facets
	return e
}

// ByKey returns the relation from keys to records.
func (e Entity[T]) ByKey() Relation[Key, T] {
	id := e.table + ".id"
	return Relation[Key, T]{Entity: e, Key: id, Order: id}
}

// BySlug returns the relation from slugs and aliases, in lower case, to records.
func (e Entity[T]) BySlug() Relation[string, T] {
	return Relation[string, T]{
		Entity: e,
		Join:   "JOIN slug ON slug.space = '" + e.table + "' AND slug.record_id = " + e.table + ".id",
		Key:    "slug.slug",
		Order:  "slug.slug",
	}
}

// List returns the list of the records for each value of an index. order is the default order.
func (e Entity[T]) List(by *Index, order Order) List[T] { return List[T]{e, by, order} }

// All declares the index of all records of the entity.
func (e Entity[T]) All(name string) *Index {
	pairs := "SELECT id AS record, 0 AS value FROM " + e.table
	if e.where != "" {
		pairs += " WHERE " + e.where
	}
	return declareIndex(Index{name: name, space: allRecords, pairs: pairs, complete: e.where == ""})
}

// A destination is where the value of a column is scanned.
type destination struct {
	column storedColumn
	into   any
}

// destinations returns the destinations of a record's fields. prefix is the beginning of the names of the columns. If
// the record is the value of a field of another record, field is the name of that field.
func destinations(record reflect.Value, prefix, field string) (all []destination) {
	for i := range record.NumField() {
		f := record.Type().Field(i)
		at := reflect.NewAt(f.Type, record.Field(i).Addr().UnsafePointer()).Interface() // also if unexported
		tag, tagged := f.Tag.Lookup("db")
		if !tagged && !f.Anonymous {
			panic(fmt.Sprintf("the field %s of %s names no column: add a db tag", f.Name, record.Type()))
		}
		name := prefix + tag
		filled := field
		if filled == "" && !f.Anonymous {
			filled = f.Name
		}
		switch date, isDate := at.(**UncertainDate); {
		case isDate:
			all = append(all, dateDestinations(name, filled, date)...)
		case f.Type.Kind() == reflect.Slice, f.Type == reflect.TypeFor[Span]():
			all = append(all, destination{storedColumn{name: name, field: filled}, asJSON{at}})
		case f.Type.Kind() == reflect.Struct:
			all = append(all, destinations(reflect.ValueOf(at).Elem(), name, filled)...)
		default:
			all = append(all, destination{storedColumn{name: name, field: filled}, at})
		}
	}
	return all
}

// asJSON decodes a JSON text into the value to which it points.
type asJSON struct{ into any }

func (j asJSON) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a JSON column must hold text, got %T", value)
	}
	return json.Unmarshal([]byte(text), j.into)
}

var _ sql.Scanner = asJSON{}
