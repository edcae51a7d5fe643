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

// A Projection selects what is read of records: columns of fields, and other records that are joined into the same
// rows. Table 0 holds the records themselves, the tables after it the joined ones.
type Projection struct {
	tables      []*projectedTable
	withCursors bool   // edges have cursors
	columns     string // for SELECT, built once because it is used often
	joins       string // for FROM, likewise
	scans       sync.Pool
}

// A projectedTable is the table of an entity with the selected columns.
type projectedTable struct {
	entity   anyEntity
	alias    string
	join     string
	selected map[string]bool // by the names of fields in Go
	all      bool            // all fields are selected
}

// A Row holds the record at each table of a projection, or nil where there is none.
type Row []any

// anyEntity is an Entity of any record type.
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

// RecordType returns the type of the records at table 0.
func (p *Projection) RecordType() reflect.Type { return p.tables[0].entity.recordType() }

// SelectColumn selects a field of the records at a table by its name in Go. For a date it can select parts only, by
// their names.
func (p *Projection) SelectColumn(at int, field string, parts ...string) {
	selected := p.tables[at].selected
	for _, part := range parts {
		selected[field+"."+part] = true
		selected[field+".EDTF"] = true // needed to tell a date from NULL
	}
	if len(parts) == 0 {
		selected[field] = true
	}
}

// SelectAllColumns selects all fields of the records at a table.
func (p *Projection) SelectAllColumns(at int) { p.tables[at].all = true }

// SelectCursors selects the cursors of edges, which are empty otherwise.
func (p *Projection) SelectCursors() {
	p.withCursors = true
	_, columns := p.tables[0].entity.storage()
	p.SelectColumn(0, columns[slugColumn(columns)].field)
}

// maxJoins is the maximum number of joins in a statement, because SQLite prepares large joins slowly. Further records
// are read with separate statements.
const maxJoins = 8

// Join joins the record whose key is in a field of the records at a table. It returns the number of the new table, or
// false if the record cannot be joined.
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

// columnOf returns the column of a field, or "" if the field has several.
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

// selectedColumns returns the indexes of the selected columns.
func (t *projectedTable) selectedColumns() (numbers []int) {
	_, columns := t.entity.storage()
	for i, c := range columns {
		if t.all || c.always || t.selected[c.field] || t.selected[c.field+"."+c.datePart] {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// A scan converts the rows of a statement to records.
type scan[E any] struct {
	selected, joins string
	into            []any
	row             func() (E, error) // returns the record of the scanned row
	slug            *string           // of that record, if cursors are needed
}

// wholeScan returns a scan of all columns.
func (e Entity[T]) wholeScan() scan[T] {
	into, record := e.newRow()
	s := scan[T]{selected: e.selected, into: into, row: func() (T, error) { return record(), nil }}
	if i := slugColumn(e.columns); i >= 0 {
		s.slug = into[i].(*string)
	}
	return s
}

// slugColumn returns the index of the slug, from which cursors are made. All records in a List have one.
func slugColumn(columns []storedColumn) int {
	return slices.IndexFunc(columns, func(c storedColumn) bool { return c.name == "slug" })
}

// Build completes the projection. Nothing can be selected afterwards.
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

// use calls read with a scan of the selected columns. Scans are reused.
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
	present := make([]any, len(p.tables)) // ids of joined records
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

// A nullable scans one column of a record that may be absent.
type nullable struct {
	into    any
	needed  bool // the column is NOT NULL
	missing *bool
}

func newNullable(into any, missing *bool) *nullable {
	_, isDate := into.(datePart)
	to := reflect.TypeOf(into)
	return &nullable{into, !isDate && (to.Kind() != reflect.Pointer || to.Elem().Kind() != reflect.Pointer), missing}
}

// Scan leaves the destination unchanged if the value is NULL.
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

// A Reader leads from keys to records and reads selected columns of them.
type Reader interface {
	// Projection returns a new projection of its records.
	Projection() *Projection
	// Read returns the rows of each key, in order. Keys must have the key type of the reader. Keys without records are
	// absent.
	Read(ctx context.Context, s *Store, keys []any, p *Projection) (map[any][]Row, error)
}

// A Pager is a List of any record type.
type Pager interface {
	// PageType returns the type of its pages.
	PageType() reflect.Type
	// Projection returns a new projection of its records.
	Projection() *Projection
	// ReadPages returns a page for each key with the columns that the projection selects.
	ReadPages(ctx context.Context, s *Store, keys []Key, q ListQuery, p *Projection) (map[Key]*Page[Row], error)
}

func (r *Relation[K, T]) Projection() *Projection { return newProjection(r.Entity) }

// keyedByID returns the entity and the condition on its rows if the keys are ids, and nil otherwise.
func (r *Relation[K, T]) keyedByID() (anyEntity, string) {
	if r.Key != r.Entity.table+".id" {
		return nil, ""
	}
	return r.Entity, r.Entity.where
}

// Read returns the rows of each key, in the relation's order. Each key must be a K.
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
