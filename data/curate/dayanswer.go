package curate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// A memberList is the members of an organization as a document lists them, on the day of the list.
type memberList struct {
	// The day that is printed with the list; otherwise that of the document, INFERRED at most.
	On date `yaml:"on"       jsonschema:"required"`
	// Whether the document prints the list as complete, so that no other country was a member on that day.
	Complete bool `yaml:"complete"`
	// The countries, by their slugs and as they are named. Each has a full membership that is attested for that day.
	States []mention `yaml:"states"   jsonschema:"required"`
}

var memberListValue = valueKind[memberList]{
	func(l memberList) string {
		kind := "list"
		if l.Complete {
			kind = "complete list"
		}
		return fmt.Sprintf("%s (%s, %s)", mentioned.show(l.States), kind, l.On.EDTF.string)
	},
	func(l memberList) []scalar { return append(mentioned.words(l.States), l.On.AsPrinted) },
}

// dayAnswers answers for all days whether positions and memberships held, and whether countries had a status in an
// organization.
func (a *assembler) dayAnswers() {
	for _, slug := range sorted(a.input.people) {
		a.startRecord("people", slug)
		for i := range a.input.people[slug].Positions {
			a.insertAnswers(a.agents[slug], int64(i), "", a.positionHolding(slug, i).byDay())
		}
	}
	together := map[statusOf][]holding{}
	for _, slug := range sorted(a.input.memberships) {
		a.startRecord("memberships", slug)
		m, h := a.input.memberships[slug], a.membershipHolding(slug)
		of := statusOf{m.Organization.string, m.State.string, m.Status.string}
		a.insertAnswers(a.memberships[slug], 0, "", besides([]holding{h}, a.holdingsBeside(of)))
		together[of] = append(together[of], h)
	}
	for _, slug := range sorted(a.input.organizations) {
		a.startRecord("organizations", slug)
		a.listsAgree(slug)
		for _, country := range sorted(a.input.countries) {
			of := statusOf{slug, country, fullMember}
			if without := a.listsWithout(slug, country); len(without) > 0 && together[of] == nil {
				together[of] = []holding{{who: a.nameOf(country), what: a.statusInWords(of), without: without}}
			}
		}
	}
	for _, of := range sortedStatuses(together) {
		a.insertAnswers(a.organizations[of.organization], a.countries[of.country], of.status,
			besides(together[of], a.holdingsBeside(of)))
	}
}

// holdingsBeside returns what is known of the other statuses of a country in an organization that may hold together
// with one.
func (a *assembler) holdingsBeside(of statusOf) (all []holding) {
	for _, slug := range sorted(a.input.memberships) {
		m := a.input.memberships[slug]
		if m.Organization.string == of.organization && m.State.string == of.country &&
			m.Status.string != of.status && !contrary(m.Status.string, of.status) {
			all = append(all, a.membershipHolding(slug))
		}
	}
	return all
}

// A statusOf is a status that a country may have in an organization.
type statusOf struct{ organization, country, status string }

func sortedStatuses(all map[statusOf][]holding) []statusOf {
	var keys []statusOf
	for of := range all {
		keys = append(keys, of)
	}
	slices.SortFunc(keys, func(a, b statusOf) int {
		return cmp.Or(cmp.Compare(a.organization, b.organization), cmp.Compare(a.country, b.country),
			cmp.Compare(a.status, b.status))
	})
	return keys
}

const fullMember = "FULL_MEMBER"

// insertAnswers adds the rows of a subject, whose answers are for all days.
func (a *assembler) insertAnswers(subject, item int64, status string, all []dayAnswer) {
	for _, answer := range all {
		id := a.id()
		row := map[string]any{"id": id, "subject_id": subject, "item": item, "status": status,
			"first_day": string(answer.first), "last_day": string(answer.last), "answer": string(answer.answer),
			"because": answer.because}
		if answer.basis != "" {
			row["basis"] = string(answer.basis)
		}
		a.insert("day_answer", row)
		for _, citation := range union(answer.passages, nil) {
			a.insert("day_answer_citation", map[string]any{"answer_id": id, "citation_id": citation})
		}
	}
}

// membershipHolding is what the documents say of when a membership held.
func (a *assembler) membershipHolding(slug string) holding {
	m, id := a.input.memberships[slug], a.memberships[slug]
	h := holding{
		who:   a.nameOf(m.State.string),
		what:  a.statusInWords(statusOf{m.Organization.string, m.State.string, m.Status.string}),
		start: a.bestEvidence(id, "start", m.Start),
		end:   a.bestEvidence(id, "end", m.End),
	}
	for i, c := range m.Attested {
		h.attested = append(h.attested, a.evidence(&c.Value, true, a.citations(supported{id, "attested", i})))
	}
	for _, other := range a.othersOf(slug) {
		if contrary(m.Status.string, other.kind) {
			h.contrary = append(h.contrary, other.certain(nil)...)
		}
	}
	if m.Status.string == fullMember {
		h.without = a.listsWithout(m.Organization.string, m.State.string)
	}
	return h
}

