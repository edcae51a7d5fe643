package data

import "github.com/summitry/summitry/data/store"

// A Membership is one status of a country in an organization.
type Membership struct {
	Key             store.Key              `db:"id"`
	Slug            string                 `db:"slug"`
	StateKey        store.Key              `db:"state_id"`
	OrganizationKey store.Key              `db:"organization_id"`
	Status          MembershipStatus       `db:"status"`
	Start           *store.UncertainDate   `db:"start"`
	End             *store.UncertainDate   `db:"end"`
	Attested        []*store.UncertainDate `db:"attested"`
	OccasionKey     *store.Key             `db:"occasion_id"`
}

var membershipKind = Kind{
	Name: "membership", Folder: "memberships", Types: []string{"Membership"}, Table: &membershipTable,
	ByKey: nodesByKey(&MembershipByKey), BySlug: asNodes(&MembershipBySlug),
	Citable: map[string][]string{
		"Membership": {"start", "end", "attested", "decidedBy", "occasion"},
	},
}

func (m *Membership) ID() string  { return membershipKind.id(m.Slug) }
func (m *Membership) URL() string { return membershipKind.url(m.Slug) }
func (m *Membership) Fact() Fact  { return wholeRecord(m.Key) }
func (*Membership) node()         {}

// MembershipStatus is the status of a country in an organization, such as OBSERVER.
type MembershipStatus string

var (
	memberships        = store.NewEntity[Membership]("membership")
	membershipStart    = store.NewDateColumn("membership", "start", "by_start")
	membershipsByStart = membershipStart.EarliestFirst("slug")
	membershipsByState = store.NewOrder("membership", "by_state",
		"(SELECT sort_key FROM agent WHERE agent.id = state_id), state_id, "+membershipsByStart.By())
	membershipsIn = store.IndexByRecord("membership organization", agentSlugs,
		`SELECT id AS record, organization_id AS value FROM membership`)
	membershipsOf = store.IndexByRecord("membership state", agentSlugs,
		`SELECT id AS record, state_id AS value FROM membership`)
	membershipsByStatus = store.IndexByValue("membership status",
		`SELECT id AS record, status AS value FROM membership`)
	membershipTable = store.Table{
		Name:    "membership",
		Orders:  []store.Order{membershipsByState, membershipsByStart},
		Indexes: []*store.Index{membershipsIn, membershipsOf, membershipsByStatus},
		Search: `
			SELECT membership.id, 'membership', membership.slug, '', '',
				coalesce((
					SELECT group_concat(exact, char(30) ORDER BY by_place)
					FROM citation
					WHERE subject_id = membership.id
				), ''),
				state.name || char(30) || whole.name || coalesce(char(30) || whole.acronym, '')
					|| char(30) || lower(replace(status, '_', ' '))
			FROM membership
			JOIN agent AS state ON state.id = state_id
			JOIN agent AS whole ON whole.id = organization_id
			ORDER BY membership.id`,
	}
)

// Relations and lists of memberships.
var (
	MembershipByKey           = memberships.ByKey()
	MembershipBySlug          = memberships.BySlug()
	MembershipsOfOrganization = memberships.List(membershipsIn, membershipsByState)
	MembershipsOfState        = memberships.List(membershipsOf, membershipsByStart)
	Deciders                  = mentions("decider", "membership_id")
)

// MembershipsWhere selects memberships by status, and by a day on which they held certainly or, if match is Possible,
// possibly.
func MembershipsWhere(asOf *store.Date, match store.Certainty, status []MembershipStatus) store.Where {
	w := store.In(store.Where{}, "status", membershipsByStatus, status)
	if asOf != nil {
		// Cursors contain a hash of this SQL: changing it invalidates them.
		w = w.Check("EXISTS (SELECT 1 FROM membership_span WHERE membership_id = l.record_id"+
			" AND ? BETWEEN first_day AND last_day AND ? IN (certainty, 'POSSIBLE'))", *asOf, match)
	}
	return w
}

// Pages of memberships.
type (
	MembershipConnection = store.Page[*Membership]
	MembershipEdge       = store.Edge[*Membership]
)
