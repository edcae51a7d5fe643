package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"reflect"
	"slices"
)

// A List leads from a key to a page of the records that belong to it, for example from a person to statements. Every
// method takes several keys and sends one query for all of them.
type List[T any] struct {
	Entity Entity[T]
	Index  *Index // its values are the keys; for a list of all records the key is Everything
	Order  Order  // default order
}

// A ListQuery selects records of a list, their order and the page.
type ListQuery struct {
	Where Where
	Order Order // zero value: the list's default order
	Slice Slice
}

// String returns a text that differs for queries with different results.
func (q ListQuery) String() string { return fmt.Sprint(q.Where, q.Order.name(), q.Slice) }

// descending reports whether the ranks fall in the order in which the page is read.
func (q ListQuery) descending() bool { return q.Order.reversed != q.Slice.backward }

// PagesByKey returns a page of the list of each key. The page of a key without records is empty.
func (l *List[T]) PagesByKey(ctx context.Context, s *Store, keys []Key, q ListQuery) (map[Key]*Page[T], error) {
	return pagesByKey(ctx, s, l, keys, q, l.Entity.wholeScan())
}

func (l *List[T]) PageType() reflect.Type  { return reflect.TypeFor[*Page[T]]() }
func (l *List[T]) Projection() *Projection { return newProjection(l.Entity) }

// ReadPages is PagesByKey with a projection.
func (l *List[T]) ReadPages(
	ctx context.Context, s *Store, keys []Key, q ListQuery, p *Projection,
) (found map[Key]*Page[Row], err error) {
	err = p.use(func(of scan[Row]) error {
		found, err = pagesByKey(ctx, s, l, keys, q, of)
		return err
	})
	return found, err
}

func pagesByKey[T, E any](
	ctx context.Context, s *Store, l *List[T], keys []Key, q ListQuery, of scan[E],
) (map[Key]*Page[E], error) {
	if q.Order.rank == "" {
		q.Order = l.Order
	}
	if q.Where.err != nil {
		return nil, q.Where.err
	}
	ranks, refused, err := l.between(ctx, s, keys, q)
	if err != nil {
		return nil, err
	}
	if len(keys) == 1 && refused[keys[0]] != nil {
		return nil, refused[keys[0]]
	}
	pages := make(map[Key]*Page[E], len(keys))
	for key, err := range refused {
		pages[key] = &Page[E]{Refused: err}
	}
	keys = slices.DeleteFunc(slices.Clone(keys), func(key Key) bool { return refused[key] != nil })
	plan, err := s.planPage(ctx, listRequest{l.Index, q.Order, keys, q.Where, ranks, int64(q.Slice.size) + 1})
	if err != nil {
		return nil, err
	}
	found, err := readRanked(ctx, s, l, keys, q, plan, of)
	for _, key := range keys {
		pages[key] = pageOf(found[key], q.descending(), q.Slice)
	}
	return pages, err
}

// readRanked reads the records of each key's page, and one more to learn whether the list continues.
func readRanked[T, E any](
	ctx context.Context, s *Store, l *List[T], keys []Key, q ListQuery, plan *pagePlan, of scan[E],
) (map[Key][]ranked[E], error) {
	table := l.Entity.table
	var key Key
	var rank int64
	var owner string // the slug of the key
	selected, into, owned := of.selected+", "+table+"."+q.Order.rank, append(of.into, &rank), ""
	if len(keys) == 1 {
		key = keys[0]
	} else {
		selected, into = selected+", segment.owner", append(into, &key)
	}
	if of.slug != nil && l.Index.space != allRecords {
		selected, into = selected+", owned.value", append(into, &owner)
		owned = ` CROSS JOIN list AS owned ON owned.id = segment.own`
	}
	query := plan.with + `
		SELECT ` + selected + `
		FROM segment` + owned + `
		CROSS JOIN ` + plan.firstRecords(table, of.joins, q.descending())
	names := map[string]string{}
	found := map[Key][]ranked[E]{}
	args := append(slices.Concat(plan.withArgs, plan.fromArgs), q.Slice.size+1)
	err := s.each(ctx, query, args, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		var at ListPosition
		if of.slug != nil {
			if names[owner] == "" {
				names[owner] = l.nameFor(owner, q.Where)
			}
			at = ListPosition{names[owner], q.Order.name(), *of.slug}
		}
		record, err := of.row()
		found[key] = append(found[key], ranked[E]{rank, &Edge[E]{record, at}})
		return err
	})
	return found, err
}

// ranked is a record with its rank.
type ranked[T any] struct {
	rank int64
	edge *Edge[T]
}

