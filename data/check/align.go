package check

// A column of an alignment pairs a token of the quotation with a printed one. Either is absent (-1) in a gap.
type column struct{ quoted, printed int }

// A comparison compares the tokens of a quotation with those of a passage by numbers.
type comparison struct {
	quoted     []token
	givenIDs   []int
	ids        map[string]int
	first      int // the first word of the quotation, whose first letter may have either case
	printed    []token
	printedIDs []int
	likeFirst  []bool
	work       int
	scores     []int32 // of the last and the current row, in each state
	steps      []step
}

func newComparison(q *quotation) *comparison {
	c := &comparison{quoted: q.tokens, ids: map[string]int{}, first: -1}
	for i, t := range q.tokens {
		id, known := c.ids[t.text]
		if !known {
			id = len(c.ids)
			c.ids[t.text] = id
		}
		c.givenIDs = append(c.givenIDs, id)
		if t.kind == word && c.first < 0 {
			c.first = i
		}
	}
	return c
}

// with sets the passage to compare with.
func (c *comparison) with(printed []token) {
	c.printed, c.printedIDs, c.likeFirst = printed, c.printedIDs[:0], c.likeFirst[:0]
	for _, t := range printed {
		id, known := c.ids[t.text]
		if !known {
			id = -1
		}
		c.printedIDs = append(c.printedIDs, id)
		c.likeFirst = append(c.likeFirst, sameButFirst(t.text, c.quoted[c.first].text))
	}
}

// same reports whether a token of the quotation is printed at a place.
func (c *comparison) same(given, printed int) bool {
	return c.givenIDs[given] == c.printedIDs[printed] && !c.quoted[given].isMark() ||
		given == c.first && c.likeFirst[printed]
}

// matches reports whether a column has the same token on both sides.
func (c *comparison) matches(at column) bool {
	return at.quoted >= 0 && at.printed >= 0 && c.same(at.quoted, at.printed)
}

// differs reports whether a column is a difference: its tokens are not the same, and none of them is optional.
func (c *comparison) differs(at column) bool {
	switch {
	case at.quoted < 0:
		return !c.printed[at.printed].optional
	case at.printed < 0:
		return !c.quoted[at.quoted].optional
	}
	return !c.same(at.quoted, at.printed)
}

// A fragment is a run of tokens of a quotation. The end is exclusive.
type fragment struct{ start, end int }

// fragments returns the parts of the quotation between marks, without commas, full stops and dashes at their ends.
func (c *comparison) fragments() (all []fragment) {
	start := 0
	add := func(end int) {
		if kept := trimmed(c.quoted[start:end]); len(kept) > 0 {
			at := start
			for c.quoted[at].start != kept[0].start {
				at++
			}
			all = append(all, fragment{at, at + len(kept)})
		}
	}
	for i, t := range c.quoted {
		if t.isMark() {
			add(i)
			start = i + 1
		}
	}
	add(len(c.quoted))
	return all
}

// exact returns the alignments in which every fragment is printed without a gap, one after another: one alignment for
// each place of the first fragment, with the nearest places of the others.
func (c *comparison) exact(fragments []fragment) (all [][]column) {
	for from := 0; ; {
		first := c.find(fragments[0], from)
		if first == nil {
			return all
		}
		from = first[0].printed + 1
		runs := [][]column{first}
		for _, f := range fragments[1:] {
			before := runs[len(runs)-1]
			next := c.find(f, before[len(before)-1].printed+1)
			if next == nil {
				return all // nor will it be found after a later place of the first fragment
			}
			runs = append(runs, next)
		}
		all = append(all, c.joined(runs))
	}
}

// find returns the alignment of a fragment with its first place from a printed token on, or nil.
func (c *comparison) find(f fragment, from int) []column {
	for at := from; at < len(c.printed); at++ {
		if c.work++; c.same(f.start, at) {
			if run := c.alignedAt(f, at); run != nil {
				return run
			}
		}
	}
	return nil
}

// alignedAt aligns a fragment with what is printed from a token on, or returns nil. Optional signs may be absent on
// either side.
func (c *comparison) alignedAt(f fragment, at int) (run []column) {
	for i := f.start; i < f.end; c.work++ {
		isPrinted := at < len(c.printed)
		switch {
		case isPrinted && c.same(i, at):
			run = append(run, column{i, at})
			i, at = i+1, at+1
		case isPrinted && c.printed[at].optional:
			run = append(run, column{-1, at})
			at++
		case c.quoted[i].optional:
			run = append(run, column{i, -1})
			i++
		default:
			return nil
		}
	}
	return run
}

// joined returns the alignment of the whole quotation, given those of its fragments.
func (c *comparison) joined(runs [][]column) (all []column) {
	quoted, printed := 0, runs[0][0].printed
	fill := func(quotedEnd, printedEnd int) {
		for ; quoted < quotedEnd; quoted++ {
			all = append(all, column{quoted, -1})
		}
		for ; printed < printedEnd; printed++ {
			all = append(all, column{-1, printed})
		}
	}
	for _, run := range runs {
		last := run[len(run)-1]
		fill(run[0].quoted, run[0].printed)
		all = append(all, run...)
		quoted, printed = last.quoted+1, last.printed+1
	}
	fill(len(c.quoted), printed)
	return all
}

