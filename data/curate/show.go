package curate

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Segment is a piece of a document and what the record makes of it.
type Segment struct {
	Start, End int
	Text       string
	CitedBy    []string // that cite it, such as people/xi-jinping name
	Remainder  string   // the reason for which it is a remainder
}

// Unaccounted tells a piece that is neither cited nor a remainder.
func (s Segment) Unaccounted() bool { return len(s.CitedBy) == 0 && s.Remainder == "" }

// Show cuts a document into segments wherever a passage or a remainder starts or ends. The records may have problems,
// which are returned beside the segments.
func Show(files, documents fs.FS, slug string) ([]Segment, Problems, error) {
	records, problems := load(files)
	d := records.documents[slug]
	if d == nil {
		return nil, problems, fmt.Errorf("there is no document %q: name one of %s", slug,
			strings.Join(sorted(records.documents), ", "))
	}
	places, more := openPlaces(records, documents)
	problems = append(problems, more...)
	text := []rune(places.texts[slug])
	if len(text) == 0 {
		return nil, problems,
			fmt.Errorf("the document %s is not at hand: name the folder of the documents in SUMMITRY_DOCUMENTS", slug)
	}
	rows := assemble(records, places)
	return segments(slug, text, d, rows.cited), append(problems, rows.problems...), nil
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

// WriteText writes segments a line each, in colours for a terminal, and at the end how to go on with the first sentence
// that is not accounted for.
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
		fmt.Fprintf(w, "\nEvery character is cited or a remainder.\n")
		return
	}
	if next := slices.IndexFunc(open, Segment.hasWords); next >= 0 {
		fmt.Fprintf(w, "\n%s", proposal(slug, open[next]))
	}
	fmt.Fprintf(w,
		"\nWhat bears no fact belongs to the remainders in documents/%s.yaml. As it is now, that would be:\n\n", slug)
	for _, s := range open {
		reason := "JOINING"
		if s.hasWords() {
			reason = "COMMENT"
		}
		fmt.Fprintf(w, "  - {start: %d, end: %d, reason: %s}\n", s.Start, s.End, reason)
	}
}

// hasWords tells words from blanks and stops.
func (s Segment) hasWords() bool { return strings.ContainsFunc(s.Text, unicode.IsLetter) }

var sentence = regexp.MustCompile(`^\s*(.*?(?:[.!?]["”’)]*(?:\s|$)|\n|$))`)

// proposal says what to write for the first sentence of an unaccounted piece.
func proposal(slug string, s Segment) string {
	text := sentence.FindString(s.Text)
	end := s.Start + utf8.RuneCountInString(text)
	text = strings.TrimSpace(text)
	return fmt.Sprintf(`The first sentence that is not accounted for goes from %[2]d to %[3]d. `+
		`If somebody says something in it, add to
statements/%[1]s.yaml, with the text cut to what is said:

- slug: 
  kind: %[4]s
  cue: 
  text: %[5]q
  speakers: [{agent: , namedAs: }]
  topics: []
  cite:
    - exact: %[5]q

If it bears another fact, cite it in that fact's record; go run ./cmd/curate new FOLDER starts one.
`, slug, s.Start, end, likelyKind(text), text)
}

// likelyKind is the kind of statement that a sentence may hold.
func likelyKind(text string) string {
	if strings.ContainsAny(text, `"“”`) {
		return "MIXED"
	}
	return "PARAPHRASE"
}

//go:embed show.html
var showPage string

var showTemplate = template.Must(template.New("show").Parse(showPage))

// WriteHTML writes segments as a page.
func WriteHTML(w io.Writer, slug string, all []Segment) error {
	return showTemplate.Execute(w, map[string]any{"Document": slug, "Segments": all})
}
