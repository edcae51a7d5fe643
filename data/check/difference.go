package check

import (
	"slices"
	"strings"
)

// differences describes the columns of an alignment that do not match, the worst first.
func (c *comparison) differences(columns []column) (all []*difference) {
	for i := 0; i < len(columns); {
		if !c.differs(columns[i]) {
			i++
			continue
		}
		end := i
		for end < len(columns) && c.differs(columns[end]) {
			end++
		}
		all = append(all, c.hunk(columns, i, end)...)
		i = end
	}
	all = joinMoved(all)
	for _, d := range all {
		d.classify()
	}
	slices.SortStableFunc(all, func(a, b *difference) int {
		return slices.Index(kinds, a.kind) - slices.Index(kinds, b.kind)
	})
	return all
}

// A difference is a Difference with its tokens.
type difference struct {
	kind            DifferenceKind
	quoted, printed []token
	mark            bool // an omission or insertion that the quotation marks
	givenAt         int  // code point in the quotation, for a difference without given tokens
	printedAt       int  // the same in the passage
}

// hunk returns the differences in columns that do not match: pairs of words one by one, other words in runs. What is
// missing next to a mark is one difference with the mark.
func (c *comparison) hunk(columns []column, from, to int) (all []*difference) {
	givenAt, printedAt := c.positions(columns, from)
	var marked, run *difference
	for _, at := range columns[from:to] {
		if at.quoted >= 0 && c.quoted[at.quoted].isMark() {
			marked = &difference{mark: true, givenAt: givenAt, printedAt: printedAt}
		}
	}
	for _, at := range columns[from:to] {
		kind := Replaced
		switch {
		case at.quoted < 0:
			kind = Removed
		case at.printed < 0:
			kind = Added
		}
		isMark := at.quoted >= 0 && c.quoted[at.quoted].isMark()
		switch {
		case isMark || marked != nil && (kind == Removed || kind == Added && isEdge(c.quoted[at.quoted])):
			run = marked
			if len(marked.quoted)+len(marked.printed) == 0 {
				all = append(all, marked)
			}
		case run == nil || run.mark || run.kind != kind || kind == Replaced:
			run = &difference{kind: kind, givenAt: givenAt, printedAt: printedAt}
			all = append(all, run)
		}
		if at.quoted >= 0 {
			run.quoted, givenAt = append(run.quoted, c.quoted[at.quoted]), c.quoted[at.quoted].end
		}
		if at.printed >= 0 {
			run.printed, printedAt = append(run.printed, c.printed[at.printed]), c.printed[at.printed].end
		}
	}
	return all
}

// isEdge reports whether a sign is ignored next to a mark.
func isEdge(t token) bool { return t.kind == sign && len(trimmed([]token{t})) == 0 }

// positions returns where the columns before an index end in both texts.
func (c *comparison) positions(columns []column, index int) (given, printed int) {
	given, printed = -1, -1
	for _, at := range columns[:index] {
		if at.quoted >= 0 {
			given = c.quoted[at.quoted].end
		}
		if at.printed >= 0 {
			printed = c.printed[at.printed].end
		}
	}
	for _, at := range columns[index:] {
		if at.quoted >= 0 && given < 0 {
			given = c.quoted[at.quoted].start
		}
		if at.printed >= 0 && printed < 0 {
			printed = c.printed[at.printed].start
		}
	}
	return max(given, 0), max(printed, 0)
}

// joinMoved joins words that are added in one place and removed in another.
func joinMoved(all []*difference) []*difference {
	for i, a := range all {
		if a == nil || a.mark || a.kind != Added {
			continue
		}
		for k, r := range all {
			if r != nil && !r.mark && r.kind == Removed && sameTokens(a.quoted, r.printed) {
				a.kind, a.printed, all[k] = Moved, r.printed, nil
				all[i] = a
				break
			}
		}
	}
	return slices.DeleteFunc(all, func(d *difference) bool { return d == nil })
}

func sameTokens(a, b []token) bool {
	return slices.EqualFunc(a, b, func(x, y token) bool { return x.text == y.text })
}

// classify sets the kind: the worst class of words that only one side has.
func (d *difference) classify() {
	given := inserted(d.quoted)
	for _, class := range classes {
		if d.kind == Moved && class.kind != Negation && class.kind != Modality {
			return
		}
		if d.turns(class.of, given) {
			d.kind = class.kind
			return
		}
	}
	switch {
	case !d.mark:
	case slices.ContainsFunc(d.quoted, func(t token) bool { return t.kind == insertion }):
		d.kind = Insertion
	default:
		d.kind = Omission
	}
}

// turns reports whether the sides differ in words of a class. A moved word of the class counts, too.
func (d *difference) turns(class func(token) bool, given []token) bool {
	of := func(tokens []token) (words []string) {
		for _, t := range tokens {
			if class(t) {
				words = append(words, strings.ToLower(t.text))
			}
		}
		return words
	}
	words := of(given)
	return !slices.Equal(words, of(d.printed)) || d.kind == Moved && len(words) > 0
}

// inserted returns tokens with the words in brackets in the place of the brackets.
func inserted(tokens []token) (all []token) {
	for _, t := range tokens {
		if t.kind == insertion {
			all = append(all, t.inner...)
		} else {
			all = append(all, t)
		}
	}
	return all
}

// licensed reports whether the quotation marks the difference and its words turn nothing.
func (d *difference) licensed() bool { return d.kind == Omission || d.kind == Insertion }

// in returns the difference with its texts. first is the place of the first printed word in the passage.
func (d *difference) in(given, passage []rune, first int) *Difference {
	from, to := extent(d.quoted, d.givenAt)
	printedFrom, printedTo := extent(d.printed, d.printedAt)
	return &Difference{
		Kind:         d.kind,
		Given:        string(given[from:to]),
		Printed:      string(passage[printedFrom:printedTo]),
		Start:        int32(from),
		End:          int32(to),
		PrintedStart: int32(printedFrom - first),
		PrintedEnd:   int32(printedTo - first),
	}
}

// extent returns where tokens begin and end.
func extent(tokens []token, otherwise int) (from, to int) {
	if len(tokens) == 0 {
		return otherwise, otherwise
	}
	return tokens[0].start, tokens[len(tokens)-1].end
}
