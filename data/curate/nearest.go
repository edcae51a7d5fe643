package curate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// maxComparisons bounds the search for the nearest text: the length of the document times that of the passage.
const maxComparisons = 2e8

// nearest says which other document contains the words, or which text of the document is the nearest to them.
func (p *places) nearest(document, exact string) string {
	for _, other := range slices.Sorted(maps.Keys(p.texts)) {
		if exact != "" && strings.Contains(p.texts[other], exact) {
			return "\n    the document " + other + " contains these words"
		}
	}
	return nearestText(p.texts[document], exact)
}

// nearestText says which text of a document is nearest to words that it does not contain, and how it differs. It
// returns "" if no text is similar.
func nearestText(text, exact string) string {
	document, words := []rune(text), []rune(exact)
	if len(document)*len(words) > maxComparisons {
		return ""
	}
	found, edits := mostSimilar(document, words)
	if edits > len(words)/2 || found.start == found.end {
		return ""
	}
	for found.start > 0 && isOfWord(document[found.start]) && isOfWord(document[found.start-1]) {
		found.start--
	}
	for found.end < len(document) && isOfWord(document[found.end-1]) && isOfWord(document[found.end]) {
		found.end++
	}
	printed := string(document[found.start:found.end])
	var differences []string
	for _, d := range differencesOf(exact, printed) {
		differences = append(differences, d.String())
	}
	return fmt.Sprintf("\n    the nearest text is at %d to %d: %q\n    %s", found.start, found.end, printed,
		strings.Join(differences, "\n    "))
}

// mostSimilar returns the part of a text with the smallest edit distance from some words, and that distance (Sellers'
// algorithm). Of equally near parts it returns the first of the longest.
func mostSimilar(text, words []rune) (best textRange, edits int) {
	type cell struct{ edits, start int }
	column := make([]cell, len(words)+1)
	for i := range column {
		column[i].edits = i
	}
	edits = len(words)
	for j, c := range text {
		diagonal := column[0]
		column[0] = cell{0, j + 1}
		for i, w := range words {
			next := cell{diagonal.edits, diagonal.start}
			if w != c {
				next.edits += 2 // a deletion and an insertion, so that words are not matched letter by letter
			}
			if left := column[i+1]; left.edits+1 < next.edits {
				next = cell{left.edits + 1, left.start}
			}
			if above := column[i]; above.edits+1 < next.edits {
				next = cell{above.edits + 1, above.start}
			}
			diagonal, column[i+1] = column[i+1], next
		}
		last := column[len(words)]
		isLonger := j+1-last.start > best.end-best.start
		if last.edits < edits || last.edits == edits && isLonger {
			best, edits = textRange{last.start, j + 1}, last.edits
		}
	}
	return best, edits
}

// A difference is a part of the words of a record and what the document prints in its place.
type difference struct{ recorded, printed string }

func (d difference) String() string {
	switch {
	case d.recorded == "":
		return fmt.Sprintf("the document also has %s", characters(d.printed))
	case d.printed == "":
		return fmt.Sprintf("the document does not have %s", characters(d.recorded))
	}
	return fmt.Sprintf("the document has %s, the record %s", characters(d.printed), characters(d.recorded))
}

// characters quotes a text. A single mark or space also gets its code point, because many look alike.
func characters(s string) string {
	if r := []rune(s); len(r) == 1 && !isOfWord(r[0]) {
		return fmt.Sprintf("%q (U+%04X)", s, r[0])
	}
	return fmt.Sprintf("%q", s)
}

// differencesOf compares two texts word by word, by their longest common subsequence.
func differencesOf(recorded, printed string) (all []difference) {
	a, b := tokens(recorded), tokens(printed)
	common := make([][]int, len(a)+1) // the length of that of the rest of both
	common[len(a)] = make([]int, len(b)+1)
	for i := len(a) - 1; i >= 0; i-- {
		common[i] = make([]int, len(b)+1)
		for j := len(b) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		var d difference
		for (i < len(a) || j < len(b)) && !(i < len(a) && j < len(b) && a[i] == b[j]) {
			if j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1] {
				d.recorded += a[i]
				i++
			} else {
				d.printed += b[j]
				j++
			}
		}
		if d != (difference{}) {
			all = append(all, d)
			continue
		}
		i, j = i+1, j+1
	}
	return all
}

// tokens splits a text into words, runs of spaces, and other characters.
func tokens(text string) (all []string) {
	runes := []rune(text)
	for i := 0; i < len(runes); {
		end := i + 1
		for _, same := range []func(rune) bool{isOfWord, unicode.IsSpace} {
			for same(runes[i]) && end < len(runes) && same(runes[end]) {
				end++
			}
		}
		all = append(all, string(runes[i:end]))
		i = end
	}
	return all
}
