package curate

import (
	"cmp"
	"strconv"
	"strings"
)

// A valueKind converts values of a type to text and returns the words that a passage must contain.
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

// compileClaims adds the claims of a field with their citations and returns their values.
func compileClaims[T any](a *assembler, subject string, id int64, property string, all claims[T], of valueKind[T]) []T {
	var values []T
	for i, c := range all {
		a.cite(subject, id, property, i, c.at, c.Cite)
		a.says(supported{id, property, i}, of.show(c.Value))
		for _, w := range of.words(c.Value) {
			if !c.Reason.isPresent() { // the reason explains how the value follows from other words
				a.printed(w, c.Cite)
			}
		}
		if c.Rank.isPresent() && c.Rank.string != normal && !c.Reason.isPresent() {
			a.addProblem(c.Rank.at, "the rank %s needs a reason: explain it in reason", c.Rank.string)
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

// settle adds the claims of a field that has one true value, and returns the value of the best-ranked claim.
func settle[T any](a *assembler, subject string, id int64, property string, all claims[T], of valueKind[T]) *T {
	compileClaims(a, subject, id, property, all, of)
	best, ties := all.best()
	if ties {
		a.addProblem(all[0].at,
			"%s has several claims of the same rank: rank one PREFERRED, with a reason, or rank the wrong ones "+
				"DEPRECATED", property)
	}
	if best == nil {
		return nil
	}
	return &best.Value
}

// best returns the claim with the best rank, and whether other claims share that rank.
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

// settledText is settle for text that must be printed in a passage. It returns nil if there is no claim.
func settledText(a *assembler, subject string, id int64, property string, all claims[scalar]) any {
	if w := settle(a, subject, id, property, all, printedText); w != nil {
		return w.string
	}
	return nil
}

// settledName is settledText for a required name.
func settledName(a *assembler, subject string, id int64, all claims[scalar]) string {
	name, _ := settledText(a, subject, id, "name", all).(string)
	if name == "" {
		a.addProblem(at{}, "name is missing: write the fullest name that a document prints, with its passage")
	}
	return name
}
