package data

import (
	"context"
	"database/sql"
)

// A Person is somebody whom a document names.
type Person agent

func (p *Person) ID() string  { return idOf("person", p.Slug) }
func (p *Person) URL() string { return urlOf("person", p.Slug) }
func (p *Person) Fact() Fact  { return wholeRecord(p.Key) }
func (*Person) node()         {}
func (*Person) agent()        {}

var people = describe("agent", (*agent).columns, func(a *agent) *Person { return (*Person)(a) })

const isPerson = "agent.kind = 'PERSON'"

// What people are listed by.
var (
	everyPerson          = NewIndex(Index{Name: "person", Space: allRecords, Pairs: "SELECT id AS record, 0 AS value FROM agent WHERE " + isPerson})
	peopleByCountry      = NewIndex(Index{Name: "person country", Space: "agent", Pairs: "SELECT id AS record, country_id AS value FROM agent WHERE country_id IS NOT NULL"})
	peopleByOrganization = NewIndex(Index{Name: "person organization", Space: "agent", Pairs: "SELECT person_id AS record, of_id AS value FROM position JOIN agent ON agent.id = of_id WHERE " + isOrganization})
)

// People.
var (
	PersonBySlug    = bySlug(people, "agent", isPerson)
	People          = List[*Person]{people, everyPerson, agentsByName}
	PeopleOfCountry = List[*Person]{people, peopleByCountry, agentsByName}
)

// A PersonFilter asks for persons by the slugs of their country or of an organization in which they hold a position, and
// by words of a name.
type PersonFilter struct {
	Country      []string
	Organization []string
	Name         *string
}

// Where holds the filter's terms.
func (f *PersonFilter) Where() Where {
	var w Where
	if f == nil {
		return w
	}
	w = In(w, "country", peopleByCountry, f.Country)
	w = In(w, "organization", peopleByOrganization, f.Organization)
	return w.Match("name", f.Name)
}

// A Position is a title held by a person.
type Position struct {
	personKey Key
	item      int32
	Title     string
	OfKey     *Key
	Start     *UncertainDate
	End       *UncertainDate
	Attested  []*UncertainDate
}

func (p *Position) Fact() Fact { return Fact{p.personKey, "positions", p.item} }

func (p *Position) columns() []column {
	c := []column{{"person_id", &p.personKey}, {"position", &p.item}, {"title", &p.Title}, {"of_id", &p.OfKey}, {"attested", asJSON{&p.Attested}}}
	return append(append(c, date("start", &p.Start)...), date("end", &p.End)...)
}

// Positions leads from a person to the titles that they held.
var Positions = Relation[Key, *Position]{
	Entity: describe("position", (*Position).columns, itself),
	Key:    "position.person_id",
	Order:  "position.position",
}

// PositionsOn gives of each person the positions that they held on a day: certainly, or possibly too.
func PositionsOn(ctx context.Context, s *Store, people []Key, day Date, match Certainty) (map[Key][]*Position, error) {
	return Positions.allWhere(ctx, s, people, condition{
		"EXISTS (SELECT 1 FROM position_span AS span WHERE span.person_id = position.person_id AND span.position = position.position AND ? BETWEEN first_day AND last_day AND ? IN (certainty, 'POSSIBLE'))",
		[]any{day, match},
	})
}

// A Place is that of a position among those of its person.
type PositionRef struct {
	person Key
	item   int32
}

// Place tells the position from others.
func (p *Position) Ref() PositionRef { return PositionRef{p.personKey, p.item} }

// PositionsCertain tells how sure it is that positions were held on a day. One that certainly was not is absent.
func PositionsCertain(ctx context.Context, s *Store, positions []PositionRef, day Date) (map[PositionRef]*Certainty, error) {
	people := make([]Key, len(positions))
	for i, p := range positions {
		people[i] = p.person
	}
	certainties := map[PositionRef]*Certainty{}
	const query = "SELECT person_id, position, certainty FROM position_span WHERE person_id IN (SELECT value FROM json_each(?)) AND ? BETWEEN first_day AND last_day"
	err := s.each(ctx, query, []any{list(people), day}, func(rows *sql.Rows) error {
		var p PositionRef
		var c Certainty
		if err := rows.Scan(&p.person, &p.item, &c); err != nil {
			return err
		}
		certainties[p] = &c
		return nil
	})
	return certainties, err
}

// Lists of them.
type (
	PersonConnection = Page[*Person]
	PersonEdge       = Edge[*Person]
)
