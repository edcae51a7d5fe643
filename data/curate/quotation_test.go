package curate

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Quotations are found in the marks of several languages and styles. In want, [ and ] stand for the outer marks.
func TestQuotations(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"none", `The council met on Monday.`, `The council met on Monday.`},
		{"American", `“We will rebuild the pier,” she said.`, `[We will rebuild the pier,] she said.`},
		{"American, nested", `“He told us ‘never again’ twice,” she said.`,
			`[He told us ‘never again’ twice,] she said.`},
		{"straight", `"We won't," he said, "not now."`, `[We won't,] he said, [not now.]`},
		{"straight, nested", `"They call it 'the long pier' here."`, `[They call it 'the long pier' here.]`},
		{"straight single", `'It isn't ours,' he said of the 'long pier'.`,
			`[It isn't ours,] he said of the [long pier].`},
		{"British", `‘We shan’t leave,’ said the mayor.`, `[We shan’t leave,] said the mayor.`},
		{"British, interrupted", `‘It’s ours,’ she said, ‘and it stays ours.’`,
			`[It’s ours,] she said, [and it stays ours.]`},
		{"British, nested", `‘He shouted “Fire!” and ran,’ she said.`, `[He shouted “Fire!” and ran,] she said.`},
		{"British, nested at the end", `She said: ‘He shouted “Fire!”’`, `She said: [He shouted “Fire!”]`},
		{"a label", `what Port Sorrel calls a ‘special survey’ of the reef`,
			`what Port Sorrel calls a [special survey] of the reef`},
		{"a label that ends in s", `They sent ‘special divers’ to the reef.`,
			`They sent [special divers] to the reef.`},
		{"a possessive outside", `the members’ votes on the ‘long pier’ counted`,
			`the members’ votes on the [long pier] counted`},
		{"a possessive inside", `‘The members’ votes count,’ he said.`, `[The members’ votes count,] he said.`},
		{"possessives inside", `‘The members’ and guests’ votes count,’ he said.`,
			`[The members’ and guests’ votes count,] he said.`},
		{"straight possessives", `the members' votes and the guests' seats`,
			`the members' votes and the guests' seats`},
		{"a decade", `‘We danced in the ’90s,’ she said.`, `[We danced in the ’90s,] she said.`},
		{"a decade, with the wrong mark", `the pier of the ‘90s and the ‘long pier’`,
			`the pier of the ‘90s and the [long pier]`},
		{"rock and roll", `‘Rock ’n’ roll is here,’ he said.`, `[Rock ’n’ roll is here,] he said.`},
		{"rock and roll, with wrong marks", `He loves rock ‘n’ roll and fish 'n' chips.`,
			`He loves rock ‘n’ roll and fish 'n' chips.`},
		{"shortened words", `‘Tell ’em ’tis a cup o’ tea,’ she said.`, `[Tell ’em ’tis a cup o’ tea,] she said.`},
		{"a dash", `‘But I –’ she began, and sat down.`, `[But I –] she began, and sat down.`},
		{"several paragraphs", "“We will go.\n\n“We will return,” she said.",
			"[We will go.\n\n“We will return,] she said."},
		{"British, several paragraphs", "‘We will go.\n\n‘We will return,’ she said.",
			"[We will go.\n\n‘We will return,] she said."},
		{"a label before a paragraph", "They sent ‘special divers’ to the reef.\n\nThe guests’ seats are free.",
			"They sent [special divers] to the reef.\n\nThe guests’ seats are free."},
		{"French", `« L’homme d’un jour », a dit la maire.`, `[L’homme d’un jour], a dit la maire.`},
		{"French, no-break spaces", "«\u00a0Nous reviendrons\u00a0», dit-elle.", "[Nous reviendrons], dit-elle."},
		{"French, narrow spaces", "«\u202fC’est l’été\u202f», dit-il.", "[C’est l’été], dit-il."},
		{"French, nested", `« Il a crié “au feu” hier », dit-elle.`, `[Il a crié “au feu” hier], dit-elle.`},
		{"French, nested in the same marks", `« Il a crié « au feu » hier », dit-elle.`,
			`[Il a crié « au feu » hier], dit-elle.`},
		{"Swiss, nested", `«Er rief ‹Feuer› und ging», sagte sie.`, `[Er rief ‹Feuer› und ging], sagte sie.`},
		{"Italian", `«Un po’ d’acqua», ha detto.`, `[Un po’ d’acqua], ha detto.`},
		{"German", `„Wir kommen wieder“, sagte sie.`, `[Wir kommen wieder], sagte sie.`},
		{"German, nested", `„Er rief ‚Feuer‘ und ging“, sagte sie.`, `[Er rief ‚Feuer‘ und ging], sagte sie.`},
		{"German, twice", `„Ja“, sagte er, „das ist’s.“`, `[Ja], sagte er, [das ist’s.]`},
		{"German books", `»Wir kommen«, sagte sie, »morgen.«`, `[Wir kommen], sagte sie, [morgen.]`},
		{"Polish", `„Wrócimy jutro” – powiedziała.`, `[Wrócimy jutro] – powiedziała.`},
		{"Russian, nested", `«Он крикнул „пожар“ и ушёл», — сказала она.`,
			`[Он крикнул „пожар“ и ушёл], — сказала она.`},
		{"Swedish", `”Vi kommer tillbaka”, sade hon.`, `[Vi kommer tillbaka], sade hon.`},
		{"Finnish", `Hän sanoi: ”Palaamme huomenna.”`, `Hän sanoi: [Palaamme huomenna.]`},
		{"Finnish books", `»Palaamme», hän sanoi, »huomenna.»`, `[Palaamme], hän sanoi, [huomenna.]`},
		{"Japanese", `市長は「彼は『火事だ』と言った」と述べた。`, `市長は[彼は『火事だ』と言った]と述べた。`},
		{"Chinese", `市长说：“我们会回来。”`, `市长说：[我们会回来。]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, wrong := quotationsIn(c.text, marking{pairs: foundPairs})
			if len(wrong) > 0 {
				t.Fatal(wrong)
			}
			if got := bracketed(c.text, found); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// bracketed returns a text with the quoted words in brackets.
func bracketed(text string, all []quotation) string {
	runes, from := []rune(text), 0
	var b strings.Builder
	for i, span := range quotedSpans(text, all) {
		b.WriteString(string(runes[from:all[i].start]) + "[" + span.Text + "]")
		from = all[i].end
	}
	return b.String() + string(runes[from:])
}

// Marks that do not pair, and those that may be apostrophes, are reported with their places in the document.
func TestWrongMarks(t *testing.T) {
	for text, want := range map[string]string{
		`an open "mark`:     "starts at character 108 is never closed",
		`closed” only`:      "unexpected ” at character 106",
		`“open “twice”`:     "unexpected “ at character 106",
		`"mixed”`:           "unexpected ” at character 106",
		`dit-elle.»`:        "unexpected » at character 109",
		`„Zitat, sagte sie`: "starts at character 100 is never closed",
		`the ‘long pier`:    "add 104 to apostrophes",
		`‘special divers’ saw members’ wit`:             "may end at 115 (“ecial divers’”) or 128 (“ saw members’”)",
		`‘special divers’ saw it. It was the members’.`: "may end at 115",
	} {
		_, wrong := quotationsIn(text, marking{pairs: foundPairs, start: 100})
		if len(wrong) == 0 || !strings.Contains(wrong[0].message, want) {
			t.Errorf("%s: %v, want %s", text, wrong, want)
		}
	}
}

