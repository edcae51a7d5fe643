package check

import (
	"slices"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// A candidate is a passage that may print the quotation.
type candidate struct {
	*data.Citation
	runes     []rune
	tokens    []token
	statement *data.Statement // whose words the passage has, or nil
}

// load reads the candidates.
func (c *check) load() error {
	var fragments []string
	for _, p := range c.quote.fragments() {
		fragments = append(fragments, string(c.quote.runes[p[0].start:p[len(p)-1].end]))
	}
	var speaker *store.Key
	if c.asked != nil {
		speaker = &c.asked.Key
	}
	found, err := data.NearestCitations(c.ctx, c.store, fragments, speaker, MaxCandidates)
	if err != nil {
		return err
	}
	// The index of a damaged file may name passages that the file lacks.
	found = slices.DeleteFunc(found, func(f *data.Citation) bool { return f == nil })
	var keys []store.Key
	for _, f := range found {
		if f.Subject.Space == "statement" {
			keys = append(keys, f.Subject.Key)
		}
	}
	statements, err := data.StatementByKey.Single(c.ctx, c.store, keys)
	if err != nil {
		return err
	}
	for _, f := range found {
		runes := []rune(f.Exact)
		a := &candidate{Citation: f, runes: runes, tokens: lex(runes, false)}
		if s := statements[f.Subject.Key]; s != nil && s.PassageKey == f.Key {
			a.statement = s
		}
		c.candidates = append(c.candidates, a)
	}
	return nil
}

// inText reports whether a token belongs to the text of the statement.
func (a *candidate) inText(t token) bool {
	return a.statement != nil && int(a.statement.TextSpan.Start) <= t.start && t.end <= int(a.statement.TextSpan.End)
}

// inMarks reports whether a token is inside quotation marks that belong to the statement.
func (a *candidate) inMarks(t token) bool {
	if a.statement == nil {
		return false
	}
	start := int(a.statement.TextSpan.Start)
	return slices.ContainsFunc(a.statement.QuotedSpans, func(s *store.Span) bool {
		return start+int(s.Start) <= t.start && t.end <= start+int(s.End)
	})
}

// isNarration reports whether the passage is that of a narration, not of one of its fields.
func (a *candidate) isNarration() bool { return a.Subject.Space == "narration" && a.Property == nil }

// A place is where a candidate prints words of the quotation.
type place struct {
	*candidate
	columns     []column
	start, end  int // of the printed words in the passage, in code points
	matched     int // words that are the same
	content     int // content words among them
	inside      int // of the matched words, those inside quotation marks
	utters      bool
	crosses     bool // an omission passes the end of the statement
	words       WordsMatch
	speaker     SpeakerMatch
	marks       MarksMatch
	differences []*difference
}

// placeOf describes an alignment with a candidate.
func (c *check) placeOf(a *candidate, columns []column) *place {
	p := &place{candidate: a, columns: columns, speaker: NotAsked, differences: c.compared.differences(columns)}
	if c.asked != nil {
		p.speaker = Other
	}
	p.start = -1
	mark, wasInText, some := false, false, false
	for _, at := range columns {
		if at.printed >= 0 {
			if t := a.tokens[at.printed]; p.start < 0 {
				p.start, p.end = t.start, t.end
			} else {
				p.end = t.end
			}
		}
		mark = mark || at.quoted >= 0 && c.quote.tokens[at.quoted].isMark()
		if !c.compared.matches(at) || a.tokens[at.printed].kind != word {
			continue
		}
		t := a.tokens[at.printed]
		inText := a.inText(t)
		p.crosses = p.crosses || some && mark && inText != wasInText
		mark, wasInText, some = false, inText, true
		p.count(t, c.quote.tokens[at.quoted], inText)
	}
	p.words, p.marks = p.wordsMatch(), p.marksMatch()
	return p
}

func (p *place) count(t, given token, inText bool) {
	p.matched++
	p.utters = p.utters || inText
	if given.isContent() {
		p.content++
	}
	if p.inMarks(t) {
		p.inside++
	}
}

func (p *place) wordsMatch() WordsMatch {
	switch {
	case p.crosses, slices.ContainsFunc(p.differences, func(d *difference) bool { return !d.licensed() }):
		return AlteredWords
	case len(p.differences) > 0:
		return AbridgedWords
	}
	return SameWords
}

func (p *place) marksMatch() MarksMatch {
	switch {
	case !p.utters:
		return NarrationMarks
	case p.inside == p.matched:
		return Inside
	case p.inside > 0:
		return Partly
	}
	return Outside
}

// overlaps reports whether two places print words of the same part of a document.
func (p *place) overlaps(other *place) bool {
	return p.DocumentKey == other.DocumentKey &&
		int(p.Start)+p.start < int(other.Start)+other.end && int(other.Start)+other.start < int(p.Start)+p.end
}

// match describes the place for a client.
func (p *place) match(given []rune) *Match {
	m := &Match{
		CitationKey: p.Key,
		Printed:     string(p.runes[p.start:p.end]),
		PrintedSpan: p.span(p.start, p.end, 0),
		InsideMarks: []*store.Span{},
		Words:       p.words,
		Speaker:     p.speaker,
		Marks:       p.marks,
		Differences: []*Difference{},
	}
	switch {
	case p.utters:
		m.StatementKey = &p.Subject.Key
		text := int(p.statement.TextSpan.Start)
		for _, s := range p.statement.QuotedSpans {
			from, to := max(text+int(s.Start), p.start), min(text+int(s.End), p.end)
			if from < to {
				m.InsideMarks = append(m.InsideMarks, p.span(from, to, p.start))
			}
		}
	case p.isNarration():
		m.NarrationKey = &p.Subject.Key
	}
	for _, d := range p.differences {
		m.Differences = append(m.Differences, d.in(given, p.runes, p.start))
	}
	return m
}

// span returns a part of the passage, with offsets from a place in it.
func (p *place) span(from, to, origin int) *store.Span {
	return &store.Span{Start: int32(from - origin), End: int32(to - origin), Text: string(p.runes[from:to])}
}
