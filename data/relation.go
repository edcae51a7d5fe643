package data

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A Store answers from one dataset, which does not change while it is open.
type Store struct{ db *sql.DB }

// NewStore makes a store of an open dataset (see Open). The caller closes db after the last answer.
func NewStore(db *sql.DB) *Store { return &Store{db} }

// A Relation leads from a key to the records that belong to it: from a slug to its person, from a person to the
// statements that they made. Every method takes many keys and asks the database once.
type Relation[K comparable, T any] struct {
	noun  noun[T]
	join  string // tables that lie between the key and the noun
	key   string // the column that holds the key; a list of everything has none
	where string // what is always asked
	order Order  // without a choice of the caller's
}

// All gives every record of each key, in the relation's order. A key without records is absent.
func (r *Relation[K, T]) All(ctx context.Context, s *Store, keys []K) (map[K][]T, error) {
	return r.allWhere(ctx, s, keys, Where{})
}

func (r *Relation[K, T]) allWhere(ctx context.Context, s *Store, keys []K, asked Where) (map[K][]T, error) {
	where, args, err := r.conditions(keys, asked).sql()
	if err != nil {
		return nil, err
	}
	query := fmt.Sprintf("SELECT %s FROM %s WHERE %s ORDER BY %s", r.columns(), r.from(), where, r.order.sql(false))
	found := make(map[K][]T, len(keys))
	err = s.each(ctx, query, args, func(rows *sql.Rows) error {
		into, record := r.noun.row()
		var key K
		if err := rows.Scan(append(into, &key)...); err != nil {
			return err
		}
		found[key] = append(found[key], record())
		return nil
	})
	return found, err
}

// One gives the record of each key that has one.
func (r *Relation[K, T]) One(ctx context.Context, s *Store, keys []K) (map[K]T, error) {
	return r.oneWhere(ctx, s, keys, Where{})
}

func (r *Relation[K, T]) oneWhere(ctx context.Context, s *Store, keys []K, asked Where) (map[K]T, error) {
	all, err := r.allWhere(ctx, s, keys, asked)
	one := make(map[K]T, len(all))
	for key, records := range all {
		one[key] = records[0]
	}
	return one, err
}

// Terms say which records of a relation are asked for, and in which order.
type Terms struct {
	Where Where
	Order Order // the relation's own if it has no keys
	Slice Slice
}

// String tells two terms apart that ask for different things.
func (t Terms) String() string {
	where, args, err := t.Where.sql()
	return fmt.Sprintf("%s %q %v %v %s", where, args, err, t.Order.keys, t.Slice)
}

// Pages gives one page for each key, each cut from that key's own list: a key without records has an empty one.
func (r *Relation[K, T]) Pages(ctx context.Context, s *Store, keys []K, t Terms) (map[K]*Page[T], error) {
	order := r.orderOf(t)
	conditions := t.Slice.beyond(r.conditions(keys, t.Where), order)
	where, args, err := conditions.sql()
	if err != nil {
		return nil, err
	}
	query := fmt.Sprintf("SELECT * FROM (SELECT %s, %s, ROW_NUMBER() OVER (PARTITION BY %s ORDER BY %s) AS n FROM %s WHERE %s) WHERE n <= ? ORDER BY n",
		r.columns(), strings.Join(order.expressions(), ", "), r.keyed(), order.sql(t.Slice.backward), r.from(), where)

	pages := make(map[K]*Page[T], len(keys))
	for _, key := range keys {
		pages[key] = &Page[T]{}
	}
	err = s.each(ctx, query, append(args, t.Slice.size+1), func(rows *sql.Rows) error {
		into, record := r.noun.row()
		var key K
		position := order.position()
		var n int
		if err := rows.Scan(slices.Concat(into, []any{&key}, position.into(), []any{&n})...); err != nil {
			return err
		}
		page := pages[key]
		page.Edges = append(page.Edges, &Edge[T]{Cursor: position.cursor(), Node: record()})
		return nil
	})
	for _, page := range pages {
		page.trim(t.Slice)
	}
	return pages, err
}

// Counts tells how many records each key has that meet the terms, whatever their slice. A key without any is absent.
func (r *Relation[K, T]) Counts(ctx context.Context, s *Store, keys []K, t Terms) (map[K]int32, error) {
	where, args, err := r.conditions(keys, t.Where).sql()
	if err != nil {
		return nil, err
	}
	query := fmt.Sprintf("SELECT %s, COUNT(*) FROM %s WHERE %s GROUP BY 1", r.keyed(), r.from(), where)
	counts := make(map[K]int32, len(keys))
	err = s.each(ctx, query, args, func(rows *sql.Rows) error {
		var key K
		var n int32
		if err := rows.Scan(&key, &n); err != nil {
			return err
		}
		counts[key] = n
		return nil
	})
	return counts, err
}

// orderOf is the order of the relation's pages. Cursors name the relation by a short hash of what tells it from others, so
// that one of another list is refused.
func (r *Relation[K, T]) orderOf(t Terms) Order {
	hash := fnv.New32a()
	io.WriteString(hash, r.from()+r.key+r.where)
	list := strconv.FormatUint(uint64(hash.Sum32()), 36)
	if len(t.Order.keys) == 0 {
		return r.order.in(list)
	}
	return t.Order.in(list)
}

func (r *Relation[K, T]) columns() string {
	return strings.Join(r.noun.names, ", ") + ", " + r.keyed()
}

func (r *Relation[K, T]) from() string { return r.noun.table + " " + r.join }

// keyed is the expression of the key. A list of everything belongs to Everything.
func (r *Relation[K, T]) keyed() string {
	if r.key == "" {
		return "0"
	}
	return r.key
}

func (r *Relation[K, T]) conditions(keys []K, asked Where) Where {
	var w Where
	if r.key != "" {
		w = w.and(r.key+" IN (SELECT value FROM json_each(?))", list(keys))
	}
	if r.where != "" {
		w = w.and(r.where)
	}
	w.conditions = append(w.conditions, asked.conditions...)
	w.err = asked.err
	return w
}

// Everything is the key of a list that does not belong to a record.
const Everything Key = 0

// each runs a query and hands over its rows.
func (s *Store) each(ctx context.Context, query string, args []any, row func(*sql.Rows) error) error {
	rows, err := s.db.QueryContext(ctx, query, args...)
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
