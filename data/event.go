package data

// An Event is what happened at a time and a place: a Summit, a Meeting, an Incident.
type Event interface {
	Node
	Cited
	Organizer() *Key // the organization's key
	event()
}

// event is a row of the table event, whatever its kind.
type event struct {
	Key             Key
	Slug            string
	Kind            EventKind
	Name            string
	Ordinal         *int32
	OrganizationKey *Key
	HostKey         *Key
	Format          *SummitFormat
	Status          SummitStatus
	When            *UncertainDate
	Place           *string
	PlaceAsPrinted  *string
}

// EventKind tells meetings of heads of state from others, and from what nobody convened.
type EventKind string

// SummitFormat tells whether the leaders travelled.
type SummitFormat string

// SummitStatus tells whether a summit was held or only announced.
type SummitStatus string

// A Summit is a meeting of heads of state.
type Summit event

// A Meeting is a conference of officials or two leaders at a table.
type Meeting event

// An Incident is an event that nobody convened, such as a rebellion.
type Incident event

func (s *Summit) ID() string        { return "event:" + s.Slug }
func (s *Summit) Fact() Fact        { return wholeRecord(s.Key) }
func (s *Summit) Organizer() *Key   { return s.OrganizationKey }
func (*Summit) node()               {}
func (*Summit) event()              {}
func (m *Meeting) ID() string       { return "event:" + m.Slug }
func (m *Meeting) Fact() Fact       { return wholeRecord(m.Key) }
func (m *Meeting) Organizer() *Key  { return m.OrganizationKey }
func (*Meeting) node()              {}
func (*Meeting) event()             {}
func (i *Incident) ID() string      { return "event:" + i.Slug }
func (i *Incident) Fact() Fact      { return wholeRecord(i.Key) }
func (i *Incident) Organizer() *Key { return i.OrganizationKey }
func (*Incident) node()             {}
func (*Incident) event()            {}

func (e *event) columns() []column {
	return append([]column{
		{"id", &e.Key}, {"slug", &e.Slug}, {"kind", &e.Kind}, {"name", &e.Name}, {"ordinal", &e.Ordinal},
		{"organization_id", &e.OrganizationKey}, {"host_id", &e.HostKey}, {"format", &e.Format}, {"status", &e.Status},
		{"place", &e.Place}, {"place_as_printed", &e.PlaceAsPrinted},
	}, date("when", &e.When)...)
}

// whatever gives a row the type of its kind.
func (e *event) whatever() Event {
	switch e.Kind {
	case "SUMMIT":
		return (*Summit)(e)
	case "INCIDENT":
		return (*Incident)(e)
	default:
		return (*Meeting)(e)
	}
}

var (
	events      = describe("event", (*event).columns, (*event).whatever)
	summits     = describe("event", (*event).columns, func(e *event) *Summit { return (*Summit)(e) })
	eventsByDay = byDay("event by day", "event.when", "event.slug")
)

const isSummit = "event.kind = 'SUMMIT'"

// Events.
var (
	EventByKey            = byKey(events, "")
	EventBySlug           = bySlug(events, "event", "")
	Events                = everything(events, "", eventsByDay)
	EventsOfAgent         = Relation[Key, Event]{noun: events, join: "JOIN (SELECT DISTINCT event_id, agent_id FROM participant) AS part ON part.event_id = event.id", key: "part.agent_id", order: eventsByDay}
	SummitByKey           = byKey(summits, isSummit)
	SummitBySlug          = bySlug(summits, "event", isSummit)
	Summits               = everything(summits, isSummit, eventsByDay)
	SummitsOfOrganization = Relation[Key, *Summit]{noun: summits, key: "event.organization_id", where: isSummit, order: eventsByDay}
	SummitsOfHost         = Relation[Key, *Summit]{noun: summits, key: "event.host_id", where: isSummit, order: eventsByDay}
)

// An EventFilter asks for events by kind, by the slugs of their organization or of who took part, and by day.
type EventFilter struct {
	Kind         []EventKind
	Organization []string
	Participant  []string
	When         *DateRange
}

// Where holds the filter's terms.
func (f *EventFilter) Where() Where {
	var w Where
	if f == nil {
		return w
	}
	w = among(w, "event.kind IN (SELECT value FROM json_each(?))", f.Kind)
	w = among(w, known("event.organization_id", "agent"), f.Organization)
	w = among(w, "event.id IN (SELECT event_id FROM participant WHERE "+known("agent_id", "agent")+")", f.Participant)
	return f.When.within(w, "event.when")
}

// EventOrderBy names what events can be ordered by.
type EventOrderBy string

// An EventOrder asks for an order of events.
type EventOrder struct {
	By        EventOrderBy
	Direction Direction
}

// Order is the order asked for, events by day without a wish.
func (o *EventOrder) Order() Order {
	if o == nil {
		return eventsByDay
	}
	if o.By == "SLUG" {
		return o.Direction.of(order("event by slug", "event.slug"), 0)
	}
	return o.Direction.of(eventsByDay, 1)
}

// A Participant is an agent in an event, as a text names it.
type Participant struct {
	eventKey Key
	item     int32
	Mention
	Role ParticipantRole
}

// ParticipantRole tells what a participant did.
type ParticipantRole string

func (p *Participant) Fact() Fact { return Fact{p.eventKey, "participants", p.item} }

func (p *Participant) columns() []column {
	return append(p.Mention.columns(), column{"event_id", &p.eventKey}, column{"position", &p.item}, column{"role", &p.Role})
}

// An Outcome is what an event led to, in the document's words.
type Outcome struct {
	eventKey      Key
	item          int32
	Text          string
	MembershipKey *Key
}

func (o *Outcome) Fact() Fact { return Fact{o.eventKey, "outcomes", o.item} }

func (o *Outcome) columns() []column {
	return []column{{"event_id", &o.eventKey}, {"position", &o.item}, {"text", &o.Text}, {"membership_id", &o.MembershipKey}}
}

// What an event owns.
var (
	Participants = Relation[Key, *Participant]{
		noun:  describe("participant", (*Participant).columns, itself),
		key:   "participant.event_id",
		order: order("participant", "participant.event_id", "participant.position"),
	}
	Outcomes = Relation[Key, *Outcome]{
		noun:  describe("outcome", (*Outcome).columns, itself),
		key:   "outcome.event_id",
		order: order("outcome", "outcome.event_id", "outcome.position"),
	}
)

// Lists of them.
type (
	EventConnection  = Page[Event]
	EventEdge        = Edge[Event]
	SummitConnection = Page[*Summit]
	SummitEdge       = Edge[*Summit]
)
