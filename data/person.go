package data

import (
	"context"

	"github.com/summitry/summitry/data/store"
)

// A Person is somebody whom a document names.
type Person agent

var personKind = Kind{
	Name: "person", Folder: "people", Types: []string{"Person"}, Table: &agentTable,
	Rows:  isPerson,
	ByKey: nodesByKey(&AgentByKey), BySlug: asNodes(&AgentBySlug),
	Citable: map[string][]string{
		"Person":   {"name", "otherNames", "country", "positions"},
		"Position": {"title", "of", "start", "end", "attested"},
	},
}

func (p *Person) ID() string  { return personKind.id(p.Slug) }
func (p *Person) URL() string { return personKind.url(p.Slug) }
func (p *Person) Fact() Fact  { return wholeRecord(p.Key) }
func (*Person) node()         {}
func (*Person) agent()        {}

func (a *agent) person() *Person { return (*Person)(a) }

var people = store.NewEntityAs("agent", (*agent).person).Where(isPerson)

const isPerson = "agent.kind = 'PERSON'"

// Indexes of people.
var (
	everyPerson     = people.All("person")
	peopleByCountry = store.IndexByRecord("person country", agentSlugs, `
		SELECT id AS record, country_id AS value
		FROM agent
		WHERE country_id IS NOT NULL`)
	peopleByOrganization = store.IndexByRecord("person organization", agentSlugs, `
		SELECT person_id AS record, whole.id AS value
		FROM position JOIN `+wholes+` ON part = of_id`)
)

// Relations and lists of people.
var (
	PersonBySlug    = people.BySlug()
	People          = people.List(everyPerson, agentsByName)
	PeopleOfCountry = people.List(peopleByCountry, agentsByName)
)

// A PersonFilter selects people by the slugs of their country or of an organization in which they hold a position, and
// by words of a name.
type PersonFilter struct {
	Country      []string
	Organization []string
	Name         *string
}

// Where returns the filter as conditions.
func (f *PersonFilter) Where() store.Where {
	var w store.Where
	if f == nil {
		return w
	}
	w = store.In(w, "filter.country", peopleByCountry, f.Country)
	w = store.In(w, "filter.organization", peopleByOrganization, f.Organization)
	return w.Match("filter.name", "name", f.Name)
}

// A Position is a title held by a person.
type Position struct {
	personKey store.Key              `db:"person_id"`
	item      int32                  `db:"position"`
	Title     string                 `db:"title"`
	OfKey     *store.Key             `db:"of_id"`
	Start     *store.UncertainDate   `db:"start"`
	End       *store.UncertainDate   `db:"end"`
	Attested  []*store.UncertainDate `db:"attested"`
}

func (p *Position) Fact() Fact { return Fact{p.personKey, "positions", p.item} }

// Positions is the relation from people to their titles.
var Positions = store.Relation[store.Key, *Position]{
	Entity: store.NewEntity[Position]("position"),
	Key:    "position.person_id",
	Order:  "position.position",
}

// PositionsOn returns the positions of each person that held on a day, certainly or, if match is Possible, possibly.
func PositionsOn(
	ctx context.Context, s *store.Store, people []store.Key, day store.Date, match store.Certainty,
) (map[store.Key][]*Position, error) {
	return Positions.AllWhere(ctx, s, people, store.NewCondition(`EXISTS (
		SELECT 1 FROM position_span AS span
		WHERE span.person_id = position.person_id AND span.position = position.position
			AND ? BETWEEN first_day AND last_day AND ? IN (certainty, 'POSSIBLE')
	)`, day, match))
}

// Pages of people.
type (
	PersonConnection = store.Page[*Person]
	PersonEdge       = store.Edge[*Person]
)
