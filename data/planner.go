package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// A route says from where the records of lists are read. A page costs what it holds, and conditions cost as much as the one that
// the fewest records meet: that one's compiled lists are read, in the order asked for, and each record on them is held against
// the others. SQL cannot choose so, as it does not know how long the lists are.
type pagePlan struct {
	with     string // makes the table piece: whose list (owner), list, low, high, own
	withArgs []any
	from     string // of l.record_id and l.rank, for one piece
	fromArgs []any
	single   bool // there is one piece at the most: a key has one list of a name and an order
}

// page gives the records of a table that the first ranks of each piece have.
func (from *pagePlan) pageSQL(table, joins string, descending bool) string {
	first := " ORDER BY l.rank" + limit
	if descending {
		first = " ORDER BY l.rank DESC" + limit
	}
	if from.single {
		return "listed AS l CROSS JOIN " + table + joins + " WHERE " + table + ".id = l.record_id AND " + inSegment + first
	}
	return table + joins + " WHERE " + table + ".id IN (SELECT l.record_id FROM " + from.from + first + ")"
}

// A piece is a part of a compiled list.
type segment struct {
	owner       int64 // whose list is asked for
	postingList int64 // which one is read
	rankRange
	ownList int64 // the owner's list, on which every record must be too
}

func (p segment) MarshalJSON() ([]byte, error) {
	return json.Marshal([]int64{p.owner, p.postingList, p.low, p.high, p.ownList})
}

// compiled is a list as it stands in the dataset.
type postingList struct{ owner, id, length int64 }

func totalLength(lists []postingList) (n int64) {
	for _, l := range lists {
		n += l.length
	}
	return n
}

const (
	segmentsGiven = "WITH piece AS (SELECT value ->> 0 AS owner, value ->> 1 AS list, value ->> 2 AS low, value ->> 3 AS high, value ->> 4 AS own FROM json_each(?))"
	segmentsOwned = "WITH piece AS (SELECT record_id AS owner, id AS list, ? AS low, ? AS high, id AS own FROM list WHERE name = ? AND sorted = ? AND %s)"

	fromPostings = "listed AS l WHERE " + inSegment
	inSegment    = "l.list = piece.list AND l.rank BETWEEN piece.low AND piece.high"
)

// A request is what a route is found for: the lists of some owners by a term, in an order, from one rank to another.
type listRequest struct {
	index  *Index
	order  Order
	owners []Key
	where  Where
	ranks  rankRange
	size   int64 // how many records are wanted of each list; all of them if it is math.MaxInt64
}

// wholeList is the window that leaves nothing out.
var allRanks = rankRange{1, math.MaxInt32}

func (s *Store) planPage(ctx context.Context, r listRequest) (*pagePlan, error) {
	if r.where.err != nil {
		return nil, r.where.err
	}
	if r.where.unconditional() {
		owned := oneOf("record_id", r.owners)
		args := append([]any{r.ranks.low, r.ranks.high, r.index.Name, r.order.Rank}, owned.args...)
		return &pagePlan{with: fmt.Sprintf(segmentsOwned, owned.sql), withArgs: args, from: fromPostings, single: len(r.owners) == 1}, nil
	}
	own, terms, err := s.postingLists(ctx, r)
	if err != nil {
		return nil, err
	}
	c := planner{listRequest: r, own: own, indexes: terms, driving: ownIndex, cost: totalLength(own)}
	for i, lists := range terms {
		if cost := int64(len(own)) * totalLength(lists); cost < c.cost {
			c.driving, c.cost = i, cost
		}
	}
	if err := c.considerDates(ctx, s); err != nil {
		return nil, err
	}
	if err := c.considerSearch(ctx, s); err != nil {
		return nil, err
	}
	return c.plan(), nil
}

// compiledLists finds the owners' lists, and those of the values of each term.
func (s *Store) postingLists(ctx context.Context, r listRequest) (own []postingList, terms [][]postingList, err error) {
	const lists = "SELECT ?, record_id, id, length FROM list WHERE name = ? AND sorted = ? AND "
	arms := []string{lists + "record_id IN (SELECT value FROM json_each(?))"}
	args := []any{-1, r.index.Name, r.order.Rank, list(r.owners)}
	for i, a := range r.where.in {
		args = append(args, i, a.index.Name, r.order.Rank)
		if a.index.Space == "" {
			arms = append(arms, lists+"value IN (SELECT value FROM json_each(?))")
		} else {
			arms = append(arms, lists+"record_id IN (SELECT record_id FROM slug WHERE space = ? AND slug IN (SELECT lower(value) FROM json_each(?)))")
			args = append(args, a.index.Space)
		}
		args = append(args, list(a.values))
	}
	terms = make([][]postingList, len(r.where.in))
	err = s.each(ctx, strings.Join(arms, " UNION ALL "), args, func(rows *sql.Rows) error {
		var i int
		var owner *int64
		var c postingList
		if err := rows.Scan(&i, &owner, &c.id, &c.length); err != nil {
			return err
		}
		if i >= 0 {
			terms[i] = append(terms[i], c)
			return nil
		}
		c.owner = *owner
		own = append(own, c)
		return nil
	})
	return own, terms, err
}

// Drivers other than the lists of a term, which go by the term's number.
const (
	ownIndex = -1 - iota
	dateIndex
	searchIndex
)

