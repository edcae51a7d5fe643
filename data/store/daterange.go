package store

import (
	"context"
	"database/sql"
	"fmt"
)

// A DateColumn is an uncertain date of the records of a table, for orders and filters. It has six columns with a common
// prefix.
type DateColumn struct {
	table, prefix string
	rank          string // the column of the ranks by this date, earliest first
}

// NewDateColumn returns the date whose columns begin with prefix. rank is the column of the ranks by this date,
// earliest first.
func NewDateColumn(table, prefix, rank string) *DateColumn { return &DateColumn{table, prefix, rank} }

func (d *DateColumn) earliest() string {
	return fmt.Sprintf("coalesce(%s_earliest, '%s')", d.prefix, Beginning)
}
func (d *DateColumn) latest() string { return fmt.Sprintf("coalesce(%s_latest, '%s')", d.prefix, End) }

// EarliestFirst returns the order by this date, with unknown dates last. ties are SQL expressions that break ties.
func (d *DateColumn) EarliestFirst(ties string) Order { return d.sorted(d.rank, ties, false) }

// LatestFirst returns the order by this date, latest first, with unknown dates last. rank is the column of its ranks,
// and ties are SQL expressions that break ties.
func (d *DateColumn) LatestFirst(rank, ties string) Order { return d.sorted(rank, ties, true) }

func (d *DateColumn) sorted(rank, ties string, latest bool) Order {
	direction := ""
	if latest {
		direction = " DESC"
	}
	by := fmt.Sprintf("(%[1]s_edtf IS NULL), %[2]s%[4]s, %[3]s%[4]s, %[5]s",
		d.prefix, d.earliest(), d.latest(), direction, ties)
	return declareOrder(Order{table: d.table, rank: rank, by: by, dates: d, latest: latest})
}

// rankOrder returns the order by this date, earliest first.
func (d *DateColumn) rankOrder() Order { return Order{table: d.table, rank: d.rank, dates: d} }

// A dateLength is a class of dates of similar length. Each class has its own posting list, so that a range of days is a
// range of first days in it: a date of one month that overlaps the range starts with the first month of the range or
// later. Nearly all dates are a day, a month, a year, a decade or a century, so few records are read in vain.
type dateLength struct {
	value string
	unit  func(Date) Date // returns the first day of the month, ..., that contains a day
	is    string          // SQL condition for dates that are one unit; %[1]s is the prefix
	most  int             // maximum number of days, for dates that are not a unit
}

var dateLengths = []dateLength{
	{
		value: "day", unit: func(d Date) Date { return d },
		is: `%[1]s_earliest = %[1]s_latest`,
	},
	{
		value: "month", unit: func(d Date) Date { return d[:8] + "01" },
		is: `%[1]s_earliest LIKE '%%-01' AND %[1]s_latest = date(%[1]s_earliest, '+1 month', '-1 day')`,
	},
	{
		value: "year", unit: func(d Date) Date { return d[:4] + "-01-01" },
		is: `%[1]s_earliest LIKE '%%-01-01' AND %[1]s_latest = substr(%[1]s_earliest, 1, 4) || '-12-31'`,
	},
	{
		value: "decade", unit: func(d Date) Date { return d[:3] + "0-01-01" },
		is: `%[1]s_earliest LIKE '%%0-01-01' AND %[1]s_latest = substr(%[1]s_earliest, 1, 3) || '9-12-31'`,
	},
	{
		value: "century", unit: func(d Date) Date { return d[:2] + "00-01-01" },
		is: `%[1]s_earliest LIKE '%%00-01-01' AND %[1]s_latest = substr(%[1]s_earliest, 1, 2) || '99-12-31'`,
	},
	{value: "week", most: 7},
	{value: "weeks", most: 31},
	{value: "months", most: 366},
	{value: "years", most: 3653},
	{value: "longer", most: 3652425},
}

// firstThatMayReach returns the earliest first day of a date of this length that contains d or lies after it.
func (l dateLength) firstThatMayReach(d Date) Date {
	if l.unit != nil {
		return l.unit(d)
	}
	return d.plus(1 - l.most)
}

