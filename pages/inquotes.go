package pages

import (
	"strings"
	"unicode/utf8"
)

// quotedWords are printed words for a line of ours.
type quotedWords struct{ Before, Text, After, Lang, Address string }

// quoteWords puts printed words between quotation marks. Words that begin or end with quotation marks of their own get
// no others, which would stand beside them. address is that of a link, if one is given.
func quoteWords(text, lang string, address ...string) quotedWords {
	q := quotedWords{Before: "“", Text: text, After: "”", Lang: lang, Address: strings.Join(address, "")}
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	if isQuotationMark(first) || isQuotationMark(last) {
		q.Before, q.After = "", ""
	}
	return q
}

// isQuotationMark reports whether a character begins or ends a quotation. Single closing marks are often apostrophes.
func isQuotationMark(r rune) bool { return strings.ContainsRune("“”„«»‘‚\"", r) }
