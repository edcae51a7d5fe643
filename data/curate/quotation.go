package curate

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/summitry/summitry/data/store"
)

// markPairs are the pairs of quotation marks that the compiler knows: an opening and a closing one. FORMAT.md lists
// them with their languages.
var markPairs = []string{
	"“”", `""`, "«»", "„“", "„”", "””", "»«", "»»", "‹›", "›‹", "「」", "『』", "‘’", "''", "‚‘", "‚’", "’’",
}

// foundPairs are the pairs that are found in a document whose record names none. ’’ is not among them, because a single
// ’ before a word is nearly always an apostrophe.
var foundPairs = slices.DeleteFunc(slices.Clone(markPairs), func(pair string) bool { return pair == "’’" })

// A marking says which quotation marks a text uses.
type marking struct {
	pairs       []string
	apostrophes []int // places in the document whose characters are no quotation marks
	start       int   // of the text in its document, in code points
}

// A quotation is a piece of a text from its opening mark to after its closing one, in code points.
type quotation struct{ start, end int }

// A markError is a quotation mark that does not pair.
type markError struct {
	message string
	fatal   bool // nothing after it can be trusted
}

// quotationsIn returns the quotations of a text that stand in no other one, and the marks that do not pair.
func quotationsIn(text string, m marking) (found []quotation, wrong []markError) {
	s := &markScanner{text: []rune(text), marking: m, unclosed: map[int]bool{}}
	for i := 0; i < len(s.text); i++ {
		switch {
		case s.isApostrophe(i):
		case s.opens(i):
			end, err := s.closing(i, "")
			if err != nil {
				if wrong = append(wrong, *err); err.fatal {
					return found, wrong
				}
				continue
			}
			found = append(found, quotation{i, end + 1})
			i = end
		case s.onlyCloses(i):
			wrong = append(wrong, markError{message: fmt.Sprintf("unexpected %c at character %d, without an opening "+
				"mark before it: start the text at that mark, or after this one", s.text[i], s.start+i)})
		}
	}
	return found, wrong
}

// quotedSpans returns the text inside of quotations, without the marks and the spaces that French sets beside them.
func quotedSpans(text string, all []quotation) []*store.Span {
	spans, runes := []*store.Span{}, []rune(text)
	for _, q := range all {
		start, end := q.start+1, q.end-1
		if strings.ContainsRune("«»‹›", runes[q.start]) {
			for start < end && unicode.IsSpace(runes[start]) {
				start++
			}
			for start < end && unicode.IsSpace(runes[end-1]) {
				end--
			}
		}
		spans = append(spans, &store.Span{Start: int32(start), End: int32(end), Text: string(runes[start:end])})
	}
	return spans
}

// marksIn returns the pairs that a text uses, nested ones included, in the order of markPairs.
func marksIn(text string) (used []string) {
	runes := []rune(text)
	all, _ := quotationsIn(text, marking{pairs: foundPairs})
	for len(all) > 0 {
		q := all[0]
		used = append(used, string([]rune{runes[q.start], runes[q.end-1]}))
		nested, _ := quotationsIn(string(runes[q.start+1:q.end-1]), marking{pairs: foundPairs})
		for _, n := range nested {
			all = append(all, quotation{q.start + 1 + n.start, q.start + 1 + n.end})
		}
		all = all[1:]
	}
	slices.SortFunc(used, func(a, b string) int { return slices.Index(markPairs, a) - slices.Index(markPairs, b) })
	return slices.Compact(used)
}

// A markScanner looks for quotations in a text.
type markScanner struct {
	text []rune
	marking
	depth    int          // of the quotation that is being read
	unclosed map[int]bool // opening marks inside of quotations that nothing closes
}

// maxDepth is the number of levels of quotations that are read. Deeper marks are text.
const maxDepth = 4

