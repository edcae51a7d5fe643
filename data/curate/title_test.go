package curate

import (
	"strings"
	"testing"
)

// Made-up names of articles have at most one line, and end in a mark.
func TestMadeUpTitles(t *testing.T) {
	for text, want := range map[string]string{
		"Port":                      "“Port …” (untitled)",
		strings.Repeat("word ", 40): "“" + strings.Repeat("word ", 12) + "…” (untitled)",
		"Port\n\nnews,":             "“Port news …” (untitled)",
	} {
		if got := madeUpTitle(text); got != want {
			t.Errorf("an article that begins %q is called %q, want %q", text, got, want)
		}
	}
}
