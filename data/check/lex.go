package check

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A token is a word or another sign of a text, without quotation marks and spaces. Words and signs are equal if they
// differ in typography alone: dashes, apostrophes, ligatures, soft hyphens and other format characters are folded.
type token struct {
	text       string // folded
	kind       tokenKind
	start, end int     // in code points of the text
	opens      bool    // begins a sentence or a part in quotation marks
	optional   bool    // a comma or full stop at a quotation mark: inside or outside, or neither, is a matter of style
	inner      []token // of an insertion: the words between the brackets
}

type tokenKind int

const (
	word tokenKind = iota
	sign
	omission  // a marked one: …, ... or […]
	insertion // words in square brackets, with the letters that adjoin them
)

// A quotation is a text that was sent, as tokens.
type quotation struct {
	runes  []rune
	tokens []token
}

// read splits a quotation into tokens. Commas, full stops and dashes at its ends are ignored.
func read(text string) *quotation {
	runes := []rune(text)
	return &quotation{runes, trimmed(lex(runes, true))}
}

// plain returns the quotation with its omission marks and brackets as ordinary signs.
func (q *quotation) plain() *quotation {
	return &quotation{q.runes, trimmed(lex(q.runes, false))}
}

// marked reports whether the quotation has omission marks or brackets.
func (q *quotation) marked() bool {
	return slices.ContainsFunc(q.tokens, func(t token) bool { return t.isMark() })
}

func (t token) isMark() bool { return t.kind == omission || t.kind == insertion }

// words returns the number of words, not counting those in brackets.
func (q *quotation) words() (n int) {
	for _, t := range q.tokens {
		if t.kind == word {
			n++
		}
	}
	return n
}

// contentWords returns the number of words that are not function words.
func (q *quotation) contentWords() (n int) {
	for _, t := range q.tokens {
		if t.isContent() {
			n++
		}
	}
	return n
}

// fragments returns the tokens between omission marks and brackets. Commas, full stops and dashes at their ends are
// ignored.
func (q *quotation) fragments() (all [][]token) {
	start := 0
	add := func(end int) {
		if p := trimmed(q.tokens[start:end]); len(p) > 0 {
			all = append(all, p)
		}
	}
	for i, t := range q.tokens {
		if t.isMark() {
			add(i)
			start = i + 1
		}
	}
	add(len(q.tokens))
	return all
}

// trimmed removes commas, full stops and dashes at both ends.
func trimmed(tokens []token) []token {
	ignored := func(t token) bool { return t.kind == sign && (t.text == "," || t.text == "." || t.text == "-") }
	for len(tokens) > 0 && ignored(tokens[0]) {
		tokens = tokens[1:]
	}
	for len(tokens) > 0 && ignored(tokens[len(tokens)-1]) {
		tokens = tokens[:len(tokens)-1]
	}
	return tokens
}

// A lexer splits a text into tokens. Marks are read only in quotations: what an article prints in brackets is part of
// its text.
type lexer struct {
	runes  []rune
	marks  bool
	tokens []token
	opens  bool // a sentence or a part in quotation marks begins
}

func lex(runes []rune, marks bool) []token {
	l := &lexer{runes: runes, marks: marks, opens: true}
	for i := 0; i < len(runes); {
		i = l.next(i)
	}
	return l.tokens
}

// next reads what starts at i, and returns where it ends.
func (l *lexer) next(i int) int {
	r := l.runes[i]
	if end := l.omissionAt(i); end > 0 {
		kind := sign
		if l.marks {
			kind = omission
		}
		return l.add(token{text: "…", kind: kind, start: i, end: end})
	}
	if end := l.insertionAt(i); end > 0 {
		return l.insert(i, i, end)
	}
	switch {
	case isQuotationMark(r):
		l.opens = true
		return i + 1
	case unicode.IsSpace(r), unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		return i + 1
	case isDash(r):
		end := i + 1
		for end < len(l.runes) && isDash(l.runes[end]) {
			end++
		}
		return l.add(token{text: "-", kind: sign, start: i, end: end})
	case isLetter(r):
		return l.word(i)
	}
	optional := (r == ',' || r == '.') && l.atMark(i)
	return l.add(token{text: string(r), kind: sign, start: i, end: i + 1, optional: optional})
}

func (l *lexer) add(t token) int {
	t.opens = l.opens
	l.opens = t.kind == sign && strings.ContainsAny(t.text, ".?!:") || t.isMark()
	l.tokens = append(l.tokens, t)
	return t.end
}

