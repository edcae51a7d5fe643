package data

import "github.com/summitry/summitry/data/store"

// A Country is a state: a MemberState or an OtherCountry.
type Country interface {
	Agent
	country()
}

// A MemberState is a country with a membership of any status, past or present.
type MemberState agent

// An OtherCountry is a country without a membership in the documents.
type OtherCountry agent

var countryKind = Kind{
	Name: "country", Folder: "countries", Types: []string{"MemberState", "OtherCountry"}, Table: &agentTable,
	Rows:  isCountry,
	ByKey: nodesByKey(&AgentByKey), BySlug: asNodes(&AgentBySlug),
	Citable: map[string][]string{
		"MemberState":  {"name", "otherNames"},
		"OtherCountry": {"name", "otherNames"},
	},
}

func (s *MemberState) ID() string   { return countryKind.id(s.Slug) }
func (s *MemberState) URL() string  { return countryKind.url(s.Slug) }
func (s *MemberState) Fact() Fact   { return wholeRecord(s.Key) }
func (*MemberState) node()          {}
func (*MemberState) agent()         {}
func (*MemberState) country()       {}
func (c *OtherCountry) ID() string  { return countryKind.id(c.Slug) }
func (c *OtherCountry) URL() string { return countryKind.url(c.Slug) }
func (c *OtherCountry) Fact() Fact  { return wholeRecord(c.Key) }
func (*OtherCountry) node()         {}
func (*OtherCountry) agent()        {}
func (*OtherCountry) country()      {}

func (a *agent) memberState() *MemberState { return (*MemberState)(a) }

func (a *agent) country() Country {
	if a.kind == "MEMBER_STATE" {
		return (*MemberState)(a)
	}
	return (*OtherCountry)(a)
}

// NamesOf lists what a country can be called: its slug first, then names and ISO codes.
func NamesOf(c Country) []string {
	var a *agent
	switch c := c.(type) {
	case *MemberState:
		a = (*agent)(c)
	case *OtherCountry:
		a = (*agent)(c)
	}
	all := append([]string{a.Slug, a.Name}, a.OtherNames...)
	for _, code := range []*string{a.IsoAlpha2, a.IsoAlpha3} {
		if code != nil {
			all = append(all, *code)
		}
	}
	return all
}

var (
	countries    = store.NewEntityAs("agent", (*agent).country, "kind").Where(isCountry)
	memberStates = store.NewEntityAs("agent", (*agent).memberState).Where(isMemberState)
)

const (
	isCountry     = "agent.kind IN ('MEMBER_STATE', 'OTHER_COUNTRY')"
	isMemberState = "agent.kind = 'MEMBER_STATE'"
)

// Indexes of countries.
var (
	everyCountry     = countries.All("country")
	everyMemberState = memberStates.All("member state")
)

// Relations and lists of countries. Their slugs include ISO 3166-1 codes.
var (
	CountryByKey      = countries.ByKey()
	CountryBySlug     = countries.BySlug()
	AllCountries      = store.Relation[store.Key, Country]{Entity: countries, Order: "agent.by_name"}
	Countries         = countries.List(everyCountry, agentsByName)
	MemberStateByKey  = memberStates.ByKey()
	MemberStateBySlug = memberStates.BySlug()
	MemberStates      = memberStates.List(everyMemberState, agentsByName)
)

// Pages of countries.
type (
	CountryConnection     = store.Page[Country]
	CountryEdge           = store.Edge[Country]
	MemberStateConnection = store.Page[*MemberState]
	MemberStateEdge       = store.Edge[*MemberState]
)
