package pages

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/summitry/summitry/data"
)

// maxSentence is the number of characters to which a sentence grows by passages that overlap it.
const maxSentence = 1000

// longStatement is the number of characters from which a statement is set in smaller type.
const longStatement = 120

// A sentence is the passage of a statement, with what overlapping passages print around it.
type sentence struct {
	Parts  []sentencePart
	Cut    bool // the sentence begins before it
	CutEnd bool // the sentence goes on after it
	Pale   bool // it has words that are not of the statement
	Bold   bool // words of the statement are inside quotation marks
	Plain  bool // words of the statement are not inside quotation marks
	Doubts bool // a note concerns some of its words
	Long   bool // the statement has more than longStatement characters
}

// A sentencePart is a part of a sentence that is, or is not, the text of the statement.
type sentencePart struct {
	Said  bool
	Spans []sentenceSpan
}

// A sentenceSpan is a text, with what it is: words that report the statement, words inside quotation marks, and words
// that a note is about.
type sentenceSpan struct {
	Text                 string
	Cue, Quoted, Doubted bool
}

// A letter is what a character of a sentence is.
type letter struct{ said, cue, quoted, doubted bool }

type letters []letter

// newSentence returns the sentence of a statement. beside are passages of the same document.
func newSentence(statement map[string]any, beside []*data.Citation) *sentence {
	text, start := []rune(statement["passage"].(map[string]any)["exact"].(string)), 0
	if own := ownPassage(statement); own != nil {
		start = toInt(own["start"])
	}
	text, first := extend(text, start, beside)
	marks, at := make(letters, len(text)), start-first
	said := statement["textSpan"].(map[string]any)
	marks.set(said, at, func(i int) { marks[i].said = true })
	marks.set(statement["cueSpan"], at, func(i int) { marks[i].cue = true })
	for _, a := range statement["attribution"].([]any) {
		marks.setWords(text, a.(map[string]any)["cue"].(string))
	}
	for _, quoted := range statement["quotedSpans"].([]any) {
		marks.set(quoted, at+toInt(said["start"]), func(i int) { marks[i].quoted = true })
	}
	for _, a := range statement["annotations"].([]any) {
		for _, words := range a.(map[string]any)["citations"].([]any) {
			marks.set(words, -first, func(i int) { marks[i].doubted = true })
		}
	}
	s := &sentence{Long: toInt(said["end"])-toInt(said["start"]) > longStatement}
	s.add(text, marks)
	s.Cut = len(text) > 0 && unicode.IsLower(text[0])
	s.CutEnd = len(text) > 0 && !slices.ContainsFunc(text[max(0, len(text)-2):], isSentenceEnd)
	return s
}

func isSentenceEnd(r rune) bool { return strings.ContainsRune(".?!…。？！؟۔।", r) }

// set calls mark for each character of a span, which is relative to a place in the sentence.
func (l letters) set(span any, from int, mark func(int)) {
	s := span.(map[string]any)
	for i := max(0, from+toInt(s["start"])); i < min(len(l), from+toInt(s["end"])); i++ {
		mark(i)
	}
}

// setWords marks the last place of a cue that stands before the statement, or else its first one after that.
func (l letters) setWords(text []rune, cue string) {
	said := slices.IndexFunc(l, func(m letter) bool { return m.said })
	whole, before := string(text), string(text[:max(0, said)])
	at := strings.LastIndex(before, cue)
	if at < 0 {
		at = strings.Index(whole, cue)
	}
	if at < 0 {
		return
	}
	start := utf8.RuneCountInString(whole[:at])
	for i := range utf8.RuneCountInString(cue) {
		l[start+i].cue = true
	}
}

