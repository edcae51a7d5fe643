package data

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"reflect"
	"slices"
)

// A List leads from a key to the records that belong to it, by the page: from a person to the statements that they made. Every
// method takes many keys and asks the database about all of them at once.
type List[T any] struct {
	Entity Entity[T]
	Index  *Index // the keys are its values; Everything, where all records are on one list
	Order  Order  // without a choice of the caller's
}

// Terms say which records of a list are asked for, and in which order.
type ListQuery struct {
	Where Where
	Order Order // the list's own if it is the zero value
	Slice Slice
}

// String tells two apart that ask for different things.
func (t ListQuery) String() string { return fmt.Sprint(t.Where, t.Order.name(), t.Slice) }

// Pages gives one page for each key, each cut from that key's own list: a key without records has an empty one.
func (l *List[T]) Pages(ctx context.Context, s *Store, keys []Key, t ListQuery) (map[Key]*Page[T], error) {
	return pages(ctx, s, l, keys, t, l.Entity.wholeScan())
}

func (l *List[T]) PageType() reflect.Type  { return reflect.TypeFor[*Page[T]]() }
func (l *List[T]) Projection() *Projection { return newProjection(l.Entity) }

// ReadPages is Pages for what a Reading asks.
func (l *List[T]) ReadPages(ctx context.Context, s *Store, keys []Key, t ListQuery, r *Projection) (found map[Key]*Page[Row], err error) {
	err = r.use(func(of scan[Row]) error {
		found, err = pages(ctx, s, l, keys, t, of)
		return err
	})
	return found, err
}

func pages[T, E any](ctx context.Context, s *Store, l *List[T], keys []Key, t ListQuery, of scan[E]) (map[Key]*Page[E], error) {
	if t.Order.Rank == "" {
		t.Order = l.Order
	}
	if t.Where.err != nil {
		return nil, t.Where.err
	}
	window, refused, err := l.window(ctx, s, keys, t)
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
	from, err := s.planPage(ctx, listRequest{l.Index, t.Order, keys, t.Where, window, int64(t.Slice.size) + 1})
	if err != nil {
		return nil, err
	}
	found, err := cut(ctx, s, l, keys, t, from, of)
	for _, key := range keys {
		pages[key] = pageOf(found[key], t.descending(), t.Slice)
	}
	return pages, err
}

// descending tells whether the ranks on a page fall as it is read.
func (t ListQuery) descending() bool { return t.Order.reversed != t.Slice.backward }

// cut reads what makes the page of each key, and one record more.
func cut[T, E any](ctx context.Context, s *Store, l *List[T], keys []Key, t ListQuery, from *pagePlan, of scan[E]) (map[Key][]ranked[E], error) {
	table := l.Entity.table
	var key Key
	var rank int64
	var whose string // list it is, by its slug
	selected, into, owned := of.selected+", "+table+"."+t.Order.Rank, append(of.into, &rank), ""
	if len(keys) == 1 {
		key = keys[0]
	} else {
		selected, into = selected+", piece.owner", append(into, &key)
	}
	if of.slug != nil && l.Index.Space != allRecords {
		selected, into = selected+", owned.value", append(into, &whose)
		owned = " CROSS JOIN list AS owned ON owned.id = piece.own"
	}
	query := from.with + " SELECT " + selected + " FROM piece" + owned + " CROSS JOIN " + from.pageSQL(table, of.joins, t.descending())
	names := map[string]string{}
	found := map[Key][]ranked[E]{}
	err := s.each(ctx, query, append(slices.Concat(from.withArgs, from.fromArgs), t.Slice.size+1), func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		var at ListPosition
		if of.slug != nil {
			if names[whose] == "" {
				names[whose] = l.named(whose, t.Where)
			}
			at = ListPosition{names[whose], t.Order.name(), *of.slug}
		}
		record, err := of.row()
		found[key] = append(found[key], ranked[E]{rank, &Edge[E]{record, at}})
		return err
	})
	return found, err
}

// ranked is a record as it was read.
type ranked[T any] struct {
	rank int64
	edge *Edge[T]
}

