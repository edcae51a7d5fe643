package data

import (
	"fmt"
	"slices"
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

// MaxWords bounds the words of one search, as each costs time.
const MaxWords = 32

// matching makes of whatever somebody typed a query that the engine understands: all words must occur, in any order; those
// between double quotes one after another; the last one may be a beginning, unless it is quoted. What is neither letter nor digit only separates.
// Without any words it is empty. argument is the name under which it was sent.
func matching(argument, typed string) (string, error) {
	var phrases []string
	words, beginning := 0, ""
	add := func(phrase ...string) {
		quoted := `"` + strings.Join(phrase, " ") + `"`
		if i := slices.Index(phrases, quoted); i >= 0 { // said twice: the last place counts, as it may be a beginning
			phrases = slices.Delete(phrases, i, i+1)
			words -= len(phrase)
		}
		phrases = append(phrases, quoted)
		words += len(phrase)
	}
	for i, part := range strings.Split(strings.ToValidUTF8(typed, " "), `"`) {
		found := strings.FieldsFunc(part, separates)
		switch {
		case len(found) == 0:
		case i%2 == 1: // between quotes
			add(found...)
			beginning = ""
		default:
			beginning = "*"
			for _, word := range found {
				add(word)
			}
		}
		if words > MaxWords {
			return "", Invalid(fmt.Sprintf("%s: there are more than %d different words: send fewer", argument, MaxWords))
		}
	}
	return strings.Join(phrases, " ") + beginning, nil
}

// separates tells whether a character is no part of a word, as search's tokenizer sees it.
func separates(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Co, r)
}
