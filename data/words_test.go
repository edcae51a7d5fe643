package data

import (
	"fmt"
	"strings"
	"testing"
)

// What is typed becomes phrases, whatever it is.
func TestWorded(t *testing.T) {
	for typed, want := range map[string]string{
		"Cold War":              `[[cold] [war]] true`,
		`"Cold War" men`:        `[[cold war] [men]] true`,
		`men "Cold War"`:        `[[men] [cold war]] false`,
		`"cold`:                 `[[cold]] true`,
		"India’s neo-Nazism":    `[[india s] [neo nazism]] true`,
		"war War WÁR of":        `[[war] [of]] true`,
		"a (b) AND c* ^d {e}:f": `[[a] [b] [and] [c] [d] [e] [f]] true`,
		"😀 \x00 --":             `[] false`,
	} {
		w, err := worded("query", "", typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(w.phrases, " ", w.open); got != want {
			t.Errorf("%q: %s, want %s", typed, got, want)
		}
	}
}

// An excerpt is cut around the first match, and a match that is cut with it.
func TestExcerpt(t *testing.T) {
	w, err := worded("query", "", `"`+strings.Repeat("word ", 20)+`" other`)
	if err != nil {
		t.Fatal(err)
	}
	text := []rune(strings.Repeat("before ", 40) + strings.Repeat("word ", 20) + strings.Repeat("then ", 30) + "OTHERS 𝒮")
	cut, spans := excerpt(text, w.in(text))
	if len(spans) != 1 || !strings.HasPrefix(cut, "… before") || !strings.HasSuffix(cut, " …") || spans[0].Text != strings.TrimSpace(strings.Repeat("word ", 20)) {
		t.Errorf("%q %+v", cut, *spans[0])
	}
	text = []rune(strings.Repeat("x", 200) + " " + strings.Repeat("word ", 40))
	cut, spans = excerpt(text, []found{{0, 201, 400}})
	if last := spans[0]; last.Text != string([]rune(cut)[last.Start:last.End]) || len([]rune(cut)) > maxExcerpt+4 {
		t.Errorf("%q %+v", cut, *last)
	}
	text = []rune("𝒮 other")
	if cut, spans := excerpt(text, w.in(text)); cut != "𝒮 other" || spans[0].Start != 2 || spans[0].End != 7 {
		t.Errorf("%q %+v", cut, *spans[0])
	}
}
