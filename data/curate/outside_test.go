package curate

import (
	"strings"
	"testing"
)

// The parts of a summary outside the passage are the words that it does not print, in rows.
func TestOutsidePassage(t *testing.T) {
	for _, c := range []struct{ summary, passage, want string }{
		{"The treaty was signed.", "the treaty was signed", ""},
		{"The mayor's son, Joe, signed the treaty.", "Mayor’s treaty", "The / son, Joe, signed the"},
		{"Freeland did not join.", "to join", "Freeland did not"},
		{"L’école « ferme ».", "L’école", "ferme"},
		{"Nothing is printed.", "", "Nothing is printed"},
	} {
		var got []string
		for _, part := range outsidePassage(c.summary, c.passage) {
			got = append(got, part.Text)
			if text := string([]rune(c.summary)[part.Start:part.End]); text != part.Text {
				t.Errorf("%q stands at %d–%d of %q, not %q", text, part.Start, part.End, c.summary, part.Text)
			}
		}
		if got := strings.Join(got, " / "); got != c.want {
			t.Errorf("outside %q, %q has %q, want %q", c.passage, c.summary, got, c.want)
		}
	}
}
