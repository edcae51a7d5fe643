package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// An Entity says how the records of one kind are stored: in which table, and which columns fill which fields. T is what
// a record is for callers.
//
// The fields of a record's struct name their columns in a tag, such as `db:"occasion_id"`. An *UncertainDate fills from
// six columns that begin with its tag, a slice or a Span from a JSON text, any other struct from columns that begin
// with its tag and end with the tags of its own fields.
type Entity[T any] struct {
	table    string
	where    string // the rows that are records of this kind; all if it is empty
	columns  []storedColumn
	selected string // all of them, for SELECT
	facets   map[FacetBy]*Index
	// newRow gives where a row is scanned to, and what makes the record of it. The next row makes another one.
	newRow func() (into []any, record func() T)
}

// A storedColumn fills a field of the record, or one part of an uncertain date, both by their names in Go.
type storedColumn struct {
	name, field string
	datePart    string // "": the whole field
	always      bool   // read whatever the projection selects
}

// NewEntity describes the records of a table whose rows are an R.
func NewEntity[R any](table string) Entity[*R] {
	return NewEntityAs(table, func(r *R) *R { return r })
}

// NewEntityAs describes the records of a table whose rows are an R and which as turns into a T. as may look at the
// fields that needs names.
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

// Where restricts the entity to rows that meet a condition on its table.
func (e Entity[T]) Where(condition string) Entity[T] {
	e.where = condition
	return e
}

// WithFacets names the indexes by which lists of the entity can be grouped.
func (e Entity[T]) WithFacets(facets map[FacetBy]*Index) Entity[T] {
	e.facets = facets
	return e
}

// ByKey leads from keys to records.
func (e Entity[T]) ByKey() Relation[Key, T] {
	id := e.table + ".id"
	return Relation[Key, T]{Entity: e, Key: id, Order: id}
}

// BySlug leads from slugs and aliases, in lower case, to records.
func (e Entity[T]) BySlug() Relation[string, T] {
	return Relation[string, T]{
		Entity: e,
		Join:   "JOIN slug ON slug.space = '" + e.table + "' AND slug.record_id = " + e.table + ".id",
		Key:    "slug.slug",
		Order:  "slug.slug",
	}
}

// List leads from the values of an index to records, by the page. order holds unless the caller chooses another.
func (e Entity[T]) List(by *Index, order Order) List[T] { return List[T]{e, by, order} }

// All is the index of all records of the entity.
func (e Entity[T]) All(name string) *Index {
	pairs := "SELECT id AS record, 0 AS value FROM " + e.table
	if e.where != "" {
		pairs += " WHERE " + e.where
	}
	return declareIndex(Index{name: name, space: allRecords, pairs: pairs, complete: e.where == ""})
}

// A destination is where the value of one column is scanned to.
type destination struct {
	column storedColumn
	into   any
}

// destinations gives those of a record's fields. prefix begins the names of the columns; field is the name in Go of the
// field that record is the value of, if it is one.
func destinations(record reflect.Value, prefix, field string) (all []destination) {
	for i := range record.NumField() {
		f := record.Type().Field(i)
		at := reflect.NewAt(f.Type, record.Field(i).Addr().UnsafePointer()).Interface() // of unexported fields too
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
