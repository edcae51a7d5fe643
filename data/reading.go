package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A Reading says what is read of records: which of their fields, and which records they lead to one by one, that are read in the same
// statement. The records themselves are at place 0, those that are followed to at the places after it.
type Reading struct {
	places  []*place
	cursors bool   // of pages
	text    string // of what is selected, and
	joins   string // from where: written once, as it is asked again and again
	scans   sync.Pool
}

// A place is a noun with what is read of it.
type place struct {
	noun   described
	name   string // of the table, or what it is called here
	join   string
	fields map[string]bool // that are asked, by their names in Go
	whole  bool            // all of them are
}

// A Row is what one row held: the record at each place of a Reading, nil where there is none.
type Row []any

// described is a noun of whatever records.
type described interface {
	of() (table string, columns []stored)
	record() ([]any, func() any)
	kind() reflect.Type
}

func (n noun[T]) of() (string, []stored) { return n.table, n.columns }
func (n noun[T]) kind() reflect.Type     { return reflect.TypeFor[T]() }
func (n noun[T]) record() ([]any, func() any) {
	into, record := n.row()
	return into, func() any { return record() }
}

func newReading(n described) *Reading {
	table, _ := n.of()
	return &Reading{places: []*place{{noun: n, name: table, fields: map[string]bool{}}}}
}

// Kind is the type of the records.
func (r *Reading) Kind() reflect.Type { return r.places[0].noun.kind() }

// Want asks for a field of the records at a place, by its name in Go. Of a date it may be some parts, by theirs.
func (r *Reading) Want(at int, field string, parts ...string) {
	asked := r.places[at].fields
	for _, part := range parts {
		asked[field+"."+part] = true
		asked[field+".EDTF"] = true // every date has it
	}
	if len(parts) == 0 {
		asked[field] = true
	}
}

// WantAll asks for all of their fields.
func (r *Reading) WantAll(at int) { r.places[at].whole = true }

// WantCursors asks for the cursors of pages, which have none otherwise.
func (r *Reading) WantCursors() {
	r.cursors = true
	_, columns := r.places[0].noun.of()
	r.Want(0, columns[slugAmong(columns)].field)
}

// maxJoins bounds the records of a row. What more is followed to is read by statements of its own: large ones take SQLite long to compile.
const maxJoins = 8

// Follow asks for the record that a field of those at a place is the key of, and gives the place where it is read, if it can be.
func (r *Reading) Follow(at int, field string, to Reader) (int, bool) {
	single, ok := to.(interface{ byID() (described, string) })
	if !ok || len(r.places) > maxJoins {
		return 0, false
	}
	n, where := single.byID()
	from := r.places[at]
	key := from.column(field)
	if n == nil || key == "" {
		return 0, false
	}
	table, _ := n.of()
	name := fmt.Sprint("followed_", len(r.places))
	on := name + ".id = " + from.name + "." + key
	if where != "" {
		on += " AND " + strings.ReplaceAll(where, table+".", name+".")
	}
	r.places = append(r.places, &place{noun: n, name: name, join: fmt.Sprintf(" LEFT JOIN %s AS %s ON %s", table, name, on), fields: map[string]bool{}})
	return len(r.places) - 1, true
}

// column is the one that fills a field, if it is only one.
func (p *place) column(field string) (name string) {
	_, columns := p.noun.of()
	for _, c := range columns {
		if c.field == field {
			if name != "" {
				return ""
			}
			name = c.name
		}
	}
	return name
}

