package store

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

// A Projection says what is read of records: the columns of which fields, and which other records in the same rows, by
// joins. The records themselves are at table 0, joined ones at the tables after it.
type Projection struct {
	tables      []*projectedTable
	withCursors bool   // edges of pages get cursors
	columns     string // of SELECT, and
	joins       string // of FROM: written once, as they are used again and again
	scans       sync.Pool
}

// A projectedTable is the table of an entity with the columns that are selected.
type projectedTable struct {
	entity   anyEntity
	alias    string
	join     string
	selected map[string]bool // by the names of the fields in Go
	all      bool            // all fields are selected
}

// A Row is what one row held: the record at each table of a projection, nil where there is none.
type Row []any

// anyEntity is an entity of whatever records.
type anyEntity interface {
	storage() (table string, columns []storedColumn)
	newRecord() (into []any, record func() any)
	recordType() reflect.Type
}

func (e Entity[T]) storage() (string, []storedColumn) { return e.table, e.columns }
func (e Entity[T]) recordType() reflect.Type          { return reflect.TypeFor[T]() }
func (e Entity[T]) newRecord() ([]any, func() any) {
	into, record := e.newRow()
	return into, func() any { return record() }
}

func newProjection(e anyEntity) *Projection {
	table, _ := e.storage()
	return &Projection{tables: []*projectedTable{{entity: e, alias: table, selected: map[string]bool{}}}}
}

// RecordType is the type of the records at table 0.
func (p *Projection) RecordType() reflect.Type { return p.tables[0].entity.recordType() }

// SelectColumn selects a field of the records at a table, by its name in Go; of a date maybe some parts only, by
// theirs.
func (p *Projection) SelectColumn(at int, field string, parts ...string) {
	selected := p.tables[at].selected
	for _, part := range parts {
		selected[field+"."+part] = true
		selected[field+".EDTF"] = true // every date has it
	}
	if len(parts) == 0 {
		selected[field] = true
	}
}

// SelectAllColumns selects all fields of the records at a table.
func (p *Projection) SelectAllColumns(at int) { p.tables[at].all = true }

// SelectCursors selects the cursors of pages, which have none otherwise.
func (p *Projection) SelectCursors() {
	p.withCursors = true
	_, columns := p.tables[0].entity.storage()
	p.SelectColumn(0, columns[slugColumn(columns)].field)
}

// maxJoins bounds the joins of a statement: SQLite takes long to compile large ones. Further records are read by
// statements of their own.
const maxJoins = 8

// Join selects the record that a field of those at a table is the key of, and gives the table where it is read, if it
// can be joined.
func (p *Projection) Join(at int, field string, to Reader) (int, bool) {
	single, ok := to.(interface{ keyedByID() (anyEntity, string) })
	if !ok || len(p.tables) > maxJoins {
		return 0, false
	}
	e, where := single.keyedByID()
	from := p.tables[at]
	key := from.columnOf(field)
	if e == nil || key == "" {
		return 0, false
	}
	table, _ := e.storage()
	alias := fmt.Sprint("joined_", len(p.tables))
	on := alias + ".id = " + from.alias + "." + key
	if where != "" {
		on += " AND " + strings.ReplaceAll(where, table+".", alias+".")
	}
	join := fmt.Sprintf(" LEFT JOIN %s AS %s ON %s", table, alias, on)
	p.tables = append(p.tables, &projectedTable{entity: e, alias: alias, join: join, selected: map[string]bool{}})
	return len(p.tables) - 1, true
}

