package check

import (
	"errors"
	"strings"
	"testing"

	"github.com/summitry/summitry/data/store"
)

// Wrong input is an error that says what to send; a misspelled speaker does not become an accusation.
func TestWrongInput(t *testing.T) {
	d := openDataset(t)
	for name, c := range map[string]struct{ quote, speaker, want string }{
		"long":      {strings.Repeat("é", MaxQuote+1), "", "at most 1000 characters, got 1001: check"},
		"no words":  {" “…” ", "", `must contain a word, got`},
		"empty":     {"", "", "must contain a word"},
		"typo":      {"unity", "Putn", `speaker: "Putn" is not known: send a slug, an alias or an unambiguous name`},
		"typo's":    {"unity", "Putn", "vladimir-putin (Vladimir Putin)"},
		"ambiguous": {"unity", "minister", "minister"},
		"blank":     {"unity", " ", "is not known"},
		"long name": {"unity", strings.Repeat("é", MaxSpeaker+1), "at most 200 characters, got 201"},
		"signs":     {"unity", `" OR *`, "is not known"},
	} {
		t.Run(name, func(t *testing.T) {
			var speaker *string
			if c.speaker != "" {
				speaker = &c.speaker
			}
			_, err := Quote(t.Context(), d.store, c.quote, speaker)
			var invalid store.Invalid
			if !errors.As(err, &invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	if _, err := Quote(t.Context(), d.store, strings.Repeat("é", MaxQuote), nil); err != nil {
		t.Errorf("a quotation of %d code points: %v", MaxQuote, err)
	}
}

// Omissions and insertions that the quotation marks are never verbatim; they are altered if they turn the meaning.
func TestMarkedChanges(t *testing.T) {
	d := openDataset(t)
	for quote, want := range map[string]Verdict{
		"SCO members should … oppose external interference":           Abridged,
		"SCO members [...] consolidate unity":                         Altered, // a modal verb is omitted
		"SCO members should [also] consolidate unity":                 Abridged,
		"SCO members should [not] consolidate unity":                  Altered,
		"SCO members should [two] consolidate unity":                  Altered,
		"[S]CO members should consolidate unity":                      Altered, // a name
		"the Russian people are [very] cohesive like never before":    Abridged,
		"the Russian people are [never] cohesive like never before":   Altered,
		"the Russian people are cohesive […] before":                  Altered, // "never" is omitted
		"the Russian people are cohesive like never before […]":       Abridged,
		"[…] the Russian people are cohesive like never before":       Abridged,
		"and leave (...) doubt that the challenges to his government": Altered,
		"thanked his country's Asian allies … and unity":              Altered, // passes the end of the statement
	} {
		r := d.expect(t, want, quote, nil)
		if len(r.Matches) == 0 || r.Matches[0].Words == SameWords || len(r.Matches[0].Differences) == 0 {
			t.Errorf("%q: no difference is listed", quote)
		}
	}
}

// The offsets of a difference are those of its words on both sides.
func TestOffsets(t *testing.T) {
	d := openDataset(t)
	const quote = "« SCO members should preserve unity and jointly oppose foreign interference »"
	r := d.expect(t, Altered, quote, nil)
	m := r.Matches[0]
	if string(d.passages[m.CitationKey].text[m.PrintedSpan.Start:m.PrintedSpan.End]) != m.Printed {
		t.Errorf("printed is not at its place: %+v", m.PrintedSpan)
	}
	for i, want := range [][2]string{{"preserve", "consolidate"}, {"foreign", "external"}} {
		diff := m.Differences[i]
		given := string([]rune(quote)[diff.Start:diff.End])
		printed := string([]rune(m.Printed)[diff.PrintedStart:diff.PrintedEnd])
		if given != want[0] || diff.Given != given || printed != want[1] || diff.Printed != printed ||
			diff.Kind != Replaced {
			t.Errorf("%+v with %q and %q, want %q", diff, given, printed, want)
		}
	}
}

// A negation, modal verb, number or name that changed is told first.
func TestWorstDifferenceFirst(t *testing.T) {
	d := openDataset(t)
	for quote, want := range map[string]DifferenceKind{
		"preserved SCO members should not consolidate unity and jointly oppose foreign interference": Negation,
		"SCO members could consolidate harmony and jointly oppose external interference":             Modality,
		"NATO members should consolidate harmony and jointly oppose external interference":           Name,
		"SCO members should consolidate 17 unity and sometime jointly oppose external interference":  Number,
	} {
		r := d.expect(t, Altered, quote, nil)
		if got := r.Matches[0].Differences[0].Kind; got != want {
			t.Errorf("%q: %s comes first, want %s", quote, got, want)
		}
	}
}

// The named speaker can be the one who said the words, a body for which they speak, an agency that passed the words on,
// or somebody else.
func TestWhoSaidIt(t *testing.T) {
	d := openDataset(t)
	const quote = "SCO members should consolidate unity"
	for name, c := range map[string]struct {
		verdict Verdict
		speaker SpeakerMatch
		text    string
	}{
		"xi-jinping":         {Verbatim, SameSpeaker, "Xi Jinping said this, word for word, through Xinhua"},
		"Xi":                 {Verbatim, SameSpeaker, "Xi Jinping said this"},
		"Mr Xi":              {Verbatim, SameSpeaker, "Xi Jinping said this"},
		"XI JINPING":         {Verbatim, SameSpeaker, "Xi Jinping said this"},
		"China":              {Verbatim, BodyOf, "you asked for China, which the article does not name as the speaker"},
		"CN":                 {Verbatim, BodyOf, "you asked for China"},
		"Xinhua news agency": {OtherSpeaker, Other, "Xi Jinping said this; Xinhua news agency passed it on."},
		"Narendra Modi":      {OtherSpeaker, Other, "Xi Jinping said this, not Narendra Modi"},
		"narendra-modi":      {OtherSpeaker, Other, "not Narendra Modi"},
		"united states":      {OtherSpeaker, Other, "not United States"},
	} {
		r := d.expect(t, c.verdict, quote, &name)
		if r.Matches[0].Speaker != c.speaker || !strings.Contains(r.Explanation, c.text) {
			t.Errorf("%s: %s, %s, want %s, %s", name, r.Matches[0].Speaker, r.Explanation, c.speaker, c.text)
		}
	}
}

// Two words identify nobody. They are shown with a warning.
func TestShortQuotations(t *testing.T) {
	d := openDataset(t)
	r := d.expect(t, Verbatim, "Cold War", nil)
	for _, text := range []string{
		"2 words are too short to identify anybody", "1 passage prints them", "warning against",
	} {
		if !strings.Contains(r.Explanation, text) {
			t.Errorf("%q does not say %q", r.Explanation, text)
		}
	}
}
