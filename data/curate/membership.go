package curate

import (
	"slices"

	"github.com/summitry/summitry/data/store"
)

// A membership is one status of a country in an organization. A new status is a new membership.
type membershipFile struct {
	// The slug of the organization, for example example-union.
	Organization scalar `yaml:"organization" jsonschema:"required"`
	// The slug of the country, for example freeland. Members are countries: what a person belongs to is a position.
	State scalar `yaml:"state" jsonschema:"required"`
	// The status of the country in the organization, for example OBSERVER. SUSPENDED: from the day on which its full
	// membership was suspended. WITHDRAWN: from the day on which it left.
	Status scalar `yaml:"status" jsonschema:"required" enum:"membershipStatuses"`
	// The date on which it began, for example 2023-07-04.
	Start claims[date] `yaml:"start"`
	// The date on which it ended, for example 2023-07. A refusal ends on the date on which it starts.
	End claims[date] `yaml:"end"`
	// The dates on which a document shows it in force, for example 2023-03-30. All claims are valid.
	Attested claims[date] `yaml:"attested"`
	// The agents that decided it, for example union leaders.
	DecidedBy claims[[]mention] `yaml:"decidedBy"`
	// The slug of the event at which it was decided, for example example-summit-2030.
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

// dayRanges returns the days on which a membership held, given the others of the same state in the same organization.
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

// best returns the days of the best-ranked date.
func (a *assembler) best(all claims[date]) *interval {
	best, _ := all.best()
	if best == nil {
		return nil
	}
	days := a.days(&best.Value)
	return &days
}

// onceAtATime reports a problem if a membership has no dates, or overlaps another one of the same state, organization
// and status.
func (a *assembler) onceAtATime(slug string, m *membershipFile) {
	if len(m.Start)+len(m.End)+len(m.Attested) == 0 {
		a.addProblem(m.Status.at,
			"start, end and attested are all missing: write at least one of them, with its passage")
	}
	for _, other := range sorted(a.input.memberships) {
		o := a.input.memberships[other]
		same := o.State.string == m.State.string && o.Organization.string == m.Organization.string &&
			o.Status.string == m.Status.string
		if other < slug && same && overlap(a.status(o), a.status(m)) {
			a.addProblem(m.Status.at, "memberships/%s.yaml has the same status at the same time: merge the two files",
				other)
		}
	}
}

// possibleOrder reports a problem if a refusal does not end when it starts, or if a date is earlier than the start of
// the membership or the founding of the organization.
func (a *assembler) possibleOrder(m *membershipFile) {
	start, _ := m.Start.best()
	end, _ := m.End.best()
	if m.Status.string == "APPLICATION_REFUSED" && (start == nil || end == nil ||
		start.Value.EDTF.string != end.Value.EDTF.string) {
		a.addProblem(m.Status.at, "start and end of a refusal must be the same date: write both")
	}
	lowest := a.status(m).lowest()
	for _, c := range slices.Concat(m.Start, m.End, m.Attested) {
		if days := a.days(&c.Value); c.Rank.string != deprecated && days.latest != nil && *days.latest < lowest {
			a.addProblem(c.Value.EDTF.at,
				"the date must not be before %s, the earliest day by the start and the organization's founding, "+
					"got %s: correct one of the dates", lowest, c.Value.EDTF.string)
		}
	}
}

// overlap reports whether two memberships may have held at the same time.
func overlap(a, b status) bool {
	return a.lowest() <= b.highest(nil) && b.lowest() <= a.highest(nil)
}