// closing returns the place of the mark that closes the quotation that opens at a place. A closing mark of a quotation
// around it, one of outer, ends the search.
func (s *markScanner) closing(open int, outer string) (int, *markError) {
	s.depth++
	defer func() { s.depth-- }()
	closers := s.closersOf(s.text[open])
	var doubtful []int
	for i := open + 1; i < len(s.text); i++ {
		c := s.text[i]
		switch {
		case s.isApostrophe(i), s.continues(open, i):
		case strings.ContainsRune(closers, c) && s.canClose(i):
			if s.isPossessive(i) && s.beforeWord(i) {
				doubtful = append(doubtful, i)
				continue
			}
			if len(doubtful) > 0 && s.isPossessive(i) && s.sentenceEnds(doubtful[0], i) {
				return 0, s.ambiguous(open, append(doubtful, i))
			}
			return i, nil
		case strings.ContainsRune(outer, c),
			isSingle(c) && c == s.text[open] && s.opens(i),
			s.endsParagraph(i, doubtful):
			return s.decide(open, doubtful)
		case c == s.text[open] && c == '“':
			return 0, &markError{fmt.Sprintf("unexpected “ at character %d, inside the quotation that starts at "+
				"character %d: end the text with the quotation, or extend it", s.start+i, s.start+open), true}
		case s.opens(i):
			around := outer
			if !isSingle(s.text[open]) {
				around += closers
			}
			end, err := s.closing(i, around)
			if err == nil {
				i = end
			} else if !isSingle(c) {
				return 0, err
			} else { // a single mark inside of a quotation may be anything
				s.unclosed[i] = true
			}
		case s.onlyCloses(i):
			if isSingle(s.text[open]) {
				return s.decide(open, doubtful)
			}
			return 0, &markError{fmt.Sprintf("unexpected %c at character %d, inside the quotation that starts at "+
				"character %d: end the text with the quotation, or extend it", c, s.start+i, s.start+open), true}
		}
	}
	return s.decide(open, doubtful)
}

// marking says which quotation marks a document uses, for a text of it that starts at a place.
func (a *assembler) marking(document string, start int) marking {
	m := marking{pairs: foundPairs, start: start}
	if d := a.input.documents[document]; d != nil {
		m.apostrophes = d.Apostrophes
		if len(d.Marks) > 0 {
			m.pairs = nil
		}
		for _, pair := range d.Marks {
			m.pairs = append(m.pairs, pair.string)
		}
	}
	return m
}

// checkMarks reports pairs of marks that are not known, and apostrophes that are none.
func (a *assembler) checkMarks(slug string, d *documentFile, text []rune) {
	for _, pair := range d.Marks {
		if !slices.Contains(markPairs, pair.string) {
			a.addProblem(pair.at, "marks must be pairs of an opening and a closing mark, of %s, got %q",
				strings.Join(markPairs, " "), pair.string)
		}
	}
	for _, i := range d.Apostrophes {
		if i < 0 || i >= d.Characters || len(text) > i && !strings.ContainsRune(quotationMarks, text[i]) {
			a.addProblem(
				d.File.at,
				"apostrophes must be the places of characters that look like quotation marks, got "+
					"%d%s: correct or remove the place",
				i,
				a.excerpt(max(0, i-10), i+10),
			)
		}
	}
}

// quotationMarks are all characters of markPairs.
var quotationMarks = strings.Join(markPairs, "")

// decide returns the closing mark of a quotation of which only marks are found that may be apostrophes.
func (s *markScanner) decide(open int, doubtful []int) (int, *markError) {
	switch len(doubtful) {
	case 0:
		message := "the quotation that starts at character %d is never closed: extend the text to its closing mark"
		if isSingle(s.text[open]) {
			message += ", or, if %[2]c is an apostrophe there, add %[1]d to apostrophes in the record of the document"
			return 0, &markError{fmt.Sprintf(message, s.start+open, s.text[open]), false}
		}
		return 0, &markError{fmt.Sprintf(message, s.start+open), true}
	case 1:
		return doubtful[0], nil
	}
	return 0, s.ambiguous(open, doubtful)
}

func (s *markScanner) ambiguous(open int, doubtful []int) *markError {
	var places []string
	for _, i := range doubtful {
		places = append(places, fmt.Sprintf("%d (“%s”)", s.start+i, string(s.text[max(open, i-12):i+1])))
	}
	return &markError{fmt.Sprintf("the quotation that starts at character %d may end at %s: add the places that are "+
		"apostrophes to apostrophes in the record of the document", s.start+open, strings.Join(places, " or ")), false}
}

// closersOf returns the marks that close a quotation with an opening mark.
func (s *markScanner) closersOf(open rune) (closers string) {
	for _, pair := range s.pairs {
		if runes := []rune(pair); runes[0] == open {
			closers += string(runes[1])
		}
	}
	return closers
}

// opens reports whether a mark can open a quotation. Marks that also close must stand before a word.
func (s *markScanner) opens(i int) bool {
	c := s.text[i]
	if s.closersOf(c) == "" || s.unclosed[i] || s.depth > maxDepth {
		return false
	}
	if strings.ContainsRune("”»›'’‘", c) {
		return s.beginsWord(i)
	}
	return true
}

// onlyCloses reports whether a mark is a closing one, and neither an opening one nor an apostrophe.
func (s *markScanner) onlyCloses(i int) bool {
	closes := slices.ContainsFunc(
		s.pairs,
		func(pair string) bool { return strings.HasSuffix(pair, string(s.text[i])) },
	)
	return closes && !isSingle(s.text[i]) && !s.opens(i)
}

