package curate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// A holding is what the documents say of when a membership or a position held.
type holding struct {
	who, what  string // "Freeland", "an observer of the union"
	start, end *evidence
	attested   []evidence
	without    []completeList // lists that leave who out
	contrary   []dayRange     // when something else held that excludes it
}

// An evidence is a date on which something held, started or ended, with the passages that give it.
type evidence struct {
	*store.UncertainDate
	whole    bool    // all days of the date are meant, not one of them
	passages []int64 // ids of citations
}

// A completeList is what a document prints as all members of an organization on a day.
type completeList struct {
	evidence
	members int
}

// A dayAnswer says whether something held on some days in a row.
type dayAnswer struct {
	first, last store.Date
	answer      data.Answer
	basis       store.DateBasis // "" where the answer is UNKNOWN
	because     string
	passages    []int64
}

// strength orders bases: an answer has the weakest that it rests on.
var strength = map[store.DateBasis]int{"EXTERNAL": 1, "INFERRED": 2, store.Stated: 3}

func weakest(bases ...store.DateBasis) store.DateBasis {
	return slices.MinFunc(bases, func(a, b store.DateBasis) int { return cmp.Compare(strength[a], strength[b]) })
}

// byDay gives the answers for all days, the first of them Beginning and the last End. A day is looked at wherever an
// answer can begin.
func (h holding) byDay() []dayAnswer { return answersFor(h.boundaries(), h.on) }

func answersFor(boundaries []store.Date, on func(store.Date) dayAnswer) (all []dayAnswer) {
	boundaries = append(boundaries, store.Beginning)
	slices.Sort(boundaries)
	boundaries = slices.Compact(boundaries)
	for i, first := range boundaries {
		last := store.End
		if i+1 < len(boundaries) {
			last = dayAfter(boundaries[i+1], -1)
		}
		a := on(first)
		a.first, a.last = first, last
		if n := len(all); n > 0 && a.sameAs(all[n-1]) {
			all[n-1].last = last
			continue
		}
		all = append(all, a)
	}
	return all
}

func (a dayAnswer) sameAs(b dayAnswer) bool {
	return a.answer == b.answer && a.basis == b.basis && a.because == b.because && slices.Equal(a.passages, b.passages)
}

// boundaries are the days on which an answer can begin: the ends of all dates, and the days after them.
func (h holding) boundaries() (days []store.Date) {
	add := func(all ...*store.Date) {
		for _, d := range all {
			if d != nil {
				days = append(days, *d)
				if *d < store.End {
					days = append(days, dayAfter(*d, 1))
				}
			}
		}
	}
	for _, e := range slices.Concat(h.points(true, true), h.lists()) {
		add(e.Earliest, e.Latest)
	}
	for _, c := range h.contrary {
		add(&c.first, &c.last)
	}
	return days
}

// points are the evidence that it held: start, attestations and end.
func (h holding) points(start, end bool) (all []evidence) {
	if start && h.start != nil {
		all = append(all, *h.start)
	}
	all = append(all, h.attested...)
	if end && h.end != nil {
		all = append(all, *h.end)
	}
	return all
}

func (h holding) lists() (all []evidence) {
	for _, l := range h.without {
		all = append(all, l.evidence)
	}
	return all
}

// on answers for a day, by the table in docs/reading.md: attested, left out of a complete list or outside of start and
// end, between two attestations, unknown.
func (h holding) on(day store.Date) dayAnswer {
	if a, found := h.attestedOn(day); found {
		return a
	}
	if a, found := h.excludedOn(day); found {
		return a
	}
	if a, found := h.betweenOn(day); found {
		return a
	}
	because, passages := h.unknownOn(day)
	return dayAnswer{answer: data.Unknown, because: because, passages: passages}
}

// covers reports whether the date means this very day.
func (e evidence) covers(day store.Date) bool {
	if e.Earliest == nil || e.Latest == nil || day < *e.Earliest || *e.Latest < day {
		return false
	}
	return *e.Earliest == *e.Latest || e.whole
}

// mayMean reports whether the date may mean the day.
func (e evidence) mayMean(day store.Date) bool {
	return (e.Earliest == nil || *e.Earliest <= day) && (e.Latest == nil || day <= *e.Latest)
}

