package data

// A Country is a state: a MemberState or an OtherCountry.
type Country interface {
	Agent
	country()
}

// A MemberState is a country with a membership of any status, past or present.
type MemberState agent

// An OtherCountry is a country of which the documents tell no membership.
type OtherCountry agent

func (s *MemberState) ID() string   { return idOf("country", s.Slug) }
func (s *MemberState) URL() string  { return urlOf("country", s.Slug) }
func (s *MemberState) Fact() Fact   { return wholeRecord(s.Key) }
func (*MemberState) node()          {}
func (*MemberState) agent()         {}
func (*MemberState) country()       {}
func (c *OtherCountry) ID() string  { return idOf("country", c.Slug) }
func (c *OtherCountry) URL() string { return urlOf("country", c.Slug) }
func (c *OtherCountry) Fact() Fact  { return wholeRecord(c.Key) }
func (*OtherCountry) node()         {}
func (*OtherCountry) agent()        {}
func (*OtherCountry) country()      {}

func (a *agent) country() Country {
	if a.kind == "MEMBER_STATE" {
		return (*MemberState)(a)
	}
	return (*OtherCountry)(a)
}

var (
	countries    = describe("agent", (*agent).columns, (*agent).country, "kind")
	memberStates = describe("agent", (*agent).columns, func(a *agent) *MemberState { return (*MemberState)(a) })
)

const (
	isCountry     = "agent.kind IN ('MEMBER_STATE', 'OTHER_COUNTRY')"
	isMemberState = "agent.kind = 'MEMBER_STATE'"
)

// What countries are listed by.
var (
	everyCountry     = NewIndex(Index{Name: "country", Space: allRecords, Pairs: "SELECT id AS record, 0 AS value FROM agent WHERE " + isCountry})
	everyMemberState = NewIndex(Index{Name: "member state", Space: allRecords, Pairs: "SELECT id AS record, 0 AS value FROM agent WHERE " + isMemberState})
)

// Countries. Their slugs include ISO 3166-1 codes.
var (
	CountryByKey      = byKey(countries, isCountry)
	CountryBySlug     = bySlug(countries, "agent", isCountry)
	Countries         = List[Country]{countries, everyCountry, agentsByName}
	MemberStateByKey  = byKey(memberStates, isMemberState)
	MemberStateBySlug = bySlug(memberStates, "agent", isMemberState)
	MemberStates      = List[*MemberState]{memberStates, everyMemberState, agentsByName}
)

// Lists of them.
type (
	CountryConnection     = Page[Country]
	CountryEdge           = Edge[Country]
	MemberStateConnection = Page[*MemberState]
	MemberStateEdge       = Edge[*MemberState]
)
