package data

import "github.com/summitry/summitry/data/store"

// An Agent is a person, an organization or a country: it can speak and take part in events.
type Agent interface {
	Node
	Cited
	agent()
}

// agent is a row of the table agent, of any kind.
type agent struct {
	Key          store.Key            `db:"id"`
	kind         string               `db:"kind"`
	Slug         string               `db:"slug"`
	Name         string               `db:"name"`
	SortName     string               `db:"sort_name"`
	OtherNames   []string             `db:"other_names"`
	Acronym      *string              `db:"acronym"`
	Founded      *store.UncertainDate `db:"founded"`
	Headquarters *string              `db:"headquarters"`
	PartOfKey    *store.Key           `db:"part_of_id"`
	IsoAlpha2    *string              `db:"iso_alpha2"`
	IsoAlpha3    *string              `db:"iso_alpha3"`
	CountryKey   *store.Key           `db:"country_id"`
}

// asAgent converts a row to the type of its kind.
func (a *agent) asAgent() Agent {
	switch a.kind {
	case "PERSON":
		return (*Person)(a)
	case "ORGANIZATION":
		return (*Organization)(a)
	default:
		return a.country()
	}
}

var agents = store.NewEntityAs("agent", (*agent).asAgent, "kind")

// agentSlugs also contains ISO codes.
var agentSlugs = store.Space{Table: "agent", Label: "name"}

var (
	agentsByName = store.NewOrder("agent", "by_name", "sort_key, slug")
	agentTable   = store.Table{
		Name:   "agent",
		Orders: []store.Order{agentsByName},
		Indexes: []*store.Index{
			everyOrganization, everyCountry, everyMemberState, everyPerson, peopleByCountry, peopleByOrganization,
		},
		// A country is also found by the passages of its memberships.
		Search: `
			SELECT agent.id, 'agent', slug,
				agent.name || coalesce(char(30) || acronym, '')
					|| coalesce(char(30) || (SELECT group_concat(value, char(30)) FROM json_each(other_names)), ''),
				'',
				coalesce((
					SELECT group_concat(exact, char(30) ORDER BY by_place)
					FROM (
						SELECT DISTINCT exact, by_place
						FROM citation
						WHERE subject_id = agent.id
							OR subject_id IN (SELECT id FROM membership WHERE state_id = agent.id)
					)
				), ''),
				''
			FROM agent
			ORDER BY id`,
	}
)

// Relations to agents of any kind.
var (
	AgentByKey  = agents.ByKey()
	AgentBySlug = agents.BySlug()
)
