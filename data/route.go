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
type route struct {
	with       string // makes the table piece: whose list (owner), list, low, high, own
	withArgs   []any
	source     string // of l.record_id and l.rank, for one piece
	sourceArgs []any
	single     bool // there is one piece at the most: a key has one list of a name and an order
}

// page gives the records of a table that the first ranks of each piece have.
func (from *route) page(table, joins string, descending bool) string {
	first := " ORDER BY l.rank" + limit
	if descending {
		first = " ORDER BY l.rank DESC" + limit
	}
	if from.single {
		return "listed AS l CROSS JOIN " + table + joins + " WHERE " + table + ".id = l.record_id AND " + inPiece + first
	}
	return table + joins + " WHERE " + table + ".id IN (SELECT l.record_id FROM " + from.source + first + ")"
}

// A piece is a part of a compiled list.
type piece struct {
	owner int64 // whose list is asked for
	list  int64 // which one is read
	stretch
	own int64 // the owner's list, on which every record must be too
}

func (p piece) MarshalJSON() ([]byte, error) {
	return json.Marshal([]int64{p.owner, p.list, p.low, p.high, p.own})
}

// compiled is a list as it stands in the dataset.
type compiled struct{ owner, id, length int64 }

func lengthOf(lists []compiled) (n int64) {
	for _, l := range lists {
		n += l.length
	}
	return n
}

const (
	asGiven = "WITH piece AS (SELECT value ->> 0 AS owner, value ->> 1 AS list, value ->> 2 AS low, value ->> 3 AS high, value ->> 4 AS own FROM json_each(?))"
	asOwned = "WITH piece AS (SELECT record_id AS owner, id AS list, ? AS low, ? AS high, id AS own FROM list WHERE name = ? AND sorted = ? AND %s)"

	fromLists = "listed AS l WHERE " + inPiece
	inPiece   = "l.list = piece.list AND l.rank BETWEEN piece.low AND piece.high"
)

// A request is what a route is found for: the lists of some owners by a term, in an order, from one rank to another.
type request struct {
	by     *term
	order  Order
	owners []Key
	where  Where
	window stretch
	size   int64 // how many records are wanted of each list; all of them if it is math.MaxInt64
}

// wholeList is the window that leaves nothing out.
var wholeList = stretch{1, math.MaxInt32}

func (s *Store) route(ctx context.Context, r request) (*route, error) {
	if r.where.err != nil {
		return nil, r.where.err
	}
	if r.where.everything() {
		owned := oneOf("record_id", r.owners)
		args := append([]any{r.window.low, r.window.high, r.by.name, r.order.rank}, owned.args...)
		return &route{with: fmt.Sprintf(asOwned, owned.sql), withArgs: args, source: fromLists, single: len(r.owners) == 1}, nil
	}
	own, terms, err := s.compiledLists(ctx, r)
	if err != nil {
		return nil, err
	}
	c := chooser{request: r, own: own, terms: terms, driver: ownLists, cost: lengthOf(own)}
	for i, lists := range terms {
		if cost := int64(len(own)) * lengthOf(lists); cost < c.cost {
			c.driver, c.cost = i, cost
		}
	}
	if err := c.considerDays(ctx, s); err != nil {
		return nil, err
	}
	if err := c.considerWords(ctx, s); err != nil {
		return nil, err
	}
	return c.route(), nil
}