// add splits a text where what its characters are changes.
func (s *sentence) add(text []rune, marks letters) {
	for from := 0; from < len(text); {
		to, m := from+1, marks[from]
		for to < len(text) && marks[to] == m {
			to++
		}
		if n := len(s.Parts); n == 0 || s.Parts[n-1].Said != m.said {
			s.Parts = append(s.Parts, sentencePart{Said: m.said})
		}
		part := &s.Parts[len(s.Parts)-1]
		part.Spans = append(part.Spans, sentenceSpan{string(text[from:to]), m.cue, m.quoted, m.doubted})
		hasLetters := slices.ContainsFunc(text[from:to], unicode.IsLetter)
		s.Pale = s.Pale || !m.said && !m.cue && hasLetters
		s.Bold = s.Bold || m.quoted
		s.Plain = s.Plain || m.said && !m.quoted && hasLetters
		s.Doubts = s.Doubts || m.doubted
		from = to
	}
}

// extend joins a text at a place of a document with the passages that overlap or touch it, and returns the result with
// its place.
func extend(text []rune, start int, beside []*data.Citation) (joined []rune, first int) {
	for grows := true; grows; {
		grows = false
		for _, c := range beside {
			exact, end := []rune(c.Exact), start+len(text)
			before, after := start-int(c.Start), int(c.End)-end
			near := int(c.Start) <= end && int(c.End) >= start && len(exact) == int(c.End-c.Start)
			if !near || before <= 0 && after <= 0 || len(text)+max(before, 0)+max(after, 0) > maxSentence {
				continue
			}
			if before > 0 {
				text, start = slices.Concat(exact[:before], text), start-before
			}
			if after > 0 {
				text = slices.Concat(text, exact[len(exact)-after:])
			}
			grows = true
		}
	}
	return text, start
}

// ownPassage returns the citation that prints the cue and the text of a statement, or nil.
func ownPassage(statement map[string]any) map[string]any {
	exact := statement["passage"].(map[string]any)["exact"]
	for _, c := range citationsFor(statement["citations"].([]any), "") {
		if citation := c.(map[string]any); citation["exact"] == exact {
			return citation
		}
	}
	return nil
}

// passageSlug returns the slug of the passage of a statement, or "".
func passageSlug(statement map[string]any) string {
	if own := ownPassage(statement); own != nil {
		return path.Base(own["url"].(string))
	}
	return ""
}

// A chainStep is one step on the way of words to the reader.
type chainStep struct {
	Who  []any  // mentions of the speakers, or of the one who passed the words on
	Role string // what the step does
	Cue  string // the printed words that report it; "" if a later step has them
	// Doubted says that a note concerns these words.
	Doubted bool
}

// chainOf returns who said a statement and who passed it on, in the order in which the words travelled. The article and
// the page follow. Equal cues are given once.
func chainOf(statement map[string]any) []chainStep {
	cue := statement["cue"].(string)
	via := statement["attribution"].([]any)
	if slices.ContainsFunc(via, func(a any) bool { return a.(map[string]any)["cue"] == cue }) {
		cue = ""
	}
	steps := []chainStep{{statement["speakers"].([]any), "said it", cue, cue != "" && isCueDoubted(statement)}}
	for _, a := range slices.Backward(via) { // the API lists the outermost first
		steps = append(steps, chainStep{[]any{a}, "passed it on", a.(map[string]any)["cue"].(string), false})
	}
	return steps
}

// isCueDoubted reports whether a note concerns the cue of a statement.
func isCueDoubted(statement map[string]any) bool {
	own := ownPassage(statement)
	if own == nil {
		return false
	}
	cue, first := statement["cueSpan"].(map[string]any), toInt(own["start"])
	start, end := first+toInt(cue["start"]), first+toInt(cue["end"])
	return slices.ContainsFunc(statement["annotations"].([]any), func(a any) bool {
		return slices.ContainsFunc(a.(map[string]any)["citations"].([]any), func(c any) bool {
			words := c.(map[string]any)
			return toInt(words["start"]) <= start && end <= toInt(words["end"])
		})
	})
}
