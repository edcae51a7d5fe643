package conformance

import (
	"database/sql"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// generic lists words in names of the curated dataset that any dataset may have.
var generic = strings.Fields("Affairs Agency Armed Asian Central Commission Congress Cooperation Corporation Council " +
	"Countries Defence Defense Eurasian Forces Foreign General Group Institution International Investigator League " +
	"Member Minister Ministry National News Organisation Organization President Prime Republic Secretary Security " +
	"State States The Union United West Western")

// A nameIndex holds names by their first word, so that a text is searched for all of them in one pass.
type nameIndex map[string][]string

// curatedNames returns the names of the curated dataset: of its agents, word by word, the slugs of its records, the
// titles and publishers of its documents, the places of its events, and what dataset.yaml says.
func curatedNames(t *testing.T) nameIndex {
	t.Helper()
	db, err := sql.Open("sqlite", "file:../data/summitry.db?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	words := func(text string) []string {
		return slices.DeleteFunc(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }),
			func(w string) bool {
				return len(w) < 2 || !unicode.IsUpper([]rune(w)[0]) || slices.Contains(generic, w)
			})
	}
	var names []string
	for _, name := range column(t, db, `SELECT name FROM agent UNION SELECT acronym FROM agent
		WHERE acronym IS NOT NULL UNION SELECT value FROM agent, json_each(other_names)`) {
		names = append(names, words(name)...)
	}
	names = append(names, column(t, db, `SELECT slug FROM slug WHERE slug LIKE '%-%' UNION SELECT title FROM document
		WHERE title IS NOT NULL UNION SELECT publisher FROM document WHERE publisher IS NOT NULL
		UNION SELECT place FROM event WHERE place IS NOT NULL
		UNION SELECT title FROM dataset UNION SELECT short_title FROM dataset UNION SELECT description FROM dataset
		UNION SELECT creator FROM dataset UNION SELECT url FROM dataset`)...)
	if len(names) < 150 || !slices.Contains(names, "Putin") || !slices.Contains(names, "SCO") {
		t.Fatalf("the curated dataset has only the names %q", names)
	}
	return indexNames(names)
}

// indexNames returns an index of names that have letters or digits.
func indexNames(names []string) nameIndex {
	index := nameIndex{}
	for _, name := range names {
		for start, end := range wordsOf(name) {
			word := name[start:end]
			if !slices.Contains(index[word], name) {
				index[word] = append(index[word], name)
			}
			break // of several words, the first
		}
	}
	return index
}

// in returns the names that a text has, as whole words.
func (x nameIndex) in(text string) (found []string) {
	for start, end := range wordsOf(text) {
		for _, name := range x[text[start:end]] {
			at := start - strings.Index(name, text[start:end])
			if at < 0 || !strings.HasPrefix(text[at:], name) {
				continue
			}
			before, _ := utf8.DecodeLastRuneInString(text[:at])
			after, _ := utf8.DecodeRuneInString(text[at+len(name):])
			if !inWord(before) && !inWord(after) && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found
}

// wordsOf iterates over the words of a text, longest runs of letters and digits, and gives where each starts and ends.
func wordsOf(text string) func(yield func(start, end int) bool) {
	return func(yield func(start, end int) bool) {
		start := -1
		for at, r := range text {
			switch {
			case inWord(r) && start < 0:
				start = at
			case !inWord(r) && start >= 0:
				if !yield(start, at) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(start, len(text))
		}
	}
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// Names are found as whole words, wherever they stand, and names of several words with what is between them.
func TestNamesAreFound(t *testing.T) {
	names := indexNames([]string{"Quill", "nora-quill", "“Ebb and flow”", "Ö1", "CJK 中文"})
	for text, want := range map[string][]string{
		"":                        nil,
		"Quill":                   {"Quill"},
		"a Quills quill, xQuill":  nil,
		"2Quill Quill2 Quillé":    nil,
		"/people/nora-quill.json": {"nora-quill"},
		"nora-quills nora-quil":   nil,
		"<b>“Ebb and flow”</b>":   {"“Ebb and flow”"},
		"Ebb and flow":            nil,
		"\xffÖ1\xff":              {"Ö1"},
		"CJK 中文, CJK 中文字":         {"CJK 中文"},
		"nora-nora-quill Quill":   {"nora-quill", "Quill"},
	} {
		if got := names.in(text); !slices.Equal(got, want) {
			t.Errorf("%q has %q, want %q", text, got, want)
		}
	}
}
