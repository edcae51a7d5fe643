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
type Projection struct {
	tables      []*projectedTable
	withCursors bool   // of pages
	columns     string // of what is selected, and
	joins       string // from where: written once, as it is asked again and again
	scans       sync.Pool
}

// A place is a noun with what is read of it.
type projectedTable struct {
	entity   anyEntity
	alias    string // of the table, or what it is called here
	join     string
	selected map[string]bool // that are asked, by their names in Go
	all      bool            // all of them are
}

// A Row is what one row held: the record at each place of a Reading, nil where there is none.
type Row []any

// described is a noun of whatever records.
type anyEntity interface {
	storage() (table string, columns []storedColumn)
	newRecord() ([]any, func() any)
	recordType() reflect.Type
}

func (n Entity[T]) storage() (string, []storedColumn) { return n.table, n.columns }
func (n Entity[T]) recordType() reflect.Type          { return reflect.TypeFor[T]() }
func (n Entity[T]) newRecord() ([]any, func() any) {
	into, record := n.row()
	return into, func() any { return record() }
}

func newProjection(n anyEntity) *Projection {
	table, _ := n.storage()
	return &Projection{tables: []*projectedTable{{entity: n, alias: table, selected: map[string]bool{}}}}
}

// Kind is the type of the records.
func (r *Projection) RecordType() reflect.Type { return r.tables[0].entity.recordType() }

// Want asks for a field of the records at a place, by its name in Go. Of a date it may be some parts, by theirs.
func (r *Projection) SelectColumn(at int, field string, parts ...string) {
	asked := r.tables[at].selected
	for _, part := range parts {
		asked[field+"."+part] = true
		asked[field+".EDTF"] = true // every date has it
	}
	if len(parts) == 0 {
		asked[field] = true
	}
}

// WantAll asks for all of their fields.
func (r *Projection) SelectAllColumns(at int) { r.tables[at].all = true }

// WantCursors asks for the cursors of pages, which have none otherwise.
func (r *Projection) SelectCursors() {
	r.withCursors = true
	_, columns := r.tables[0].entity.storage()
	r.SelectColumn(0, columns[slugColumn(columns)].field)
}

// maxJoins bounds the records of a row. What more is followed to is read by statements of its own: large ones take SQLite long to compile.
const maxJoins = 8

// Follow asks for the record that a field of those at a place is the key of, and gives the place where it is read, if it can be.
func (r *Projection) Join(at int, field string, to Reader) (int, bool) {
	single, ok := to.(interface{ byID() (anyEntity, string) })
	if !ok || len(r.tables) > maxJoins {
		return 0, false
	}
	n, where := single.byID()
	from := r.tables[at]
	key := from.columnOf(field)
	if n == nil || key == "" {
		return 0, false
	}
	table, _ := n.storage()
	name := fmt.Sprint("followed_", len(r.tables))
	on := name + ".id = " + from.alias + "." + key
	if where != "" {
		on += " AND " + strings.ReplaceAll(where, table+".", name+".")
	}
	r.tables = append(r.tables, &projectedTable{entity: n, alias: name, join: fmt.Sprintf(" LEFT JOIN %s AS %s ON %s", table, name, on), selected: map[string]bool{}})
	return len(r.tables) - 1, true
}

// column is the one that fills a field, if it is only one.
func (p *projectedTable) columnOf(field string) (name string) {
	_, columns := p.entity.storage()
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
func (p *projectedTable) selectedColumns() (numbers []int) {
	_, columns := p.entity.storage()
	for i, c := range columns {
		if p.all || c.always || p.selected[c.field] || p.selected[c.field+"."+c.part] {
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
func (n Entity[T]) wholeScan() scan[T] {
	var names []string
	for _, c := range n.columns {
		names = append(names, n.table+"."+c.name)
	}
	into, record := n.row()
	return scan[T]{selected: strings.Join(names, ", "), into: into, row: func() (T, error) { return record(), nil }, slug: n.slugIn(into)}
}

// slug is where the slug is scanned, if there is one.
func (n Entity[T]) slugIn(into []any) *string {
	if i := slugColumn(n.columns); i >= 0 {
		return into[i].(*string)
	}
	return nil
}

// slugAmong gives the number of the slug's column, by which cursors know a record. Whatever is on a List has one.
func slugColumn(columns []storedColumn) int {
	return slices.IndexFunc(columns, func(c storedColumn) bool { return c.name == "slug" })
}

// Written is the reading, of which nothing more will be asked.
func (r *Projection) Build() *Projection {
	var names []string
	for at, p := range r.tables {
		r.joins += p.join
		if at > 0 {
			names = append(names, p.alias+".id")
		}
		_, columns := p.entity.storage()
		for _, i := range p.selectedColumns() {
			names = append(names, p.alias+"."+columns[i].name)
		}
	}
	if len(names) == 0 {
		names = []string{"NULL"}
	}
	r.columns = strings.Join(names, ", ")
	return r
}

// use scans what is asked. Scans that have come to their end serve again.
func (r *Projection) use(read func(scan[Row]) error) error {
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

func (r *Projection) scan() *scan[Row] {
	s := &scan[Row]{selected: r.columns, joins: r.joins}
	present := make([]any, len(r.tables)) // the ids of those that are followed to
	records := make([]func() any, len(r.tables))
	missing := make([]bool, len(r.tables))
	for at, p := range r.tables {
		if at > 0 {
			s.into = append(s.into, &present[at])
		}
		into, record := p.entity.newRecord()
		records[at] = record
		_, columns := p.entity.storage()
		if at == 0 && r.withCursors {
			s.slug = into[slugColumn(columns)].(*string)
		}
		for _, i := range p.selectedColumns() {
			s.into = append(s.into, newNullable(into[i], &missing[at]))
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
type nullable struct {
	into    any
	needed  bool // it is never NULL
	missing *bool
}

func newNullable(into any, missing *bool) *nullable {
	_, isDate := into.(datePart)
	to := reflect.TypeOf(into)
	return &nullable{into, !isDate && (to.Kind() != reflect.Pointer || to.Elem().Kind() != reflect.Pointer), missing}
}

// Scan leaves what NULL would fill as it is.
func (c *nullable) Scan(value any) error {
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
	Projection() *Projection
	// Read gives the rows of each key, in order. Keys are of the type that the reader goes by. One without records is absent.
	Read(ctx context.Context, s *Store, keys []any, r *Projection) (map[any][]Row, error)
}

// A Pager is a List of whatever records.
type Pager interface {
	// Gives is the type of its pages.
	PageType() reflect.Type
	// Reading makes a Reading of its records.
	Projection() *Projection
	// ReadPages is Pages for what a Reading asks.
	ReadPages(ctx context.Context, s *Store, keys []Key, t ListQuery, r *Projection) (map[Key]*Page[Row], error)
}

func (r *Relation[K, T]) Projection() *Projection { return newProjection(r.Entity) }

// byID tells of which noun the keys are the ids, and what else is asked.
func (r *Relation[K, T]) keyedByID() (anyEntity, string) {
	if r.Key != r.Entity.table+".id" {
		return nil, ""
	}
	return r.Entity, r.Where
}

// Read gives the rows of each key, in the relation's order. Keys are a K.
func (r *Relation[K, T]) Read(ctx context.Context, s *Store, keys []any, reading *Projection) (map[any][]Row, error) {
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
