package check

import (
	"cmp"
	"slices"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// What a quotation and a passage must have in common, in order, to be called altered or to be shown as the nearest.
const (
	minContentWords = 5
	minAlteredShare = 60 // percent of the words of the quotation, in order
	minNearestShare = 30
	minNearestWords = 2 // content words
	maxNearest      = 3 // places
	minPieceWords   = 3 // of a piece of spliced words
	maxWork         = 4 << 20
)

// judge finds the places and the verdict.
func (c *check) judge() error {
	found := c.exactPlaces()
	clean := slices.ContainsFunc(found, func(p *place) bool { return p.words != AlteredWords })
	if clean {
		found = slices.DeleteFunc(found, func(p *place) bool { return p.words == AlteredWords })
	} else if spliced := c.splicedPlaces(); spliced != nil {
		c.verdict, c.places = Spliced, spliced
		return c.findSpeakers()
	} else {
		found = append(found, c.alteredPlaces(found)...)
	}
	c.places = distinct(found)
	if len(c.places) == 0 {
		c.verdict = NotFound
		c.places = distinct(c.nearestPlaces())
		slices.SortStableFunc(c.places, func(a, b *place) int { return b.matched - a.matched })
		c.places = c.places[:min(len(c.places), maxNearest)]
		return c.findSpeakers()
	}
	if err := c.findSpeakers(); err != nil {
		return err
	}
	slices.SortStableFunc(c.places, func(a, b *place) int {
		return cmp.Or(a.rank()-b.rank(), b.matched-a.matched, b.speakerRank()-a.speakerRank())
	})
	c.places = c.places[:min(len(c.places), MaxMatches)]
	c.verdict = c.places[0].verdict()
	return nil
}

// verdict returns what the place alone says of the quotation.
func (p *place) verdict() Verdict {
	switch {
	case p.words == AlteredWords:
		return Altered
	case p.marks == NarrationMarks:
		return Narration
	case p.speaker == Other:
		return OtherSpeaker
	case p.marks != Inside:
		return Paraphrase
	case p.words == AbridgedWords:
		return Abridged
	}
	return Verbatim
}

// rank is the place of a verdict in the order of precedence.
func (p *place) rank() int {
	order := []Verdict{Verbatim, Abridged, Paraphrase, Narration, OtherSpeaker, Altered}
	rank := 10 * slices.Index(order, p.verdict())
	switch {
	case p.verdict() == OtherSpeaker: // the same three of somebody else
		named := *p
		named.speaker = NotAsked
		rank += slices.Index(order, named.verdict())
	case p.verdict() == Altered && (p.speaker == Other || p.marks == NarrationMarks):
		rank++
	}
	return rank
}

func (p *place) speakerRank() int {
	return slices.Index([]SpeakerMatch{Other, BodyOf, SameSpeaker}, p.speaker)
}

// exactPlaces returns the best place in each candidate where all fragments of the quotation are printed.
func (c *check) exactPlaces() (found []*place) {
	for _, q := range c.readings() {
		c.quote, c.compared = q, newComparison(q)
		fragments := c.compared.fragments()
		for _, a := range c.candidates {
			c.compared.with(a.tokens)
			var best *place
			for _, columns := range c.compared.exact(fragments) {
				p := c.placeOf(a, columns)
				if best == nil || p.better(best) {
					best = p
				}
			}
			if best != nil {
				found = append(found, best)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return found
}

// readings returns the quotation as it may be read: first with marks that the article itself prints, then with marks
// that its author made.
func (c *check) readings() []*quotation {
	if !c.quote.marked() {
		return []*quotation{c.quote}
	}
	return []*quotation{c.quote.plain(), c.quote}
}

// better reports whether a place in the same passage says more for the quotation.
func (p *place) better(other *place) bool {
	order := []MarksMatch{NarrationMarks, Outside, Partly, Inside}
	return cmp.Or(
		slices.Index([]WordsMatch{AlteredWords, AbridgedWords, SameWords}, p.words)-
			slices.Index([]WordsMatch{AlteredWords, AbridgedWords, SameWords}, other.words),
		slices.Index(order, p.marks)-slices.Index(order, other.marks),
		(other.end-other.start)-(p.end-p.start),
	) > 0
}

// alteredPlaces returns the places that print most of the words in order. They do not include those found already.
func (c *check) alteredPlaces(found []*place) []*place {
	if c.quote.contentWords() < minContentWords {
		return nil
	}
	return slices.DeleteFunc(c.alignedPlaces(minAlteredShare), func(p *place) bool {
		return p.content < minContentWords ||
			slices.ContainsFunc(found, func(f *place) bool { return f.candidate == p.candidate })
	})
}

// nearestPlaces returns places that print some of the words.
func (c *check) nearestPlaces() []*place {
	all := c.alignedPlaces(minNearestShare)
	return slices.DeleteFunc(all, func(p *place) bool { return p.content < minNearestWords })
}

// alignedPlaces returns the places that print a share of the words in order.
func (c *check) alignedPlaces(percent int) (all []*place) {
	for _, a := range c.candidates {
		c.compared.with(a.tokens)
		least := c.quote.words() * percent
		if c.compared.common()*100 < least || c.compared.work+len(a.tokens)*len(c.quote.tokens) > maxWork {
			continue
		}
		p := c.placeOf(a, c.compared.nearest())
		if p.matched*100 >= least && p.matched > 0 {
			p.words = AlteredWords
			all = append(all, p)
		}
	}
	return all
}

// common returns how many words of the quotation the passage has at all.
func (c *comparison) common() (n int) {
	printed := map[int]int{}
	for _, id := range c.printedIDs {
		printed[id]++
	}
	for i, t := range c.quoted {
		switch id := c.givenIDs[i]; {
		case t.kind != word:
		case printed[id] > 0:
			printed[id]--
			n++
		case i == c.first:
			n++
		}
	}
	return n
}

// distinct leaves out places outside of statements whose words another place assigns to a statement or a narration.
func distinct(places []*place) (kept []*place) {
	assigned := func(p *place) bool { return p.utters || p.isNarration() }
	for i, p := range places {
		told := slices.ContainsFunc(places, func(other *place) bool {
			return other != p && assigned(other) && p.overlaps(other)
		}) || slices.ContainsFunc(places[:i], p.overlaps)
		if assigned(p) || !told {
			kept = append(kept, p)
		}
	}
	return kept
}

// findSpeakers sets who of the speakers of the places is the one that was asked for.
func (c *check) findSpeakers() error {
	if c.asked == nil {
		return nil
	}
	keys := c.uttering()
	speakers, err := data.Speakers.All(c.ctx, c.store, keys)
	if err != nil {
		return err
	}
	said, err := data.SaidFor(c.ctx, c.store, keys, c.asked.Key)
	if err != nil {
		return err
	}
	for _, p := range c.places {
		switch {
		case !p.utters:
		case slices.ContainsFunc(speakers[p.Subject.Key], func(m *data.Mention) bool {
			return m.AgentKey != nil && *m.AgentKey == c.asked.Key
		}):
			p.speaker = SameSpeaker
		case said[p.Subject.Key]:
			p.speaker = BodyOf
		}
	}
	return nil
}

// uttering returns the keys of the statements of the places.
func (c *check) uttering() (keys []store.Key) {
	for _, p := range c.places {
		if p.utters && !slices.Contains(keys, p.Subject.Key) {
			keys = append(keys, p.Subject.Key)
		}
	}
	return keys
}