// word reads a word with its apostrophes and, in numbers, separators of digits.
func (l *lexer) word(start int) int {
	end, joined := start, start // joined: with the format characters that follow the letters
	for i := start; i < len(l.runes); i++ {
		r := l.runes[i]
		switch {
		case isLetter(r):
			end, joined = i+1, i+1
			continue
		case unicode.Is(unicode.Cf, r):
			if joined == i {
				joined++
			}
			continue
		case isApostrophe(r) && joined == i, isSeparator(l.runes, i):
			continue
		}
		break
	}
	if close := l.insertionAt(end); close > 0 {
		return l.insert(start, end, close)
	}
	return l.add(token{text: fold(l.runes[start:end]), kind: word, start: start, end: end})
}

// insert adds words in brackets, with the letters that adjoin them: [T]he, interest[s].
func (l *lexer) insert(start, open, end int) int {
	for end < len(l.runes) && isLetter(l.runes[end]) {
		end++
	}
	letters := slices.DeleteFunc(slices.Clone(l.runes[start:end]), func(r rune) bool { return r == '[' || r == ']' })
	return l.add(token{kind: insertion, start: start, end: end, inner: lex(letters, false)})
}

// omissionAt returns where an omission mark that starts at i ends, or 0: …, ..., or either in brackets.
func (l *lexer) omissionAt(i int) int {
	open := l.runes[i] == '[' || l.runes[i] == '('
	end := i
	if open {
		end = l.spaces(i + 1)
	}
	dots := 0
	for at := end; at < len(l.runes); at = l.spaces(at) {
		switch l.runes[at] {
		case '.':
			dots++
		case '…':
			dots += 3
		default:
			at = len(l.runes)
			continue
		}
		at++
		end = at
	}
	if dots < 3 {
		return 0
	}
	if !open {
		return end
	}
	if end = l.spaces(end); end < len(l.runes) && (l.runes[end] == ']' || l.runes[end] == ')') {
		return end + 1
	}
	return 0
}

func (l *lexer) spaces(i int) int {
	for i < len(l.runes) && unicode.IsSpace(l.runes[i]) {
		i++
	}
	return i
}

// insertionAt returns where words in square brackets that start at i end, or 0.
func (l *lexer) insertionAt(i int) int {
	if !l.marks || i >= len(l.runes) || l.runes[i] != '[' || l.omissionAt(i) > 0 {
		return 0
	}
	for end := i + 1; end < len(l.runes) && l.runes[end] != '['; end++ {
		if l.runes[end] == ']' {
			return end + 1
		}
	}
	return 0
}

// atMark reports whether a quotation mark adjoins a character.
func (l *lexer) atMark(i int) bool {
	return i > 0 && isQuotationMark(l.runes[i-1]) || i+1 < len(l.runes) && isQuotationMark(l.runes[i+1])
}

func isLetter(r rune) bool {
	return r != unicode.ReplacementChar && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// isSeparator reports whether a comma or point stands between digits.
func isSeparator(runes []rune, i int) bool {
	return (runes[i] == ',' || runes[i] == '.') && i > 0 && i+1 < len(runes) &&
		unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
}

func isQuotationMark(r rune) bool {
	return strings.ContainsRune("\"“”„‟«»‹›'‘’‚‛`´″＂「」『』", r)
}

func isApostrophe(r rune) bool { return strings.ContainsRune("'’‘ʼ‛′＇", r) }

func isDash(r rune) bool { return unicode.Is(unicode.Pd, r) || r == '−' }

// ligatures are letters that print as several.
var ligatures = strings.NewReplacer(
	"ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st", "ĳ", "ij", "Ĳ", "IJ")

// fold folds the typography of a word.
func fold(runes []rune) string {
	plain := make([]rune, 0, len(runes))
	ascii := true
	for _, r := range runes {
		switch {
		case unicode.Is(unicode.Cf, r):
			continue
		case isApostrophe(r):
			r = '\''
		}
		ascii = ascii && r < utf8.RuneSelf
		plain = append(plain, r)
	}
	if ascii {
		return string(plain)
	}
	return norm.NFC.String(ligatures.Replace(string(plain)))
}

// sameButFirst reports whether two words differ at most in the case of their first letter.
func sameButFirst(a, b string) bool {
	if a == b {
		return true
	}
	x, n := utf8.DecodeRuneInString(a)
	y, m := utf8.DecodeRuneInString(b)
	return a[n:] == b[m:] && unicode.ToLower(x) == unicode.ToLower(y)
}