// columnOf is the column that fills a field, if it is only one.
func (t *projectedTable) columnOf(field string) (name string) {
	_, columns := t.entity.storage()
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

// selectedColumns are those that are read, by their numbers.
func (t *projectedTable) selectedColumns() (numbers []int) {
	_, columns := t.entity.storage()
	for i, c := range columns {
		if t.all || c.always || t.selected[c.field] || t.selected[c.field+"."+c.datePart] {
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

// wholeScan reads all columns.
func (e Entity[T]) wholeScan() scan[T] {
	into, record := e.newRow()
	s := scan[T]{selected: e.selected, into: into, row: func() (T, error) { return record(), nil }}
	if i := slugColumn(e.columns); i >= 0 {
		s.slug = into[i].(*string)
	}
	return s
}

// slugColumn gives the number of the slug's column, by which cursors know a record. Whatever is on a List has one.
func slugColumn(columns []storedColumn) int {
	return slices.IndexFunc(columns, func(c storedColumn) bool { return c.name == "slug" })
}

// Build ends the projection: nothing more will be selected.
func (p *Projection) Build() *Projection {
	var names []string
	for at, t := range p.tables {
		p.joins += t.join
		if at > 0 {
			names = append(names, t.alias+".id")
		}
		_, columns := t.entity.storage()
		for _, i := range t.selectedColumns() {
			names = append(names, t.alias+"."+columns[i].name)
		}
	}
	if len(names) == 0 {
		names = []string{"NULL"}
	}
	p.columns = strings.Join(names, ", ")
	return p
}

// use hands over a scan of what is selected. Scans that have come to their end serve again.
func (p *Projection) use(read func(scan[Row]) error) error {
	s, ok := p.scans.Get().(*scan[Row])
	if !ok {
		s = p.scan()
	}
	err := read(*s)
	if err == nil {
		p.scans.Put(s)
	}
	return err
}

func (p *Projection) scan() *scan[Row] {
	s := &scan[Row]{selected: p.columns, joins: p.joins}
	present := make([]any, len(p.tables)) // the ids of joined records
	records := make([]func() any, len(p.tables))
	missing := make([]bool, len(p.tables))
	for at, t := range p.tables {
		if at > 0 {
			s.into = append(s.into, &present[at])
		}
		into, record := t.entity.newRecord()
		records[at] = record
		_, columns := t.entity.storage()
		if at == 0 && p.withCursors {
			s.slug = into[slugColumn(columns)].(*string)
		}
		for _, i := range t.selectedColumns() {
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
				return nil, errors.New("NULL in a column that must not be NULL")
			default:
				row[at] = record()
			}
			missing[at] = false
		}
		return row, nil
	}
	return s
}

// A nullable scans one column of a record that may not be there.
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
	return fmt.Errorf("a column of %T cannot be read as %s", value, to.Type())
}

// A Reader leads from keys to records and reads what is selected of them.
type Reader interface {
	// Projection makes a projection of its records.
	Projection() *Projection
	// Read gives the rows of each key, in order. Keys are of the type that the reader goes by. One without records is
	// absent.
	Read(ctx context.Context, s *Store, keys []any, p *Projection) (map[any][]Row, error)
}

// A Pager is a List of whatever records.
type Pager interface {
	// PageType is the type of its pages.
	PageType() reflect.Type
	// Projection makes a projection of its records.
	Projection() *Projection
	// ReadPages is Pages for what a projection selects.
	ReadPages(ctx context.Context, s *Store, keys []Key, q ListQuery, p *Projection) (map[Key]*Page[Row], error)
}

func (r *Relation[K, T]) Projection() *Projection { return newProjection(r.Entity) }

// keyedByID gives the entity if the keys are its ids, and the condition on its rows.
func (r *Relation[K, T]) keyedByID() (anyEntity, string) {
	if r.Key != r.Entity.table+".id" {
		return nil, ""
	}
	return r.Entity, r.Entity.where
}

// Read gives the rows of each key, in the relation's order. Keys are a K.
func (r *Relation[K, T]) Read(ctx context.Context, s *Store, keys []any, p *Projection) (map[any][]Row, error) {
	typed := make([]K, len(keys))
	for i, key := range keys {
		typed[i] = key.(K)
	}
	found := make(map[any][]Row, len(keys))
	err := p.use(func(of scan[Row]) error {
		return read(ctx, s, r, typed, nil, of, func(key K, row Row) { found[key] = append(found[key], row) })
	})
	return found, err
}
