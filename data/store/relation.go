package store

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
)

// A Store runs queries on one open dataset.
type Store struct {
	db    *prepared
	found atomic.Pointer[searchRecords] // nil until the first search
	// Unchanged returns an error if the dataset's file has been written to, or ErrReplaced. It is nil if that cannot
	// happen. After an error, do not use what was read since the last call that returned nil.
	Unchanged func() error
}

// ErrReplaced reports that a database server holds another release than the one that a statement is for.
var ErrReplaced = errors.New("another release has taken the place of the one that the request began on")

// New returns a store of an open dataset (see Catalog.Open). The caller closes db after the last query.
func New(db *sql.DB) *Store { return &Store{db: newPrepared(db)} }

// A Key identifies a record within one dataset file. It may change with the next version. Clients use ids and slugs
// instead.
type Key = int64

// Everything is the key of lists and relations that do not belong to a record.
const Everything Key = 0

// A Ref refers to a record. Space is the table of the record.
type Ref struct {
	Space string `db:""`
	Key   Key    `db:"_id"`
}

// A Relation leads from a key to all records that belong to it, for example from a slug to a person, or from a
// statement to its topics. A List does the same page by page. Every method takes several keys and sends one query.
type Relation[K comparable, T any] struct {
	Entity Entity[T]
	Join   string // the tables between the key and the entity
	Key    string // the column of the key; "" for a relation from Everything
	Order  string
}

// All returns the records of each key, in the relation's order. Keys without records are absent.
func (r *Relation[K, T]) All(ctx context.Context, s *Store, keys []K) (map[K][]T, error) {
	return r.AllWhere(ctx, s, keys)
}

// AllWhere returns the records of each key that meet all conditions.
func (r *Relation[K, T]) AllWhere(
	ctx context.Context, s *Store, keys []K, conditions ...Condition,
) (map[K][]T, error) {
	found := make(map[K][]T, len(keys))
	err := read(ctx, s, r, keys, conditions, r.Entity.wholeScan(), func(key K, record T) {
		found[key] = append(found[key], record)
	})
	return found, err
}

// read calls found with each key and record, in the relation's order.
func read[K comparable, T, E any](
	ctx context.Context, s *Store, r *Relation[K, T], keys []K, conditions []Condition, of scan[E], found func(K, E),
) error {
	if r.Key != "" {
		conditions = append([]Condition{oneOf(r.Key, keys)}, conditions...)
	}
	if r.Entity.where != "" {
		conditions = append(conditions, NewCondition(r.Entity.where))
	}
	var owner K
	selected, into := of.selected, of.into
	switch {
	case len(keys) == 1:
		owner = keys[0]
	case r.Key != "":
		selected += ", " + r.Key
		into = append(into, &owner)
	}
	where := and(conditions)
	query := `
		SELECT ` + selected + `
		FROM ` + r.Entity.table + ` ` + r.Join + of.joins + `
		WHERE ` + where.sql + `
		ORDER BY ` + r.Order
	return s.each(ctx, query, where.args, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		record, err := of.row()
		found(owner, record)
		return err
	})
}

// Single returns the first record of each key.
func (r *Relation[K, T]) Single(ctx context.Context, s *Store, keys []K) (map[K]T, error) {
	all, err := r.All(ctx, s, keys)
	one := make(map[K]T, len(all))
	for key, records := range all {
		one[key] = records[0]
	}
	return one, err
}

// limit limits the number of rows. With LIMIT ? alone, SQLite would look at the number and prepare the statement again
// for each one.
const limit = ` LIMIT ? + 0`

// each calls row for each row of a query.
func (s *Store) each(ctx context.Context, query string, args []any, row func(*sql.Rows) error) error {
	return each(ctx, s.db, query, args, row)
}

func each(ctx context.Context, on interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, query string, args []any, row func(*sql.Rows) error) error {
	rows, err := on.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
