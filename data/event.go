package data

import (
	"context"

	"github.com/summitry/summitry/data/store"
)

// An Event is something that happened at a time and a place: a Summit, a Meeting or an Incident.
type Event interface {
	Node
	Cited
	Organizer() *store.Key // the organization's key
	event()
}

// event is a row of the table event, of any kind.
type event struct {
	Key             store.Key            `db:"id"`
	Slug            string               `db:"slug"`
	Kind            EventKind            `db:"kind"`
	KindAsPrinted   *string              `db:"kind_as_printed"`
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

// EventKind is the kind of an event, such as SUMMIT.
type EventKind string

// SummitFormat says whether the leaders travelled.
type SummitFormat string

// SummitStatus says whether a summit was held or only announced.
type SummitStatus string

// A Summit is a meeting of heads of state.
type Summit event

// A Meeting is any meeting but a summit, such as a conference of officials, a debate or an interview.
type Meeting event

// An Incident is an event that nobody convened, such as a rebellion.
type Incident event

var eventKind = Kind{
	Name: "event", Folder: "events", Types: []string{"Summit", "Meeting", "Incident"}, Table: &eventTable,
	ByKey: nodesByKey(&EventByKey), BySlug: asNodes(&EventBySlug),
	Citable: map[string][]string{
		"Summit": {
			"name", "kindAsPrinted", "ordinal", "organization", "host", "format", "status", "when", "place",
			"placeAsPrinted", "participants", "outcomes",
		},
		"Meeting": {
			"name", "kindAsPrinted", "ordinal", "organization", "when", "place", "placeAsPrinted", "participants",
			"outcomes",
		},
		"Incident": {
			"name", "kindAsPrinted", "organization", "when", "place", "placeAsPrinted", "participants", "outcomes",
		},
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

// asEvent converts a row to the type of its kind.
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

// Relations and lists of events.
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

// An EventFilter selects events by kind, by the slugs of their organization (or of one that it is a part of) or of
// participants, and by day.
type EventFilter struct {
	Kind         []EventKind
	Organization []string
	Participant  []string
	When         *store.DateRange
}

// Where returns the filter as conditions.
func (f *EventFilter) Where() store.Where {
	var w store.Where
	if f == nil {
		return w
	}
	w = store.In(w, "filter.kind", eventsByKind, f.Kind)
	w = store.In(w, "filter.organization", eventsByOrganizer, f.Organization)
	w = store.In(w, "filter.participant", eventsByPart, f.Participant)
	return w.InDateRange("filter.when.", eventDay, f.When)
}

// EventOrderBy is the field by which events are ordered.
type EventOrderBy string

// An EventOrder is an order of events, as the client requests it.
type EventOrder struct {
	By        EventOrderBy
	Direction store.Direction
}

// Order returns the requested order, by default the earliest first.
func (o *EventOrder) Order() store.Order {
	if o == nil {
		return eventsByDay
	}
	if o.By == "SLUG" {
		return o.Direction.Of(eventsBySlug, eventsBySlug.Reverse())
	}
	return o.Direction.Of(eventsByDay, eventsByLatest)
}

// A Participant is an agent who took part in an event, as a document names it.
type Participant struct {
	eventKey store.Key `db:"event_id"`
	item     int32     `db:"position"`
	NamedAgent
	Role          ParticipantRole `db:"role"`
	RoleAsPrinted *string         `db:"role_as_printed"`
	Note          *string         `db:"note"` // what the participation is inferred from
	Basis         store.DateBasis `db:"basis"`
}

// ParticipantRole is the role of a participant, such as HOST.
type ParticipantRole string

func (p *Participant) Fact() Fact { return Fact{p.eventKey, "participants", p.item} }

// An Outcome is a result of an event, in the words of the document.
type Outcome struct {
	eventKey      store.Key  `db:"event_id"`
	item          int32      `db:"position"`
	Text          string     `db:"text"`
	MembershipKey *store.Key `db:"membership_id"`
}

func (o *Outcome) Fact() Fact { return Fact{o.eventKey, "outcomes", o.item} }

// Relations from events to their participants and outcomes.
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

// ParticipantsAmong returns the participants of each event whose agent has one of the slugs.
func ParticipantsAmong(ctx context.Context, s *store.Store, events []store.Key,
	agents []string) (map[store.Key][]*Participant, error) {
	if len(agents) > store.MaxValues {
		return nil, store.TooManyValues("agent", len(agents))
	}
	return Participants.AllWhere(ctx, s, events, store.InSlugs("participant.agent_id", agentSlugs, agents))
}

// Pages of events and summits.
type (
	EventConnection  = store.Page[Event]
	EventEdge        = store.Edge[Event]
	SummitConnection = store.Page[*Summit]
	SummitEdge       = store.Edge[*Summit]
)
