package curate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/summitry/summitry/data/store"
)

// A statementPlace is where a statement stands: its passage, its text and its cue in that passage, and the quotations
// in its text.
type statementPlace struct {
	passage    place
	text, cue  *store.Span
	quotations []quotation
	quoted     []*store.Span // the words in the quotations
}

// locate finds the passage of a statement, which is its first one without a property, and in it the text with its
// quotations, and the cue. It reports what is missing; spans are never nil.
func (a *assembler) locate(document string, s statementRecord) statementPlace {
	found := a.locateText(document, s)
	var wrong []markError
	start := found.passage.Start + int(found.text.Start)
	found.quotations, wrong = quotationsIn(s.Text.string, a.marking(document, start))
	for _, w := range wrong {
		a.addProblem(s.Text.at, "%s", w.message)
	}
	found.quoted = quotedSpans(s.Text.string, found.quotations)
	if found.text.Text != "" && s.Cue.isPresent() { // otherwise another check says so
		a.locateCue(s, &found)
	}
	return found
}

func (a *assembler) locateText(document string, s statementRecord) statementPlace {
	found := statementPlace{text: &store.Span{}, cue: &store.Span{}}
	i := slices.IndexFunc(s.Cite, func(q passage) bool { return !q.Property.isPresent() })
	if i < 0 {
		a.addProblem(s.Text.at, "no passage is without a property: cite one that holds the text and the cue")
		return found
	}
	var err error
	if found.passage, err = a.places.find(document, s.Cite[i]); err != nil {
		return found // cite says so
	}
	exact := found.passage.Exact
	starts := occurrences(exact, s.Text.string)
	if len(starts) != 1 {
		a.addProblem(s.Text.at,
			"the text does not stand exactly once in the first passage: copy it from there, or take a passage that "+
				"holds it")
		return found
	}
	found.text = spanAt(starts[0], s.Text.string)
	a.texts[s.Slug.string] = place{
		Document: document, Start: found.passage.Start + starts[0], Exact: s.Text.string,
	}
	return found
}

func (a *assembler) locateCue(s statementRecord, found *statementPlace) {
	cues := cuePlaces(found.passage.Exact, s.Cue.string, found.text, found.quoted)
	if len(cues) != 1 {
		a.addProblem(s.Cue.at,
			"the cue %q stands %d times in the first passage, as whole words outside of the quotation marks of the "+
				"text, and must stand there once: copy more or other words, or change the passage",
			s.Cue.string, len(cues))
		return
	}
	found.cue = spanAt(cues[0], s.Cue.string)
}

func spanAt(start int, text string) *store.Span {
	return &store.Span{Start: int32(start), End: int32(start + utf8.RuneCountInString(text)), Text: text}
}

// occurrences returns where a text holds some words, in code points.
func occurrences(text, words string) (starts []int) {
	for _, p := range printings("", text, words) {
		starts = append(starts, p.Start)
	}
	return starts
}

// cuePlaces returns where a passage holds a cue as whole words outside of the quotations in the text, in code points.
// Quoted words are the speaker's own and introduce nothing.
func cuePlaces(exact, cue string, text *store.Span, quoted []*store.Span) []int {
	runes, length := []rune(exact), utf8.RuneCountInString(cue)
	isWord := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsNumber(runes[i]))
	}
	return slices.DeleteFunc(occurrences(exact, cue), func(start int) bool {
		end := start + length
		inQuotation := slices.ContainsFunc(quoted, func(q *store.Span) bool {
			return start < int(text.Start+q.End) && int(text.Start+q.Start) < end
		})
		return inQuotation || isWord(start-1) || isWord(end)
	})
}

// pronouns name a speaker only together with what stands before them.
var pronouns = []string{"he", "him", "she", "her", "it", "they", "them", "we", "us", "i", "me", "you"}

// checkAntecedents reports speakers that only a pronoun names and for whom no passage with the property speakers prints
// a name.
func (a *assembler) checkAntecedents(s statementRecord) {
	var antecedents []string
	for _, q := range s.Cite {
		if q.Property.string == "speakers" {
			antecedents = append(antecedents, q.Exact.string)
		}
	}
	for _, m := range s.Speakers {
		if !slices.Contains(pronouns, strings.ToLower(m.NamedAs.string)) {
			continue
		}
		names := a.namesOf(m.Agent.string)
		printed := slices.ContainsFunc(antecedents, func(exact string) bool {
			return len(names) == 0 || slices.ContainsFunc(names, func(name string) bool {
				return strings.Contains(exact, name)
			})
		})
		if !printed {
			a.addProblem(m.NamedAs.at,
				"%q is a pronoun, and no passage with the property speakers prints the name that it stands for: cite "+
					"the words before it that do", m.NamedAs.string)
		}
	}
}

// namesOf returns the printed names of an agent.
func (a *assembler) namesOf(slug string) (names []string) {
	var all []claims[scalar]
	if p := a.input.people[slug]; p != nil {
		all = append(all, p.Name, p.OtherNames)
	}
	if o := a.input.organizations[slug]; o != nil {
		all = append(all, o.Name, o.OtherNames, o.Acronym)
	}
	if c := a.input.countries[slug]; c != nil {
		all = append(all, c.Name, c.OtherNames)
	}
	for _, c := range slices.Concat(all...) {
		names = append(names, c.Value.string)
	}
	return names
}
