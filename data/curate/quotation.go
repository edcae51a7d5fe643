package curate

import (
	"fmt"

	"github.com/summitry/summitry/data/store"
)

// quotedSpans finds what stands inside quotation marks, marks excluded: “ with ”, and straight marks in pairs.
func quotedSpans(text string) ([]*store.Span, error) {
	spans := []*store.Span{}
	runes := []rune(text)
	open, closing := -1, ' '
	for i, r := range runes {
		switch {
		case open >= 0 && r == closing:
			spans = append(spans, &store.Span{Start: int32(open), End: int32(i), Text: string(runes[open:i])})
			open = -1
		case open >= 0 && (r == '“' || r == '”' || r == '"'):
			return nil,
				fmt.Errorf("a %c at character %d does not fit the quotation that is open: end the text with the "+
					"quotation, or take more of it", r, i)
		case r == '“':
			open, closing = i+1, '”'
		case r == '"':
			open, closing = i+1, '"'
		case r == '”':
			return nil, fmt.Errorf("a ” at character %d has no “ before it: start the text at the mark, or after it", i)
		}
	}
	if open >= 0 {
		return nil,
			fmt.Errorf("a quotation is open at character %d and never closed: end the text after its closing mark",
				open-1)
	}
	return spans, nil
}