func (h holding) attestedOn(day store.Date) (dayAnswer, bool) {
	var best dayAnswer
	for i, e := range h.points(true, true) {
		if !e.covers(day) || strength[e.Basis] <= strength[best.basis] {
			continue
		}
		because := fmt.Sprintf("An article shows that %s was %s", h.who, h.what)
		switch {
		case h.start != nil && i == 0:
			because = fmt.Sprintf("%s became %s", h.who, h.what)
		case h.end != nil && i == len(h.points(true, true))-1:
			because = fmt.Sprintf("%s was %s up to and", h.who, h.what)
		}
		best = dayAnswer{answer: data.Yes, basis: e.Basis, passages: e.passages,
			because: because + " " + onDay(e.UncertainDate) + whence(e.Basis) + "."}
	}
	return best, best.answer != ""
}

// excludedOn answers for a day before the start, after the end, or of a complete list without it.
func (h holding) excludedOn(day store.Date) (best dayAnswer, found bool) {
	add := func(e evidence, basis store.DateBasis, because string) {
		if strength[basis] > strength[best.basis] {
			best = dayAnswer{answer: data.No, basis: basis, because: because, passages: e.passages}
		}
	}
	for _, l := range h.without {
		if l.covers(day) {
			add(l.evidence, weakest("INFERRED", l.Basis), fmt.Sprintf(
				"An article of %s lists the %s members, and %s is not among them.",
				l.InWords(), inLetters(l.members), h.who))
		}
	}
	only := func(verb, when string, e *evidence) string {
		if h.start != nil && h.end != nil && h.start.EDTF == h.end.EDTF {
			verb, when = "was", onDay(e.UncertainDate)
		}
		return fmt.Sprintf("%s %s %s only %s%s.", h.who, verb, h.what, when, whence(e.Basis))
	}
	if s := h.start; s != nil && s.Earliest != nil && day < *s.Earliest {
		add(*s, s.Basis, only("became", onDay(s.UncertainDate), s))
	}
	if e := h.end; e != nil && e.Latest != nil && *e.Latest < day {
		add(*e, e.Basis, only("was", "until "+e.InWords(), e))
	}
	return best, best.answer != ""
}

// betweenOn answers for a day between two attestations with nothing contrary between them. The last day that one can
// mean counts, as it held by then, and so does the first day of the other.
func (h holding) betweenOn(day store.Date) (a dayAnswer, found bool) {
	var before, after *evidence
	for _, e := range h.points(true, false) {
		if e.Latest != nil && *e.Latest <= day && (before == nil || *e.Latest >= *before.Latest) {
			before = &e
		}
	}
	for _, e := range h.points(false, true) {
		if e.Earliest != nil && day <= *e.Earliest && (after == nil || *e.Earliest < *after.Earliest) {
			after = &e
		}
	}
	if before == nil || after == nil || h.interruptedBetween(*before.Latest, *after.Earliest) {
		return a, false
	}
	begin, goOn := "was "+h.what, "still was "
	if h.start != nil && before.UncertainDate == h.start.UncertainDate {
		begin = "became " + h.what
	}
	if h.end != nil && after.UncertainDate == h.end.UncertainDate {
		goOn = "stayed so until "
	}
	last := onDay(after.UncertainDate)
	if goOn == "stayed so until " {
		last = after.InWords()
	}
	basis := weakest("INFERRED", before.Basis, after.Basis)
	return dayAnswer{answer: data.Yes, basis: basis,
		because: fmt.Sprintf("%s %s %s%s and %s%s%s, and no article says otherwise of the time between.", h.who, begin,
			onDay(before.UncertainDate), whence(before.Basis), goOn, last, whence(after.Basis)),
		passages: union(before.passages, after.passages)}, true
}

// interruptedBetween reports whether something contrary is known between two days.
func (h holding) interruptedBetween(from, to store.Date) bool {
	for _, c := range h.contrary {
		if from < c.last && c.first < to {
			return true
		}
	}
	return slices.ContainsFunc(h.lists(), func(l evidence) bool {
		return l.Earliest != nil && l.Latest != nil && from < *l.Earliest && *l.Latest < to
	})
}

