package check

import "slices"

// A printedPiece is a run of words of the quotation that a candidate prints without a gap.
type printedPiece struct {
	start, length int // in words of the quotation
	*candidate
	at int // index of the first of its words in the candidate
}

// splicedPlaces returns a place for each piece of a quotation that is put together from pieces that stand apart, or
// nil. Every piece has at least minPieceWords words, and no single statement or passage prints them all.
func (c *check) splicedPlaces() (all []*place) {
	given := wordsOf(c.quote.tokens, func(token) bool { return true })
	printed := make([][]int, len(c.candidates))
	longest := make([][]printedPiece, len(given)) // for each word, by candidate
	for i, a := range c.candidates {
		printed[i] = wordsOf(a.tokens, func(t token) bool { return a.statement == nil || a.inText(t) })
		c.compared.with(a.tokens)
		for start, p := range c.compared.longest(given, printed[i]) {
			longest[start] = append(longest[start], printedPiece{start, p.length, a, p.at})
		}
	}
	pieces := fewest(longest)
	if len(pieces) < 2 || inOnePlace(pieces, longest) {
		return nil
	}
	for _, p := range pieces {
		c.compared.with(p.tokens)
		words := printed[slices.Index(c.candidates, p.candidate)]
		all = append(all, c.placeOf(p.candidate, c.splicedColumns(p, given, words)))
		all[len(all)-1].words = AlteredWords
	}
	return all
}

// wordsOf returns the indexes of the words among tokens.
func wordsOf(tokens []token, in func(token) bool) (indexes []int) {
	for i, t := range tokens {
		if t.kind == word && in(t) {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

// longest returns, for each word of the quotation, the longest run of words from it on that the passage prints.
func (c *comparison) longest(given, printed []int) []printedPiece {
	runs := make([]printedPiece, len(given))
	c.work += len(given) * len(printed)
	below := make([]int, len(printed)+1) // lengths of the runs from the next word on
	for i := len(given) - 1; i >= 0; i-- {
		for k := range printed { // ascending, so that below[k+1] is still that of the next word
			length := 0
			if c.same(given[i], printed[k]) {
				length = 1 + below[k+1]
			}
			below[k] = length
			if length > runs[i].length {
				runs[i] = printedPiece{length: length, at: k}
			}
		}
	}
	return runs
}

// fewest divides the words of a quotation into the smallest number of printed pieces, or returns nil.
func fewest(longest [][]printedPiece) []printedPiece {
	n := len(longest)
	count, last := make([]int, n+1), make([]printedPiece, n+1)
	for i, from := range longest {
		if i > 0 && count[i] == 0 {
			continue
		}
		for _, p := range from {
			for length := minPieceWords; length <= p.length; length++ {
				if end := i + length; count[end] == 0 || count[i]+1 < count[end] {
					count[end] = count[i] + 1
					last[end] = printedPiece{i, length, p.candidate, p.at}
				}
			}
		}
	}
	if count[n] == 0 {
		return nil
	}
	var pieces []printedPiece
	for end := n; end > 0; end = last[end].start {
		pieces = append(pieces, last[end])
	}
	slices.Reverse(pieces)
	return pieces
}

// inOnePlace reports whether one candidate prints all of the pieces, in whatever order.
func inOnePlace(pieces []printedPiece, longest [][]printedPiece) bool {
	return slices.ContainsFunc(longest[0], func(one printedPiece) bool {
		return !slices.ContainsFunc(pieces, func(p printedPiece) bool {
			return !slices.ContainsFunc(longest[p.start], func(other printedPiece) bool {
				return other.candidate == one.candidate && other.length >= p.length
			})
		})
	})
}

// splicedColumns aligns one piece. The rest of the quotation is not printed there.
func (c *check) splicedColumns(p printedPiece, given, printed []int) (all []column) {
	g, last := given[p.start], given[p.start+p.length-1]
	for i := range g {
		all = append(all, column{i, -1})
	}
	before := printed[p.at]
	for k, at := range printed[p.at : p.at+p.length] {
		all = append(all, between(g, given[p.start+k], before, at)...)
		g, before = given[p.start+k]+1, at+1
		all = append(all, column{g - 1, at})
	}
	for i := last + 1; i < len(c.quote.tokens); i++ {
		all = append(all, column{i, -1})
	}
	return all
}

// between aligns the signs between two words: one by one if there are as many on both sides.
func between(given, givenEnd, printed, printedEnd int) (all []column) {
	together := givenEnd-given == printedEnd-printed
	for ; given < givenEnd; given++ {
		if together {
			all = append(all, column{given, printed})
			printed++
			continue
		}
		all = append(all, column{given, -1})
	}
	for ; printed < printedEnd; printed++ {
		all = append(all, column{-1, printed})
	}
	return all
}
