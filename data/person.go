package data

import (
	"context"

	"github.com/summitry/summitry/data/store"
)

// A Person is somebody whom a document names.
type Person agent

var personKind = Kind{
	Name: "person", Folder: "people", Types: []string{"Person"}, Table: &agentTable,
	ByKey: asNodes(&AgentByKey), BySlug: asNodes(&AgentBySlug),
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

// People.
var (
	PersonBySlug    = people.BySlug()
	People          = people.List(everyPerson, agentsByName)
	PeopleOfCountry = people.List(peopleByCountry, agentsByName)
)

// A PersonFilter asks for persons by the slugs of their country or of an organization in which they hold a position,
// and by words of a name.
type PersonFilter struct {
	Country      []string
	Organization []string
	Name         *string
}

// Where holds the filter's conditions.
func (f *PersonFilter) Where() store.Where {
	var w store.Where
	if f == nil {
		return w
	}
	w = store.In(w, "country", peopleByCountry, f.Country)
	w = store.In(w, "organization", peopleByOrganization, f.Organization)
	return w.Match("name", f.Name)
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

// Positions leads from a person to the titles that they held.
var Positions = store.Relation[store.Key, *Position]{
	Entity: store.NewEntity[Position]("position"),
	Key:    "position.person_id",
	Order:  "position.position",
}

// PositionsOn gives of each person the positions that they held on a day: certainly, or possibly too.
func PositionsOn(
	ctx context.Context, s *store.Store, people []store.Key, day store.Date, match store.Certainty,
) (map[store.Key][]*Position, error) {
	return Positions.AllWhere(ctx, s, people, store.NewCondition(`EXISTS (
		SELECT 1 FROM position_span AS span
		WHERE span.person_id = position.person_id AND span.position = position.position
			AND ? BETWEEN first_day AND last_day AND ? IN (certainty, 'POSSIBLE')
	)`, day, match))
}

// A PositionRef tells a position from all others: the person, and the number among the person's positions.
type PositionRef struct {
	person store.Key
	item   int32
}

func (p *Position) Ref() PositionRef { return PositionRef{p.personKey, p.item} }

// A positionSpan is some days on which a position was held, and how sure that is. Spans of a position do not overlap.
type positionSpan struct {
	item      int32           `db:"position"`
	certainty store.Certainty `db:"certainty"`
}

var positionSpans = store.Relation[store.Key, *positionSpan]{
	Entity: store.NewEntity[positionSpan]("position_span"),
	Key:    "position_span.person_id",
	Order:  "position_span.person_id",
}

// PositionsCertain tells how sure it is that positions were held on a day. One that certainly was not is absent.
func PositionsCertain(
	ctx context.Context, s *store.Store, positions []PositionRef, day store.Date,
) (map[PositionRef]*store.Certainty, error) {
	people := make([]store.Key, len(positions))
	for i, p := range positions {
		people[i] = p.person
	}
	spans, err := positionSpans.AllWhere(ctx, s, people, store.NewCondition("? BETWEEN first_day AND last_day", day))
	certainties := map[PositionRef]*store.Certainty{}
	for person, on := range spans {
		for _, span := range on {
			certainties[PositionRef{person, span.item}] = &span.certainty
		}
	}
	return certainties, err
}

// Lists of them.
type (
	PersonConnection = store.Page[*Person]
	PersonEdge       = store.Edge[*Person]
)
