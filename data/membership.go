package data

import "context"

// A Membership is the relation of a country to an organization.
type Membership struct {
	Key             Key
	Slug            string
	StateKey        Key
	OrganizationKey Key
	Status          MembershipStatus
	Start           *UncertainDate
	End             *UncertainDate
	Attested        []*UncertainDate
	OccasionKey     *Key
}

func (m *Membership) ID() string { return "membership:" + m.Slug }
func (m *Membership) Fact() Fact { return wholeRecord(m.Key) }
func (*Membership) node()        {}

// MembershipStatus tells what a country is to an organization.
type MembershipStatus string

func (m *Membership) columns() []column {
	c := []column{
		{"id", &m.Key}, {"slug", &m.Slug}, {"state_id", &m.StateKey}, {"organization_id", &m.OrganizationKey}, {"status", &m.Status},
		{"attested", asJSON{&m.Attested}}, {"occasion_id", &m.OccasionKey},
	}
	return append(append(c, date("start", &m.Start)...), date("end", &m.End)...)
}

var (
	memberships        = describe("membership", (*Membership).columns, itself)
	membershipsByName  = order("membership by state", "membership.sort_name", "(membership.start_edtf IS NULL)", "coalesce(membership.start_earliest, '')", "membership.slug")
	membershipsByStart = byDay("membership by start", "membership.start", "membership.slug")
)

// Memberships.
var (
	MembershipByKey           = byKey(memberships, "")
	MembershipBySlug          = bySlug(memberships, "membership", "")
	MembershipsOfOrganization = Relation[Key, *Membership]{noun: memberships, key: "membership.organization_id", order: membershipsByName}
	MembershipsOfState        = Relation[Key, *Membership]{noun: memberships, key: "membership.state_id", order: membershipsByStart}
	Deciders                  = mentions("decider", "membership_id")
)

// MembershipsWhere takes memberships that certainly or possibly held on a day, and that have one of some statuses.
func MembershipsWhere(asOf *Date, status []MembershipStatus) Where {
	w := among(Where{}, "membership.status IN (SELECT value FROM json_each(?))", status)
	if asOf != nil {
		w = w.and("EXISTS (SELECT 1 FROM membership_span AS span WHERE span.membership_id = membership.id AND ? BETWEEN span.first_day AND span.last_day)", *asOf)
	}
	return w
}

// A span is some days in a row on which a membership certainly or possibly held. Outside of its spans it certainly did not.
type span struct{ certainty Certainty }

// Spans leads from memberships to how sure it is that they held.
var Spans = Relation[Key, *Certainty]{
	noun: describe("membership_span", func(s *span) []column { return []column{{"certainty", &s.certainty}} },
		func(s *span) *Certainty { return &s.certainty }),
	key:   "membership_span.membership_id",
	order: order("span", "membership_span.membership_id", "membership_span.first_day"),
}

// CertaintyOn tells how sure it is that memberships held on a day. One that certainly did not is absent.
func CertaintyOn(ctx context.Context, s *Store, memberships []Key, day Date) (map[Key]*Certainty, error) {
	return Spans.oneWhere(ctx, s, memberships, Where{}.and("? BETWEEN membership_span.first_day AND membership_span.last_day", day))
}

// Lists of them.
type (
	MembershipConnection = Page[*Membership]
	MembershipEdge       = Edge[*Membership]
)