// The scores of an alignment. A gap in the quotation costs little for each further word, so that words that somebody
// left out silently do not hide the rest; it costs nothing where the quotation marks an omission.
const (
	contentScore  = 60
	functionScore = 20
	signScore     = 5
	otherWord     = -25
	otherKind     = -45
	addedToken    = -20
	openRemoved   = -40
	removedToken  = -2
	impossible    = -1 << 28
)

// The states of an alignment: the last column is a pair, a token that only the quotation has, or one that only the
// passage has. A step is the state before, or start.
type (
	state int8
	step  [3]state
)

const (
	pair state = iota
	added
	removed
	start
)

// nearest returns the alignment with the best score of the whole quotation with a part of the passage. It is that of
// Gotoh (1982) with free ends in the passage; the work is the product of the numbers of tokens.
//
// Libraries that compute a diff look for the shortest edit of two whole texts and may match a common word anywhere in
// the passage. With one word of a quotation replaced, left out or added, 1,689 times, pmezard/go-difflib matched a word
// outside the statement 20 times, sergi/go-diff 32 times, znkr.io/diff 35 times, and this function never.
func (c *comparison) nearest() []column {
	n, m := len(c.quoted), len(c.printed)
	c.work += n * m
	width := m + 1
	c.scores = resized(c.scores, 6*width)
	c.steps = resized(c.steps, (n+1)*width)
	row := func(i int, s state) []int32 { return c.scores[(i%2*3+int(s))*width:][:width] }
	for j := range width {
		row(0, pair)[j], row(0, added)[j], row(0, removed)[j] = 0, impossible, impossible
		c.steps[j] = step{start, start, start}
	}
	for i := 1; i <= n; i++ {
		row(i, pair)[0], row(i, removed)[0] = impossible, impossible
		row(i, added)[0] = max(row(i-1, added)[0], row(i-1, pair)[0]) + c.addedScore(i-1)
		c.steps[i*width] = step{start, added, start}
		if i == 1 {
			c.steps[i*width][added] = pair
		}
		c.fillRow(i, row)
	}
	at, last, best := 0, pair, int32(impossible)
	for j := range width {
		for _, s := range []state{pair, added} {
			if row(n, s)[j] > best {
				at, last, best = j, s, row(n, s)[j]
			}
		}
	}
	return c.trace(n, at, last)
}

// fillRow computes the scores of the alignments of the first i tokens of the quotation.
func (c *comparison) fillRow(i int, row func(int, state) []int32) {
	width := len(c.printed) + 1
	open, extend := int32(openRemoved), int32(removedToken)
	if c.quoted[i-1].isMark() || i < len(c.quoted) && c.quoted[i].isMark() {
		open, extend = 0, 0
	}
	addedScore := c.addedScore(i - 1)
	pairs, adds, removes := row(i, pair), row(i, added), row(i, removed)
	beforePairs, beforeAdds, beforeRemoves := row(i-1, pair), row(i-1, added), row(i-1, removed)
	for j := 1; j < width; j++ {
		steps := &c.steps[i*width+j]
		best, from := best3(beforePairs[j-1], beforeAdds[j-1], beforeRemoves[j-1])
		pairs[j], steps[pair] = best+c.pairScore(i-1, j-1), from
		best, from = best3(beforePairs[j], beforeAdds[j], beforeRemoves[j])
		adds[j], steps[added] = best+addedScore, from
		best, from = best3(pairs[j-1]+open, adds[j-1]+open, removes[j-1])
		removes[j], steps[removed] = best+extend, from
	}
}

func best3(pairs, adds, removes int32) (int32, state) {
	switch {
	case pairs >= adds && pairs >= removes:
		return pairs, pair
	case adds >= removes:
		return adds, added
	}
	return removes, removed
}

func (c *comparison) addedScore(given int) int32 {
	if c.quoted[given].isMark() {
		return 0
	}
	return addedToken
}

func (c *comparison) pairScore(given, printed int) int32 {
	g := c.quoted[given]
	switch {
	case g.isMark():
		return impossible / 2
	case !c.same(given, printed) && g.kind != c.printed[printed].kind:
		return otherKind
	case !c.same(given, printed):
		return otherWord
	case g.kind == sign:
		return signScore
	case g.isContent():
		return contentScore
	}
	return functionScore
}

// trace returns the columns that lead to a state.
func (c *comparison) trace(i, j int, s state) []column {
	var reversed []column
	width := len(c.printed) + 1
	for i > 0 {
		before := c.steps[i*width+j][s]
		switch s {
		case pair:
			i, j = i-1, j-1
			reversed = append(reversed, column{i, j})
		case added:
			i--
			reversed = append(reversed, column{i, -1})
		case removed:
			j--
			reversed = append(reversed, column{-1, j})
		}
		s = before
	}
	for a, b := 0, len(reversed)-1; a < b; a, b = a+1, b-1 {
		reversed[a], reversed[b] = reversed[b], reversed[a]
	}
	return reversed
}

func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
