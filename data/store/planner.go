package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"strings"
)

// The page planner chooses the postings from which pages are read. The cost of a page depends on its size, and the cost
// of conditions on the most selective one: its postings (the driving index) are read in the requested order, and each
// record is checked against the other conditions. SQLite cannot choose this way because it does not know the lengths of
// the posting lists.

// In all of this SQL, segment is the part of a posting list that is read, and l is a posting in it.

// A pagePlan is the SQL that reads pages: with, then FROM segment CROSS JOIN from.
type pagePlan struct {
	with     string // defines the table segment: owner, list, low, high, own
	withArgs []any
	from     string // returns l.record_id and l.rank for one segment
	fromArgs []any
	single   bool // there is at most one segment: a key has one posting list of an index in an order
}

const (
	segmentsGiven = `
		WITH segment AS (
			SELECT value ->> 0 AS owner, value ->> 1 AS list, value ->> 2 AS low, value ->> 3 AS high,
				value ->> 4 AS own
			FROM json_each(?)
		)`
	segmentsOwned = `
		WITH segment AS (
			SELECT record_id AS owner, id AS list, ? AS low, ? AS high, id AS own
			FROM list
			WHERE name = ? AND sorted = ? AND `

	inSegment    = `l.list = segment.list AND l.rank BETWEEN segment.low AND segment.high`
	fromPostings = `listed AS l WHERE ` + inSegment

	// If the driving index has no postings in the requested order, it returns records with their ranks, for all
	// segments at once.
	inRanks = `
		AS l WHERE l.rank BETWEEN segment.low AND segment.high`
)

// firstRecords returns SQL for the records of a table with the first ranks of each segment.
func (p *pagePlan) firstRecords(table, joins string, descending bool) string {
	first := ` ORDER BY l.rank` + limit
	if descending {
		first = ` ORDER BY l.rank DESC` + limit
	}
	if p.single {
		return `listed AS l CROSS JOIN ` + table + joins + `
			WHERE ` + table + `.id = l.record_id AND ` + inSegment + first
	}
	return table + joins + `
		WHERE ` + table + `.id IN (
			SELECT l.record_id FROM ` + p.from + first + `
		)`
}

// A segment is the part of a posting list that is read for one owner.
type segment struct {
	owner int64 // the key of the page
	list  int64 // the id of the posting list
	rankRange
	own int64 // the owner's posting list; every record must be on it too
}

func (s segment) MarshalJSON() ([]byte, error) {
	return json.Marshal([]int64{s.owner, s.list, s.low, s.high, s.own})
}

// A postingList is a row of the table list. Its owner is the record that is the value of the index.
type postingList struct{ owner, id, length int64 }

func totalLength(lists []postingList) (n int64) {
	for _, l := range lists {
		n += l.length
	}
	return n
}

// A listRequest is the input of the planner: the lists of some owners by an index, in an order, within a range of
// ranks.
type listRequest struct {
	index  *Index
	order  Order
	owners []Key
	where  Where
	ranks  rankRange
	size   int64 // number of records to read for each list; math.MaxInt64 for all
}

var allRanks = rankRange{1, math.MaxInt32}

func (s *Store) planPage(ctx context.Context, r listRequest) (*pagePlan, error) {
	if r.where.err != nil {
		return nil, r.where.err
	}
	if r.where.unconditional() {
		owned := oneOf("record_id", r.owners)
		args := append([]any{r.ranks.low, r.ranks.high, r.index.name, r.order.rank}, owned.args...)
		with := segmentsOwned + owned.sql + ")"
		return &pagePlan{with: with, withArgs: args, from: fromPostings, single: len(r.owners) == 1}, nil
	}
	own, in, err := s.postingLists(ctx, r)
	if err != nil {
		return nil, err
	}
	p := planner{listRequest: r, own: own, in: in, driving: ownIndex, cost: totalLength(own)}
	for i, lists := range in {
		if cost := int64(len(own)) * totalLength(lists); cost < p.cost {
			p.driving, p.cost = i, cost
		}
	}
	if err := p.considerDates(ctx, s); err != nil {
		return nil, err
	}
	if err := p.considerSearch(ctx, s); err != nil {
		return nil, err
	}
	return p.plan(), nil
}

// postingLists returns the posting lists of the owners, and those of the values of each index condition.
func (s *Store) postingLists(ctx context.Context, r listRequest) (own []postingList, in [][]postingList, err error) {
	const (
		lists    = `SELECT ?, record_id, id, length FROM list WHERE name = ? AND sorted = ? AND `
		ofKeys   = lists + `record_id IN (SELECT value FROM json_each(?))`
		ofValues = lists + `value IN (SELECT value FROM json_each(?))`
		ofSlugs  = lists + `record_id IN (
			SELECT record_id FROM slug WHERE space = ? AND slug IN (SELECT lower(value) FROM json_each(?))
		)`
	)
	arms := []string{ofKeys}
	args := []any{-1, r.index.name, r.order.rank, jsonList(r.owners)}
	for i, c := range r.where.in {
		args = append(args, i, c.index.name, r.order.rank)
		if c.index.space == noSpace {
			arms = append(arms, ofValues)
		} else {
			arms = append(arms, ofSlugs)
			args = append(args, c.index.space.Table)
		}
		args = append(args, jsonList(c.values))
	}
	in = make([][]postingList, len(r.where.in))
	err = s.each(ctx, strings.Join(arms, ` UNION ALL `), args, func(rows *sql.Rows) error {
		var i int
		var owner *int64
		var l postingList
		if err := rows.Scan(&i, &owner, &l.id, &l.length); err != nil {
			return err
		}
		if i >= 0 {
			in[i] = append(in[i], l)
			return nil
		}
		l.owner = *owner
		own = append(own, l)
		return nil
	})
	return own, in, err
}

