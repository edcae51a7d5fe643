// Package check compares a quotation with the printed words of a dataset: whether an article prints the same words, who
// said them, and what differs.
//
// The entry point is Quote. It looks up passages by the rarest words of the quotation (data.NearestCitations), aligns
// at most MaxCandidates of them word by word (align.go), assigns the aligned words to statements and narrations
// (place.go), and summarizes the best of these places as a verdict (verdict.go, explain.go). Only typography is folded:
// see lex.go. Lists of words are in words.txt.
//
// The package depends on data and data/store.
package check

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// Limits of a check.
const (
	MaxQuote      = 1000 // code points of a quotation
	MaxSpeaker    = 200  // code points of the name of a speaker
	MaxCandidates = 20   // passages that are aligned with a quotation
	MaxMatches    = 10   // matches of a result
)

// A Result says whether a quotation is printed.
type Result struct {
	Verdict     Verdict
	Explanation string
	Matches     []*Match // the best first
}

// A Verdict summarizes the best match.
type Verdict string

// The verdicts. The schema describes them.
const (
	Verbatim     Verdict = "VERBATIM"
	Abridged     Verdict = "ABRIDGED"
	Altered      Verdict = "ALTERED"
	Spliced      Verdict = "SPLICED"
	OtherSpeaker Verdict = "OTHER_SPEAKER"
	Paraphrase   Verdict = "PARAPHRASE"
	Narration    Verdict = "NARRATION"
	NotFound     Verdict = "NOT_FOUND"
)

// A Match is a place where words of the quotation are printed.
type Match struct {
	StatementKey *store.Key
	NarrationKey *store.Key
	CitationKey  store.Key
	Printed      string        // from the first to the last matched word
	PrintedSpan  *store.Span   // the place of Printed in the passage
	InsideMarks  []*store.Span // the parts of Printed inside quotation marks
	Words        WordsMatch
	Speaker      SpeakerMatch
	Marks        MarksMatch
	Differences  []*Difference // the worst first
}

// WordsMatch says whether the words are the same.
type WordsMatch string

// The values of WordsMatch.
const (
	SameWords     WordsMatch = "SAME"
	AbridgedWords WordsMatch = "ABRIDGED"
	AlteredWords  WordsMatch = "ALTERED"
)

// SpeakerMatch says whether the given speaker said the words.
type SpeakerMatch string

// The values of SpeakerMatch.
const (
	NotAsked    SpeakerMatch = "NOT_ASKED"
	SameSpeaker SpeakerMatch = "SAME"
	BodyOf      SpeakerMatch = "BODY_OF"
	Other       SpeakerMatch = "OTHER"
)

// MarksMatch says whether the matched words are printed inside quotation marks.
type MarksMatch string

// The values of MarksMatch.
const (
	Inside         MarksMatch = "INSIDE"
	Partly         MarksMatch = "PARTLY"
	Outside        MarksMatch = "OUTSIDE"
	NarrationMarks MarksMatch = "NARRATION"
)

// A Difference is a part of the quotation that is printed differently or not at all, or a printed part that the
// quotation lacks. Offsets are in code points; Start and End are in the quotation as it was sent.
type Difference struct {
	Kind         DifferenceKind
	Given        string
	Printed      string
	Start        int32
	End          int32
	PrintedStart int32 // in Match.Printed
	PrintedEnd   int32
}

// DifferenceKind says what differs.
type DifferenceKind string

// The kinds of differences, the worst first.
const (
	Negation  DifferenceKind = "NEGATION"
	Modality  DifferenceKind = "MODALITY"
	Number    DifferenceKind = "NUMBER"
	Name      DifferenceKind = "NAME"
	Added     DifferenceKind = "ADDED"
	Removed   DifferenceKind = "REMOVED"
	Replaced  DifferenceKind = "REPLACED"
	Moved     DifferenceKind = "MOVED"
	Omission  DifferenceKind = "OMISSION"
	Insertion DifferenceKind = "INSERTION"
)

// kinds lists the kinds of differences from the worst on.
var kinds = []DifferenceKind{Negation, Modality, Number, Name, Replaced, Added, Removed, Moved, Insertion, Omission}

// Quote checks a quotation against the dataset. The speaker is a slug, an alias or an unambiguous name, or nil. Errors
// of the input are store.Invalid.
func Quote(ctx context.Context, s *store.Store, quote string, speaker *string) (*Result, error) {
	if n := utf8.RuneCountInString(quote); n > MaxQuote {
		const message = "quote must have at most %d characters, got %d: check its sentences one by one"
		return nil, store.Exceed("quotation", message, MaxQuote, n)
	}
	quotation := read(strings.ToValidUTF8(quote, "\uFFFD"))
	if quotation.words() == 0 {
		return nil, store.Invalid(fmt.Sprintf("quote must contain a word, got %.40q: send the quoted words", quote))
	}
	asked, err := speakerNamed(ctx, s, speaker)
	if err != nil {
		return nil, err
	}
	c := &check{ctx: ctx, store: s, quote: quotation, asked: asked, compared: newComparison(quotation)}
	if err := c.load(); err != nil {
		return nil, err
	}
	if err := c.judge(); err != nil {
		return nil, err
	}
	return c.result()
}

// A check is the comparison of one quotation.
type check struct {
	ctx        context.Context
	store      *store.Store
	quote      *quotation
	asked      *data.Speaker // nil if no speaker was given
	compared   *comparison
	candidates []*candidate
	places     []*place // best first
	verdict    Verdict
}
