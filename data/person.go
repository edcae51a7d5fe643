package data

// A Person is somebody whom a document names.
type Person agent

func (p *Person) ID() string { return "person:" + p.Slug }
func (p *Person) Fact() Fact { return wholeRecord(p.Key) }
func (*Person) node()        {}
func (*Person) agent()       {}

var people = describe("agent", (*agent).columns, func(a *agent) *Person { return (*Person)(a) })

const isPerson = "agent.kind = 'PERSON'"

// People.
var (
	PersonBySlug    = bySlug(people, "agent", isPerson)
	People          = everything(people, isPerson, agentsByName)
	PeopleOfCountry = Relation[Key, *Person]{noun: people, key: "agent.country_id", where: isPerson, order: agentsByName}
)

// A PersonFilter asks for persons by the slugs of their country or of an organization in which they hold a position, and
// by a part of a name.
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
	w = among(w, known("agent.country_id", "agent"), f.Country)
	w = among(w, "agent.id IN (SELECT person_id FROM position WHERE "+known("of_id", "agent")+")", f.Organization)
	if f.Name != nil {
		w = w.and("(instr(lower(agent.name), lower(?)) > 0 OR EXISTS (SELECT 1 FROM json_each(agent.other_names) WHERE instr(lower(value), lower(?)) > 0))", *f.Name, *f.Name)
	}
	return w
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
	noun:  describe("position", (*Position).columns, itself),
	key:   "position.person_id",
	order: order("position", "position.person_id", "position.position"),
}

// Lists of them.
type (
	PersonConnection = Page[*Person]
	PersonEdge       = Edge[*Person]
)
