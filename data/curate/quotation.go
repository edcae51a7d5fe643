package curate

import (
	"fmt"

	"github.com/summitry/summitry/data/store"
)

// quotedSpans returns the text inside quotation marks, without the marks. “ pairs with ”, and straight marks pair with
// each other.
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
				fmt.Errorf("unexpected %c at character %d, inside a quotation: end the text with the quotation, or "+
					"extend it", r, i)
		case r == '“':
			open, closing = i+1, '”'
		case r == '"':
			open, closing = i+1, '"'
		case r == '”':
			return nil, fmt.Errorf("unexpected ” at character %d, without “ before it: start the text at the “, or "+
				"after this mark", i)
		}
	}
	if open >= 0 {
		return nil,
			fmt.Errorf("the quotation that starts at character %d is never closed: extend the text to its closing mark",
				open-1)
	}
	return spans, nil
}
