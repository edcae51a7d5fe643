package store

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxWords bounds the words of one search, as each costs time.
const MaxWords = 32

// A textQuery is what somebody typed to find, as words: each phrase must occur, its words one after another. The last
// phrase may end with the beginning of a word. Words are folded.
type textQuery struct {
	column  string // of search in which they must stand; any if empty
	phrases [][]string
	prefix  bool // the last word may be a beginning
}

// parseTextQuery reads whatever somebody typed. Words between double quotes, or joined by apostrophes or hyphens, are a
// phrase; what is neither letter nor digit only separates; the last word may be a beginning unless it is quoted.
// Titles of address are left out; see withoutTitles. argument is the name under which it was sent.
func parseTextQuery(argument, column, typed string) (*textQuery, error) {
	read := phrasesOf(normal(strings.ToValidUTF8(typed, " ")))
	if column != textColumn {
		read = withoutTitles(read)
	}
	w := &textQuery{column: column}
	words := 0
	for _, p := range read {
		same := func(other []string) bool { return slices.Equal(other, p.words) }
		// Of a phrase that comes twice the last place counts, as it may be a beginning.
		if i := slices.IndexFunc(w.phrases, same); i >= 0 {
			w.phrases = slices.Delete(w.phrases, i, i+1)
			words -= len(p.words)
		}
		w.phrases, w.prefix = append(w.phrases, p.words), !p.quoted
		words += len(p.words)
	}
	if words > MaxWords {
		const message = "%s must have at most %d words, not counting repeated ones, got %d"
		return nil, Invalid(fmt.Sprintf(message, argument, MaxWords, words))
	}
	return w, nil
}

// textColumn is the column of search that holds the words of statements.
const textColumn = "text"

// A phrase is words that must follow each other.
type phrase struct {
	words  []string
	quoted bool
}

// phrasesOf takes what was typed apart. It is normal already.
func phrasesOf(typed string) (all []phrase) {
	add := func(quoted bool, text string) {
		if words := folded(text); len(words) > 0 {
			all = append(all, phrase{words, quoted})
		}
	}
	parts := strings.Split(typed, `"`)
	for i, part := range parts {
		if i%2 == 1 && i < len(parts)-1 { // an open quotation mark quotes nothing
			add(true, part)
			continue
		}
		for chunk := range strings.FieldsFuncSeq(part, func(r rune) bool { return separates(r) && !joins(r) }) {
			add(false, chunk)
		}
	}
	return all
}

// titles of address are those that people put before names without meaning that the text has them. An office, such as
// president, is no such title: it tells people apart.
var titles = [][]string{
	{"mr"}, {"mrs"}, {"ms"}, {"miss"}, {"mx"}, {"dr"}, {"prof"}, {"professor"}, {"sir"}, {"madam"}, {"shri"}, {"smt"},
	{"shrimati"}, {"hon"}, {"h", "e"}, {"his", "excellency"}, {"her", "excellency"},
}

// withoutTitles leaves titles of address out where something follows them, so that "Mr. Modi" finds whom "Modi"
// finds. Quoted ones stay.
func withoutTitles(all []phrase) (left []phrase) {
	for i := 0; i < len(all); i++ {
		if n := titleAt(all[i:]); n > 0 && i+n < len(all) {
			i += n - 1
			continue
		}
		left = append(left, all[i])
	}
	return left
}

// titleAt gives the number of words of the title that phrases begin with, 0 if they begin with none.
func titleAt(all []phrase) int {
	for _, title := range titles {
		n := len(title)
		if len(all) >= n && slices.EqualFunc(all[:n], title, func(p phrase, word string) bool {
			return !p.quoted && len(p.words) == 1 && p.words[0] == word
		}) {
			return n
		}
	}
	return 0
}

// fts is the query in the syntax of FTS5: words in double quotes are safe in it, whatever they are. A last word that
// occurs as a whole counts for more than one that begins so.
func (w *textQuery) fts() string {
	if len(w.phrases) == 0 {
		return `""` // finds nothing
	}
	var all []string
	for _, p := range w.phrases {
		all = append(all, `"`+strings.Join(p, " ")+`"`)
	}
	if last := len(all) - 1; w.prefix {
		all[last] = "(" + all[last] + " OR " + all[last] + "*)"
	}
	query := strings.Join(all, " AND ")
	if w.column != "" {
		query = "{" + w.column + "} : (" + query + ")"
	}
	return query
}

// String tells two apart that find different things.
func (w *textQuery) String() string { return w.fts() }

// name is the whole query as a name would be kept: see the table called.
func (w *textQuery) name() string { return strings.Join(slices.Concat(w.phrases...), " ") }

// separates tells whether a character is not part of a word. The tokenizer of the index must not take words apart
// that this leaves whole.
func separates(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Co, r)
}

// joins tells whether a character makes one word of two.
func joins(r rune) bool { return strings.ContainsRune("'’-‐‑", r) }

// normal is a text without format characters, such as soft hyphens and zero-width joiners, and with plain characters
// in place of those that only look different, such as ligatures and full-width letters (NFKC).
func normal(text string) string {
	return norm.NFKC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text))
}

// A word is a word of a text, folded, and where it stands in code points.
type word struct {
	folded     string
	start, end int
}

// wordsOf takes a text apart into words, as they are indexed and looked for: normal, without capitals and accents.
func wordsOf(text []rune) (words []word) {
	var letters []rune // of the word that is being read
	start, end := 0, 0
	finish := func() {
		if len(letters) > 0 {
			words = append(words, word{string(letters), start, end})
			letters = letters[:0]
		}
	}
	for i, r := range text {
		for _, plain := range decomposed(r) {
			switch {
			case unicode.IsMark(plain): // an accent, which belongs to what stands before it
			case separates(plain):
				finish()
			default:
				if len(letters) == 0 {
					start = i
				}
				// The same for each of a letter's forms.
				letters = append(letters, unicode.ToLower(unicode.ToUpper(plain)))
			}
			end = i + 1
		}
	}
	finish()
	return words
}

// decomposed gives what a character is made of: itself, a letter and its accents, the letters of a ligature; of a
// format character nothing. The order of accents, which NFKD settles between characters, does not matter here.
func decomposed(r rune) []rune {
	switch {
	case r < utf8.RuneSelf:
		return []rune{r}
	case unicode.Is(unicode.Cf, r):
		return nil
	}
	return []rune(norm.NFKD.String(string(r)))
}

// folded gives the words of a text, folded.
func folded(text string) (words []string) {
	for _, w := range wordsOf([]rune(text)) {
		words = append(words, w.folded)
	}
	return words
}

// A match is a phrase of a query in a text.
type match struct {
	phrase     int
	start, end int // in code points
}

// matches finds the phrases of a query in a text, in the order of the text.
func (w *textQuery) matches(text []rune) (all []match) {
	words := wordsOf(text)
	for i := 0; i < len(words); i++ {
		for n, p := range w.phrases {
			if i+len(p) > len(words) {
				continue
			}
			open := w.prefix && n == len(w.phrases)-1
			if begins(words[i:], p, open) {
				all = append(all, match{n, words[i].start, words[i+len(p)-1].end})
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
