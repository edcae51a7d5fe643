package data

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxWords bounds the words of one search, as each costs time.
const MaxWords = 32

// A wording is what somebody typed to find, as words: each phrase must occur, its words one after another. The last phrase may
// end with the beginning of a word. Words are folded.
type wording struct {
	column  string // of search in which they must stand; any if empty
	phrases [][]string
	open    bool // the last word may be a beginning
}

// worded reads whatever somebody typed. Words between double quotes, or joined by apostrophes or hyphens, are a phrase; what is
// neither letter nor digit only separates; the last word may be a beginning unless it is quoted. argument is the name under which
// it was sent.
func worded(argument, column, typed string) (*wording, error) {
	w := &wording{column: column}
	words := 0
	add := func(open bool, phrase ...string) {
		if len(phrase) == 0 {
			return
		}
		same := func(other []string) bool { return slices.Equal(other, phrase) }
		if i := slices.IndexFunc(w.phrases, same); i >= 0 { // said twice: the last place counts, as it may be a beginning
			w.phrases = slices.Delete(w.phrases, i, i+1)
			words -= len(phrase)
		}
		w.phrases, w.open = append(w.phrases, phrase), open
		words += len(phrase)
	}
	parts := strings.Split(strings.ToValidUTF8(typed, " "), `"`)
	for i, part := range parts {
		if quoted := i%2 == 1 && i < len(parts)-1; quoted { // an open quotation mark quotes nothing
			add(false, folded(part)...)
			continue
		}
		for chunk := range strings.FieldsFuncSeq(part, func(r rune) bool { return separates(r) && !joins(r) }) {
			add(true, folded(chunk)...)
		}
	}
	if words > MaxWords {
		return nil, Invalid(fmt.Sprintf("%s: there are more than %d words, repeated ones not counted: send fewer", argument, MaxWords))
	}
	return w, nil
}

// query is what search is asked: words in double quotes are safe in it, whatever they are. A last word that occurs as a whole
// counts for more than one that begins so.
func (w *wording) query() string {
	if len(w.phrases) == 0 {
		return `""` // finds nothing
	}
	var all []string
	for _, p := range w.phrases {
		all = append(all, `"`+strings.Join(p, " ")+`"`)
	}
	if last := len(all) - 1; w.open {
		all[last] = "(" + all[last] + " OR " + all[last] + "*)"
	}
	query := strings.Join(all, " AND ")
	if w.column != "" {
		query = "{" + w.column + "} : (" + query + ")"
	}
	return query
}

// String tells two apart that find different things.
func (w *wording) String() string { return w.query() }

// name is the whole wording as a name would be kept: see the table called.
func (w *wording) name() string { return strings.Join(slices.Concat(w.phrases...), " ") }

// separates tells whether a character is no part of a word, as search's tokenizer sees it.
func separates(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Co, r)
}

// joins tells whether a character makes one word of two.
func joins(r rune) bool { return strings.ContainsRune("'’-‐‑", r) }

// A word is a word of a text, folded, and where it stands in code points.
type word struct {
	folded     string
	start, end int
}

// wordsOf takes a text apart into words.
func wordsOf(text []rune) (words []word) {
	start := -1
	for i := 0; i <= len(text); i++ {
		if i < len(text) && !separates(text[i]) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			words = append(words, word{fold(string(text[start:i])), start, i})
			start = -1
		}
	}
	return words
}

// folded gives the words of a text, folded.
func folded(text string) (words []string) {
	for _, w := range wordsOf([]rune(text)) {
		if w.folded != "" {
			words = append(words, w.folded)
		}
	}
	return words
}

// fold takes capitals and accents away, as search's tokenizer does.
func fold(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(word))
}

// A found phrase is one of a wording's in a text.
type found struct {
	phrase     int
	start, end int // in code points
}

// in finds the phrases of a wording in a text, in the order of the text.
func (w *wording) in(text []rune) (all []found) {
	words := wordsOf(text)
	for i := 0; i < len(words); i++ {
		for n, p := range w.phrases {
			if i+len(p) > len(words) {
				continue
			}
			open := w.open && n == len(w.phrases)-1
			if begins(words[i:], p, open) {
				all = append(all, found{n, words[i].start, words[i+len(p)-1].end})
				i += len(p) - 1
				break
			}
		}
	}
	return all
}

// begins tells whether words begin with a phrase, whose last word may be a beginning.
func begins(words []word, phrase []string, open bool) bool {
	for i, p := range phrase {
		whole := words[i].folded == p
		if !whole && !(open && i == len(phrase)-1 && strings.HasPrefix(words[i].folded, p)) {
			return false
		}
	}
	return true
}
