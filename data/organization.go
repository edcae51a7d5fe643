package data

import "github.com/summitry/summitry/data/store"

// An Organization is a body that has members, speaks, employs people or takes part in events.
type Organization agent

var organizationKind = Kind{
	Name: "organization", Folder: "organizations", Types: []string{"Organization"}, Table: &agentTable,
	Rows:  isOrganization,
	ByKey: nodesByKey(&AgentByKey), BySlug: asNodes(&AgentBySlug),
	Citable: map[string][]string{
		"Organization": {
			"name", "otherNames", "acronym", "founded", "founders", "headquarters", "partOf", "members",
		},
	},
}

func (o *Organization) ID() string  { return organizationKind.id(o.Slug) }
func (o *Organization) URL() string { return organizationKind.url(o.Slug) }
func (o *Organization) Fact() Fact  { return wholeRecord(o.Key) }
func (*Organization) node()         {}
func (*Organization) agent()        {}

func (a *agent) organization() *Organization { return (*Organization)(a) }

var organizations = store.NewEntityAs("agent", (*agent).organization).Where(isOrganization)

const isOrganization = "agent.kind = 'ORGANIZATION'"

// wholes gives each organization (part) with itself and with every organization that it is a part of (id).
const wholes = `(
	WITH RECURSIVE found (part, id) AS (
		SELECT id, id FROM agent WHERE ` + isOrganization + `
		UNION
		SELECT part, part_of_id FROM found JOIN agent ON agent.id = found.id WHERE part_of_id IS NOT NULL
	)
	SELECT part, id FROM found
) AS whole`

var everyOrganization = organizations.All("organization")

// Relations and lists of organizations.
var (
	OrganizationByKey  = organizations.ByKey()
	OrganizationBySlug = organizations.BySlug()
	Organizations      = organizations.List(everyOrganization, agentsByName)
	Founders           = mentions("founder", "organization_id")
)

// Pages of organizations.
type (
	OrganizationConnection = store.Page[*Organization]
	OrganizationEdge       = store.Edge[*Organization]
)
