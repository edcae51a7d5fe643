package pages

import (
	"slices"
	"strings"
	"testing"
)

// Quotations are taken from a draft by their marks, with the speaker after a dash.
func TestQuotationsInDrafts(t *testing.T) {
	for draft, want := range map[string][]string{
		`He said “a good start”.`:                    {"a good start"},
		`He said "a good start" and "a bad end".`:    {"a good start", "a bad end"},
		`He said ‘the members’ll agree’.`:            {"the members’ll agree"},
		`Il a dit « un bon début ».`:                 {"un bon début"},
		`Il a dit «un bon début».`:                   {"un bon début"},
		`Er sagte „ein guter Anfang“ und »Schluss«.`: {"ein guter Anfang", "Schluss"},
		`Rzekł „dobry początek”.`:                    {"dobry początek"},
		`Han sade ”en bra början”.`:                  {"en bra början"},
		`“He called it ‘a good start’ then”`:         {"He called it ‘a good start’ then"},
		`“an outer “inner” end” and “another”`:       {"an outer “inner” end", "another"},
		`“two openers“ and “a good start”`:           {"two openers", "a good start"},
		`a 6" pipe and a "good start"`:               {"good start"},
		`don’t, the members’ rock ’n’ roll`:          {"don’t, the members’ rock ’n’ roll"},
		`a good start`:              {"a good start"},
		" \n ":                      nil,
		`“…” and “a good start”`:    {"a good start"},
		"“a good start\nof a line”": {"a good start\nof a line"},
		"“a first paragraph\n\n“and a second”\n\nend": {"a first paragraph", "and a second"},
		`“a good start” — Jane Doe`:                   {"a good start — Jane Doe"},
		`“a good start,” – J. Doe, in 2030`:           {"a good start, — J. Doe"},
		"“a good start”\n— Jane Doe. More.":           {"a good start — Jane Doe"},
		`“a good start” -- jane-doe`:                  {"a good start — jane-doe"},
		`“a good start” — Ministry of the Sea`:        {"a good start — Ministry of the Sea"},
		`“a good start” — the words of many`:          {"a good start"},
		`“a good start” — a phrase — “an end” — Roe`:  {"a good start", "an end — Roe"},
		"a good start\n— Jane Doe":                    {"a good start — Jane Doe"},
		"a good start — for Jane":                     {"a good start — for Jane"},
		"“a\xffb good start”":                         {"a\uFFFDb good start"},
	} {
		var got []string
		for _, q := range quotationsIn(draft, "") {
			text := q.Quote
			if q.Speaker != "" {
				text += " — " + q.Speaker
			}
			got = append(got, text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("in %q found %q, want %q", draft, got, want)
		}
	}
}

// The time that a draft takes grows with its length, whatever its marks are.
func TestDraftsOfManyMarks(t *testing.T) {
	const n = 500_000 // would take minutes if each mark were compared with all others
	for _, piece := range []string{"‘a", "‚a", "“a”", "“a", "«", "a’ ", "\"", "‘“„«"} {
		quotationsIn(strings.Repeat(piece, n/len(piece)), "")
	}
}

// A quotation with its marks is taken as the same quotation again, since its address has them.
func TestMarkedQuotationsAreTakenAgain(t *testing.T) {
	for _, draft := range []string{
		"say “He called it ‘a good start’ then”", `say "a “good” start"`, "a good start", "„ein «guter» Anfang“",
		"«a “good\n\nstart",
	} {
		first := quotationsIn(draft, "Jane Doe")
		again := quotationsIn(first[0].Marked, "Jane Doe")
		if len(again) != 1 || again[0].Quotation != first[0].Quotation {
			t.Errorf("%q gives %q, and then %q", draft, first, again)
		}
	}
}

// A speaker for all is the speaker of those quotations that name nobody.
func TestSpeakerForAll(t *testing.T) {
	all := quotationsIn("“a good start” — John Roe\n“an end”", "Jane Doe")
	if len(all) != 2 || all[0].Speaker != "John Roe" || all[1].Speaker != "Jane Doe" {
		t.Errorf("got %q", all)
	}
}

// Characters that hide or turn what is around them are shown by their codes.
func TestVisible(t *testing.T) {
	const text = "a\x1bb\u202ec\u2066\u200b\U000e0041\u061c\u0085d\ne\u00adf"
	var shown strings.Builder
	for _, span := range visible(text) {
		if span.Code != "" {
			shown.WriteString("[" + span.Code + "]")
		}
		shown.WriteString(span.Text)
	}
	const want = "a[U+001B]b[U+202E]c[U+2066][U+200B][U+E0041][U+061C][U+0085]d\ne\u00adf"
	if shown.String() != want || withoutHidden(text) != "abcd\ne\u00adf" {
		t.Errorf("%q is shown as %q, and becomes %q", text, shown.String(), withoutHidden(text))
	}
}

// Both sides of a comparison are marked, and where a side has nothing, it says so.
func TestCompare(t *testing.T) {
	difference := func(kind, given, printed string, start, end, printedStart, printedEnd int) any {
		return map[string]any{"kind": kind, "given": given, "printed": printed, "start": start, "end": end,
			"printedStart": printedStart, "printedEnd": printedEnd}
	}
	match := map[string]any{
		"printed": "not a good and fair start", "marks": "PARTLY",
		"differences": []any{
			difference("NEGATION", "", "not", 0, 0, 0, 3),
			difference("REPLACED", "bad", "good", 2, 5, 6, 10),
			difference("OMISSION", "…", "and fair", 6, 7, 11, 19),
		},
		"insideMarks": []any{map[string]any{"start": 20, "end": 25}},
		"printedSpan": map[string]any{"start": 5, "end": 30},
		"citation": map[string]any{
			"prefix": "She ", "exact": "said not a good and fair start.", "suffix": " Then.",
		},
	}
	show := func(spans []comparedSpan) string {
		var all []string
		for _, s := range spans {
			switch {
			case s.Missing != "":
				all = append(all, "("+s.Missing+")")
			case s.Marked:
				all = append(all, "~"+s.Text)
			case s.Differs:
				all = append(all, "!"+s.Text)
			case s.Inside:
				all = append(all, "“"+s.Text+"”")
			default:
				all = append(all, s.Text)
			}
		}
		return strings.Join(all, "|")
	}
	c := compare("a bad … start", match)
	if got := show(c.Quoted); got != "(word missing)|a |!bad| |~…| start" {
		t.Errorf("the quotation is %s", got)
	}
	if got := show(c.Printed); got != "!not| a |!good| |~and fair| |“start”" {
		t.Errorf("the print is %s", got)
	}
	if c.Before != "She said " || c.After != ". Then." {
		t.Errorf("it stands between %q and %q", c.Before, c.After)
	}
}
