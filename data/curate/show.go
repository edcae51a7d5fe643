package curate

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"
)

// A Segment is a part of a document with the records that cite it.
type Segment struct {
	Start, End int
	Text       string
	CitedBy    []string    // records and fields, such as people/jane-doe name
	Remainder  string      // the reason of the remainder; "" if it is not one
	quotations []quotation // all of the document
}

// Unaccounted reports whether the segment is neither cited nor a remainder.
func (s Segment) Unaccounted() bool { return len(s.CitedBy) == 0 && s.Remainder == "" }

// Show splits a document into segments at the ends of passages and remainders. It returns problems of the records
// beside the segments.
func Show(files, documents fs.FS, slug string) ([]Segment, Problems, error) {
	rows, text, err := assembleDocument(files, documents, slug)
	if err != nil {
		return nil, nil, err
	}
	all := segments(slug, text, rows.input.documents[slug], rows.cited)
	quotations, _ := quotationsIn(string(text), rows.marking(slug, 0))
	for i := range all {
		all[i].quotations = quotations
	}
	return all, rows.problems, nil
}

// assembleDocument compiles the records, which may have problems, and returns the text of a document beside them.
func assembleDocument(files, documents fs.FS, slug string) (*assembler, []rune, error) {
	records, problems := load(files)
	if records == nil {
		return nil, nil, problems.err()
	}
	if records.documents[slug] == nil {
		return nil, nil, fmt.Errorf("document must be one of %s, got %q",
			strings.Join(sorted(records.documents), ", "), slug)
	}
	places, more := openPlaces(records, documents)
	if places.texts[slug] == "" {
		return nil, nil, fmt.Errorf("the text of the document %s is not available: name the folder of the documents "+
			"with -documents or SUMMITRY_DOCUMENTS", slug)
	}
	rows := assemble(records, places)
	rows.problems = slices.Concat(problems, more, rows.problems)
	return rows, []rune(places.texts[slug]), nil
}

func segments(slug string, text []rune, d *documentFile, cited []placed) []Segment {
	cuts := []int{0, len(text)}
	for _, c := range cited {
		if c.Document == slug {
			cuts = append(cuts, c.Start, c.end())
		}
	}
	for _, r := range d.Remainders {
		cuts = append(cuts, r.Start, r.End)
	}
	slices.Sort(cuts)
	cuts = slices.DeleteFunc(slices.Compact(cuts), func(i int) bool { return i < 0 || i > len(text) })
	var all []Segment
	for i := range len(cuts) - 1 {
		s := Segment{Start: cuts[i], End: cuts[i+1], Text: string(text[cuts[i]:cuts[i+1]])}
		for _, c := range cited {
			if label := strings.TrimSpace(c.record + " " + c.property); c.Document == slug && c.Start <= s.Start &&
				s.End <= c.end() && !slices.Contains(s.CitedBy, label) {
				s.CitedBy = append(s.CitedBy, label)
			}
		}
		for _, r := range d.Remainders {
			if r.Start <= s.Start && s.End <= r.End {
				s.Remainder = r.Reason.string
			}
		}
		slices.Sort(s.CitedBy)
		all = append(all, s)
	}
	return all
}

// WriteText writes one line per segment, optionally coloured for a terminal, and then suggests what to write for the
// first sentence that is not accounted for.
func WriteText(w io.Writer, slug string, all []Segment, coloured bool) {
	for _, s := range all {
		mark, about := "\x1b[32m", strings.Join(s.CitedBy, ", ")
		switch {
		case s.Unaccounted():
			mark, about = "\x1b[1;41;97m", "NOT ACCOUNTED FOR"
		case s.Remainder != "":
			mark, about = "\x1b[2m", s.Remainder
		}
		text := strings.ReplaceAll(s.Text, "\n", "⏎")
		if coloured {
			text = mark + text + "\x1b[0m"
		}
		fmt.Fprintf(w, "%5d-%-5d %s  ← %s\n", s.Start, s.End, text, about)
	}
	open := slices.DeleteFunc(slices.Clone(all), func(s Segment) bool { return !s.Unaccounted() })
	if len(open) == 0 {
		fmt.Fprintf(w, "\nEvery character is cited or in a remainder.\n")
		return
	}
	if next := slices.IndexFunc(open, Segment.hasWords); next >= 0 {
		fmt.Fprintf(w, "\n%s", proposal(slug, open[next]))
	}
	fmt.Fprintf(w, "\nText that stays uncited goes to the remainders in documents/%[1]s.yaml: "+
		"curate remainders %[1]s prints the list.\n", slug)
}

// hasWords reports whether the segment contains letters.
func (s Segment) hasWords() bool { return strings.ContainsFunc(s.Text, unicode.IsLetter) }

// proposal suggests a record for the first sentence of a segment.
func proposal(slug string, s Segment) string {
	letters := []rune(s.Text)
	first := textRange{end: len(letters)}
	for _, r := range sentencesIn(letters) {
		if strings.TrimSpace(string(letters[r.start:r.end])) != "" {
			first = r
			break
		}
	}
	text := strings.TrimSpace(string(letters[first.start:first.end]))
	end := s.Start + first.end
	return fmt.Sprintf(`The first sentence that is not accounted for is at %[2]d to %[3]d. `+
		`If it is a statement, add this to
statements/%[1]s.yaml and shorten the text to what is said:

- slug: 
  kind: %[4]s
  cue: 
  text: %[5]q
  speakers: [{agent: , namedAs: }]
  topics: []
  cite:
    - exact: %[5]q

If it supports another fact, cite it in the record of that fact. curate new FOLDER prints a template.
%[6]sIf the article says it in its own voice and no such record can hold it, write it in narrations/%[1]s.yaml.
`, slug, s.Start, end, s.likelyKind(textRange{s.Start + first.start, end}, text), text, s.headlineAdvice(slug))
}

// headlineAdvice says where the headline goes, if the segment starts the document.
func (s Segment) headlineAdvice(slug string) string {
	if s.Start > 0 {
		return ""
	}
	return fmt.Sprintf("If it is the headline, write it in documents/%s.yaml: as title, and in cite with the property "+
		"title.\n", slug)
}

// likelyKind guesses the kind of a statement from the quotations that its sentence touches.
func (s Segment) likelyKind(sentence textRange, text string) string {
	touches := func(q quotation) bool { return q.start < sentence.end && sentence.start < q.end }
	if !slices.ContainsFunc(s.quotations, touches) {
		return "PARAPHRASE"
	}
	found, wrong := quotationsIn(text, marking{pairs: foundPairs})
	if len(wrong) == 0 && len(found) > 0 && !hasUnquotedWords(text, quotedSpans(text, found)) {
		return "DIRECT"
	}
	return "MIXED # DIRECT if you shorten the text to the quotation"
}

//go:embed show.html
var showPage string

var showTemplate = template.Must(template.New("show").Parse(showPage))

// WriteHTML writes the segments as an HTML page.
func WriteHTML(w io.Writer, slug string, all []Segment) error {
	return showTemplate.Execute(w, map[string]any{"Document": slug, "Segments": all})
}
