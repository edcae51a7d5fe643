package data

import (
	"context"
	"fmt"

	"github.com/summitry/summitry/data/store"
)

// An Event is what happened at a time and a place: a Summit, a Meeting, an Incident.
type Event interface {
	Node
	Cited
	Organizer() *store.Key // the organization's key
	event()
}

// event is a row of the table event, whatever its kind.
type event struct {
	Key             store.Key            `db:"id"`
	Slug            string               `db:"slug"`
	Kind            EventKind            `db:"kind"`
	Name            string               `db:"name"`
	Ordinal         *int32               `db:"ordinal"`
	OrganizationKey *store.Key           `db:"organization_id"`
	HostKey         *store.Key           `db:"host_id"`
	Format          *SummitFormat        `db:"format"`
	Status          SummitStatus         `db:"status"`
	When            *store.UncertainDate `db:"when"`
	Place           *string              `db:"place"`
	PlaceAsPrinted  *string              `db:"place_as_printed"`
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

var eventKind = Kind{
	Name: "event", Folder: "events", Types: []string{"Summit", "Meeting", "Incident"}, Table: &eventTable,
	ByKey: asNodes(&EventByKey), BySlug: asNodes(&EventBySlug),
	Citable: map[string][]string{
		"Summit": {
			"name", "ordinal", "organization", "host", "format", "status", "when", "place", "placeAsPrinted",
			"participants", "outcomes",
		},
		"Meeting": {
			"name", "ordinal", "organization", "when", "place", "placeAsPrinted", "participants", "outcomes",
		},
		"Incident":    {"name", "organization", "when", "place", "placeAsPrinted", "participants", "outcomes"},
		"Participant": {"agent", "role"},
		"Outcome":     {"membership"},
	},
}

func (s *Summit) ID() string              { return eventKind.id(s.Slug) }
func (s *Summit) URL() string             { return eventKind.url(s.Slug) }
func (s *Summit) Fact() Fact              { return wholeRecord(s.Key) }
func (s *Summit) Organizer() *store.Key   { return s.OrganizationKey }
func (*Summit) node()                     {}
func (*Summit) event()                    {}
func (m *Meeting) ID() string             { return eventKind.id(m.Slug) }
func (m *Meeting) URL() string            { return eventKind.url(m.Slug) }
func (m *Meeting) Fact() Fact             { return wholeRecord(m.Key) }
func (m *Meeting) Organizer() *store.Key  { return m.OrganizationKey }
func (*Meeting) node()                    {}
func (*Meeting) event()                   {}
func (i *Incident) ID() string            { return eventKind.id(i.Slug) }
func (i *Incident) URL() string           { return eventKind.url(i.Slug) }
func (i *Incident) Fact() Fact            { return wholeRecord(i.Key) }
func (i *Incident) Organizer() *store.Key { return i.OrganizationKey }
func (*Incident) node()                   {}
func (*Incident) event()                  {}

func (e *event) summit() *Summit { return (*Summit)(e) }

// asEvent gives a row the type of its kind.
func (e *event) asEvent() Event {
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
	events  = store.NewEntityAs("event", (*event).asEvent, "Kind")
	summits = store.NewEntityAs("event", (*event).summit).Where(isSummit)
)

const isSummit = "event.kind = 'SUMMIT'"

// Orders and indexes of events.
var (
	eventSlugs         = store.Space{Table: "event", Label: "name"}
	eventDay           = store.NewDateColumn("event", "when", "by_when")
	eventsByDay        = eventDay.EarliestFirst("slug")
	eventsByLatest     = eventDay.LatestFirst("by_when_latest", "slug")
	eventsBySlug       = store.NewOrder("event", "by_slug", "slug")
	everyEvent         = events.All("event")
	everySummit        = summits.All("summit")
	summitsByOrganizer = store.IndexByRecord("summit organization", agentSlugs, `
		SELECT id AS record, organization_id AS value
		FROM event
		WHERE organization_id IS NOT NULL AND `+isSummit)
	summitsByHost = store.IndexByRecord("summit host", agentSlugs, `
		SELECT id AS record, host_id AS value
		FROM event
		WHERE host_id IS NOT NULL AND `+isSummit)
	eventsByKind      = store.IndexByValue("event kind", `SELECT id AS record, kind AS value FROM event`)
	eventsByOrganizer = store.IndexByRecord("event organization", agentSlugs, `
		SELECT event.id AS record, whole.id AS value
		FROM event JOIN `+wholes+` ON part = organization_id`)
	eventsByPart = store.IndexByRecord("event participant", agentSlugs, `
		SELECT event_id AS record, agent_id AS value
		FROM participant
		WHERE agent_id IS NOT NULL`)

	eventTable = store.Table{
		Name:   "event",
		Orders: []store.Order{eventsByDay, eventsByLatest, eventsBySlug},
		Indexes: []*store.Index{
			everyEvent, everySummit, summitsByOrganizer, summitsByHost, eventsByKind, eventsByOrganizer, eventsByPart,
			eventDay.LengthIndex(),
		},
		Search: `
			SELECT event.id, 'event', slug, event.name, '',
				coalesce((
					SELECT group_concat(exact, char(30) ORDER BY by_place)
					FROM citation
					WHERE subject_id = event.id
				), ''),
				''
			FROM event
			ORDER BY id`,
	}
)

// Events.
var (
	EventByKey            = events.ByKey()
	EventBySlug           = events.BySlug()
	Events                = events.List(everyEvent, eventsByDay)
	EventsOfAgent         = events.List(eventsByPart, eventsByDay)
	SummitByKey           = summits.ByKey()
	SummitBySlug          = summits.BySlug()
	Summits               = summits.List(everySummit, eventsByDay)
	SummitsOfOrganization = summits.List(summitsByOrganizer, eventsByDay)
	SummitsOfHost         = summits.List(summitsByHost, eventsByDay)
)

// An EventFilter asks for events by kind, by the slugs of their organization (or of one that it is a part of) or of who
// took part, and by day.
type EventFilter struct {
	Kind         []EventKind
	Organization []string
	Participant  []string
	When         *store.DateRange
}

// Where holds the filter's conditions.
func (f *EventFilter) Where() store.Where {
	var w store.Where
	if f == nil {
		return w
	}
	w = store.In(w, "kind", eventsByKind, f.Kind)
	w = store.In(w, "organization", eventsByOrganizer, f.Organization)
	w = store.In(w, "participant", eventsByPart, f.Participant)
	return w.InDateRange("when: ", eventDay, f.When)
}

// EventOrderBy names what events can be ordered by.
type EventOrderBy string

// An EventOrder asks for an order of events.
type EventOrder struct {
	By        EventOrderBy
	Direction store.Direction
}

// Order is the order asked for, by default the earliest first.
func (o *EventOrder) Order() store.Order {
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
	eventKey store.Key `db:"event_id"`
	item     int32     `db:"position"`
	NamedAgent
	Role ParticipantRole `db:"role"`
	Note *string         `db:"note"` // what the participation is inferred from
}

// ParticipantRole tells what a participant did.
type ParticipantRole string

func (p *Participant) Fact() Fact { return Fact{p.eventKey, "participants", p.item} }

// An Outcome is what an event led to, in the document's words.
type Outcome struct {
	eventKey      store.Key  `db:"event_id"`
	item          int32      `db:"position"`
	Text          string     `db:"text"`
	MembershipKey *store.Key `db:"membership_id"`
}

func (o *Outcome) Fact() Fact { return Fact{o.eventKey, "outcomes", o.item} }

// What an event owns.
var (
	Participants = store.Relation[store.Key, *Participant]{
		Entity: store.NewEntity[Participant]("participant"),
		Key:    "participant.event_id",
		Order:  "participant.position",
	}
	Outcomes = store.Relation[store.Key, *Outcome]{
		Entity: store.NewEntity[Outcome]("outcome"),
		Key:    "outcome.event_id",
		Order:  "outcome.position",
	}
)

// ParticipantsAmong gives the participants of each event that are one of some agents, by their slugs.
func ParticipantsAmong(ctx context.Context, s *store.Store, events []store.Key,
	agents []string) (map[store.Key][]*Participant, error) {
	if len(agents) > store.MaxValues {
		return nil, store.Invalid(fmt.Sprintf("agent has %d slugs: send at most %d", len(agents), store.MaxValues))
	}
	return Participants.AllWhere(ctx, s, events, store.InSlugs("participant.agent_id", agentSlugs, agents))
}

// Lists of them.
type (
	EventConnection  = store.Page[Event]
	EventEdge        = store.Edge[Event]
	SummitConnection = store.Page[*Summit]
	SummitEdge       = store.Edge[*Summit]
)