// wanted are the columns that are read at a place, by their numbers.
func (p *place) wanted() (numbers []int) {
	_, columns := p.noun.of()
	for i, c := range columns {
		if p.whole || c.always || p.fields[c.field] || p.fields[c.field+"."+c.part] {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// A scan is how a statement's rows become records.
type scan[E any] struct {
	selected, joins string
	into            []any
	row             func() (E, error) // what the row held that was scanned
	slug            *string           // of it, where cursors are wanted
}

// scan reads whole records.
func (n noun[T]) scan() scan[T] {
	var names []string
	for _, c := range n.columns {
		names = append(names, n.table+"."+c.name)
	}
	into, record := n.row()
	return scan[T]{selected: strings.Join(names, ", "), into: into, row: func() (T, error) { return record(), nil }, slug: n.slug(into)}
}

// slug is where the slug is scanned, if there is one.
func (n noun[T]) slug(into []any) *string {
	if i := slugAmong(n.columns); i >= 0 {
		return into[i].(*string)
	}
	return nil
}

// slugAmong gives the number of the slug's column, by which cursors know a record. Whatever is on a List has one.
func slugAmong(columns []stored) int {
	return slices.IndexFunc(columns, func(c stored) bool { return c.name == "slug" })
}

// Written is the reading, of which nothing more will be asked.
func (r *Reading) Written() *Reading {
	var names []string
	for at, p := range r.places {
		r.joins += p.join
		if at > 0 {
			names = append(names, p.name+".id")
		}
		_, columns := p.noun.of()
		for _, i := range p.wanted() {
			names = append(names, p.name+"."+columns[i].name)
		}
	}
	if len(names) == 0 {
		names = []string{"NULL"}
	}
	r.text = strings.Join(names, ", ")
	return r
}

// use scans what is asked. Scans that have come to their end serve again.
func (r *Reading) use(read func(scan[Row]) error) error {
	s, ok := r.scans.Get().(*scan[Row])
	if !ok {
		s = r.scan()
	}
	err := read(*s)
	if err == nil {
		r.scans.Put(s)
	}
	return err
}

func (r *Reading) scan() *scan[Row] {
	s := &scan[Row]{selected: r.text, joins: r.joins}
	present := make([]any, len(r.places)) // the ids of those that are followed to
	records := make([]func() any, len(r.places))
	missing := make([]bool, len(r.places))
	for at, p := range r.places {
		if at > 0 {
			s.into = append(s.into, &present[at])
		}
		into, record := p.noun.record()
		records[at] = record
		_, columns := p.noun.of()
		if at == 0 && r.cursors {
			s.slug = into[slugAmong(columns)].(*string)
		}
		for _, i := range p.wanted() {
			s.into = append(s.into, newCell(into[i], &missing[at]))
		}
	}
	if len(s.into) == 0 {
		s.into = []any{new(any)}
	}
	s.row = func() (Row, error) {
		row := make(Row, len(records))
		for at, record := range records {
			switch {
			case at > 0 && present[at] == nil:
			case missing[at]:
				return nil, errors.New("a column is empty that must not be")
			default:
				row[at] = record()
			}
			missing[at] = false
		}
		return row, nil
	}
	return s
}

// A cell scans one column of a record that may not be there.
type cell struct {
	into    any
	needed  bool // it is never NULL
	missing *bool
}

func newCell(into any, missing *bool) *cell {
	_, isDate := into.(datePart)
	to := reflect.TypeOf(into)
	return &cell{into, !isDate && (to.Kind() != reflect.Pointer || to.Elem().Kind() != reflect.Pointer), missing}
}

// Scan leaves what NULL would fill as it is.
func (c *cell) Scan(value any) error {
	if value == nil {
		*c.missing = *c.missing || c.needed
		return nil
	}
	if scanner, ok := c.into.(sql.Scanner); ok {
		return scanner.Scan(value)
	}
	to := reflect.ValueOf(c.into).Elem()
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	switch value := value.(type) {
	case string:
		if to.Kind() == reflect.String {
			to.SetString(value)
			return nil
		}
	case int64:
		if to.CanInt() && !to.OverflowInt(value) {
			to.SetInt(value)
			return nil
		}
	}
	return fmt.Errorf("a column holds %T for %s", value, to.Type())
}

// A Reader leads from keys to records and reads what is asked of them.
type Reader interface {
	// Reading makes a Reading of its records.
	Reading() *Reading
	// Read gives the rows of each key, in order. Keys are of the type that the reader goes by. One without records is absent.
	Read(ctx context.Context, s *Store, keys []any, r *Reading) (map[any][]Row, error)
}

// A Pager is a List of whatever records.
type Pager interface {
	// Gives is the type of its pages.
	Gives() reflect.Type
	// Reading makes a Reading of its records.
	Reading() *Reading
	// ReadPages is Pages for what a Reading asks.
	ReadPages(ctx context.Context, s *Store, keys []Key, t Terms, r *Reading) (map[Key]*Page[Row], error)
}

func (r *Relation[K, T]) Reading() *Reading { return newReading(r.noun) }

// byID tells of which noun the keys are the ids, and what else is asked.
func (r *Relation[K, T]) byID() (described, string) {
	if r.key != r.noun.table+".id" {
		return nil, ""
	}
	return r.noun, r.where
}

// Read gives the rows of each key, in the relation's order. Keys are a K.
func (r *Relation[K, T]) Read(ctx context.Context, s *Store, keys []any, reading *Reading) (map[any][]Row, error) {
	typed := make([]K, len(keys))
	for i, key := range keys {
		typed[i] = key.(K)
	}
	found := make(map[any][]Row, len(keys))
	err := reading.use(func(of scan[Row]) error {
		return read(ctx, s, r, typed, nil, of, func(key K, row Row) { found[key] = append(found[key], row) })
	})
	return found, err
}
