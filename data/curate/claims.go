package curate

import (
	"cmp"
	"strconv"
	"strings"
)

// A valueKind tells how values of a type are shown as text, and which of their words a passage must print.
type valueKind[T any] struct {
	show  func(T) string
	words func(T) []scalar
}

var (
	printedText = valueKind[scalar]{
		func(w scalar) string { return w.string },
		func(w scalar) []scalar { return []scalar{w} },
	}
	chosen    = valueKind[scalar]{func(w scalar) string { return w.string }, func(scalar) []scalar { return nil }}
	number    = valueKind[int]{strconv.Itoa, func(int) []scalar { return nil }}
	dateValue = valueKind[date]{func(d date) string { return d.EDTF.string },
		func(d date) []scalar { return []scalar{d.AsPrinted} }}
	mentioned = valueKind[[]mention]{
		func(all []mention) string {
			var names []string
			for _, m := range all {
				names = append(names, m.NamedAs.string)
			}
			return strings.Join(names, ", ")
		},
		func(all []mention) []scalar {
			var words []scalar
			for _, m := range all {
				words = append(words, m.NamedAs)
			}
			return words
		},
	}
)

// compileClaims compiles the claims of a field, with their citations, and gives their values: all that hold, if the
// field is a list.
func compileClaims[T any](a *assembler, subject string, id int64, property string, all claims[T], of valueKind[T]) []T {
	var values []T
	for i, c := range all {
		a.cite(subject, id, property, i, c.at, c.Cite)
		for _, w := range of.words(c.Value) {
			if !c.Reason.isPresent() { // a reason may tell how the value follows from other words
				a.printed(w, c.Cite)
			}
		}
		if c.Rank.isPresent() && c.Rank.string != normal && !c.Reason.isPresent() {
			a.addProblem(c.Rank.at, "the rank %s has no reason: say in reason why", c.Rank.string)
		}
		a.insert("claim", map[string]any{
			"subject_id": id, "subject": subject, "property": property, "item": i,
			"value": of.show(c.Value), "rank": cmp.Or(c.Rank.string, normal), "reason": text(c.Reason),
		})
		values = append(values, c.Value)
	}
	return values
}

// Ranks of claims.
const (
	preferred  = "PREFERRED"
	normal     = "NORMAL"
	deprecated = "DEPRECATED"
)

// settle compiles the claims of a field of which one is true, and gives the value of the best-ranked one.
func settle[T any](a *assembler, subject string, id int64, property string, all claims[T], of valueKind[T]) *T {
	compileClaims(a, subject, id, property, all, of)
	best, ties := all.best()
	if ties {
		a.addProblem(all[0].at,
			"%s has several claims of the same rank: give one the rank PREFERRED, with a reason, or deprecate the "+
				"wrong ones", property)
	}
	if best == nil {
		return nil
	}
	return &best.Value
}

// best gives the claim with the best rank, and tells whether others have it too.
func (c claims[T]) best() (best *claim[T], ties bool) {
	for i := range c {
		switch {
		case c[i].Rank.string == deprecated:
		case best == nil, c[i].Rank.string == preferred && best.Rank.string != preferred:
			best, ties = &c[i], false
		case c[i].Rank.string == preferred || best.Rank.string != preferred:
			ties = true
		}
	}
	return best, ties
}

// settledText is a settled field whose value is printed, or NULL.
func settledText(a *assembler, subject string, id int64, property string, all claims[scalar]) any {
	if w := settle(a, subject, id, property, all, printedText); w != nil {
		return w.string
	}
	return nil
}

// settledName is a settled field that must be there.
func settledName(a *assembler, subject string, id int64, all claims[scalar]) string {
	name, _ := settledText(a, subject, id, "name", all).(string)
	if name == "" {
		a.addProblem(at{}, "there is no name: give the fullest that a document prints, with its passage")
	}
	return name
}
