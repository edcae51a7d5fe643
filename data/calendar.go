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
// alone: a date of a month that touches the range starts in it, or 30 days before it at most. Days, months, years, decades and
// centuries have a length of their own, as nearly all dates are one of these: what is looked at in vain is little.
var lengths = []struct {
	value         string
	least, utmost int // days
}{
	{"day", 1, 1}, {"week", 2, 7}, {"weeks", 8, 27}, {"month", 28, 31}, {"months", 32, 364}, {"year", 365, 366},
	{"years", 367, 3651}, {"decade", 3652, 3653}, {"decades", 3654, 36523}, {"century", 36524, 36525}, {"longer", 36526, 3652425},
}

// The lengths of dates that have none.
const (
	fromBeginning = "open start"
	toEnd         = "open end"
	unknown       = "unknown"
)

// byLength lists the records by the length of their date.
func (d *dated) byLength() *term {
	var cases strings.Builder
	fmt.Fprintf(&cases, "WHEN %[1]s_edtf IS NULL THEN '%[2]s' WHEN %[1]s_earliest IS NULL THEN '%[3]s' WHEN %[1]s_latest IS NULL THEN '%[4]s'", d.prefix, unknown, fromBeginning, toEnd)
	for _, l := range lengths {
		fmt.Fprintf(&cases, " WHEN julianday(%[1]s_latest) - julianday(%[1]s_earliest) < %[2]d THEN '%[3]s'", d.prefix, l.utmost, l.value)
	}
	pairs := fmt.Sprintf("SELECT id AS record, CASE %s END AS value FROM %s", &cases, d.table)
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
	candidates []piece   // of the lists of each length, which leave out nearly all that the range does not hold
}

// calendar looks a range of days up. Ranks are those of the date's own order, or with latest of the one turned round.
func (s *Store) calendar(ctx context.Context, w *during, rank string, latest bool) (*calendar, error) {
	lists, err := s.lengthsOf(ctx, w.date, rank)
	if err != nil {
		return nil, err
	}
	starts := []threshold{{w.from, ""}, {w.to.plus(1), ""}, {Beginning, w.from}, {Beginning, w.to.plus(1)}}
	for _, l := range lengths {
		starts = append(starts, threshold{w.from.plus(1 - l.utmost), ""}, threshold{w.to.plus(2 - l.least), ""})
	}
	firsts, err := s.firstRanks(ctx, w.date, starts)
	if err != nil {
		return nil, err
	}
	var c calendar
	for _, l := range lists {
		c.total += l.length
	}
	known := c.total - lists[unknown].length
	// first is the rank of the first date that starts on a day or later, or of those without a start the first that ends then.
	first := func(start, end Date) int64 {
		if rank, found := firsts[threshold{start, end}]; found {
			return rank
		}
		return known + 1
	}
	from, end := first(w.from, ""), known
	if w.from == Beginning {
		from = 1
	}
	if w.to != End {
		end = first(w.to.plus(1), "") - 1
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
	if w.asked.Match == Possible {
		unknowns := stretch{known + 1, c.total}
		c.estimate = stretch{from, end}.size() + unknowns.size()
		c.stretches = []stretch{turned(stretch{1, end}), unknowns}
		for _, l := range lengths {
			low := int64(1)
			if start := w.from.plus(1 - l.utmost); start != Beginning {
				low = first(start, "")
			}
			add(l.value, turned(stretch{low, end}))
		}
		add(fromBeginning, turned(stretch{first(Beginning, w.from), end}))
		add(toEnd, turned(stretch{1, end}))
		add(unknown, unknowns)
		return &c, nil
	}
	inside := stretch{from, end}
	c.estimate, c.stretches = inside.size(), []stretch{turned(inside)}
	for _, l := range lengths {
		last := end
		if w.to != End {
			last = first(w.to.plus(2-l.least), "") - 1
		}
		add(l.value, turned(stretch{from, last}))
	}
	if w.asked.From == nil {
		last := known
		if w.to != End {
			last = first(Beginning, w.to.plus(1)) - 1
		}
		add(fromBeginning, turned(stretch{1, last}))
	}
	if w.asked.To == nil {
		add(toEnd, turned(inside))
	}
	return &c, nil
}

// A threshold is a place in the order by date: the first one of those that start on a day or later, or, with an end, that start so
// and of the same start end then or later.
type threshold struct{ start, end Date }

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

// firstRanks gives the rank of the first record at each of some places in the order. A place after all of them is absent.
func (s *Store) firstRanks(ctx context.Context, d *dated, places []threshold) (map[threshold]int64, error) {
	pairs := make([][2]Date, len(places))
	for i, p := range places {
		pairs[i] = [2]Date{p.start, p.end}
	}
	from := fmt.Sprintf("SELECT %s FROM %s WHERE %s_edtf IS NOT NULL AND ", d.rank, d.table, d.prefix)
	query := fmt.Sprintf(`SELECT place.value ->> 0, place.value ->> 1, coalesce(
		(%[1]s %[2]s = place.value ->> 0 AND %[3]s >= place.value ->> 1 ORDER BY %[3]s, %[4]s LIMIT 1),
		(%[1]s %[2]s > place.value ->> 0 ORDER BY %[2]s, %[3]s, %[4]s LIMIT 1)) FROM json_each(?) AS place`,
		from, d.earliest(), d.latest(), d.rank)
	firsts := map[threshold]int64{}
	err := s.each(ctx, query, []any{list(pairs)}, func(rows *sql.Rows) error {
		var p threshold
		var rank *int64
		if err := rows.Scan(&p.start, &p.end, &rank); err != nil {
			return err
		}
		if rank != nil {
			firsts[p] = *rank
		}
		return nil
	})
	return firsts, err
}
