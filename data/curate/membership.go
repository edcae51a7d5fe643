package curate

import (
	"slices"

	"github.com/summitry/summitry/data/store"
)

// A membership is the relation of a country to an organization; a change of status is another one.
type membershipFile struct {
	// The slug of the organization.
	Organization scalar `yaml:"organization" jsonschema:"required"`
	// The slug of the country.
	State scalar `yaml:"state" jsonschema:"required"`
	// What the country is to the organization.
	Status scalar `yaml:"status" jsonschema:"required" enum:"FULL_MEMBER ACCESSION_AGREED APPLICATION_REFUSED OBSERVER"`
	// When it began.
	Start claims[date] `yaml:"start"`
	// When it ended; a refusal ends as it starts.
	End claims[date] `yaml:"end"`
	// The days on which a document shows it in force, all of which hold.
	Attested claims[date] `yaml:"attested"`
	// Who decided it.
	DecidedBy claims[[]mention] `yaml:"decidedBy"`
	// The slug of the event at which it was decided.
	Occasion claims[scalar] `yaml:"occasion"`
}

func (a *assembler) membership(slug string, m *membershipFile) {
	a.startRecord("memberships", slug)
	id := a.memberships[slug]
	attested := []*store.UncertainDate{}
	for _, d := range compileClaims(a, "membership", id, "attested", m.Attested, dateValue) {
		attested = append(attested, a.uncertain(&d))
	}
	values := map[string]any{
		"id": id, "slug": slug,
		"state_id":        a.refer("country", a.countries, m.State),
		"organization_id": a.refer("organization", a.organizations, m.Organization),
		"status":          m.Status.string,
		"attested":        asJSON(attested),
	}
	a.setDate(values, "start", settle(a, "membership", id, "start", m.Start, dateValue))
	a.setDate(values, "end", settle(a, "membership", id, "end", m.End, dateValue))
	if occasion := settle(a, "membership", id, "occasion", m.Occasion, chosen); occasion != nil {
		values["occasion_id"] = a.refer("event", a.events, *occasion)
	}
	a.names("membership", id, scalar{string: slug})
	a.insert("membership", values)
	if deciders := settle(a, "membership", id, "decidedBy", m.DecidedBy, mentioned); deciders != nil {
		a.mentions("decider", "membership_id", id, *deciders)
	}
	a.onceAtATime(slug, m)
	a.possibleOrder(m)
	for _, s := range a.dayRanges(slug) {
		a.insert("membership_span", map[string]any{
			"membership_id": id, "first_day": string(s.first), "last_day": string(s.last),
			"certainty": string(s.certainty),
		})
	}
}

// dayRanges tells when a membership held, given those of the same state in the same organization.
func (a *assembler) dayRanges(slug string) []dayRange {
	return dayRanges(a.status(a.input.memberships[slug]), a.othersOf(slug))
}

// othersOf gives the other memberships of the same state in the same organization.
func (a *assembler) othersOf(slug string) (others []status) {
	own := a.input.memberships[slug]
	for _, other := range sorted(a.input.memberships) {
		m := a.input.memberships[other]
		if other != slug && m.State.string == own.State.string && m.Organization.string == own.Organization.string {
			others = append(others, a.status(m))
		}
	}
	return others
}

func (a *assembler) status(m *membershipFile) status {
	s := status{kind: m.Status.string, start: a.best(m.Start), end: a.best(m.End)}
	for _, c := range m.Attested {
		s.attested = append(s.attested, a.days(&c.Value))
	}
	if o := a.input.organizations[m.Organization.string]; o != nil {
		if founded := a.best(o.Founded); founded != nil {
			s.notBefore = founded.earliest
		}
	}
	return s
}

// best gives the days of the best-ranked date.
func (a *assembler) best(all claims[date]) *interval {
	best, _ := all.best()
	if best == nil {
		return nil
	}
	days := a.days(&best.Value)
	return &days
}

// onceAtATime refuses a membership of which nothing tells when it held, or that another file tells of as well.
func (a *assembler) onceAtATime(slug string, m *membershipFile) {
	if len(m.Start)+len(m.End)+len(m.Attested) == 0 {
		a.addProblem(m.Status.at,
			"nothing tells when this held: give a start, an end, or a day on which it is attested, with its passage")
	}
	for _, other := range sorted(a.input.memberships) {
		o := a.input.memberships[other]
		same := o.State.string == m.State.string && o.Organization.string == m.Organization.string &&
			o.Status.string == m.Status.string
		if other < slug && same && overlap(a.status(o), a.status(m)) {
			a.addProblem(
				m.Status.at,
				"memberships/%s.yaml tells of the same status at the same time: make one of the two",
				other,
			)
		}
	}
}

// possibleOrder refuses a membership that ends before it can have started, holds before that or before the organization
// was founded, or lasts although a refusal ends as it starts.
func (a *assembler) possibleOrder(m *membershipFile) {
	start, _ := m.Start.best()
	end, _ := m.End.best()
	if m.Status.string == "APPLICATION_REFUSED" && (start == nil || end == nil ||
		start.Value.EDTF.string != end.Value.EDTF.string) {
		a.addProblem(m.Status.at, "a refusal ends as it starts: give start and end the same date")
	}
	lowest := a.status(m).lowest()
	for _, c := range slices.Concat(m.Start, m.End, m.Attested) {
		if days := a.days(&c.Value); c.Rank.string != deprecated && days.latest != nil && *days.latest < lowest {
			a.addProblem(c.Value.EDTF.at,
				"this lies before %s, the first day of the membership by its start and the organization's founding: "+
					"correct one of the dates", lowest)
		}
	}
}

// overlap tells whether two memberships may have held at the same time.
func overlap(a, b status) bool {
	return a.lowest() <= b.highest(nil) && b.lowest() <= a.highest(nil)
}
