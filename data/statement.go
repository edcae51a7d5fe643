package data

import "github.com/summitry/summitry/data/store"

// A Statement is one attributed utterance.
type Statement struct {
	Key          store.Key            `db:"id"`
	Slug         string               `db:"slug"`
	Kind         StatementKind        `db:"kind"`
	Cue          string               `db:"cue"`
	CueSpan      store.Span           `db:"cue_span"`
	TextSpan     store.Span           `db:"text_span"`
	PassageKey   store.Key            `db:"passage_id"`
	DocumentKey  store.Key            `db:"document_id"`
	Text         string               `db:"text"`
	QuotedSpans  []*store.Span        `db:"quoted_spans"`
	SaidOn       *store.UncertainDate `db:"said"`
	OccasionKey  *store.Key           `db:"occasion_id"`
	OccasionNote *string              `db:"occasion_note"`
	// OccasionBasis is nil without an occasion.
	OccasionBasis *store.DateBasis `db:"occasion_basis"`
}

var statementKind = Kind{
	Name: "statement", Folder: "statements", Types: []string{"Statement"}, Table: &statementTable,
	ByKey: nodesByKey(&StatementByKey), BySlug: asNodes(&StatementBySlug),
	Citable: map[string][]string{
		"Statement": {"speakers", "attribution", "saidOn", "occasion", "addressees"},
	},
}

func (s *Statement) ID() string  { return statementKind.id(s.Slug) }
func (s *Statement) URL() string { return statementKind.url(s.Slug) }
func (s *Statement) Fact() Fact  { return wholeRecord(s.Key) }
func (*Statement) node()         {}

// StatementKind says how much of the reported words is in quotation marks.
type StatementKind string

// QuotedInPart statements have some words in quotation marks, Paraphrase statements none. The third kind, DIRECT, has
// all of them in quotation marks.
const (
	QuotedInPart StatementKind = "MIXED"
	Paraphrase   StatementKind = "PARAPHRASE"
)

// CitationStyle is a format for a citation of a statement.
type CitationStyle string

// Styles of citations. The default style is TEXT.
const (
	ShortCitation CitationStyle = "SHORT"
	HTML          CitationStyle = "HTML"
	BibTeX        CitationStyle = "BIBTEX"
	CSLJSON       CitationStyle = "CSL_JSON"
)

var statements = store.NewEntity[Statement]("statement").WithFacets(map[store.FacetBy]*store.Index{
	"SPEAKER":  statementsBySpeaker,
	"COUNTRY":  statementsByCountry,
	"OCCASION": statementsByOccasion,
	"TOPIC":    statementsByTopic,
	"DOCUMENT": statementsByDocument,
	"KIND":     statementsByKind,
	"YEAR":     statementsByYear,
})

const inPrint = "document_id, start, slug"

// Orders of statements.
var (
	statementDay        = store.NewDateColumn("statement", "said", "by_said")
	statementsByDay     = statementDay.EarliestFirst(inPrint)
	statementsByLatest  = statementDay.LatestFirst("by_said_latest", inPrint)
	statementsAsPrinted = store.NewOrder("statement", "by_place", inPrint)
	statementsBySlug    = store.NewOrder("statement", "by_slug", "slug")
)

// Indexes of statements.
var (
	everyStatement      = statements.All("statement")
	statementsBySpeaker = store.IndexByRecord("statement speaker", agentSlugs, `
		SELECT statement_id AS record, agent_id AS value
		FROM speaker
		WHERE agent_id IS NOT NULL`)
	statementsByCountry = store.IndexByRecord("statement country", agentSlugs, `
		SELECT statement_id AS record, id AS value
		FROM speaker JOIN agent ON agent.id = agent_id
		WHERE `+isCountry+`
		UNION
		SELECT statement_id, country_id
		FROM speaker JOIN agent ON agent.id = agent_id
		WHERE country_id IS NOT NULL`)
	statementsByOrganization = store.IndexByRecord("statement organization", agentSlugs, `
		SELECT statement_id AS record, whole.id AS value
		FROM speaker JOIN `+wholes+` ON part = agent_id
		UNION
		SELECT statement_id, whole.id
		FROM speaker JOIN `+wholes+` ON part = members_of_id
		UNION
		SELECT statement_id, whole.id
		FROM speaker JOIN position ON person_id = agent_id JOIN `+wholes+` ON part = of_id`)
	statementsByBody = store.IndexByRecord("statement body", agentSlugs, `
		SELECT statement_id AS record, id AS value
		FROM speaker JOIN agent ON agent.id = agent_id
		WHERE `+isOrganization+`
		UNION
		SELECT statement_id, members_of_id
		FROM speaker
		WHERE members_of_id IS NOT NULL`)
	statementsByOccasion = store.IndexByRecord("statement occasion", eventSlugs, `
		SELECT id AS record, occasion_id AS value
		FROM statement
		WHERE occasion_id IS NOT NULL`)
	statementsByTopic = store.IndexByRecord("statement topic", topicSlugs,
		`SELECT statement_id AS record, topic_id AS value FROM statement_topic`)
	statementsByDocument = store.IndexByRecord("statement document", documentSlugs,
		`SELECT id AS record, document_id AS value FROM statement`)
	statementsByKind     = store.IndexByValue("statement kind", `SELECT id AS record, kind AS value FROM statement`)
	statementsByReporter = store.IndexByRecord("statement reporter", agentSlugs, `
		SELECT statement_id AS record, agent_id AS value
		FROM attribution
		WHERE agent_id IS NOT NULL`)
	statementsByYear = store.IndexByValue("statement year", `
		SELECT id AS record, substr(said_earliest, 1, 4) AS value
		FROM statement
		WHERE substr(said_earliest, 1, 4) = substr(said_latest, 1, 4)`)
)

