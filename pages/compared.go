package pages

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A comparedSpan is a part of a quotation or of its passage, next to the other.
type comparedSpan struct {
	Text    string
	Differs bool   // only this side has it
	Marked  bool   // the quotation marks the difference, by … or brackets
	Inside  bool   // it is printed inside quotation marks
	Missing string // stands where words of the other side are missing: "word missing"
}

// A comparison shows a quotation and a passage side by side.
type comparison struct {
	Quoted        []comparedSpan
	Before, After string // what surrounds the words in print
	Printed       []comparedSpan
}

// compare marks what differs between a quotation and the place in print that a match describes.
func compare(quote string, match map[string]any) comparison {
	c := comparison{}
	printed := match["printed"].(string)
	given := newSpanBuilder(quote)
	print := newSpanBuilder(printed)
	for _, each := range match["differences"].([]any) {
		d := each.(map[string]any)
		marked := d["kind"] == "OMISSION" || d["kind"] == "INSERTION"
		given.differs(d, "start", "end", d["printed"].(string), marked)
		print.differs(d, "printedStart", "printedEnd", "", marked)
	}
	if match["marks"] == "PARTLY" {
		for _, each := range match["insideMarks"].([]any) {
			span := each.(map[string]any)
			for i := toInt(span["start"]); i < min(toInt(span["end"]), len(print.letters)); i++ {
				print.labels[i].Inside = true
			}
		}
	}
	c.Quoted, c.Printed = given.spans(), print.spans()
	c.Before, c.After = around(match)
	return c
}

// maxAround is how many characters are shown before and after the printed words.
const maxAround = 160

// around returns what the article prints before and after the words of a match, cut at blanks.
func around(match map[string]any) (before, after string) {
	citation, span := match["citation"].(map[string]any), match["printedSpan"].(map[string]any)
	exact := []rune(citation["exact"].(string))
	start := min(toInt(span["start"]), len(exact))
	end := max(start, min(toInt(span["end"]), len(exact)))
	b := append([]rune(citation["prefix"].(string)), exact[:start]...)
	a := append(slices.Clone(exact[end:]), []rune(citation["suffix"].(string))...)
	before, after = string(b), string(a)
	if cut := len(b) - maxAround; cut > 0 {
		_, before, _ = strings.Cut(string(b[cut:]), " ")
	}
	if len(a) > maxAround {
		after = string(a[:maxAround])
		after = after[:max(strings.LastIndexByte(after, ' '), 0)]
	}
	return before, after
}

// A spanBuilder labels the characters of a text and joins those with the same labels.
type spanBuilder struct {
	letters []rune
	labels  []comparedSpan
	missing map[int]string
}

func newSpanBuilder(text string) *spanBuilder {
	letters := []rune(text)
	return &spanBuilder{letters, make([]comparedSpan, len(letters)), map[int]string{}}
}

// differs labels one side of a difference. Where this side has nothing, it says how many words of the other are
// missing.
func (b *spanBuilder) differs(d map[string]any, from, to, other string, marked bool) {
	start := max(0, min(toInt(d[from]), len(b.letters)))
	end := max(start, min(toInt(d[to]), len(b.letters)))
	if start == end && other != "" {
		b.missing[start] = missingWords(other)
	}
	for i := start; i < end; i++ {
		b.labels[i].Differs, b.labels[i].Marked = true, marked
	}
}

// missingWords says how many words are missing: "word missing", "3 words missing".
func missingWords(text string) string {
	n := 0
	for _, word := range strings.Fields(text) {
		if strings.ContainsFunc(word, isWordRune) {
			n++
		}
	}
	switch n {
	case 0:
		return "sign missing"
	case 1:
		return "word missing"
	}
	return fmt.Sprint(n, " words missing")
}

func (b *spanBuilder) spans() (all []comparedSpan) {
	start := 0
	add := func(to int) {
		if to > start {
			span := b.labels[start]
			span.Text = string(b.letters[start:to])
			all = append(all, span)
			start = to
		}
	}
	for i := range len(b.letters) + 1 {
		if i == len(b.letters) || b.missing[i] != "" || i > 0 && b.labels[i] != b.labels[i-1] {
			add(i)
		}
		if missing := b.missing[i]; missing != "" {
			all = append(all, comparedSpan{Missing: missing})
		}
	}
	return all
}

// A visibleSpan is text, or the code of a character that would not be seen or would turn the text around it.
type visibleSpan struct{ Text, Code string }

// visible splits a text that somebody sent at control, bidirectional and other invisible characters.
func visible(text string) (all []visibleSpan) {
	start := 0
	for i, r := range text {
		if isHidden(r) {
			if i > start {
				all = append(all, visibleSpan{Text: text[start:i]})
			}
			all = append(all, visibleSpan{Code: fmt.Sprintf("U+%04X", r)})
			start = i + utf8.RuneLen(r)
		}
	}
	if start < len(text) {
		all = append(all, visibleSpan{Text: text[start:]})
	}
	return all
}

// withoutHidden removes the characters that visible shows by their codes.
func withoutHidden(text string) string {
	return strings.Map(func(r rune) rune {
		if isHidden(r) {
			return -1
		}
		return r
	}, text)
}

// isHidden reports whether a character is a control or format character that no text needs. Soft hyphens and joiners
// of scripts are needed.
func isHidden(r rune) bool {
	switch r {
	case '\t', '\n', '\r', '\u00ad', '\u200c', '\u200d':
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