// canClose reports whether a mark that may also open or be an apostrophe stands at the end of words.
func (s *markScanner) canClose(i int) bool {
	c := s.text[i]
	if c == '»' {
		return !s.beginsWord(i) || i > 0 && unicode.IsSpace(s.text[i-1])
	}
	return !isSingle(c) || c == '‘' || i > 0 && !unicode.IsSpace(s.text[i-1]) && !isOfWord(s.at(i+1))
}

// continues reports whether a mark repeats the opening one at the start of a paragraph, as English does in quotations
// of several paragraphs.
func (s *markScanner) continues(open, i int) bool {
	return s.text[i] == s.text[open] && s.text[i-1] == '\n' && strings.ContainsRune("“‘«„", s.text[i])
}

// endsParagraph reports whether an empty line begins, once a mark is found that may close the quotation.
func (s *markScanner) endsParagraph(i int, doubtful []int) bool {
	return len(doubtful) > 0 && s.text[i] == '\n' && s.at(i+1) == '\n'
}

// isApostrophe reports whether a single mark stands in a word, before or after a shortened one, or is listed as an
// apostrophe.
func (s *markScanner) isApostrophe(i int) bool {
	if slices.Contains(s.apostrophes, s.start+i) {
		return true
	}
	if !strings.ContainsRune("'’‘", s.text[i]) {
		return false
	}
	if isOfWord(s.at(i-1)) && isOfWord(s.at(i+1)) {
		return true
	}
	word := strings.ToLower(s.wordAt(i + 1))
	after := s.at(i + 1 + len([]rune(word)))
	switch {
	case s.text[i] == '’' && s.beginsWord(i):
		return !slices.Contains(s.pairs, "’’")
	case word == "n" && s.beginsWord(i): // rock ’n’ roll, fish 'n chips
		return strings.ContainsRune("'’ ", after)
	case s.isAfterLetter(i, "n") && strings.ContainsRune("'’‘", s.at(i-2)): // the second mark of ’n’
		return true
	case s.beginsWord(i):
		digits := strings.TrimRight(word, "s")
		return slices.Contains(shortenedWords, word) || len(digits) == 2 && strings.Trim(digits, "0123456789") == ""
	}
	return false
}

// shortenedWords are English words that are printed with an apostrophe in place of their beginning.
var shortenedWords = strings.Fields("tis twas twere twill em til till cause bout round cos neath gainst")

// shortenedEnds are words that are printed with an apostrophe in place of their end.
var shortenedEnds = strings.Fields("o ol th an po mo goin doin comin")

// isPossessive reports whether a mark may be an apostrophe at the end of a word: members’, cup o’ tea.
func (s *markScanner) isPossessive(i int) bool {
	if !isSingle(s.text[i]) {
		return false
	}
	start := i
	for isOfWord(s.at(start - 1)) {
		start--
	}
	word := strings.ToLower(string(s.text[start:i]))
	return word != "" &&
		(strings.ContainsRune("sxz", rune(word[len(word)-1])) || slices.Contains(shortenedEnds, word))
}

// beforeWord reports whether spaces and a word follow a mark.
func (s *markScanner) beforeWord(i int) bool {
	next := i + 1
	for unicode.IsSpace(s.at(next)) && !(s.at(next) == '\n' && s.at(next+1) == '\n') {
		next++
	}
	return next > i+1 && isOfWord(s.at(next))
}

// sentenceEnds reports whether a sentence ends between two places.
func (s *markScanner) sentenceEnds(from, to int) bool {
	return len(sentencesIn(s.text[from+1:to])) > 1
}

// beginsWord reports whether a mark stands after a space or an opening character, and before something other.
func (s *markScanner) beginsWord(i int) bool {
	before, after := s.at(i-1), s.at(i+1)
	starts := before == 0 || unicode.IsSpace(before) || strings.ContainsRune("([{—–-/“„«»‹›‘‚'\"「『¿¡", before)
	return starts && after != 0 && !unicode.IsSpace(after) && !strings.ContainsRune(".,;:!?)]}", after)
}

// wordAt returns the letters and digits from a place on.
func (s *markScanner) wordAt(i int) string {
	end := i
	for isOfWord(s.at(end)) {
		end++
	}
	return string(s.text[min(i, len(s.text)):end])
}

func (s *markScanner) isAfterLetter(i int, letter string) bool {
	return strings.EqualFold(string(s.at(i-1)), letter)
}

// at returns the character at a place, or 0 outside of the text.
func (s *markScanner) at(i int) rune {
	if i < 0 || i >= len(s.text) {
		return 0
	}
	return s.text[i]
}

// isSingle reports whether a mark is also used as an apostrophe, or inside of other quotations.
func isSingle(c rune) bool { return strings.ContainsRune("'’‘‚", c) }
