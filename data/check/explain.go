package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// result describes the places and explains the verdict.
func (c *check) result() (*Result, error) {
	r := &Result{Verdict: c.verdict, Matches: []*Match{}}
	for _, p := range c.places {
		r.Matches = append(r.Matches, p.match(c.quote.runes))
	}
	e, err := c.explainer()
	if err != nil {
		return nil, err
	}
	r.Explanation, err = e.explain()
	return r, err
}

// An explainer puts a verdict into one to three sentences.
type explainer struct {
	*check
	speakers map[store.Key][]*data.Mention // by statement
	channels map[store.Key][]*data.Attribution
	agents   map[store.Key]*data.Speaker
}

func (c *check) explainer() (*explainer, error) {
	e := &explainer{check: c}
	keys := c.uttering()
	if len(keys) == 0 {
		return e, nil
	}
	var err error
	if e.speakers, err = data.Speakers.All(c.ctx, c.store, keys); err != nil {
		return nil, err
	}
	if e.channels, err = data.AttributionOf.All(c.ctx, c.store, keys); err != nil {
		return nil, err
	}
	var agents []store.Key
	for _, mentions := range e.speakers {
		for _, m := range mentions {
			if m.AgentKey != nil {
				agents = append(agents, *m.AgentKey)
			}
		}
	}
	slices.Sort(agents)
	e.agents, err = data.SpeakerByKey.Single(c.ctx, c.store, slices.Compact(agents))
	return e, err
}

// explain returns the sentence of the verdict and what adds to it.
func (e *explainer) explain() (string, error) {
	if e.verdict == NotFound {
		return e.notFound()
	}
	best := e.places[0]
	var sentences []string
	if n := e.quote.words(); n < minPieceWords {
		sentences = append(sentences, fmt.Sprintf("%s too short to identify anybody; %s.",
			count(n, "word is", "words are"), count(len(e.places), "passage prints them", "passages print them")))
	}
	sentences = append(sentences, e.sentence(best))
	more, err := e.addition(best)
	if err != nil {
		return "", err
	}
	if more != "" {
		sentences = append(sentences, more)
	}
	return strings.Join(sentences, " "), nil
}

// sentence returns the sentence of the verdict.
func (e *explainer) sentence(best *place) string {
	names := e.names(best)
	switch e.verdict {
	case Altered:
		return e.altered(best)
	case Spliced:
		return e.spliced()
	case Narration:
		return "The article says this in its own voice and attributes it to nobody."
	case OtherSpeaker:
		return e.otherSpeaker(best)
	case Paraphrase:
		if best.marks == Partly {
			const message = "Only a part is inside quotation marks; the rest is the reporter's account of what %s said."
			return fmt.Sprintf(message, names)
		}
		const message = "The article prints this outside quotation marks: it is the reporter's account of what %s said."
		return fmt.Sprintf(message, names)
	case Abridged:
		return fmt.Sprintf("%s said this, with marked changes: %s%s.", names, e.marked(best), e.through(best))
	}
	return fmt.Sprintf("%s said this, word for word%s.", names, e.through(best))
}

// otherSpeaker says who said the words that somebody else was asked for.
func (e *explainer) otherSpeaker(p *place) string {
	names := e.names(p)
	passedOn := slices.ContainsFunc(e.channels[p.Subject.Key], func(a *data.Attribution) bool {
		return a.AgentKey != nil && *a.AgentKey == e.asked.Key
	})
	switch {
	case passedOn:
		return fmt.Sprintf("%s said this; %s passed it on.", names, e.asked.Name)
	case p.marks == Inside:
		return fmt.Sprintf("%s said this, not %s%s.", names, e.asked.Name, e.through(p))
	}
	return fmt.Sprintf("The article reports this of %s, not of %s%s.", names, e.asked.Name, e.through(p))
}

// through says who passed the words on, and whom the client named instead of the speaker.
func (e *explainer) through(p *place) (text string) {
	for _, channel := range e.channels[p.Subject.Key] {
		text += ", through " + channel.NamedAs
	}
	if p.speaker == BodyOf {
		text += fmt.Sprintf("; you asked for %s, which the article does not name as the speaker", e.asked.Name)
	}
	return text
}

// names returns the names of those who say the words of a place.
func (e *explainer) names(p *place) string {
	var all []string
	for _, m := range e.speakers[p.Subject.Key] {
		name := m.NamedAs
		if m.AgentKey != nil && e.agents[*m.AgentKey] != nil {
			name = e.agents[*m.AgentKey].Name
		}
		all = append(all, name)
	}
	return inARow(all)
}

// marked lists what the quotation omits and inserts.
func (e *explainer) marked(p *place) string {
	var all []string
	for _, d := range p.match(e.quote.runes).Differences {
		switch {
		case d.Printed == "":
			all = append(all, quoted(d.Given)+" is not printed")
		default:
			all = append(all, fmt.Sprintf("%s stands for %s", quoted(d.Given), quoted(d.Printed)))
		}
	}
	return inARow(all)
}

// altered tells the worst difference.
func (e *explainer) altered(p *place) string {
	if p.crosses {
		return fmt.Sprintf("The omission passes the end of the statement: only a part of the words is what %s said.",
			e.names(p))
	}
	worst := p.differences[0]
	if worst.kind == Moved {
		moved := p.match(e.quote.runes).Differences[0].Given
		return fmt.Sprintf("The article prints %s in another place.", quoted(moved))
	}
	given, printed := e.inContext(p, worst)
	return fmt.Sprintf("The article prints %s, not %s.", quoted(printed), quoted(given))
}

