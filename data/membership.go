package data

import "context"

// A Membership is the relation of a country to an organization.
type Membership struct {
	Key             Key              `db:"id"`
	Slug            string           `db:"slug"`
	StateKey        Key              `db:"state_id"`
	OrganizationKey Key              `db:"organization_id"`
	Status          MembershipStatus `db:"status"`
	Start           *UncertainDate   `db:"start"`
	End             *UncertainDate   `db:"end"`
	Attested        []*UncertainDate `db:"attested"`
	OccasionKey     *Key             `db:"occasion_id"`
}

func (m *Membership) ID() string  { return idOf("membership", m.Slug) }
func (m *Membership) URL() string { return urlOf("membership", m.Slug) }
func (m *Membership) Fact() Fact  { return wholeRecord(m.Key) }
func (*Membership) node()         {}

// MembershipStatus tells what a country is to an organization.
type MembershipStatus string

var (
	memberships        = NewEntity[Membership]("membership")
	membershipStart    = NewDateColumn("membership", "start", "by_start")
	membershipsByStart = membershipStart.EarliestFirst("slug")
	membershipsByState = NewOrder("membership", "by_state",
		"(SELECT sort_key FROM agent WHERE agent.id = state_id), state_id, "+membershipsByStart.By())
	membershipsIn = IndexByRecord("membership organization", agentSlugs,
		`SELECT id AS record, organization_id AS value FROM membership`)
	membershipsOf = IndexByRecord("membership state", agentSlugs,
		`SELECT id AS record, state_id AS value FROM membership`)
	membershipsByStatus = IndexByValue("membership status", `SELECT id AS record, status AS value FROM membership`)
	membershipTable     = Table{
		Name:    "membership",
		Orders:  []Order{membershipsByState, membershipsByStart},
		Indexes: []*Index{membershipsIn, membershipsOf, membershipsByStatus},
	}
)

// Memberships.
var (
	MembershipByKey           = memberships.ByKey()
	MembershipBySlug          = memberships.BySlug()
	MembershipsOfOrganization = memberships.List(membershipsIn, membershipsByState)
	MembershipsOfState        = memberships.List(membershipsOf, membershipsByStart)
	Deciders                  = mentions("decider", "membership_id")
)

// MembershipsWhere takes memberships that have one of some statuses and that held on a day: certainly, or possibly too.
func MembershipsWhere(asOf *Date, match Certainty, status []MembershipStatus) Where {
	w := In(Where{}, "status", membershipsByStatus, status)
	if asOf != nil {
		// Cursors depend on this text.
		w = w.Check("EXISTS (SELECT 1 FROM membership_span WHERE membership_id = l.record_id"+
			" AND ? BETWEEN first_day AND last_day AND ? IN (certainty, 'POSSIBLE'))", *asOf, match)
	}
	return w
}

// A membershipSpan is some days on which a membership held, and how sure that is. Spans do not overlap.
type membershipSpan struct {
	membershipKey Key       `db:"membership_id"`
	certainty     Certainty `db:"certainty"`
}

var membershipSpans = Relation[Key, *membershipSpan]{
	Entity: NewEntity[membershipSpan]("membership_span"),
	Key:    "membership_span.membership_id",
	Order:  "membership_span.membership_id",
}

// MembershipsCertain tells how sure it is that memberships held on a day. One that certainly did not is absent.
func MembershipsCertain(ctx context.Context, s *Store, memberships []Key, day Date) (map[Key]*Certainty, error) {
	spans, err := membershipSpans.AllWhere(ctx, s, memberships, NewCondition("? BETWEEN first_day AND last_day", day))
	certainties := map[Key]*Certainty{}
	for key, on := range spans {
		certainties[key] = &on[0].certainty
	}
	return certainties, err
}

// Lists of them.
type (
	MembershipConnection = Page[*Membership]
	MembershipEdge       = Edge[*Membership]
)
