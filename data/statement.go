package data

// A Statement is one attributed utterance.
type Statement struct {
	Key          Key
	Slug         string
	Kind         StatementKind
	Text         string
	QuotedSpans  []*Span
	SaidOn       *UncertainDate
	OccasionKey  *Key
	OccasionNote *string
}

func (s *Statement) ID() string  { return idOf("statement", s.Slug) }
func (s *Statement) URL() string { return urlOf("statement", s.Slug) }
func (s *Statement) Fact() Fact  { return wholeRecord(s.Key) }
func (*Statement) node()         {}

// StatementKind tells how much of what is reported stands in quotation marks.
type StatementKind string

// QuotedInPart has some words in quotation marks, Paraphrase none; the third kind, DIRECT, has them all.
const (
	QuotedInPart StatementKind = "MIXED"
	Paraphrase   StatementKind = "PARAPHRASE"
)

// CitationStyle is a form of a citation of a statement.
type CitationStyle string

// BibTeX is for bibliographies; the other style is TEXT.
const BibTeX CitationStyle = "BIBTEX"

// A Span is a piece of a text, in Unicode code points, the end exclusive.
type Span struct {
	Start int32  `json:"start"`
	End   int32  `json:"end"`
	Text  string `json:"text"`
}

func (s *Statement) columns() []column {
	return append([]column{
		{"id", &s.Key}, {"slug", &s.Slug}, {"kind", &s.Kind}, {"text", &s.Text}, {"quoted_spans", asJSON{&s.QuotedSpans}},
		{"occasion_id", &s.OccasionKey}, {"occasion_note", &s.OccasionNote},
	}, date("said", &s.SaidOn)...)
}

var statements = describe("statement", (*Statement).columns, itself)

const inPrint = "document_id, start, slug"

// What statements are ordered and listed by.
var (
	statementDay        = &dated{"statement", "said", "by_said"}
	statementsByDay     = byDay(statementDay, "by_said", inPrint, false)
	statementsByLatest  = byDay(statementDay, "by_said_latest", inPrint, true)
	statementsAsPrinted = newOrder(Order{table: "statement", rank: "by_place", by: inPrint})
	statementsBySlug    = newOrder(Order{table: "statement", rank: "by_slug", by: "slug"})

	everyStatement      = everyOne("statement")
	statementsBySpeaker = newTerm(term{name: "statement speaker", space: "agent", pairs: "SELECT statement_id AS record, agent_id AS value FROM speaker WHERE agent_id IS NOT NULL"})
	statementsByCountry = newTerm(term{name: "statement country", space: "agent", pairs: `
		SELECT statement_id AS record, id AS value FROM speaker JOIN agent ON agent.id = agent_id WHERE ` + isCountry + `
		UNION SELECT statement_id, country_id FROM speaker JOIN agent ON agent.id = agent_id WHERE country_id IS NOT NULL`})
	statementsByOrganization = newTerm(term{name: "statement organization", space: "agent", pairs: `
		SELECT statement_id AS record, id AS value FROM speaker JOIN agent ON agent.id = agent_id WHERE ` + isOrganization + `
		UNION SELECT statement_id, of_id FROM speaker JOIN position ON person_id = agent_id JOIN agent ON agent.id = of_id WHERE ` + isOrganization})
	statementsByOccasion = newTerm(term{name: "statement occasion", space: "event", pairs: "SELECT id AS record, occasion_id AS value FROM statement WHERE occasion_id IS NOT NULL"})
	statementsByTopic    = newTerm(term{name: "statement topic", space: "topic", pairs: "SELECT statement_id AS record, topic_id AS value FROM statement_topic"})
	statementsByDocument = newTerm(term{name: "statement document", space: "document", pairs: "SELECT id AS record, document_id AS value FROM statement"})
	statementsByKind     = newTerm(term{name: "statement kind", pairs: "SELECT id AS record, kind AS value FROM statement"})
	statementsByReporter = newTerm(term{name: "statement reporter", space: "agent", pairs: "SELECT statement_id AS record, agent_id AS value FROM attribution WHERE agent_id IS NOT NULL"})
	statementsByYear     = newTerm(term{name: "statement year", pairs: "SELECT id AS record, substr(said_earliest, 1, 4) AS value FROM statement WHERE substr(said_earliest, 1, 4) = substr(said_latest, 1, 4)"})

	statementArrangement = arrangement{
		table:  "statement",
		orders: []Order{statementsByDay, statementsByLatest, statementsAsPrinted, statementsBySlug},
		terms: []*term{
			everyStatement, statementsBySpeaker, statementsByCountry, statementsByOrganization, statementsByOccasion, statementsByTopic,
			statementsByDocument, statementsByKind, statementsByReporter, statementsByYear, statementDay.byLength(),
		},
	}
)

