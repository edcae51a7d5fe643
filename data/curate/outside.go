package curate

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/summitry/summitry/data/store"
)

// aWord matches a word, with the apostrophes and hyphens in it.
var aWord = regexp.MustCompile(`[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*`)

// outsidePassage returns the parts of a summary whose words do not stand in the passage, whatever their case and the
// possessive. Words in a row are one part.
func outsidePassage(summary, passage string) []*store.Span {
	inside := map[string]bool{}
	for _, w := range aWord.FindAllString(passage, -1) {
		inside[folded(w)] = true
	}
	parts := []*store.Span{}
	inRow := false
	for _, at := range aWord.FindAllStringIndex(summary, -1) {
		if inside[folded(summary[at[0]:at[1]])] {
			inRow = false
			continue
		}
		if !inRow {
			parts = append(parts, &store.Span{Start: int32(utf8.RuneCountInString(summary[:at[0]]))})
		}
		inRow = true
		part := parts[len(parts)-1]
		part.End = int32(utf8.RuneCountInString(summary[:at[1]]))
		part.Text = string([]rune(summary)[part.Start:part.End])
	}
	return parts
}

// folded returns a word in the form in which words are compared.
func folded(word string) string {
	word = strings.ReplaceAll(strings.ToLower(word), "’", "'")
	return strings.TrimSuffix(word, "'s")
}
