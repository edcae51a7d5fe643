package check

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// A dataset is the curated one, with its printed words as the tests need them.
type dataset struct {
	store      *store.Store
	passages   map[store.Key]passage
	printed    []string // the words of each passage
	vocabulary []string // content words
	statements []statement
	agents     []agent
}

type passage struct {
	document   store.Key
	start      int
	text       []rune
	subject    string
	subjectKey store.Key
	property   *string
}

type statement struct {
	key     store.Key
	slug    string
	kind    string
	text    string
	spans   []*store.Span
	passage store.Key
	start   int // of the text in the passage
}

type agent struct {
	key  store.Key
	slug string
}

// printedWords are words of a statement: its text or a span in quotation marks.
type printedWords struct {
	statement
	text    string
	start   int // in the passage; negative for a whole text
	passage []rune
}

func openDataset(t testing.TB) *dataset {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS(".."), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d := &dataset{store: store.New(db), passages: map[store.Key]passage{}}
	each := func(query string, scan func(scan func(...any) error) error) {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := scan(rows.Scan); err != nil {
				t.Fatal(err)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	each("SELECT id, document_id, start, exact, subject, subject_id, property FROM citation ORDER BY id",
		func(scan func(...any) error) error {
			var key store.Key
			var p passage
			var text string
			err := scan(&key, &p.document, &p.start, &text, &p.subject, &p.subjectKey, &p.property)
			p.text = []rune(text)
			d.passages[key] = p
			d.printed = append(d.printed, " "+plainWord(text)+" ")
			return err
		})
	each("SELECT id, slug, kind, text, quoted_spans, passage_id, text_span ->> 'start' FROM statement ORDER BY id",
		func(scan func(...any) error) error {
			var s statement
			var spans string
			if err := scan(&s.key, &s.slug, &s.kind, &s.text, &spans, &s.passage, &s.start); err != nil {
				return err
			}
			d.statements = append(d.statements, s)
			return json.Unmarshal([]byte(spans), &d.statements[len(d.statements)-1].spans)
		})
	each("SELECT id, slug FROM agent ORDER BY id", func(scan func(...any) error) error {
		var a agent
		err := scan(&a.key, &a.slug)
		d.agents = append(d.agents, a)
		return err
	})
	d.vocabulary = contentVocabulary(d.printed)
	return d
}

// contentVocabulary returns the content words of texts, each once.
func contentVocabulary(texts []string) (words []string) {
	for _, text := range texts {
		for _, w := range strings.Fields(text) {
			if tokens := lex([]rune(w), false); len(tokens) == 1 && tokens[0].isContent() && len(w) > 3 {
				words = append(words, w)
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// plainWord returns the letters and digits of a text in lower case, with single spaces between words.
func plainWord(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// prints reports whether some passage prints the words of a text, whatever its signs.
func (d *dataset) prints(text string) bool {
	words := " " + plainWord(text) + " "
	return slices.ContainsFunc(d.printed, func(p string) bool { return strings.Contains(p, words) })
}

// printsTogether reports whether one passage prints both rows of words.
func (d *dataset) printsTogether(a, b []string) bool {
	first, second := " "+plainWord(strings.Join(a, " "))+" ", " "+plainWord(strings.Join(b, " "))+" "
	return slices.ContainsFunc(d.printed, func(p string) bool {
		return strings.Contains(p, first) && strings.Contains(p, second)
	})
}

func (d *dataset) check(t testing.TB, quote string, speaker *string) *Result {
	t.Helper()
	r, err := Quote(t.Context(), d.store, quote, speaker)
	if err != nil {
		t.Fatalf("%q: %v", quote, err)
	}
	return r
}

// quotations returns the texts of statements and their spans in quotation marks.
func (d *dataset) quotations(testing.TB) (all []printedWords) {
	for _, s := range d.statements {
		passage := d.passages[s.passage].text
		all = append(all, printedWords{s, s.text, -1, passage})
		for _, span := range s.spans {
			all = append(all, printedWords{s, span.Text, s.start + int(span.Start), passage})
		}
	}
	return all
}

// covers reports whether a match shows a part of the statement's passage.
func (d *dataset) covers(m *Match, p printedWords) bool {
	a, b := d.passages[m.CitationKey], d.passages[p.statement.passage]
	start := a.start + int(m.PrintedSpan.Start)
	end := a.start + int(m.PrintedSpan.End)
	return a.document == b.document && start < b.start+len(b.text) && b.start < end
}

// expect checks a quotation and compares the verdict.
func (d *dataset) expect(t *testing.T, want Verdict, quote string, speaker *string) *Result {
	t.Helper()
	r := d.check(t, quote, speaker)
	if r.Verdict != want {
		by := "anybody"
		if speaker != nil {
			by = *speaker
		}
		t.Errorf("%q by %s: %s (%s), want %s", quote, by, r.Verdict, r.Explanation, want)
	}
	return r
}

func TestStatementsAndSpans(t *testing.T) {
	d := openDataset(t)
	for _, p := range d.quotations(t) {
		switch {
		case p.start >= 0 && read(p.text).words() >= minPieceWords, p.start < 0 && p.kind == "DIRECT":
			d.expect(t, Verbatim, p.text, nil)
		case p.start < 0 && p.kind == "PARAPHRASE":
			d.expect(t, Paraphrase, p.text, nil)
		}
	}
}

// Words under the name of their speaker have the verdict that they have without a name; under another name they are
// somebody else's.
func TestSpeakers(t *testing.T) {
	d := openDataset(t)
	for i, p := range d.quotations(t) {
		if read(p.text).words() < minPieceWords {
			continue
		}
		verdict := d.check(t, p.text, nil).Verdict
		speakers, err := data.Speakers.All(t.Context(), d.store, []store.Key{p.key})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range speakers[p.key] {
			if m.AgentKey != nil {
				at := slices.IndexFunc(d.agents, func(a agent) bool { return a.key == *m.AgentKey })
				d.expect(t, verdict, p.text, &d.agents[at].slug)
			}
		}
		for _, other := range d.otherAgents(t, p, i, 5) {
			d.expect(t, OtherSpeaker, p.text, &other.slug)
		}
	}
}

// otherAgents returns n agents for whom nobody said the words, from a place in the list of agents on.
func (d *dataset) otherAgents(t *testing.T, p printedWords, from, n int) (all []agent) {
	var saying []store.Key
	words := " " + plainWord(p.text) + " "
	for _, s := range d.statements {
		if strings.Contains(" "+plainWord(string(d.passages[s.passage].text))+" ", words) {
			saying = append(saying, s.key)
		}
	}
	for at := from; len(all) < n; at += 7 {
		a := d.agents[at%len(d.agents)]
		said, err := data.SaidFor(context.Background(), d.store, saying, a.key)
		if err != nil {
			t.Fatal(err)
		}
		if len(said) == 0 {
			all = append(all, a)
		}
	}
	return all
}

// Passages of narrations that overlap no statement and repeat none's words are in the article's own voice.
func TestNarrations(t *testing.T) {
	d := openDataset(t)
	n := 0
	for _, p := range d.passages {
		if p.subject != "narration" || p.property != nil || d.overlapsStatement(p) {
			continue
		}
		n++
		d.expect(t, Narration, string(p.text), nil)
	}
	if n < 10 {
		t.Errorf("only %d narrations overlap no statement", n)
	}
}

// overlapsStatement reports whether a passage shares a place or all of its words with the text of a statement.
func (d *dataset) overlapsStatement(p passage) bool {
	words := " " + plainWord(string(p.text)) + " "
	return slices.ContainsFunc(d.statements, func(s statement) bool {
		of := d.passages[s.passage]
		start := of.start + s.start
		return of.document == p.document && start < p.start+len(p.text) && p.start < start+len([]rune(s.text)) ||
			strings.Contains(" "+plainWord(s.text)+" ", words)
	})
}

// Texts that differ in typography alone have the same verdict and the same best match.
func TestTypography(t *testing.T) {
	d := openDataset(t)
	first := func(text string, upper bool) string {
		runes := []rune(text)
		if i := slices.IndexFunc(runes, unicode.IsLetter); i >= 0 && upper {
			runes[i] = unicode.ToUpper(runes[i])
		} else if i >= 0 {
			runes[i] = unicode.ToLower(runes[i])
		}
		return string(runes)
	}
	replace := func(old ...string) func(string) string { return strings.NewReplacer(old...).Replace }
	variants := map[string]func(string) string{
		"straight marks":      replace("“", `"`, "”", `"`, "‘", "'", "’", "'"),
		"curly marks":         replace(`"`, "”", "'", "’"),
		"no marks":            replace(`"`, "", "“", "", "”", ""),
		"angle marks":         replace("“", "«", "”", "»", `"`, "»"),
		"no-break spaces":     replace(" ", "\u00a0"),
		"line breaks":         replace(" ", "\r\n  "),
		"ligatures":           replace("ffi", "ﬃ", "ff", "ﬀ", "fi", "ﬁ", "fl", "ﬂ"),
		"soft hyphens":        replace("e", "e\u00ad"),
		"zero-width joiners":  replace("a", "a\u200d"),
		"em dashes":           replace("-", "—", "–", "—"),
		"hyphens":             replace("—", "-", "–", "-"),
		"first letter":        func(s string) string { return first(s, true) },
		"small first letter":  func(s string) string { return first(s, false) },
		"final comma":         func(s string) string { return "“" + strings.TrimRight(s, `.,"”`) + ",”" },
		"final full stop":     func(s string) string { return strings.TrimRight(s, `.,"”`) + "." },
		"decomposed":          replace("é", "e\u0301", "ü", "u\u0308"),
		"marks around it all": func(s string) string { return "„" + s + "“" },
	}
	for _, p := range d.quotations(t) {
		if read(p.text).words() < minPieceWords {
			continue
		}
		original := d.check(t, p.text, nil)
		for name, change := range variants {
			r := d.check(t, change(p.text), nil)
			if r.Verdict != original.Verdict || r.Matches[0].CitationKey != original.Matches[0].CitationKey ||
				len(r.Matches[0].Differences) > 0 {
				t.Errorf("%s of %q: %s (%s), want %s", name, p.text, r.Verdict, r.Explanation, original.Verdict)
			}
		}
	}
}
