package data

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// dated are the columns of a date by which records of a noun are sorted and asked for.
type dated struct {
	table, prefix string
	rank          string // the column of the ranks by this date, earliest first
}

func (d *dated) earliest() string {
	return fmt.Sprintf("coalesce(%s_earliest, '%s')", d.prefix, Beginning)
}
func (d *dated) latest() string { return fmt.Sprintf("coalesce(%s_latest, '%s')", d.prefix, End) }

// order is by this date, earliest first.
func (d *dated) order() Order { return Order{table: d.table, rank: d.rank, days: d} }

// lengths sort dates by how many days they may mean. A range of days is then looked up in each length's list by the first day
// alone: a date of a month that touches the range starts in it, or 30 days before it at most.
var lengths = []struct {
	value         string
	least, utmost int // days
}{{"day", 1, 1}, {"month", 2, 31}, {"year", 32, 366}, {"decade", 367, 3653}, {longer, 3654, 0}}

const (
	longer  = "longer" // or open
	unknown = "unknown"
)

// byLength lists the records by the length of their date.
func (d *dated) byLength() *term {
	var cases strings.Builder
	for _, l := range lengths[:len(lengths)-1] {
		fmt.Fprintf(&cases, " WHEN julianday(%[1]s_latest) - julianday(%[1]s_earliest) < %[2]d THEN '%[3]s'", d.prefix, l.utmost, l.value)
	}
	pairs := fmt.Sprintf("SELECT id AS record, CASE WHEN %s_edtf IS NULL THEN '%s'%s ELSE '%s' END AS value FROM %s", d.prefix, unknown, &cases, longer, d.table)
	return &term{name: d.table + " " + d.prefix, pairs: pairs, days: d}
}

// during asks for dates in a range of days.
type during struct {
	date     *dated
	from, to Date
	asked    *DateRange
}

// holds is the condition that the date of the record l.record_id lies in the range.
func (w *during) holds() condition {
	var c condition
	d := w.date.prefix
	switch {
	case w.asked.Match == Possible:
		c = condition{w.date.latest() + " >= ? AND " + w.date.earliest() + " <= ?", []any{w.from, w.to}}
	default:
		c.sql = d + "_edtf IS NOT NULL"
		if w.asked.From != nil {
			c = condition{c.sql + " AND " + d + "_earliest >= ?", append(c.args, w.from)}
		}
		if w.asked.To != nil {
			c = condition{c.sql + " AND " + d + "_latest <= ?", append(c.args, w.to)}
		}
	}
	c.sql = "EXISTS (SELECT 1 FROM " + w.date.table + " WHERE id = l.record_id AND " + c.sql + ")"
	return c
}

// A stretch is the part of an order from one rank to another, both included.
type stretch struct{ low, high int64 }

func (s stretch) within(o stretch) stretch { return stretch{max(s.low, o.low), min(s.high, o.high)} }
func (s stretch) size() int64              { return max(0, s.high-s.low+1) }

// A calendar tells where in an order by date the dates lie that a range may hold.
type calendar struct {
	total      int64     // of all records
	estimate   int64     // of those that lie in the range
	stretches  []stretch // of any list
	candidates []piece   // of the lists of each length, which leave out most of what the range does not hold
}

// calendar looks a range of days up. Ranks are those of the date's own order, or with latest of the one turned round.
func (s *Store) calendar(ctx context.Context, w *during, rank string, latest bool) (*calendar, error) {
	lists, err := s.lengthsOf(ctx, w.date, rank)
	if err != nil {
		return nil, err
	}
	days := []Date{w.from, w.to.plus(1)}
	for _, l := range lengths {
		days = append(days, w.from.plus(1-l.utmost))
	}
	firsts, err := s.firstRanks(ctx, w.date, days)
	if err != nil {
		return nil, err
	}
	var known int64
	for _, l := range lengths {
		known += lists[l.value].length
	}
	c := &calendar{total: known + lists[unknown].length}
	first := func(d Date) int64 {
		if d == Beginning {
			return 1
		}
		if rank, found := firsts[d]; found {
			return rank
		}
		return known + 1
	}
	end := known
	if w.to != End {
		end = first(w.to.plus(1)) - 1
	}
	turned := func(s stretch) stretch {
		if latest {
			return stretch{known + 1 - s.high, known + 1 - s.low}
		}
		return s
	}
	add := func(value string, s stretch) {
		if l := lists[value]; l.length > 0 && s.size() > 0 {
			c.candidates = append(c.candidates, piece{list: l.id, stretch: s})
		}
	}
	inside := stretch{first(w.from), end}
	c.estimate = inside.size()
	if w.asked.Match != Possible {
		c.stretches = []stretch{turned(inside)}
		for _, l := range lengths {
			if w.to == End || w.from.plus(l.least-1) <= w.to { // a longer date cannot lie inside
				add(l.value, turned(inside))
			}
		}
		return c, nil
	}
	unknowns := stretch{known + 1, c.total}
	c.estimate += unknowns.size()
	c.stretches = []stretch{turned(stretch{1, end}), unknowns}
	for _, l := range lengths {
		low := int64(1)
		if l.value != longer {
			low = first(w.from.plus(1 - l.utmost))
		}
		add(l.value, turned(stretch{low, end}))
	}
	add(unknown, unknowns)
	return c, nil
}

// lengthsOf gives the lists of a date's lengths, by length.
func (s *Store) lengthsOf(ctx context.Context, d *dated, rank string) (map[string]compiled, error) {
	found := map[string]compiled{}
	err := s.each(ctx, "SELECT value, id, length FROM list WHERE name = ? AND sorted = ?", []any{d.byLength().name, rank}, func(rows *sql.Rows) error {
		var value string
		var c compiled
		if err := rows.Scan(&value, &c.id, &c.length); err != nil {
			return err
		}
		found[value] = c
		return nil
	})
	return found, err
}

// firstRanks gives for each day the rank of the first record whose date starts on it or later. A day that no date starts on or
// after is absent.
func (s *Store) firstRanks(ctx context.Context, d *dated, days []Date) (map[Date]int64, error) {
	query := fmt.Sprintf("SELECT day.value, (SELECT %[1]s FROM %[2]s WHERE %[3]s_edtf IS NOT NULL AND %[4]s >= day.value ORDER BY %[4]s, %[1]s LIMIT 1) FROM json_each(?) AS day",
		d.rank, d.table, d.prefix, d.earliest())
	firsts := map[Date]int64{}
	err := s.each(ctx, query, []any{list(days)}, func(rows *sql.Rows) error {
		var day Date
		var rank *int64
		if err := rows.Scan(&day, &rank); err != nil {
			return err
		}
		if rank != nil {
			firsts[day] = *rank
		}
		return nil
	})
	return firsts, err
}