// A chooser weighs what could be read first: the cost is the number of records that would be looked at.
type planner struct {
	listRequest
	own     []postingList
	indexes [][]postingList
	dates   *dateSegments // where the dates lie, if a range is asked for
	inOrder bool          // the order is by that date
	driving int
	cost    int64
}

// all tells whether the owners' list holds every record of the noun.
func (c *planner) ownListsHoldAll() bool { return c.index.holdsAll(c.order.Table) }

// considerDays reads the dates' own lists where no other condition narrows the search. In an order that is not by date, what
// they give must be sorted: that pays if the range is narrow.
func (c *planner) considerDates(ctx context.Context, s *Store) (err error) {
	w := c.where.dates
	if w == nil {
		return nil
	}
	c.inOrder = c.order.dates == w.column
	if c.inOrder {
		c.dates, err = s.dateSegments(ctx, w, c.order.Rank, c.order.latest)
		if c.driving == ownIndex && c.ownListsHoldAll() {
			c.driving = dateIndex
		}
		return err
	}
	c.dates, err = s.dateSegments(ctx, w, w.column.rank, false)
	if err != nil {
		return err
	}
	days := c.dates.estimate * int64(len(c.own))
	if days == 0 || days < min(c.cost, share(c.size, c.dates.total, c.dates.estimate)) {
		c.driving, c.cost = dateIndex, days
	}
	return nil
}

// share is how many of a total must be looked at to find so many of those that have something: part of the total has.
func share(size, total, part int64) int64 {
	if size > total {
		return math.MaxInt64
	}
	return size * total / part
}

// considerWords reads what the words are found in if that is less. It is counted, but not further than it pays.
func (c *planner) considerSearch(ctx context.Context, s *Store) error {
	if c.where.text == nil || len(c.own) == 0 {
		return nil
	}
	most := c.cost / int64(len(c.own))
	if c.size < most {
		most = min(most, int64(math.Sqrt(float64(c.size)*float64(most)))+1)
	}
	found, err := s.count(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM search WHERE search MATCH ?"+limit+")", c.where.text.fts(), most)
	if err == nil && found < most {
		c.driving, c.cost = searchIndex, found
	}
	return err
}

func (s *Store) count(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.each(ctx, query, args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

// route writes down what was chosen.
func (c *planner) plan() *pagePlan {
	from := &pagePlan{with: segmentsGiven, from: fromPostings}
	inRanks := " AS l WHERE l.rank BETWEEN piece.low AND piece.high"
	switch {
	case c.driving == dateIndex && !c.inOrder:
		from.from = "(SELECT r.id AS record_id, r." + c.order.Rank + " AS rank FROM json_each(?) AS part CROSS JOIN listed AS dated ON dated.list = part.value ->> 1 AND dated.rank BETWEEN part.value ->> 2 AND part.value ->> 3 CROSS JOIN " + c.order.Table + " AS r ON r.id = dated.record_id)" + inRanks
		from.fromArgs = []any{list(c.dates.segments)}
	case c.driving == searchIndex:
		from.from = "(SELECT r.id AS record_id, r." + c.order.Rank + " AS rank FROM search CROSS JOIN " + c.order.Table + " AS r ON r.id = search.rowid WHERE search MATCH ?)" + inRanks
		from.fromArgs = []any{c.where.text.fts()}
	}
	from.withArgs = []any{list(c.segments())}
	conditions, args := and(c.remaining())
	from.from += " AND " + conditions
	from.fromArgs = append(from.fromArgs, args...)
	return from
}

// pieces are the parts of lists that are read, for each owner.
func (c *planner) segments() []segment {
	all := []segment{}
	stretches := []rankRange{c.ranks}
	if c.dates != nil && c.inOrder {
		stretches = nil
		for _, s := range c.dates.ranks {
			stretches = append(stretches, s.intersect(c.ranks))
		}
	}
	for _, own := range c.own {
		add := func(list int64, s rankRange) {
			if s.size() > 0 {
				all = append(all, segment{own.owner, list, s, own.id})
			}
		}
		switch {
		case c.driving == dateIndex && c.inOrder:
			for _, p := range c.dates.segments {
				add(p.postingList, p.intersect(c.ranks))
			}
		case c.driving >= 0:
			for _, l := range c.indexes[c.driving] {
				for _, s := range stretches {
					add(l.id, s)
				}
			}
		default:
			for _, s := range stretches {
				add(own.id, s)
			}
		}
	}
	return all
}

// others are the conditions that what is read does not meet by itself.
func (c *planner) remaining() []condition {
	others := append([]condition{}, c.where.conditions...)
	if c.driving != ownIndex && !c.ownListsHoldAll() {
		others = append(others, condition{sql: "EXISTS (SELECT 1 FROM listed WHERE list = piece.own AND rank = l.rank)"})
	}
	for i, lists := range c.indexes {
		if i == c.driving {
			continue
		}
		ids := []int64{}
		for _, l := range lists {
			ids = append(ids, l.id)
		}
		others = append(others, condition{"EXISTS (SELECT 1 FROM listed WHERE list IN (SELECT value FROM json_each(?)) AND rank = l.rank)", []any{list(ids)}})
	}
	if c.where.dates != nil {
		others = append(others, c.where.dates.condition())
	}
	if c.where.text != nil && c.driving != searchIndex {
		others = append(others, condition{"l.record_id IN (SELECT rowid FROM search WHERE search MATCH ?)", []any{c.where.text.fts()}})
	}
	return others
}