// Statements.
var (
	StatementByKey       = byKey(statements, "")
	StatementBySlug      = bySlug(statements, "statement", "")
	Statements           = List[*Statement]{statements, everyStatement, statementsByDay}
	StatementsOfAgent    = List[*Statement]{statements, statementsBySpeaker, statementsByDay}
	StatementsAtEvent    = List[*Statement]{statements, statementsByOccasion, statementsByDay}
	StatementsOnTopic    = List[*Statement]{statements, statementsByTopic, statementsByDay}
	StatementsInDocument = List[*Statement]{statements, statementsByDocument, statementsByDay}
	Speakers             = mentions("speaker", "statement_id")
	Addressees           = mentions("addressee", "statement_id")
	AttributionOf        = Relation[Key, *Attribution]{noun: describe("attribution", (*Attribution).columns, itself), key: "attribution.statement_id", order: "attribution.position"}
)

// An Attribution is a link of the chain through which a statement reached its document.
type Attribution struct {
	Mention
	Cue string
}

func (a *Attribution) columns() []column { return append(a.Mention.columns(), column{"cue", &a.Cue}) }

// A StatementFilter asks for statements by slugs of what they have to do with, by kind, by day and by words of their text.
type StatementFilter struct {
	Speaker      []string
	Country      []string
	Organization []string
	Occasion     []string
	Topic        []string
	Document     []string
	Kind         []StatementKind
	Said         *DateRange
	Text         *string
	ReportedBy   []string
}

// Where holds the filter's terms.
func (f *StatementFilter) Where() Where {
	var w Where
	if f == nil {
		return w
	}
	w = among(w, "speaker", statementsBySpeaker, f.Speaker)
	w = among(w, "country", statementsByCountry, f.Country)
	w = among(w, "organization", statementsByOrganization, f.Organization)
	w = among(w, "occasion", statementsByOccasion, f.Occasion)
	w = among(w, "topic", statementsByTopic, f.Topic)
	w = among(w, "document", statementsByDocument, f.Document)
	w = among(w, "kind", statementsByKind, f.Kind)
	w = among(w, "reportedBy", statementsByReporter, f.ReportedBy)
	return w.during("said: ", statementDay, f.Said).worded("text", f.Text)
}

// StatementOrderBy names what statements can be ordered by.
type StatementOrderBy string

// A StatementOrder asks for an order of statements.
type StatementOrder struct {
	By        StatementOrderBy
	Direction Direction
}

// Order is the order asked for, statements by day without a wish.
func (o *StatementOrder) Order() Order {
	if o == nil {
		return statementsByDay
	}
	switch o.By {
	case "SLUG":
		return o.Direction.of(statementsBySlug, statementsBySlug.backward())
	case "PRINTED":
		return o.Direction.of(statementsAsPrinted, statementsAsPrinted.backward())
	default:
		return o.Direction.of(statementsByDay, statementsByLatest)
	}
}

// Lists of them.
type (
	StatementConnection = Page[*Statement]
	StatementEdge       = Edge[*Statement]
)