// bestEvidence is the best-ranked date of a field with its passages, or nil.
func (a *assembler) bestEvidence(id int64, property string, all claims[date]) *evidence {
	best, _ := all.best()
	for i := range all {
		if &all[i] == best {
			e := a.evidence(&best.Value, false, a.citations(supported{id, property, i}))
			return &e
		}
	}
	return nil
}

// evidence makes one of a date. A start or an end is on one of the days of an interval.
func (a *assembler) evidence(d *date, attests bool, passages []int64) evidence {
	days, _ := parseEDTF(d.EDTF.string) // its record says what is wrong
	basis := store.DateBasis(d.Basis.string)
	return evidence{&store.UncertainDate{EDTF: d.EDTF.string, Earliest: days.earliest, Latest: days.latest,
		Basis: basis}, attests && days.whole, passages}
}

func (a *assembler) citations(of supported) (ids []int64) {
	for _, q := range a.supporting[of] {
		ids = append(ids, q.id)
	}
	return ids
}

// listsWithout are the complete lists of an organization's members that leave a country out.
func (a *assembler) listsWithout(organization, country string) (all []completeList) {
	o := a.input.organizations[organization]
	if o == nil {
		return nil
	}
	for i, c := range o.Members {
		if c.Value.Complete &&
			!slices.ContainsFunc(c.Value.States, func(m mention) bool { return m.Agent.string == country }) {
			passages := a.citations(supported{a.organizations[organization], "members", i})
			all = append(all, completeList{a.evidence(&c.Value.On, true, passages), len(c.Value.States)})
		}
	}
	return all
}

// listsAgree refuses a list with a country that has no full membership attested for the day of the list.
func (a *assembler) listsAgree(organization string) {
	attests := func(m *membershipFile, country, day string) bool {
		return m.Organization.string == organization && m.State.string == country && m.Status.string == fullMember &&
			slices.ContainsFunc(m.Attested, func(c claim[date]) bool { return c.Value.EDTF.string == day })
	}
	for _, c := range a.input.organizations[organization].Members {
		for _, s := range c.Value.States {
			attested := false
			for _, m := range a.input.memberships {
				attested = attested || attests(m, s.Agent.string, c.Value.On.EDTF.string)
			}
			if !attested {
				a.addProblem(
					s.NamedAs.at,
					"no full membership of %q is attested for %s: add that day to the attested of "+
						"one, with this passage",
					s.Agent.string,
					c.Value.On.EDTF.string,
				)
			}
		}
	}
}

// positionHolding is what the documents say of when a position was held.
func (a *assembler) positionHolding(person string, i int) holding {
	p := a.input.people[person].Positions[i]
	h := holding{who: bestText(a.input.people[person].Name), what: p.Title.string}
	if of := a.nameOf(p.Of.string); of != "" {
		h.what += " (" + of + ")"
	}
	all := a.supporting[supported{a.agents[person], "positions", i}]
	for known, d := range map[**evidence]*date{&h.start: p.Start, &h.end: p.End} {
		if d != nil {
			e := a.evidence(d, false, passagesOfDate(*d, p, all))
			*known = &e
		}
	}
	for _, d := range p.Attested {
		h.attested = append(h.attested, a.evidence(&d, true, passagesOfDate(d, p, all)))
	}
	return h
}

// passagesOfDate are the passages of a position in the documents that print one of its dates. A date that is printed
// nowhere is of the documents in which no other date is printed.
func passagesOfDate(d date, p positionRecord, all []passageRow) (ids []int64) {
	prints := func(d date, document string) bool {
		return d.AsPrinted.isPresent() && slices.ContainsFunc(all, func(q passageRow) bool {
			return q.Document.string == document && q.Property.isPresent() &&
				strings.Contains(q.Exact.string, d.AsPrinted.string)
		})
	}
	for _, q := range all {
		other := slices.ContainsFunc(p.Attested, func(o date) bool { return prints(o, q.Document.string) })
		if prints(d, q.Document.string) || !d.AsPrinted.isPresent() && !other {
			ids = append(ids, q.id)
		}
	}
	return ids
}

// statusInWords says what a country with a status is: an observer of the union.
func (a *assembler) statusInWords(of statusOf) string {
	o := a.input.organizations[of.organization]
	if o == nil {
		return ""
	}
	name := "the " + strings.TrimPrefix(cmp.Or(bestText(o.Acronym), bestText(o.Name)), "The ")
	return fmt.Sprintf(map[string]string{
		fullMember:            "a full member of %s",
		"OBSERVER":            "an observer of %s",
		"SUSPENDED":           "a suspended member of %s",
		"WITHDRAWN":           "a country that had left %s",
		"ACCESSION_AGREED":    "a country whose accession to %s was agreed",
		"APPLICATION_REFUSED": "a country whose application to %s was refused",
	}[of.status], name)
}

// nameOf is the name of a country or organization, or "".
func (a *assembler) nameOf(slug string) string {
	if c := a.input.countries[slug]; c != nil {
		return bestText(c.Name)
	}
	if o := a.input.organizations[slug]; o != nil {
		return bestText(o.Name)
	}
	return ""
}

func bestText(c claims[scalar]) string {
	if best, _ := c.best(); best != nil {
		return best.Value.string
	}
	return ""
}
