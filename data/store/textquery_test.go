package store

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// Any text is parsed into phrases.
func TestParseTextQuery(t *testing.T) {
	for typed, want := range map[string]string{
		"Cold War":               `[[cold] [war]] true`,
		`"Cold War" men`:         `[[cold war] [men]] true`,
		`men "Cold War"`:         `[[men] [cold war]] false`,
		`"cold`:                  `[[cold]] true`,
		"India’s neo-Nazism":     `[[india s] [neo nazism]] true`,
		"war War WÁR of":         `[[war] [of]] true`,
		"a (b) AND c* ^d {e}:f":  `[[a] [b] [and] [c] [d] [e] [f]] true`,
		"😀 \x00 --":              `[] false`,
		"I\u00adran \ufeffﬁnal":  `[[iran] [final]] true`,
		"Ｉｒａｎ＂Ｘｉ　ｊｉｎ＂":           `[[iran] [xi jin]] false`,
		"½ ™ x²":                 `[[1] [2] [tm] [x2]] true`,
		"STRASSE straẞe Σίσυφος": `[[strasse] [straße] [σισυφοσ]] true`,
		"Mr Modi":                `[[modi]] true`,
		"Dr. Jaishankar":         `[[jaishankar]] true`,
		"Prof. Dr. A. B":         `[[a] [b]] true`,
		"h.e.Xi":                 `[[xi]] true`,
		"Xi and Mr “Modi”":       `[[xi] [and] [modi]] true`,
		`mr "Xi Jinping"`:        `[[xi jinping]] false`,
		`"Mr Modi"`:              `[[mr modi]] false`,
		"modi mr":                `[[modi] [mr]] true`,
		"Dr":                     `[[dr]] true`,
		"h e":                    `[[h] [e]] true`,
		"Mr-Modi President Xi":   `[[mr modi] [president] [xi]] true`,
	} {
		w, err := parseTextQuery("query", "", typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(w.phrases, " ", w.prefix); got != want {
			t.Errorf("%q: %s, want %s", typed, got, want)
		}
	}
}

// The text filter of statements does not ignore titles of address.
func TestTextFilterKeepsTitles(t *testing.T) {
	w, err := parseTextQuery("text", "text", "Mr Modi said")
	if err != nil || fmt.Sprint(w.phrases) != "[[mr] [modi] [said]]" {
		t.Errorf("%v %v", w, err)
	}
}

// wordsOf returns the offsets of words in the original text.
func TestWordsOf(t *testing.T) {
	for text, want := range map[string]string{
		"about I\u00adran.":     "about iran:6-11",
		"\ufeffﬁnal ﬁ\u00adnal": "final:1-5 final:6-11",
		"e\u0301t\u00e9":        "ete:0-4",
		"a\u200db\u200b c":      "ab:0-3 c:5-6",
		"5½%":                   "51:0-2 2:1-2",
		"𝓘𝓻𝓪𝓷 Ｉｒａｎ":             "iran:0-4 iran:5-9",
		"한국":                    "한국:0-2",
		"\u0301 \u00ad \u200d":  "",
	} {
		var got []string
		for _, w := range wordsOf([]rune(text)) {
			got = append(got, fmt.Sprintf("%s:%d-%d", norm.NFC.String(w.folded), w.start, w.end))
		}
		want := strings.ReplaceAll(want, "about ", "about:0-5 ")
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

// An excerpt is cut around the first match, and a match at the cut is shortened.
func TestExcerpt(t *testing.T) {
	w, err := parseTextQuery("query", "", `"`+strings.Repeat("word ", 20)+`" other`)
	if err != nil {
		t.Fatal(err)
	}
	text := []rune(strings.Repeat("before ", 40) + strings.Repeat("word ", 20) + strings.Repeat("then ",
		30) + "OTHERS 𝒮")
	cut, spans := excerpt(text, w.matches(text))
	if len(spans) != 1 || !strings.HasPrefix(cut, "… before") || !strings.HasSuffix(cut, " …") ||
		spans[0].Text != strings.TrimSpace(strings.Repeat("word ", 20)) {
		t.Errorf("%q %+v", cut, *spans[0])
	}
	text = []rune(strings.Repeat("x", 200) + " " + strings.Repeat("word ", 40))
	cut, spans = excerpt(text, []match{{0, 201, 400}})
	if last := spans[0]; last.Text != string([]rune(cut)[last.Start:last.End]) || len([]rune(cut)) > maxExcerpt+4 {
		t.Errorf("%q %+v", cut, *last)
	}
	text = []rune("𝒮 other")
	if cut, spans := excerpt(text, w.matches(text)); cut != "𝒮 other" || spans[0].Start != 2 || spans[0].End != 7 {
		t.Errorf("%q %+v", cut, *spans[0])
	}
}
