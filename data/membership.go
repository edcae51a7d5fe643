package data

import (
	"context"
	"database/sql"
)

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

func (m *Membership) ID() string  { return idOf("membership", m.Slug) }
func (m *Membership) URL() string { return urlOf("membership", m.Slug) }
func (m *Membership) Fact() Fact  { return wholeRecord(m.Key) }
func (*Membership) node()         {}

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
	memberships         = describe("membership", (*Membership).columns, itself)
	membershipStart     = &DateColumn{"membership", "start", "by_start"}
	membershipsByStart  = byDate(membershipStart, "by_start", "slug", false)
	membershipsByState  = NewOrder(Order{Table: "membership", Rank: "by_state", By: "(SELECT sort_key FROM agent WHERE agent.id = state_id), state_id, " + membershipsByStart.By})
	membershipsIn       = NewIndex(Index{Name: "membership organization", Space: "agent", Pairs: "SELECT id AS record, organization_id AS value FROM membership"})
	membershipsOf       = NewIndex(Index{Name: "membership state", Space: "agent", Pairs: "SELECT id AS record, state_id AS value FROM membership"})
	membershipsByStatus = NewIndex(Index{Name: "membership status", Pairs: "SELECT id AS record, status AS value FROM membership"})
	membershipTable     = Table{
		Name:    "membership",
		Orders:  []Order{membershipsByState, membershipsByStart},
		Indexes: []*Index{membershipsIn, membershipsOf, membershipsByStatus},
	}
)

// Memberships.
var (
	MembershipByKey           = byKey(memberships, "")
	MembershipBySlug          = bySlug(memberships, "membership", "")
	MembershipsOfOrganization = List[*Membership]{memberships, membershipsIn, membershipsByState}
	MembershipsOfState        = List[*Membership]{memberships, membershipsOf, membershipsByStart}
	Deciders                  = mentions("decider", "membership_id")
)

// MembershipsWhere takes memberships that have one of some statuses and that held on a day: certainly, or possibly too.
func MembershipsWhere(asOf *Date, match Certainty, status []MembershipStatus) Where {
	w := In(Where{}, "status", membershipsByStatus, status)
	if asOf != nil {
		w = w.Check("EXISTS (SELECT 1 FROM membership_span WHERE membership_id = l.record_id AND ? BETWEEN first_day AND last_day AND ? IN (certainty, 'POSSIBLE'))", *asOf, match)
	}
	return w
}

// MembershipsCertain tells how sure it is that memberships held on a day. One that certainly did not is absent.
func MembershipsCertain(ctx context.Context, s *Store, memberships []Key, day Date) (map[Key]*Certainty, error) {
	certainties := map[Key]*Certainty{}
	const query = "SELECT membership_id, certainty FROM membership_span WHERE membership_id IN (SELECT value FROM json_each(?)) AND ? BETWEEN first_day AND last_day"
	err := s.each(ctx, query, []any{list(memberships), day}, func(rows *sql.Rows) error {
		var key Key
		var c Certainty
		if err := rows.Scan(&key, &c); err != nil {
			return err
		}
		certainties[key] = &c
		return nil
	})
	return certainties, err
}

// Lists of them.
type (
	MembershipConnection = Page[*Membership]
	MembershipEdge       = Edge[*Membership]
)
