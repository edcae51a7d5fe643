package curate

import (
	"fmt"
	"testing"

	"github.com/summitry/summitry/data/store"
)

// A cue is found as whole words outside of the quotations of the text, and its place counts code points.
func TestCuePlaces(t *testing.T) {
	for _, c := range []struct {
		exact, cue string
		text       *store.Span
		quoted     []*store.Span
		want       string
	}{
		{"Lee said so", "said", &store.Span{Start: 9, End: 11}, nil, "[4]"},
		{"😀 𝒳 Lee said “𝒴”", "said", &store.Span{Start: 13, End: 16}, []*store.Span{{Start: 1, End: 2}}, "[8]"},
		{"“He said 𝒳,” Lee said", "said", &store.Span{Start: 0, End: 12}, []*store.Span{{Start: 1, End: 11}}, "[17]"},
		{"the aim, he said, is peace", "said", &store.Span{Start: 0, End: 26}, nil, "[12]"},
		{"Lee gainsaid it", "said", &store.Span{Start: 13, End: 15}, nil, "[]"},
		{"Lee said that he said it", "said", &store.Span{Start: 22, End: 24}, nil, "[4 17]"},
		{"Lee’s calls for peace", "calls for", &store.Span{Start: 16, End: 21}, nil, "[6]"},
		{"said2 said", "said", &store.Span{Start: 9, End: 10}, nil, "[6]"},
	} {
		if got := fmt.Sprint(cuePlaces(c.exact, c.cue, c.text, c.quoted)); got != c.want {
			t.Errorf("%q stands in %q at %s, not %s", c.cue, c.exact, got, c.want)
		}
	}
}

// Words outside of all quotations are found before, between and after them; marks and stops are no words.
func TestUnquotedWords(t *testing.T) {
	for text, want := range map[string]bool{
		`“we agree,”`:                 false,
		`“we agree,” … “all of us.”`:  false,
		`“we agree,” and “all of us”`: true,
		`a “label”`:                   true,
		`“label” there`:               true,
		`no quotation`:                true,
	} {
		found, wrong := quotationsIn(text, marking{pairs: foundPairs})
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		if got := hasUnquotedWords(text, quotedSpans(text, found)); got != want {
			t.Errorf("%s has unquoted words: %t", text, got)
		}
	}
}