// Driving indexes other than index conditions. An index condition is identified by its position, from 0.
const (
	ownIndex = -1 - iota
	dateIndex
	searchIndex
)

// A planner compares possible driving indexes. The cost is the number of records to read.
type planner struct {
	listRequest
	own     []postingList
	in      [][]postingList
	dates   *dateSegments // set if there is a date condition
	inOrder bool          // the order is by that date
	driving int
	cost    int64
}

// considerDates chooses the postings of dates if no other condition is selective. In an order that is not by date their
// records must be sorted, which pays off only for a narrow range.
func (p *planner) considerDates(ctx context.Context, s *Store) (err error) {
	w := p.where.dates
	if w == nil {
		return nil
	}
	p.inOrder = p.order.dates == w.column
	if p.inOrder {
		p.dates, err = s.dateSegments(ctx, w, p.order.rank, p.order.latest)
		if p.driving == ownIndex && p.index.complete {
			p.driving = dateIndex
		}
		return err
	}
	p.dates, err = s.dateSegments(ctx, w, w.column.rank, false)
	if err != nil {
		return err
	}
	days := p.dates.estimate * int64(len(p.own))
	if days == 0 || days < min(p.cost, share(p.size, p.dates.total, p.dates.estimate)) {
		p.driving, p.cost = dateIndex, days
	}
	return nil
}

// share returns how many of total records must be read to find size records that meet a condition, if part of the total
// do.
func share(size, total, part int64) int64 {
	if size > total {
		return math.MaxInt64
	}
	return size * total / part
}

// considerSearch chooses the search index if it finds fewer records. It stops counting them where it would no longer
// pay off.
func (p *planner) considerSearch(ctx context.Context, s *Store) error {
	if p.where.text == nil || len(p.own) == 0 {
		return nil
	}
	most := p.cost / int64(len(p.own))
	if p.size < most {
		most = min(most, int64(math.Sqrt(float64(p.size)*float64(most)))+1)
	}
	const query = `SELECT COUNT(*) FROM (SELECT 1 FROM search WHERE search MATCH ?` + limit + `)`
	found, err := s.count(ctx, query, p.where.text.fts(), most)
	if err == nil && found < most {
		p.driving, p.cost = searchIndex, found
	}
	return err
}

func (s *Store) count(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.each(ctx, query, args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

// plan returns the SQL for the chosen driving index.
func (p *planner) plan() *pagePlan {
	to := &pagePlan{with: segmentsGiven, withArgs: []any{jsonList(p.segments())}, from: fromPostings}
	switch {
	case p.driving == dateIndex && !p.inOrder:
		to.from = `(
			SELECT r.id AS record_id, r.` + p.order.rank + ` AS rank
			FROM json_each(?) AS part
			CROSS JOIN listed AS dated
				ON dated.list = part.value ->> 1 AND dated.rank BETWEEN part.value ->> 2 AND part.value ->> 3
			CROSS JOIN ` + p.order.table + ` AS r ON r.id = dated.record_id
		)` + inRanks
		to.fromArgs = []any{jsonList(p.dates.segments)}
	case p.driving == searchIndex:
		to.from = `(
			SELECT r.id AS record_id, r.` + p.order.rank + ` AS rank
			FROM search CROSS JOIN ` + p.order.table + ` AS r ON r.id = search.rowid
			WHERE search MATCH ?
		)` + inRanks
		to.fromArgs = []any{p.where.text.fts()}
	}
	remaining := and(p.remaining())
	to.from += " AND " + remaining.sql
	to.fromArgs = append(to.fromArgs, remaining.args...)
	return to
}

// segments returns the parts of posting lists to read, for each owner.
func (p *planner) segments() []segment {
	all := []segment{}
	ranges := []rankRange{p.ranks}
	if p.dates != nil && p.inOrder {
		ranges = nil
		for _, r := range p.dates.ranks {
			ranges = append(ranges, r.intersect(p.ranks))
		}
	}
	for _, own := range p.own {
		add := func(list int64, r rankRange) {
			if r.size() > 0 {
				all = append(all, segment{own.owner, list, r, own.id})
			}
		}
		addAll := func(list int64) {
			for _, r := range ranges {
				add(list, r)
			}
		}
		switch {
		case p.driving == dateIndex && p.inOrder:
			for _, dated := range p.dates.segments {
				add(dated.list, dated.intersect(p.ranks))
			}
		case p.driving >= 0:
			for _, l := range p.in[p.driving] {
				addAll(l.id)
			}
		default:
			addAll(own.id)
		}
	}
	return all
}

// remaining returns the conditions that the driving index does not guarantee.
func (p *planner) remaining() []Condition {
	const (
		onOwnList  = `EXISTS (SELECT 1 FROM listed WHERE list = segment.own AND rank = l.rank)`
		onSomeList = `EXISTS (
			SELECT 1 FROM listed
			WHERE list IN (SELECT value FROM json_each(?)) AND rank = l.rank
		)`
		hasWords = `l.record_id IN (SELECT rowid FROM search WHERE search MATCH ?)`
	)
	all := append([]Condition{}, p.where.conditions...)
	if p.driving != ownIndex && !p.index.complete {
		all = append(all, NewCondition(onOwnList))
	}
	for i, lists := range p.in {
		if i == p.driving {
			continue
		}
		ids := []int64{}
		for _, l := range lists {
			ids = append(ids, l.id)
		}
		all = append(all, NewCondition(onSomeList, jsonList(ids)))
	}
	if p.where.dates != nil {
		all = append(all, p.where.dates.condition())
	}
	if p.where.text != nil && p.driving != searchIndex {
		all = append(all, NewCondition(hasWords, p.where.text.fts()))
	}
	return all
}
