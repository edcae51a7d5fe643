package curate

import (
	"strings"
	"unicode/utf8"
)

// maxDocument is the maximum length of a document, in code points.
const maxDocument = 1 << 20

// account checks that the records account for every document: each character is in a passage or in a remainder whose
// reason fits, and each pair of quotation marks is in the text of a statement or in a remainder.
func (a *assembler) account() {
	for _, slug := range sorted(a.input.documents) {
		d := a.input.documents[slug]
		a.startRecord("documents", slug)
		if a.places.missing(slug) {
			continue
		}
		if d.Characters < 0 || d.Characters > maxDocument {
			a.addProblem(d.File.at, "characters must be between 0 and %d, got %d", maxDocument, d.Characters)
			d.Characters = 0
		}
		cited := a.places.cited(slug, d.Characters)
		a.remainders(d, cited)
		if text := []rune(a.places.texts[slug]); len(text) == d.Characters {
			a.reasons(slug, d, text)
			a.quotations(slug, d, text)
		}
	}
}

// cited returns, for each character of a document, whether a passage covers it.
func (p *places) cited(document string, characters int) []bool {
	marks := make([]bool, characters)
	for l := range p.used {
		for i := l.Start; l.Document == document && i < min(l.end(), characters); i++ {
			marks[i] = true
		}
	}
	return marks
}

// reproduced returns, for each character of a document, whether the dataset holds it: in a passage, its prefix or its
// suffix.
func (p *places) reproduced(document string, characters int) []bool {
	marks := p.cited(document, characters)
	for l := range p.used {
		start := l.Start - utf8.RuneCountInString(l.Prefix)
		end := l.end() + utf8.RuneCountInString(l.Suffix)
		for i := max(0, start); l.Document == document && i < min(end, characters); i++ {
			marks[i] = true
		}
	}
	return marks
}

func (a *assembler) remainders(d *documentFile, cited []bool) {
	accounted := make([]bool, len(cited))
	copy(accounted, cited)
	for _, r := range d.Remainders {
		if r.Start < 0 || r.Start >= r.End || r.End > len(cited) {
			a.addProblem(r.at, "a remainder must end after it starts and lie within 0 to %d, got %d to %d",
				len(cited), r.Start, r.End)
			continue
		}
		for i := r.Start; i < r.End; i++ {
			if accounted[i] {
				a.addProblem(r.at, "character %d is already in a passage or in another remainder: shorten this one", i)
				break
			}
			accounted[i] = true
		}
	}
	for start := 0; start < len(accounted); start++ {
		end := start
		for end < len(accounted) && !accounted[end] {
			end++
		}
		if end > start {
			a.addProblem(d.File.at,
				"characters %d to %d%s are neither cited nor in a remainder: cite them if they support a fact, "+
					"otherwise add a remainder; curate remainders %s lists what is left", start, end,
				a.excerpt(start, end), strings.TrimPrefix(a.record, "documents/"))
			start = end
		}
	}
}

// excerpt returns a quoted extract of the current document for messages, or "" if its text is not available.
func (a *assembler) excerpt(start, end int) string {
	text := []rune(a.places.texts[strings.TrimPrefix(a.record, "documents/")])
	if end > len(text) {
		return ""
	}
	words := strings.Join(strings.Fields(string(text[start:end])), " ")
	if words == "" {
		return " (spaces)"
	}
	return " (“" + firstRunes(words, 60) + "”)"
}

func (a *assembler) quotations(slug string, d *documentFile, text []rune) {
	for _, r := range d.Remainders {
		for i := max(r.Start, 0); i < min(r.End, len(text)); i++ {
			text[i] = ' '
		}
	}
	a.checkMarks(slug, d, text)
	all, wrong := quotationsIn(string(text), a.marking(slug, 0))
	for _, w := range wrong {
		a.addProblem(d.File.at, "the quotation marks of the document must come in pairs: %s", w.message)
	}
	for _, q := range all {
		start, end := q.start, q.end
		held := false
		for _, s := range a.texts {
			held = held || s.Document == slug && s.Start <= start && end <= s.end()
		}
		if !held {
			a.addProblem(d.File.at,
				"characters %d to %d (%s) are in quotation marks but in no statement: add the statement, "+
					"or a remainder", start, end, firstRunes(string(text[start:end]), 60))
		}
	}
}

func count(marks []bool) int {
	n := 0
	for _, marked := range marks {
		if marked {
			n++
		}
	}
	return n
}
