package curate

import "strings"

// maxDocument bounds a document, in code points.
const maxDocument = 1 << 20

// account holds each document against the record: every character is either inside a passage or listed as a remainder,
// and every pair of quotation marks stands in the text of a statement or in a remainder.
func (a *assembler) account() {
	for _, slug := range sorted(a.input.documents) {
		d := a.input.documents[slug]
		a.startRecord("documents", slug)
		if a.places.missing(slug) {
			continue
		}
		if d.Characters < 0 || d.Characters > maxDocument {
			a.addProblem(d.File.at, "a document of %d characters is not possible: write its length, %d at most",
				d.Characters, maxDocument)
			d.Characters = 0
		}
		cited := a.places.cited(slug, d.Characters)
		a.remainders(d, cited)
		if text := []rune(a.places.texts[slug]); len(text) == d.Characters {
			a.quotations(slug, d, text)
		}
	}
}

// cited marks the characters of a document that passages hold.
func (p *places) cited(document string, characters int) []bool {
	marks := make([]bool, characters)
	for l := range p.used {
		for i := l.Start; l.Document == document && i < min(l.end(), characters); i++ {
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
			a.addProblem(r.at,
				"a remainder from %d to %d is not possible: its start comes first, and %d is the document's end",
				r.Start, r.End, len(cited))
			continue
		}
		for i := r.Start; i < r.End; i++ {
			if accounted[i] {
				a.addProblem(r.at, "character %d is cited, or a remainder already: cut this remainder there", i)
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
				"characters %d to %d are neither cited nor a remainder%s: cite what bears a fact, list the rest",
				start, end, a.excerpt(start, end))
			start = end
		}
	}
}

// excerpt shows a piece of the document at hand, if its text is there.
func (a *assembler) excerpt(start, end int) string {
	text := []rune(a.places.texts[strings.TrimPrefix(a.record, "documents/")])
	if end > len(text) {
		return ""
	}
	return ", “" + firstRunes(strings.Join(strings.Fields(string(text[start:end])), " "), 60) + "”"
}

func (a *assembler) quotations(slug string, d *documentFile, text []rune) {
	for _, r := range d.Remainders {
		for i := max(r.Start, 0); i < min(r.End, len(text)); i++ {
			text[i] = ' '
		}
	}
	pairs, err := quotedSpans(string(text))
	if err != nil {
		a.addProblem(d.File.at, "the document's quotation marks do not pair: %v", err)
		return
	}
	for _, pair := range pairs {
		start, end := int(pair.Start)-1, int(pair.End)+1
		held := false
		for _, s := range a.texts {
			held = held || s.Document == slug && s.Start <= start && end <= s.end()
		}
		if !held {
			a.addProblem(d.File.at,
				"characters %d to %d stand in quotation marks and belong to no statement, “%s”: add the statement, "+
					"or list them as a remainder", start, end, firstRunes(pair.Text, 60))
		}
	}
}

// count tells how many characters are marked.
func count(marks []bool) int {
	n := 0
	for _, marked := range marks {
		if marked {
			n++
		}
	}
	return n
}