// pageOf sorts what was read of one owner's list, from one piece after another, and cuts the page out of it.
func pageOf[T any](found []ranked[T], descending bool, s Slice) *Page[T] {
	slices.SortFunc(found, func(a, b ranked[T]) int {
		if descending {
			return cmp.Compare(b.rank, a.rank)
		}
		return cmp.Compare(a.rank, b.rank)
	})
	found = slices.CompactFunc(found, func(a, b ranked[T]) bool { return a.rank == b.rank }) // of two speakers who said it together
	page := &Page[T]{}
	for _, r := range found[:min(len(found), int(s.size)+1)] {
		page.Edges = append(page.Edges, r.edge)
	}
	page.trim(s)
	return page
}

// named tells a list from all others, whatever the order and the version of the dataset. whose is the slug of the key.
func (l *List[T]) named(whose string, w Where) string {
	if w.unconditional() {
		return l.Index.Name + " " + whose
	}
	return l.Index.Name + " " + whose + " " + hashed(w.String())
}

// names tells the lists of some keys from all others. A key without a list is absent.
func (l *List[T]) names(ctx context.Context, s *Store, keys []Key, w Where) (map[Key]string, error) {
	if l.Index.Space == allRecords {
		return map[Key]string{Everything: l.named("", w)}, nil
	}
	names := map[Key]string{}
	owned := oneOf("record_id", keys)
	err := s.each(ctx, "SELECT record_id, value FROM list WHERE name = ? AND sorted = ? AND "+owned.sql, append([]any{l.Index.Name, l.Order.Rank}, owned.args...), func(rows *sql.Rows) error {
		var key Key
		var whose string
		err := rows.Scan(&key, &whose)
		names[key] = l.named(whose, w)
		return err
	})
	return names, err
}

// window is the part of the order that lies between the cursors. The keys of whose lists they are not are refused.
func (l *List[T]) window(ctx context.Context, s *Store, keys []Key, t ListQuery) (window rankRange, refused map[Key]error, err error) {
	window = allRanks
	if t.Slice.after == nil && t.Slice.before == nil {
		return window, nil, nil
	}
	names, err := l.names(ctx, s, keys, t.Where)
	if err != nil {
		return window, nil, err
	}
	refused = map[Key]error{}
	refuse := func(key Key, argument string, err error) {
		if refused[key] == nil || argument == "after" { // in whatever order they are looked at
			refused[key] = err
		}
	}
	for argument, cursor := range map[string]*string{"after": t.Slice.after, "before": t.Slice.before} {
		if cursor == nil {
			continue
		}
		var slug string
		for key, name := range names {
			if found, err := slugIn(argument, *cursor, name, t.Order.name()); err == nil {
				slug = found
			} else {
				refuse(key, argument, err)
			}
		}
		if len(refused) == len(names) {
			continue
		}
		rank, err := s.count(ctx, fmt.Sprintf("SELECT coalesce(max(%s), 0) FROM %s WHERE slug = ?", t.Order.Rank, l.Entity.table), slug)
		if err != nil {
			return window, nil, err
		}
		if rank == 0 { // its record is gone
			for key := range names {
				refuse(key, argument, refusedCursor(argument, *cursor))
			}
		}
		if (argument == "after") != t.Order.reversed {
			window.low = max(window.low, rank+1)
		} else {
			window.high = min(window.high, rank-1)
		}
	}
	return window, refused, nil
}

// Counts tells how many records each key has that meet the conditions. A key without any is absent.
func (l *List[T]) Counts(ctx context.Context, s *Store, keys []Key, w Where) (map[Key]int32, error) {
	owned := oneOf("record_id", keys)
	query, args := "SELECT record_id, length FROM list WHERE name = ? AND sorted = ? AND "+owned.sql, append([]any{l.Index.Name, l.Order.Rank}, owned.args...)
	if !w.unconditional() || w.err != nil {
		from, err := s.planPage(ctx, l.allRecords(keys, w))
		if err != nil {
			return nil, err
		}
		query = from.with + " SELECT piece.owner, COUNT(DISTINCT l.record_id) FROM piece CROSS JOIN " + from.from + " GROUP BY 1"
		args = slices.Concat(from.withArgs, from.fromArgs)
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

// all asks for every record of some keys, in the order in which that is cheapest.
func (l *List[T]) allRecords(keys []Key, w Where) listRequest {
	order := l.Order
	if w.dates != nil {
		order = w.dates.column.rankOrder()
	}
	return listRequest{l.Index, order, keys, w, allRanks, math.MaxInt64}
}
