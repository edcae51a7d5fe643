package store

import (
	"context"
	"database/sql"
	"slices"
)

// A Facet is one value by which the records of a list are grouped, and the number of records that have it.
type Facet struct {
	Value string // as a filter takes it: a slug, an enum value; or a year
	Label string
	Count int32
	node  *Ref
}

// Subject returns the record whose slug the value is, or nil.
func (f *Facet) Subject() *Ref { return f.node }

// FacetBy is the name of an index by which lists of an entity can be grouped.
type FacetBy string

// Facets groups the records of each key that meet the conditions, most frequent value first, then by label. A record
// with several values counts for each of them.
func (l *List[T]) Facets(ctx context.Context, s *Store, keys []Key, w Where, by FacetBy) (map[Key][]*Facet, error) {
	query, args, err := l.facetQuery(ctx, s, keys, w, l.Entity.facets[by])
	if err != nil {
		return nil, err
	}
	space := l.Entity.facets[by].space.Table
	found := make(map[Key][]*Facet, len(keys))
	err = s.each(ctx, query, args, func(rows *sql.Rows) error {
		var key Key
		var f Facet
		var record *Key
		if err := rows.Scan(&key, &f.Value, &record, &f.Label, &f.Count); err != nil {
			return err
		}
		if record != nil {
			f.node = &Ref{space, *record}
		}
		found[key] = append(found[key], &f)
		return nil
	})
	return found, err
}

// facetQuery returns the SQL of a facet. Without conditions the counts are the lengths of the posting lists.
func (l *List[T]) facetQuery(ctx context.Context, s *Store, keys []Key, w Where, by *Index) (string, []any, error) {
	if w.err == nil && w.unconditional() && l.Index.complete {
		return `
			SELECT record, value, record_id, ` + by.label() + ` AS label, n
			FROM (SELECT 0 AS record, *, length AS n FROM list WHERE name = ? AND sorted = ?) AS list
			ORDER BY n DESC, label`, []any{by.name, l.Order.rank}, nil
	}
	plan, err := s.planPage(ctx, l.allRecords(keys, w))
	if err != nil {
		return "", nil, err
	}
	query := plan.with + `, candidate AS MATERIALIZED (
			SELECT DISTINCT segment.owner, l.record_id
			FROM segment CROSS JOIN ` + plan.from + `
		)
		SELECT owner, list.value, list.record_id, ` + by.label() + ` AS label, COUNT(DISTINCT candidate.record_id) AS n
		FROM candidate
		CROSS JOIN (` + by.pairs + `) AS pair ON pair.record = candidate.record_id
		CROSS JOIN list ON list.name = ? AND list.sorted = ? AND list.` + by.valueColumn() + ` = pair.value
		GROUP BY owner, list.id
		ORDER BY n DESC, label`
	return query, append(slices.Concat(plan.withArgs, plan.fromArgs), by.name, l.Order.rank), nil
}
