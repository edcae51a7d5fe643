package data

import (
	"context"
	"fmt"
)

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

func (s *Summit) ID() string        { return idOf("event", s.Slug) }
func (s *Summit) URL() string       { return urlOf("event", s.Slug) }
func (s *Summit) Fact() Fact        { return wholeRecord(s.Key) }
func (s *Summit) Organizer() *Key   { return s.OrganizationKey }
func (*Summit) node()               {}
func (*Summit) event()              {}
func (m *Meeting) ID() string       { return idOf("event", m.Slug) }
func (m *Meeting) URL() string      { return urlOf("event", m.Slug) }
func (m *Meeting) Fact() Fact       { return wholeRecord(m.Key) }
func (m *Meeting) Organizer() *Key  { return m.OrganizationKey }
func (*Meeting) node()              {}
func (*Meeting) event()             {}
func (i *Incident) ID() string      { return idOf("event", i.Slug) }
func (i *Incident) URL() string     { return urlOf("event", i.Slug) }
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
	events  = describe("event", (*event).columns, (*event).whatever, "Kind")
	summits = describe("event", (*event).columns, func(e *event) *Summit { return (*Summit)(e) })
)

const isSummit = "event.kind = 'SUMMIT'"

// What events are ordered and listed by.
var (
	eventDay           = &DateColumn{"event", "when", "by_when"}
	eventsByDay        = byDate(eventDay, "by_when", "slug", false)
	eventsByLatest     = byDate(eventDay, "by_when_latest", "slug", true)
	eventsBySlug       = NewOrder(Order{Table: "event", Rank: "by_slug", By: "slug"})
	everyEvent         = AllOf("event")
	everySummit        = NewIndex(Index{Name: "summit", Space: allRecords, Pairs: "SELECT id AS record, 0 AS value FROM event WHERE " + isSummit})
	summitsByOrganizer = NewIndex(Index{Name: "summit organization", Space: "agent", Pairs: "SELECT id AS record, organization_id AS value FROM event WHERE organization_id IS NOT NULL AND " + isSummit})
	summitsByHost      = NewIndex(Index{Name: "summit host", Space: "agent", Pairs: "SELECT id AS record, host_id AS value FROM event WHERE host_id IS NOT NULL AND " + isSummit})
	eventsByKind       = NewIndex(Index{Name: "event kind", Pairs: "SELECT id AS record, kind AS value FROM event"})
	eventsByOrganizer  = NewIndex(Index{Name: "event organization", Space: "agent", Pairs: "SELECT id AS record, organization_id AS value FROM event WHERE organization_id IS NOT NULL"})
	eventsByPart       = NewIndex(Index{Name: "event participant", Space: "agent", Pairs: "SELECT event_id AS record, agent_id AS value FROM participant WHERE agent_id IS NOT NULL"})

	eventTable = Table{
		Name:    "event",
		Orders:  []Order{eventsByDay, eventsByLatest, eventsBySlug},
		Indexes: []*Index{everyEvent, everySummit, summitsByOrganizer, summitsByHost, eventsByKind, eventsByOrganizer, eventsByPart, eventDay.LengthIndex()},
	}
)

// Events.
var (
	EventByKey            = byKey(events, "")
	EventBySlug           = bySlug(events, "event", "")
	Events                = List[Event]{events, everyEvent, eventsByDay}
	EventsOfAgent         = List[Event]{events, eventsByPart, eventsByDay}
	SummitByKey           = byKey(summits, isSummit)
	SummitBySlug          = bySlug(summits, "event", isSummit)
	Summits               = List[*Summit]{summits, everySummit, eventsByDay}
	SummitsOfOrganization = List[*Summit]{summits, summitsByOrganizer, eventsByDay}
	SummitsOfHost         = List[*Summit]{summits, summitsByHost, eventsByDay}
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
	w = In(w, "kind", eventsByKind, f.Kind)
	w = In(w, "organization", eventsByOrganizer, f.Organization)
	w = In(w, "participant", eventsByPart, f.Participant)
	return w.InDateRange("when: ", eventDay, f.When)
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
		return o.Direction.Of(eventsBySlug, eventsBySlug.Reverse())
	}
	return o.Direction.Of(eventsByDay, eventsByLatest)
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
		Entity: describe("participant", (*Participant).columns, itself),
		Key:    "participant.event_id",
		Order:  "participant.position",
	}
	Outcomes = Relation[Key, *Outcome]{
		Entity: describe("outcome", (*Outcome).columns, itself),
		Key:    "outcome.event_id",
		Order:  "outcome.position",
	}
)

// ParticipantsAmong gives the participants of each event that are one of some agents, by their slugs.
func ParticipantsAmong(ctx context.Context, s *Store, events []Key, agents []string) (map[Key][]*Participant, error) {
	if len(agents) > MaxValues {
		return nil, Invalid(fmt.Sprintf("agent has %d slugs: send at most %d", len(agents), MaxValues))
	}
	return Participants.allWhere(ctx, s, events, condition{
		"participant.agent_id IN (SELECT record_id FROM slug WHERE space = 'agent'" +
			" AND slug IN (SELECT lower(value) FROM json_each(?)))",
		[]any{list(agents)},
	})
}

// Lists of them.
type (
	EventConnection  = Page[Event]
	EventEdge        = Edge[Event]
	SummitConnection = Page[*Summit]
	SummitEdge       = Edge[*Summit]
)
