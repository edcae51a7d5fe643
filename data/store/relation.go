package store

import (
	"context"
	"database/sql"
)

// A Store answers from one dataset, which does not change while it is open.
type Store struct {
	db *prepared
	// Unchanged returns an error once the dataset's file was written to; nil if that cannot happen. What was read since
	// the last call that returned no error is not to be trusted then.
	Unchanged func() error
}

// NewStore makes a store of an open dataset (see Catalog.Open). The caller closes db after the last answer.
func New(db *sql.DB) *Store { return &Store{db: newPrepared(db)} }

// A Key identifies a record within one dataset file. It is not stable: the next version may number differently. Outside
// of the program records have ids and slugs.
type Key = int64

// Everything is the key of what does not belong to a record.
const Everything Key = 0

// A Ref refers to a record. Space is the table of the record, whose slugs make a space.
type Ref struct {
	Space string `db:""`
	Key   Key    `db:"_id"`
}

// A Relation leads from a key to the records that belong to it, all of them: from a slug to its person, from a
// statement to its topics. Lists that are given by the page are a List. Every method takes many keys and asks the
// database once.
type Relation[K comparable, T any] struct {
	Entity Entity[T]
	Join   string // the tables between the key and the entity
	Key    string // the column that holds the key; a relation to everything has none
	Order  string
}

// All gives every record of each key, in the relation's order. A key without records is absent.
func (r *Relation[K, T]) All(ctx context.Context, s *Store, keys []K) (map[K][]T, error) {
	return r.AllWhere(ctx, s, keys)
}

// AllWhere gives the records of each key that meet some conditions.
func (r *Relation[K, T]) AllWhere(
	ctx context.Context, s *Store, keys []K, conditions ...Condition,
) (map[K][]T, error) {
	found := make(map[K][]T, len(keys))
	err := read(ctx, s, r, keys, conditions, r.Entity.wholeScan(), func(key K, record T) {
		found[key] = append(found[key], record)
	})
	return found, err
}

// read hands over what it scans, with the key, in the relation's order.
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

// Single gives the record of each key that has one.
func (r *Relation[K, T]) Single(ctx context.Context, s *Store, keys []K) (map[K]T, error) {
	all, err := r.All(ctx, s, keys)
	one := make(map[K]T, len(all))
	for key, records := range all {
		one[key] = records[0]
	}
	return one, err
}

// limit ends a query after so many rows. With LIMIT ? alone SQLite would look at the number, and compile the statement
// again each time.
const limit = ` LIMIT ? + 0`

// each runs a query and hands over its rows.
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