// pageOf merges the records that were read from the segments of one owner, and cuts the page.
func pageOf[T any](found []ranked[T], descending bool, s Slice) *Page[T] {
	slices.SortFunc(found, func(a, b ranked[T]) int {
		if descending {
			return cmp.Compare(b.rank, a.rank)
		}
		return cmp.Compare(a.rank, b.rank)
	})
	same := func(a, b ranked[T]) bool { return a.rank == b.rank } // found in two segments
	found = slices.CompactFunc(found, same)
	page := &Page[T]{}
	for _, r := range found[:min(len(found), int(s.size)+1)] {
		page.Edges = append(page.Edges, r.edge)
	}
	page.trim(s)
	return page
}

// nameFor returns the name of a list in cursors. It does not depend on the order or the version of the dataset. owner
// is the slug of the key.
func (l *List[T]) nameFor(owner string, w Where) string {
	if w.unconditional() {
		return l.Index.name + " " + owner
	}
	return l.Index.name + " " + owner + " " + hashed(w.String())
}

// names returns the names of the lists of some keys. Keys without a list are absent.
func (l *List[T]) names(ctx context.Context, s *Store, keys []Key, w Where) (map[Key]string, error) {
	if l.Index.space == allRecords {
		return map[Key]string{Everything: l.nameFor("", w)}, nil
	}
	names := map[Key]string{}
	owned := oneOf("record_id", keys)
	query := `SELECT record_id, value FROM list WHERE name = ? AND sorted = ? AND ` + owned.sql
	args := append([]any{l.Index.name, l.Order.rank}, owned.args...)
	err := s.each(ctx, query, args, func(rows *sql.Rows) error {
		var key Key
		var owner string
		err := rows.Scan(&key, &owner)
		names[key] = l.nameFor(owner, w)
		return err
	})
	return names, err
}

// between returns the range of ranks between the cursors, and an error for each key to whose list a cursor does not
// belong.
func (l *List[T]) between(
	ctx context.Context, s *Store, keys []Key, q ListQuery,
) (ranks rankRange, refused map[Key]error, err error) {
	ranks = allRanks
	if q.Slice.after == nil && q.Slice.before == nil {
		return ranks, nil, nil
	}
	names, err := l.names(ctx, s, keys, q.Where)
	if err != nil {
		return ranks, nil, err
	}
	refused = map[Key]error{}
	refuse := func(key Key, argument string, err error) {
		if refused[key] == nil || argument == "after" { // the error does not depend on the order of iteration
			refused[key] = err
		}
	}
	for argument, cursor := range map[string]*string{"after": q.Slice.after, "before": q.Slice.before} {
		if cursor == nil {
			continue
		}
		var slug string
		for key, name := range names {
			if found, err := slugIn(argument, *cursor, name, q.Order.name()); err == nil {
				slug = found
			} else {
				refuse(key, argument, err)
			}
		}
		if len(refused) == len(names) {
			continue
		}
		query := fmt.Sprintf(`SELECT coalesce(max(%s), 0) FROM %s WHERE slug = ?`, q.Order.rank, l.Entity.table)
		rank, err := s.count(ctx, query, slug)
		if err != nil {
			return ranks, nil, err
		}
		if rank == 0 { // the record was removed
			for key := range names {
				refuse(key, argument, refusedCursor(argument, *cursor))
			}
		}
		if (argument == "after") != q.Order.reversed {
			ranks.low = max(ranks.low, rank+1)
		} else {
			ranks.high = min(ranks.high, rank-1)
		}
	}
	return ranks, refused, nil
}

// Counts returns the number of records of each key that meet the conditions. Keys without records are absent.
func (l *List[T]) Counts(ctx context.Context, s *Store, keys []Key, w Where) (map[Key]int32, error) {
	owned := oneOf("record_id", keys)
	query := `SELECT record_id, length FROM list WHERE name = ? AND sorted = ? AND ` + owned.sql
	args := append([]any{l.Index.name, l.Order.rank}, owned.args...)
	if !w.unconditional() || w.err != nil {
		plan, err := s.planPage(ctx, l.allRecords(keys, w))
		if err != nil {
			return nil, err
		}
		query = plan.with + `
			SELECT segment.owner, COUNT(DISTINCT l.record_id)
			FROM segment CROSS JOIN ` + plan.from + `
			GROUP BY 1`
		args = slices.Concat(plan.withArgs, plan.fromArgs)
	}
	counts := make(map[Key]int32, len(keys))
	err := s.each(ctx, query, args, func(rows *sql.Rows) error {
		var key Key
		var n int32
		if err := rows.Scan(&key, &n); err != nil {
			return err
		}
		counts[key] = n
		return nil
	})
	return counts, err
}

// allRecords requests every record of some keys, in the order that costs least.
func (l *List[T]) allRecords(keys []Key, w Where) listRequest {
	order := l.Order
	if w.dates != nil {
		order = w.dates.column.rankOrder()
	}
	return listRequest{l.Index, order, keys, w, allRanks, math.MaxInt64}
}