// compiledLists finds the owners' lists, and those of the values of each term.
func (s *Store) compiledLists(ctx context.Context, r request) (own []compiled, terms [][]compiled, err error) {
	const lists = "SELECT ?, record_id, id, length FROM list WHERE name = ? AND sorted = ? AND "
	arms := []string{lists + "record_id IN (SELECT value FROM json_each(?))"}
	args := []any{-1, r.by.name, r.order.rank, list(r.owners)}
	for i, a := range r.where.terms {
		args = append(args, i, a.term.name, r.order.rank)
		if a.term.space == "" {
			arms = append(arms, lists+"value IN (SELECT value FROM json_each(?))")
		} else {
			arms = append(arms, lists+"record_id IN (SELECT record_id FROM slug WHERE space = ? AND slug IN (SELECT lower(value) FROM json_each(?)))")
			args = append(args, a.term.space)
		}
		args = append(args, list(a.values))
	}
	terms = make([][]compiled, len(r.where.terms))
	err = s.each(ctx, strings.Join(arms, " UNION ALL "), args, func(rows *sql.Rows) error {
		var i int
		var owner *int64
		var c compiled
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
	ownLists = -1 - iota
	theDays
	theWords
)

// A chooser weighs what could be read first: the cost is the number of records that would be looked at.
type chooser struct {
	request
	own      []compiled
	terms    [][]compiled
	calendar *calendar // where the dates lie, if a range is asked for
	inOrder  bool      // the order is by that date
	driver   int
	cost     int64
}

// all tells whether the owners' list holds every record of the noun.
func (c *chooser) all() bool { return c.by.all(c.order.table) }

// considerDays reads the dates' own lists where no other condition narrows the search. In an order that is not by date, what
// they give must be sorted: that pays if the range is narrow.
func (c *chooser) considerDays(ctx context.Context, s *Store) (err error) {
	w := c.where.days
	if w == nil {
		return nil
	}
	c.inOrder = c.order.days == w.date
	if c.inOrder {
		c.calendar, err = s.calendar(ctx, w, c.order.rank, c.order.latest)
		if c.driver == ownLists && c.all() {
			c.driver = theDays
		}
		return err
	}
	c.calendar, err = s.calendar(ctx, w, w.date.rank, false)
	if err != nil {
		return err
	}
	days := c.calendar.estimate * int64(len(c.own))
	if days == 0 || days < min(c.cost, share(c.size, c.calendar.total, c.calendar.estimate)) {
		c.driver, c.cost = theDays, days
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
func (c *chooser) considerWords(ctx context.Context, s *Store) error {
	if c.where.words == nil || len(c.own) == 0 {
		return nil
	}
	most := c.cost / int64(len(c.own))
	if c.size < most {
		most = min(most, int64(math.Sqrt(float64(c.size)*float64(most)))+1)
	}
	found, err := s.count(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM search WHERE search MATCH ?"+limit+")", c.where.words.query(), most)
	if err == nil && found < most {
		c.driver, c.cost = theWords, found
	}
	return err
}

func (s *Store) count(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.each(ctx, query, args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

// route writes down what was chosen.
func (c *chooser) route() *route {
	from := &route{with: asGiven, source: fromLists}
	inRanks := " AS l WHERE l.rank BETWEEN piece.low AND piece.high"
	switch {
	case c.driver == theDays && !c.inOrder:
		from.source = "(SELECT r.id AS record_id, r." + c.order.rank + " AS rank FROM json_each(?) AS part CROSS JOIN listed AS dated ON dated.list = part.value ->> 1 AND dated.rank BETWEEN part.value ->> 2 AND part.value ->> 3 CROSS JOIN " + c.order.table + " AS r ON r.id = dated.record_id)" + inRanks
		from.sourceArgs = []any{list(c.calendar.candidates)}
	case c.driver == theWords:
		from.source = "(SELECT r.id AS record_id, r." + c.order.rank + " AS rank FROM search CROSS JOIN " + c.order.table + " AS r ON r.id = search.rowid WHERE search MATCH ?)" + inRanks
		from.sourceArgs = []any{c.where.words.query()}
	}
	from.withArgs = []any{list(c.pieces())}
	conditions, args := conjunction(c.others())
	from.source += " AND " + conditions
	from.sourceArgs = append(from.sourceArgs, args...)
	return from
}

// pieces are the parts of lists that are read, for each owner.
func (c *chooser) pieces() []piece {
	all := []piece{}
	stretches := []stretch{c.window}
	if c.calendar != nil && c.inOrder {
		stretches = nil
		for _, s := range c.calendar.stretches {
			stretches = append(stretches, s.within(c.window))
		}
	}
	for _, own := range c.own {
		add := func(list int64, s stretch) {
			if s.size() > 0 {
				all = append(all, piece{own.owner, list, s, own.id})
			}
		}
		switch {
		case c.driver == theDays && c.inOrder:
			for _, p := range c.calendar.candidates {
				add(p.list, p.within(c.window))
			}
		case c.driver >= 0:
			for _, l := range c.terms[c.driver] {
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
func (c *chooser) others() []condition {
	others := append([]condition{}, c.where.checks...)
	if c.driver != ownLists && !c.all() {
		others = append(others, condition{sql: "EXISTS (SELECT 1 FROM listed WHERE list = piece.own AND rank = l.rank)"})
	}
	for i, lists := range c.terms {
		if i == c.driver {
			continue
		}
		ids := []int64{}
		for _, l := range lists {
			ids = append(ids, l.id)
		}
		others = append(others, condition{"EXISTS (SELECT 1 FROM listed WHERE list IN (SELECT value FROM json_each(?)) AND rank = l.rank)", []any{list(ids)}})
	}
	if c.where.days != nil {
		others = append(others, c.where.days.holds())
	}
	if c.where.words != nil && c.driver != theWords {
		others = append(others, condition{"l.record_id IN (SELECT rowid FROM search WHERE search MATCH ?)", []any{c.where.words.query()}})
	}
	return others
}
