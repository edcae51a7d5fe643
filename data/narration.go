package data

import "github.com/summitry/summitry/data/store"

// A Narration is a fact that a document states in its own voice and attributes to nobody. The summary is in the
// curators' words and rests on the passage.
type Narration struct {
	Key            store.Key     `db:"id"`
	Slug           string        `db:"slug"`
	Summary        string        `db:"summary"`
	OutsidePassage []*store.Span `db:"outside_passage"`
	DocumentKey    store.Key     `db:"document_id"`
	InterpretsKey  *store.Key    `db:"interprets_id"`
}

var narrationKind = Kind{
	Name: "narration", Folder: "narrations", Types: []string{"Narration"}, Table: &narrationTable,
	ByKey: nodesByKey(&NarrationByKey), BySlug: asNodes(&NarrationBySlug),
	Citable: map[string][]string{
		"Narration": {"about", "events", "interprets"},
	},
}

func (n *Narration) ID() string  { return narrationKind.id(n.Slug) }
func (n *Narration) URL() string { return narrationKind.url(n.Slug) }
func (n *Narration) Fact() Fact  { return wholeRecord(n.Key) }
func (*Narration) node()         {}

// The order and the indexes of narrations.
var (
	narrations = store.NewEntity[Narration]("narration").WithFacets(map[store.FacetBy]*store.Index{
		"ABOUT":    narrationsByAgent,
		"EVENT":    narrationsByEvent,
		"TOPIC":    narrationsByTopic,
		"DOCUMENT": narrationsByDocument,
	})
	narrationsAsPrinted = store.NewOrder("narration", "by_place", inPrint)
	everyNarration      = narrations.All("narration")
	narrationsByAgent   = store.IndexByRecord("narration agent", agentSlugs, `
		SELECT narration_id AS record, agent_id AS value
		FROM narration_agent
		WHERE agent_id IS NOT NULL`)
	narrationsByEvent = store.IndexByRecord("narration event", eventSlugs,
		`SELECT narration_id AS record, event_id AS value FROM narration_event`)
	narrationsByTopic = store.IndexByRecord("narration topic", topicSlugs,
		`SELECT narration_id AS record, topic_id AS value FROM narration_topic`)
	narrationsByDocument = store.IndexByRecord("narration document", documentSlugs,
		`SELECT id AS record, document_id AS value FROM narration`)
)

// The text of a narration is its passage and then its summary, so that an excerpt shows what is printed if it has the
// words.
var narrationTable = store.Table{
	Name:   "narration",
	Orders: []store.Order{narrationsAsPrinted},
	Indexes: []*store.Index{
		everyNarration, narrationsByAgent, narrationsByEvent, narrationsByTopic, narrationsByDocument,
	},
	Search: `
		SELECT narration.id, 'narration', slug, '',
			(SELECT exact FROM citation WHERE subject_id = narration.id AND property IS NULL) || char(30) || summary,
			coalesce((
				SELECT group_concat(exact, char(30) ORDER BY by_place)
				FROM citation
				WHERE subject_id = narration.id AND property IS NOT NULL
			), ''),
			coalesce((
				SELECT group_concat(coalesce(agent.name || char(30), '') || named_as, char(30) ORDER BY position)
				FROM narration_agent LEFT JOIN agent ON agent.id = agent_id
				WHERE narration_id = narration.id
			), '')
		FROM narration
		ORDER BY id`,
}

// Narrations, by document and in reading order.
var (
	NarrationByKey       = narrations.ByKey()
	NarrationBySlug      = narrations.BySlug()
	Narrations           = narrations.List(everyNarration, narrationsAsPrinted)
	NarrationsAboutAgent = narrations.List(narrationsByAgent, narrationsAsPrinted)
	NarrationsAboutEvent = narrations.List(narrationsByEvent, narrationsAsPrinted)
	NarrationsOnTopic    = narrations.List(narrationsByTopic, narrationsAsPrinted)
	NarrationsInDocument = narrations.List(narrationsByDocument, narrationsAsPrinted)
	GlossesOfStatement   = store.Relation[store.Key, *Narration]{
		Entity: narrations,
		Key:    "narration.interprets_id",
		Order:  "narration.by_place",
	}
)

// What a narration leads to.
var (
	AgentsOfNarration = mentions("narration_agent", "narration_id")
	EventsOfNarration = store.Relation[store.Key, Event]{
		Entity: events,
		Join:   "JOIN narration_event ON narration_event.event_id = event.id",
		Key:    "narration_event.narration_id",
		Order:  "event.by_when",
	}
	TopicsOfNarration = store.Relation[store.Key, *Topic]{
		Entity: topics,
		Join:   "JOIN narration_topic ON narration_topic.topic_id = topic.id",
		Key:    "narration_topic.narration_id",
		Order:  "topic.by_name",
	}
	PassageOfNarration = store.Relation[store.Key, *Citation]{
		Entity: citations.Where("citation.property IS NULL"),
		Key:    "citation.subject_id",
		Order:  "citation.by_place",
	}
	AnnotationsOfNarration = store.Relation[store.Key, *Annotation]{
		Entity: annotations,
		Join:   "JOIN narration_annotation ON narration_annotation.annotation_id = annotation.id",
		Key:    "narration_annotation.narration_id",
		Order:  "annotation.by_place",
	}
)

// A NarrationFilter asks for narrations by slugs of what they are about, by document, and by words of their passage or
// summary.
type NarrationFilter struct {
	About    []string
	Event    []string
	Topic    []string
	Document []string
	Text     *string
}

// Where holds the filter's conditions.
func (f *NarrationFilter) Where() store.Where {
	var w store.Where
	if f == nil {
		return w
	}
	w = store.In(w, "filter.about", narrationsByAgent, f.About)
	w = store.In(w, "filter.event", narrationsByEvent, f.Event)
	w = store.In(w, "filter.topic", narrationsByTopic, f.Topic)
	w = store.In(w, "filter.document", narrationsByDocument, f.Document)
	return w.Match("filter.text", "text", f.Text)
}

// Lists of them.
type (
	NarrationConnection = store.Page[*Narration]
	NarrationEdge       = store.Edge[*Narration]
)