var statementTable = store.Table{
	Name:   "statement",
	Orders: []store.Order{statementsByDay, statementsByLatest, statementsAsPrinted, statementsBySlug},
	Indexes: []*store.Index{
		everyStatement, statementsBySpeaker, statementsByCountry, statementsByOrganization, statementsByBody,
		statementsByOccasion, statementsByTopic, statementsByDocument, statementsByKind, statementsByReporter,
		statementsByYear,
		statementDay.LengthIndex(),
	},
	Search: `
		SELECT statement.id, 'statement', slug, '',
			(
				SELECT substr(exact, 1 + min(cue_span ->> 'start', text_span ->> 'start'),
					max(cue_span ->> 'end', text_span ->> 'end') - min(cue_span ->> 'start', text_span ->> 'start'))
				FROM citation
				WHERE id = passage_id
			),
			coalesce((
				SELECT group_concat(exact, char(30) ORDER BY by_place)
				FROM citation
				WHERE subject_id = statement.id
			), ''),
			coalesce((
				SELECT group_concat(coalesce(agent.name || char(30), '') || named_as, char(30) ORDER BY position)
				FROM speaker LEFT JOIN agent ON agent.id = speaker.agent_id
				WHERE statement_id = statement.id
			), '')
		FROM statement
		ORDER BY id`,
}

// Relations and lists of statements.
var (
	StatementByKey    = statements.ByKey()
	StatementBySlug   = statements.BySlug()
	Statements        = statements.List(everyStatement, statementsByDay)
	StatementsOfAgent = statements.List(statementsBySpeaker, statementsByDay)
	// StatementsOfBody are those of an organization itself and of its members as a body.
	StatementsOfBody     = statements.List(statementsByBody, statementsByDay)
	StatementsAtEvent    = statements.List(statementsByOccasion, statementsByDay)
	StatementsOnTopic    = statements.List(statementsByTopic, statementsByDay)
	StatementsInDocument = statements.List(statementsByDocument, statementsByDay)
	Speakers             = mentions("speaker", "statement_id")
	Addressees           = mentions("addressee", "statement_id")
	AttributionOf        = store.Relation[store.Key, *Attribution]{
		Entity: store.NewEntity[Attribution]("attribution"),
		Key:    "attribution.statement_id",
		Order:  "attribution.position",
	}
)

// An Attribution is one link of the chain through which a statement reached its document.
type Attribution struct {
	NamedAgent
	Cue string `db:"cue"`
}

// A StatementFilter selects statements by the slugs of related records, by kind, by day and by words of the text.
type StatementFilter struct {
	Speaker      []string
	Country      []string
	Organization []string
	Occasion     []string
	Topic        []string
	Document     []string
	Kind         []StatementKind
	Said         *store.DateRange
	Text         *string
	ReportedBy   []string
}

// Where returns the filter as conditions.
func (f *StatementFilter) Where() store.Where {
	var w store.Where
	if f == nil {
		return w
	}
	w = store.In(w, "filter.speaker", statementsBySpeaker, f.Speaker)
	w = store.In(w, "filter.country", statementsByCountry, f.Country)
	w = store.In(w, "filter.organization", statementsByOrganization, f.Organization)
	w = store.In(w, "filter.occasion", statementsByOccasion, f.Occasion)
	w = store.In(w, "filter.topic", statementsByTopic, f.Topic)
	w = store.In(w, "filter.document", statementsByDocument, f.Document)
	w = store.In(w, "filter.kind", statementsByKind, f.Kind)
	w = store.In(w, "filter.reportedBy", statementsByReporter, f.ReportedBy)
	return w.InDateRange("filter.said.", statementDay, f.Said).Match("filter.text", "text", f.Text)
}

// StatementOrderBy is the field by which statements are ordered.
type StatementOrderBy string

// A StatementOrder is an order of statements, as the client requests it.
type StatementOrder struct {
	By        StatementOrderBy
	Direction store.Direction
}

// Order returns the requested order, by default the earliest first.
func (o *StatementOrder) Order() store.Order {
	if o == nil {
		return statementsByDay
	}
	switch o.By {
	case "SLUG":
		return o.Direction.Of(statementsBySlug, statementsBySlug.Reverse())
	case "PRINTED":
		return o.Direction.Of(statementsAsPrinted, statementsAsPrinted.Reverse())
	default:
		return o.Direction.Of(statementsByDay, statementsByLatest)
	}
}

// Pages of statements.
type (
	StatementConnection = store.Page[*Statement]
	StatementEdge       = store.Edge[*Statement]
)
