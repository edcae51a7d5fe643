package curate

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// An uncited part is a part of a document that no passage cites. It has the reason of the remainder that holds it, or
// the one that its words allow; otherwise none.
type uncitedPart struct {
	textRange
	reason string
}

// Remainders returns the remainders of a document as its record needs them, with the reasons that it has already. New
// parts get the reasons JOINING and RETOLD where the rules for these hold. Parts for which the curator must write a
// record or choose another reason are comments with their first words.
func Remainders(files, documents fs.FS, slug string) (string, error) {
	a, text, err := assembleDocument(files, documents, slug)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("remainders:\n")
	open := false
	for _, p := range a.uncited(slug, text) {
		if p.reason != "" {
			fmt.Fprintf(&b, "  - {start: %d, end: %d, reason: %s}\n", p.start, p.end, p.reason)
			continue
		}
		open = true
		words := strings.Join(strings.Fields(string(text[p.start:p.end])), " ")
		fmt.Fprintf(&b, "  # - {start: %d, end: %d, reason: } # %s\n", p.start, p.end, firstRunes(words, 60))
	}
	if open {
		b.WriteString("# Parts without a reason: write a record that cites them, or a reason: HEADLINE, CAPTION, " +
			"NAVIGATION, REPEATED, TORN.\n# RETOLD needs the passage of a statement or narration in the same " +
			"sentence.\n")
	}
	return b.String(), nil
}

// uncited returns the parts of a document that no passage cites. They end where passages begin, and also with a
// sentence or a remainder where the reasons differ.
func (a *assembler) uncited(slug string, text []rune) (all []uncitedPart) {
	cited := a.places.cited(slug, len(text))
	ends := map[int]bool{}
	for _, s := range sentencesIn(text) {
		ends[s.end] = true
	}
	d := a.input.documents[slug]
	for _, r := range d.Remainders {
		ends[r.Start], ends[r.End] = true, true
	}
	for start := 0; start < len(text); start++ {
		if cited[start] {
			continue
		}
		end := start + 1
		for end < len(text) && !cited[end] && !ends[end] {
			end++
		}
		part := uncitedPart{textRange{start, end}, a.reasonFor(slug, d, textRange{start, end}, text)}
		if n := len(all); n > 0 && all[n-1].end == start && all[n-1].reason == part.reason && !d.splitsAt(start) {
			all[n-1].end = end
		} else {
			all = append(all, part)
		}
		start = end - 1
	}
	return all
}

// splitsAt reports whether a remainder of the record starts or ends at a place.
func (d *documentFile) splitsAt(i int) bool {
	return slices.ContainsFunc(d.Remainders, func(r remainder) bool { return r.Start == i || r.End == i })
}

// reasonFor returns the reason of the remainder that holds an uncited part, if the part fits it, or else one whose rule
// holds, or "".
func (a *assembler) reasonFor(slug string, d *documentFile, part textRange, text []rune) string {
	joins := otherWord(text[part.start:part.end]) == ""
	retold := slices.ContainsFunc(sentencesIn(text), func(s textRange) bool {
		return s.start <= part.start && part.end <= s.end && a.isRetold(slug, s, text)
	})
	for _, r := range d.Remainders {
		reason := r.Reason.string
		fits := (reason != "JOINING" || joins) && (reason != "RETOLD" || retold || joins)
		if r.Start <= part.start && part.end <= r.End && fits {
			return reason
		}
	}
	switch {
	case joins:
		return "JOINING"
	case retold:
		return "RETOLD"
	}
	return ""
}