// inContext returns both sides of a difference. If one is missing, the words before and after it are added.
func (e *explainer) inContext(p *place, d *difference) (given, printed string) {
	from, to := extent(d.quoted, d.givenAt)
	printedFrom, printedTo := extent(d.printed, d.printedAt)
	if len(d.quoted) > 0 && len(d.printed) > 0 && !d.mark {
		return string(e.quote.runes[from:to]), string(p.runes[printedFrom:printedTo])
	}
	before, after := [2]int{from, printedFrom}, [2]int{to, printedTo}
	for _, at := range p.columns {
		if at.quoted < 0 || at.printed < 0 {
			continue
		}
		g, t := e.quote.tokens[at.quoted], p.tokens[at.printed]
		if g.end <= from && t.end <= printedFrom {
			before = [2]int{g.start, t.start}
		}
		if g.start >= to && t.start >= printedTo {
			after = [2]int{g.end, t.end}
			break
		}
	}
	return string(e.quote.runes[before[0]:after[0]]), string(p.runes[before[1]:after[1]])
}

// spliced says whose words the pieces are.
func (e *explainer) spliced() string {
	var all []string
	for _, p := range e.places {
		whose := "the article's own"
		if p.utters {
			whose = "said by " + e.names(p)
		}
		all = append(all, fmt.Sprintf("%s is %s", quoted(string(p.runes[p.start:p.end])), whose))
	}
	return "The words stand apart: " + inARow(all) + "."
}

// notFound says how much of the articles was searched, and what comes nearest.
func (e *explainer) notFound() (string, error) {
	found, err := data.TheSearched.Single(e.ctx, e.store, []store.Key{store.Everything})
	if err != nil {
		return "", err
	}
	s := found[store.Everything]
	const message = "The words are not in the %d of %d characters of %s that were searched, " +
		"which does not mean that nobody said them."
	text := fmt.Sprintf(message, s.Characters, s.Of, count(int(s.Documents), "article", "articles"))
	if len(e.places) > 0 {
		p := e.places[0]
		text += fmt.Sprintf(" The nearest printed words are not the same: %s.", quoted(string(p.runes[p.start:p.end])))
	}
	return text, nil
}

// kindsInWords says what a difference changes.
var kindsInWords = map[DifferenceKind]string{
	Negation: "a negation", Modality: "how certain or binding it is", Number: "a number", Name: "a name",
}

// addition returns a sentence about what else turns the meaning of the words, or "".
func (e *explainer) addition(p *place) (string, error) {
	if p.words == AlteredWords && len(p.differences) > 0 && e.verdict == Altered {
		text := ""
		if what := kindsInWords[p.differences[0].kind]; what != "" {
			text = "That changes " + what
		}
		if n := len(p.differences) - 1; n > 0 {
			if text != "" {
				return fmt.Sprintf("%s; %s.", text, count(n, "more difference follows", "more differences follow")), nil
			}
			return fmt.Sprintf("%s.", count(n, "more difference follows", "more differences follow")), nil
		}
		if text != "" {
			text += "."
		}
		return text, nil
	}
	if !p.utters || e.verdict == Spliced {
		return "", nil
	}
	if t, found := p.negationBefore(); found {
		return fmt.Sprintf("The article prints %s just before these words.", quoted(t.text)), nil
	}
	if turns(p.statement.Cue) {
		return fmt.Sprintf("The article introduces the statement with %s.", quoted(p.statement.Cue)), nil
	}
	return e.gloss(p)
}

// negationBefore returns a negation among the two words before a place.
func (p *place) negationBefore() (token, bool) {
	first := slices.IndexFunc(p.tokens, func(t token) bool { return t.start >= p.start })
	words := 0
	for i := first - 1; i >= 0 && words < 2 && p.tokens[i].kind == word; i-- {
		if words++; p.tokens[i].isNegation() {
			return p.tokens[i], true
		}
	}
	return token{}, false
}

// turns reports whether a cue says that the speaker does not stand for the words.
func turns(cue string) bool {
	return slices.ContainsFunc(lex([]rune(cue), false), func(t token) bool {
		return t.isNegation() || t.isListed("cues that turn the words")
	})
}

// gloss returns how the document itself interprets the statement, or "".
func (e *explainer) gloss(p *place) (string, error) {
	glosses, err := data.GlossesOfStatement.All(e.ctx, e.store, []store.Key{p.Subject.Key})
	if err != nil || len(glosses[p.Subject.Key]) == 0 {
		return "", err
	}
	gloss := glosses[p.Subject.Key][0]
	passages, err := data.PassageOfNarration.Single(e.ctx, e.store, []store.Key{gloss.Key})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("The article itself adds %s.", quoted(passages[gloss.Key].Exact)), nil
}

// maxQuoted is how many characters an explanation quotes at a time.
const maxQuoted = 120

// quoted returns a text in quotation marks, shortened.
func quoted(text string) string {
	runes := []rune(text)
	if len(runes) > maxQuoted {
		text = strings.TrimSpace(string(runes[:maxQuoted])) + " …"
	}
	return "“" + text + "”"
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// inARow joins texts, as in A, B and C.
func inARow(all []string) string {
	if n := len(all); n > 1 {
		return strings.Join(all[:n-1], ", ") + " and " + all[n-1]
	}
	return strings.Join(all, "")
}