// unknownOn says why there is no answer for a day.
func (h holding) unknownOn(day store.Date) (string, []int64) {
	var first, last *evidence
	for _, e := range h.points(true, true) {
		if e.mayMean(day) {
			return h.inexact(e), e.passages
		}
		if e.Earliest != nil && day < *e.Earliest && (first == nil || *e.Earliest < *first.Earliest) {
			first = &e
		}
		if e.Latest != nil && *e.Latest < day && (last == nil || *last.Latest < *e.Latest) {
			last = &e
		}
	}
	for _, l := range h.without {
		if l.mayMean(day) {
			return fmt.Sprintf("An article lists the %s members without %s %s, and does not say on which day.",
				inLetters(l.members), h.who, onDay(l.UncertainDate)), l.passages
		}
	}
	says := "No article says whether " + h.who + " "
	dayInWords := func(d *store.Date) string { return (&store.UncertainDate{EDTF: string(*d)}).InWords() }
	switch {
	case first != nil && last != nil:
		return fmt.Sprintf("%swas %s between %s and %s.", says, h.what, dayInWords(last.Latest),
			dayInWords(first.Earliest)), union(last.passages, first.passages)
	case last != nil:
		return says + "was still " + h.what + " after " + dayInWords(last.Latest) + ".", last.passages
	case first != nil:
		return says + "was " + h.what + " before " + dayInWords(first.Earliest) + ".", first.passages
	}
	return says + "was " + h.what + " on this day.", nil
}

// inexact says that a date may mean the day or another.
func (h holding) inexact(e evidence) string {
	switch {
	case h.start != nil && e.UncertainDate == h.start.UncertainDate:
		return fmt.Sprintf("%s became %s %s, and no article says on which day.", h.who, h.what, onDay(e.UncertainDate))
	case h.end != nil && e.UncertainDate == h.end.UncertainDate:
		return fmt.Sprintf("%s stopped being %s %s, and no article says on which day.", h.who, h.what,
			onDay(e.UncertainDate))
	}
	return fmt.Sprintf("An article shows that %s was %s %s, and does not say on which day.", h.who, h.what,
		onDay(e.UncertainDate))
}

// combined answers for a day and several holdings of the same status: one that held is enough, and none may have.
func combined(all []holding, day store.Date) dayAnswer {
	whole := all[0].on(day)
	for _, h := range all[1:] {
		whole = whole.or(h.on(day))
	}
	return whole
}

// besides answers for all days and several holdings of the same status. Where the answer is YES and other statuses held
// as well, it says so: two statuses of a country on one day look like a contradiction.
func besides(all, others []holding) []dayAnswer {
	var boundaries []store.Date
	for _, h := range slices.Concat(all, others) {
		boundaries = append(boundaries, h.boundaries()...)
	}
	return answersFor(boundaries, func(day store.Date) dayAnswer {
		whole := combined(all, day)
		for _, h := range others {
			if o := h.on(day); whole.answer == data.Yes && o.answer == data.Yes {
				whole.because += fmt.Sprintf(
					" On this day it was also %s: the two statuses do not exclude each other, and no article says "+
						"that one of them ended the other.", h.what)
			}
		}
		return whole
	})
}

// or is the answer for two holdings, of which one is enough.
func (a dayAnswer) or(b dayAnswer) dayAnswer {
	rank := []data.Answer{data.No, data.Unknown, data.Yes}
	switch d := cmp.Compare(slices.Index(rank, a.answer), slices.Index(rank, b.answer)); {
	case d < 0:
		return b
	case d > 0 || a.answer == data.Unknown:
		return a
	case a.answer == data.Yes:
		if strength[b.basis] > strength[a.basis] {
			return b
		}
		return a
	}
	a.basis, a.passages = weakest(a.basis, b.basis), union(a.passages, b.passages)
	return a
}

func union(a, b []int64) []int64 {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// onDay says a date with its preposition: on 4 July 2023, in 2005, on some day from 4 to 31 July 2023.
func onDay(d *store.UncertainDate) string {
	words := d.InWords()
	_, err := store.ParseDate(strings.TrimRight(d.EDTF, "?~%"))
	switch {
	case strings.HasPrefix(words, "from "), strings.HasPrefix(words, "up to "):
		return words
	case err == nil, strings.Contains(d.EDTF, "/"), strings.HasPrefix(words, "some day"):
		return "on " + words
	}
	return "in " + words
}

// whence says after a day how it follows.
func whence(basis store.DateBasis) string {
	if basis == "INFERRED" {
		return " (date inferred from the article)"
	}
	if basis == "EXTERNAL" {
		return " (date known from outside the articles)"
	}
	return ""
}

// inLetters writes a small number as a word.
func inLetters(n int) string {
	words := strings.Fields("no one two three four five six seven eight nine ten eleven twelve")
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}
