package store

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxWords is the maximum number of words in a search, because each costs time.
const MaxWords = 32

// A textQuery is a parsed full-text query. Each phrase must occur, with its words one after another. The words are
// folded.
type textQuery struct {
	column  string // the column of search to look in; "" for all
	phrases [][]string
	prefix  bool // the last word may be the beginning of a word
}

// parseTextQuery parses any text that somebody types. Words between double quotes, or joined by apostrophes or hyphens,
// are a phrase. Characters other than letters and digits separate words. The last word may be the beginning of a word,
// unless it is quoted. Titles of address are ignored; see withoutTitles. argument is the name of the argument, for
// errors.
func parseTextQuery(argument, column, typed string) (*textQuery, error) {
	read := phrasesOf(normal(strings.ToValidUTF8(typed, " ")))
	if column != textColumn {
		read = withoutTitles(read)
	}
	w := &textQuery{column: column}
	words := 0
	for _, p := range read {
		same := func(other []string) bool { return slices.Equal(other, p.words) }
		// A repeated phrase counts at its last place, because there it may be the beginning of a word.
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

// A phrase is a sequence of words.
type phrase struct {
	words  []string
	quoted bool
}

// phrasesOf splits a query, which must be normalized, into phrases.
func phrasesOf(typed string) (all []phrase) {
	add := func(quoted bool, text string) {
		if words := folded(text); len(words) > 0 {
			all = append(all, phrase{words, quoted})
		}
	}
	parts := strings.Split(typed, `"`)
	for i, part := range parts {
		if i%2 == 1 && i < len(parts)-1 { // an unclosed quotation mark has no effect
			add(true, part)
			continue
		}
		for chunk := range strings.FieldsFuncSeq(part, func(r rune) bool { return separates(r) && !joins(r) }) {
			add(false, chunk)
		}
	}
	return all
}

// titles are titles of address that people put before a name although the text may not have them. Offices such as
// president are not included, because they distinguish people.
var titles = [][]string{
	{"mr"}, {"mrs"}, {"ms"}, {"miss"}, {"mx"}, {"dr"}, {"prof"}, {"professor"}, {"sir"}, {"madam"}, {"shri"}, {"smt"},
	{"shrimati"}, {"hon"}, {"h", "e"}, {"his", "excellency"}, {"her", "excellency"},
}

// withoutTitles removes titles of address that are followed by another word, so that "Mr. Doe" finds the same as
// "Doe". Quoted titles stay.
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

// titleAt returns the number of words in the title with which the phrases begin, or 0.
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

// fts returns the query in the syntax of FTS5, where words in double quotes are always literal. If the last word may be
// a beginning, complete words score higher than words that begin with it.
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

// String returns a text that differs for queries with different results.
func (w *textQuery) String() string { return w.fts() }

// name returns the whole query in the form of the names in the table called.
func (w *textQuery) name() string { return strings.Join(slices.Concat(w.phrases...), " ") }

// separates reports whether a character separates words. The tokenizer of the index must not split words that this
// function leaves whole.
func separates(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Co, r)
}

// joins reports whether a character joins two words to a phrase.
func joins(r rune) bool { return strings.ContainsRune("'’-‐‑", r) }

// normal returns a text without format characters, such as soft hyphens and zero-width joiners, in Unicode NFKC, which
// replaces ligatures and full-width letters by plain characters.
func normal(text string) string {
	return norm.NFKC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text))
}

// A word is a folded word with its position in a text, in code points.
type word struct {
	folded     string
	start, end int
}

// wordsOf splits a text into words and folds them, for the index and for queries: in NFKD, in lower case and without
// accents.
func wordsOf(text []rune) (words []word) {
	var letters []rune // of the current word
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
			case unicode.IsMark(plain): // an accent of the character before it
			case separates(plain):
				finish()
			default:
				if len(letters) == 0 {
					start = i
				}
				// Upper case first, so that all lower-case forms of a letter become the same.
				letters = append(letters, unicode.ToLower(unicode.ToUpper(plain)))
			}
			end = i + 1
		}
	}
	finish()
	return words
}

// decomposed returns the NFKD decomposition of a character: a letter and its accents, or the letters of a ligature. For
// a format character it returns nothing. NFKD also orders accents across characters, which does not matter here.
func decomposed(r rune) []rune {
	switch {
	case r < utf8.RuneSelf:
		return []rune{r}
	case unicode.Is(unicode.Cf, r):
		return nil
	}
	return []rune(norm.NFKD.String(string(r)))
}

// folded returns the folded words of a text.
func folded(text string) (words []string) {
	for _, w := range wordsOf([]rune(text)) {
		words = append(words, w.folded)
	}
	return words
}

// A match is an occurrence of a phrase of the query in a text.
type match struct {
	phrase     int
	start, end int // in code points
}

// matches returns the occurrences of the phrases in a text, in the order of the text.
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

// begins reports whether words begin with a phrase. If open is true, the last word of the phrase may be the beginning
// of a word.
func begins(words []word, phrase []string, open bool) bool {
	for i, p := range phrase {
		whole := words[i].folded == p
		if !whole && !(open && i == len(phrase)-1 && strings.HasPrefix(words[i].folded, p)) {
			return false
		}
	}
	return true
}
