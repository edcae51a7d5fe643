package data

import (
	"strings"
	"unicode"
)

// A wording asks for words in one column of search.
type wording struct{ column, match string }

// query is what search is asked.
func (w *wording) query() string {
	if w.match == "" {
		return nothing
	}
	return "{" + w.column + "} : (" + w.match + ")"
}

// nothing is a query that finds nothing, as it has no words.
const nothing = `""`

// matching makes of whatever somebody typed a query that the engine understands: all words must occur, in any order; those
// between double quotes one after another; the last one may be a beginning. What is neither letter nor digit only separates.
// Without any words it is empty.
func matching(typed string) string {
	var phrases []string
	for i, part := range strings.Split(strings.ToValidUTF8(typed, " "), `"`) {
		words := strings.FieldsFunc(part, separates)
		switch {
		case len(words) == 0:
		case i%2 == 1: // between quotes
			phrases = append(phrases, `"`+strings.Join(words, " ")+`"`)
		default:
			for _, word := range words {
				phrases = append(phrases, `"`+word+`"`)
			}
		}
	}
	if len(phrases) == 0 {
		return ""
	}
	return strings.Join(phrases, " ") + "*"
}

// separates tells whether a character is no part of a word, as search's tokenizer sees it.
func separates(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Co, r)
}
