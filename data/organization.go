package data

// An Organization is a body that has members, speaks, employs or fights.
type Organization agent

func (o *Organization) ID() string  { return idOf("organization", o.Slug) }
func (o *Organization) URL() string { return urlOf("organization", o.Slug) }
func (o *Organization) Fact() Fact  { return wholeRecord(o.Key) }
func (*Organization) node()         {}
func (*Organization) agent()        {}

var organizations = describe("agent", (*agent).columns, func(a *agent) *Organization { return (*Organization)(a) })

const isOrganization = "agent.kind = 'ORGANIZATION'"

var everyOrganization = NewIndex(Index{Name: "organization", Space: allRecords, Pairs: "SELECT id AS record, 0 AS value FROM agent WHERE " + isOrganization})

// Organizations.
var (
	OrganizationByKey  = byKey(organizations, isOrganization)
	OrganizationBySlug = bySlug(organizations, "agent", isOrganization)
	Organizations      = List[*Organization]{organizations, everyOrganization, agentsByName}
	Founders           = mentions("founder", "organization_id")
)

// Lists of them.
type (
	OrganizationConnection = Page[*Organization]
	OrganizationEdge       = Edge[*Organization]
)