// A record names the marks of its document, and apostrophes that look like marks.
func TestMarksOfADocument(t *testing.T) {
	for _, c := range []struct {
		text string
		marking
		want string
	}{
		{`‘special divers’ saw members’ votes`, marking{pairs: foundPairs, apostrophes: []int{28}, start: 0},
			`[special divers] saw members’ votes`},
		{`‘special divers’ saw members’ votes`,
			marking{pairs: foundPairs, apostrophes: []int{115, 128}, start: 100}, ``},
		{`The ‘Abd family said “no”.`, marking{pairs: []string{"“”"}}, `The ‘Abd family said [no].`},
		{`a 12" pipe, “of steel”`, marking{pairs: []string{"“”"}}, `a 12" pipe, [of steel]`},
		{`a 12" pipe, "of steel"`, marking{pairs: foundPairs, apostrophes: []int{4}}, `a 12" pipe, [of steel]`},
		{`’Vi går’, sade hon.`, marking{pairs: []string{"’’"}}, `[Vi går], sade hon.`},
		{`“no” and „nein“`, marking{pairs: []string{"„“"}}, ``},
	} {
		found, wrong := quotationsIn(c.text, c.marking)
		if got := bracketed(c.text, found); got != c.want && (c.want != "" || len(wrong) == 0) {
			t.Errorf("%s with %q %v: %s (%v), want %s", c.text, c.pairs, c.apostrophes, got, wrong, c.want)
		}
	}
}

// The marks that a text uses are found, nested ones too.
func TestMarksIn(t *testing.T) {
	for text, want := range map[string]string{
		`don't`: "",
		`‘He shouted “Fire!” and ran,’ she said of the ’90s.`: "“” ‘’",
		`« Il a crié “au feu” hier », dit-elle.`:              "“” «»",
		`„Er rief ‚Feuer‘ und ging“, sagte sie.`:              "„“ ‚‘",
		`”Vi kommer tillbaka”, sade hon.`:                     "””",
		`"We won't," he said`:                                 `""`,
	} {
		if got := strings.Join(marksIn(text), " "); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Whatever the text, quotations are in order, do not overlap, and begin and end with a known pair of marks.
func FuzzQuotations(f *testing.F) {
	for _, seed := range []string{`‘The members’ votes count,’ he said.`, `« Il a crié « au feu » hier »`,
		`”Vi”`, `»a« »b»`,
		"“a\n“b”", `„a‚b‘c“`, `rock ’n’ roll`, `"'"'`, `「『`, `’’‘‘`} {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, text string, apostrophe int) {
		if !utf8.ValidString(text) {
			return // documents are valid UTF-8
		}
		for _, pairs := range [][]string{foundPairs, markPairs, {"‘’"}} {
			found, _ := quotationsIn(text, marking{pairs: pairs, apostrophes: []int{apostrophe}})
			runes, from := []rune(text), 0
			for _, q := range found {
				if q.start < from || q.end < q.start+2 || q.end > len(runes) {
					t.Fatalf("%q: %v", text, found)
				}
				if pair := string(runes[q.start]) + string(runes[q.end-1]); !slices.Contains(pairs, pair) {
					t.Errorf("%q: %s is not a pair", text, pair)
				}
				from = q.end
			}
			quotedSpans(text, found)
			marksIn(text)
		}
	})
}