// firstBeyond returns a day: dates of this length that start on it or later do not lie entirely before d.
func (l dateLength) firstBeyond(d Date) Date {
	if l.unit != nil {
		return l.unit(d)
	}
	return d.plus(-1) // a date of this class has at least two days
}

// Classes of dates without a length.
const (
	fromBeginning = "open start"
	toEnd         = "open end"
	unknown       = "unknown"
)

// lengthIndex returns the name of the index by the length of the date.
func (d *DateColumn) lengthIndex() string { return d.table + " " + d.prefix }

// LengthIndex declares the index of records by the length of their date.
func (d *DateColumn) LengthIndex() *Index {
	cases := fmt.Sprintf(`
		WHEN %[1]s_edtf IS NULL THEN '%[2]s'
		WHEN %[1]s_earliest IS NULL THEN '%[3]s'
		WHEN %[1]s_latest IS NULL THEN '%[4]s'`, d.prefix, unknown, fromBeginning, toEnd)
	for _, l := range dateLengths {
		is := l.is
		if l.unit == nil {
			is = fmt.Sprintf("julianday(%%[1]s_latest) - julianday(%%[1]s_earliest) < %d", l.most)
		}
		cases += fmt.Sprintf(" WHEN "+is+" THEN '%[2]s'", d.prefix, l.value)
	}
	pairs := fmt.Sprintf("SELECT id AS record, CASE %s END AS value FROM %s", cases, d.table)
	return declareIndex(Index{name: d.lengthIndex(), pairs: pairs, dates: d})
}

// A dateCondition matches dates in a range of days.
type dateCondition struct {
	column   *DateColumn
	from, to Date
	asked    *DateRange
}

// condition returns SQL that is true if the date of the posting l lies in the range.
func (c *dateCondition) condition() Condition {
	d := c.column
	var in string
	var args []any
	switch {
	case c.asked.Match == Possible:
		in = d.latest() + ` >= ? AND ` + d.earliest() + ` <= ?`
		args = []any{c.from, c.to}
	default:
		in = d.prefix + `_edtf IS NOT NULL`
		if c.asked.From != nil {
			in += ` AND ` + d.prefix + `_earliest >= ?`
			args = append(args, c.from)
		}
		if c.asked.To != nil {
			in += ` AND ` + d.prefix + `_latest <= ?`
			args = append(args, c.to)
		}
	}
	return NewCondition(`EXISTS (SELECT 1 FROM `+d.table+` WHERE id = l.record_id AND `+in+`)`, args...)
}

// A rankRange is a range of ranks, both ends included.
type rankRange struct{ low, high int64 }

func (s rankRange) intersect(o rankRange) rankRange {
	return rankRange{max(s.low, o.low), min(s.high, o.high)}
}
func (s rankRange) size() int64 { return max(0, s.high-s.low+1) }

// dateSegments are the parts of an order by date that may contain the dates in a range.
type dateSegments struct {
	total    int64       // number of all records
	estimate int64       // number of records in the range
	ranks    []rankRange // of any posting list
	segments []segment   // of the posting lists by length; they contain few records outside the range
}

