package data

// An Agent can speak or take part: a person, an organization, a country.
type Agent interface {
	Node
	Cited
	agent()
}

// agent is a row of the table agent, whatever its kind.
type agent struct {
	Key          Key
	kind         string
	Slug         string
	Name         string
	SortName     string
	OtherNames   []string
	Acronym      *string
	Founded      *UncertainDate
	Headquarters *string
	IsoAlpha2    *string
	IsoAlpha3    *string
	CountryKey   *Key
}

func (a *agent) columns() []column {
	return append([]column{
		{"id", &a.Key}, {"kind", &a.kind}, {"slug", &a.Slug}, {"name", &a.Name}, {"sort_name", &a.SortName}, {"other_names", asJSON{&a.OtherNames}},
		{"acronym", &a.Acronym}, {"headquarters", &a.Headquarters},
		{"iso_alpha2", &a.IsoAlpha2}, {"iso_alpha3", &a.IsoAlpha3}, {"country_id", &a.CountryKey},
	}, date("founded", &a.Founded)...)
}

// anybody gives a row the type of its kind.
func (a *agent) anybody() Agent {
	switch a.kind {
	case "PERSON":
		return (*Person)(a)
	case "ORGANIZATION":
		return (*Organization)(a)
	default:
		return a.country()
	}
}

var agents = describe("agent", (*agent).columns, (*agent).anybody, "kind")

var (
	agentsByName = NewOrder(Order{Table: "agent", Rank: "by_name", By: "sort_key, slug"})
	agentTable   = Table{
		Name:    "agent",
		Orders:  []Order{agentsByName},
		Indexes: []*Index{everyOrganization, everyCountry, everyMemberState, everyPerson, peopleByCountry, peopleByOrganization},
	}
)

// Agents lead to whoever can speak or take part.
var (
	AgentByKey  = byKey(agents, "")
	AgentBySlug = bySlug(agents, "agent", "")
)