// dateSegments looks up a range of days. Ranks are those of the date's own order, or of the order latest first if
// latest is true.
func (s *Store) dateSegments(ctx context.Context, w *dateCondition, rank string, latest bool) (*dateSegments, error) {
	lists, err := s.lengthsOf(ctx, w.column, rank)
	if err != nil {
		return nil, err
	}
	starts := []threshold{{w.from, ""}, {w.to.plus(1), ""}, {Beginning, w.from}, {Beginning, w.to.plus(1)}}
	for _, l := range dateLengths {
		starts = append(starts, threshold{l.firstThatMayReach(w.from), ""}, threshold{l.firstBeyond(w.to.plus(1)), ""})
	}
	firsts, err := s.firstRanks(ctx, w.column, starts)
	if err != nil {
		return nil, err
	}
	var c dateSegments
	for _, l := range lists {
		c.total += l.length
	}
	known := c.total - lists[unknown].length
	// first returns the rank of the first date that starts on start or later. For dates without a start it returns the
	// rank of the first that ends on end or later.
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
	turned := func(s rankRange) rankRange {
		if latest {
			return rankRange{known + 1 - s.high, known + 1 - s.low}
		}
		return s
	}
	add := func(value string, s rankRange) {
		if l := lists[value]; l.length > 0 && s.size() > 0 {
			c.segments = append(c.segments, segment{list: l.id, rankRange: s})
		}
	}
	if w.asked.Match == Possible {
		unknowns := rankRange{known + 1, c.total}
		c.estimate = rankRange{from, end}.size() + unknowns.size()
		c.ranks = []rankRange{turned(rankRange{1, end}), unknowns}
		for _, l := range dateLengths {
			low := int64(1)
			if start := l.firstThatMayReach(w.from); start != Beginning {
				low = first(start, "")
			}
			add(l.value, turned(rankRange{low, end}))
		}
		add(fromBeginning, turned(rankRange{first(Beginning, w.from), end}))
		add(toEnd, turned(rankRange{1, end}))
		add(unknown, unknowns)
		return &c, nil
	}
	inside := rankRange{from, end}
	c.estimate, c.ranks = inside.size(), []rankRange{turned(inside)}
	for _, l := range dateLengths {
		last := end
		if w.to != End {
			last = first(l.firstBeyond(w.to.plus(1)), "") - 1
		}
		add(l.value, turned(rankRange{from, last}))
	}
	if w.asked.From == nil {
		last := known
		if w.to != End {
			last = first(Beginning, w.to.plus(1)) - 1
		}
		add(fromBeginning, turned(rankRange{1, last}))
	}
	if w.asked.To == nil {
		add(toEnd, turned(inside))
	}
	return &c, nil
}

// A threshold is a position in the order by date: that of the first date that starts on start and ends on end or later,
// or that starts later.
type threshold struct{ start, end Date }

// lengthsOf returns the posting lists of the index by length, by class.
func (s *Store) lengthsOf(ctx context.Context, d *DateColumn, rank string) (map[string]postingList, error) {
	found := map[string]postingList{}
	const query = `SELECT value, id, length FROM list WHERE name = ? AND sorted = ?`
	err := s.each(ctx, query, []any{d.lengthIndex(), rank}, func(rows *sql.Rows) error {
		var value string
		var c postingList
		if err := rows.Scan(&value, &c.id, &c.length); err != nil {
			return err
		}
		found[value] = c
		return nil
	})
	return found, err
}

// firstRanks returns the rank of the first record at each threshold. Thresholds after all records are absent.
func (s *Store) firstRanks(ctx context.Context, d *DateColumn, thresholds []threshold) (map[threshold]int64, error) {
	pairs := make([][2]Date, len(thresholds))
	for i, p := range thresholds {
		pairs[i] = [2]Date{p.start, p.end}
	}
	const first = `
		SELECT threshold.value ->> 0, threshold.value ->> 1, coalesce(
			(
				SELECT %[1]s FROM %[2]s
				WHERE %[3]s_edtf IS NOT NULL AND %[4]s = threshold.value ->> 0 AND %[5]s >= threshold.value ->> 1
				ORDER BY %[5]s, %[1]s
				LIMIT 1
			),
			(
				SELECT %[1]s FROM %[2]s
				WHERE %[3]s_edtf IS NOT NULL AND %[4]s > threshold.value ->> 0
				ORDER BY %[4]s, %[5]s, %[1]s
				LIMIT 1
			)
		)
		FROM json_each(?) AS threshold`
	query := fmt.Sprintf(first, d.rank, d.table, d.prefix, d.earliest(), d.latest())
	firsts := map[threshold]int64{}
	err := s.each(ctx, query, []any{jsonList(pairs)}, func(rows *sql.Rows) error {
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
