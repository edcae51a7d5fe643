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
	statementDay        = &DateColumn{"statement", "said", "by_said"}
	statementsByDay     = byDate(statementDay, "by_said", inPrint, false)
	statementsByLatest  = byDate(statementDay, "by_said_latest", inPrint, true)
	statementsAsPrinted = NewOrder(Order{Table: "statement", Rank: "by_place", By: inPrint})
	statementsBySlug    = NewOrder(Order{Table: "statement", Rank: "by_slug", By: "slug"})

	everyStatement      = AllOf("statement")
	statementsBySpeaker = NewIndex(Index{Name: "statement speaker", Space: "agent", Pairs: "SELECT statement_id AS record, agent_id AS value FROM speaker WHERE agent_id IS NOT NULL"})
	statementsByCountry = NewIndex(Index{Name: "statement country", Space: "agent", Pairs: `
		SELECT statement_id AS record, id AS value FROM speaker JOIN agent ON agent.id = agent_id WHERE ` + isCountry + `
		UNION SELECT statement_id, country_id FROM speaker JOIN agent ON agent.id = agent_id WHERE country_id IS NOT NULL`})
	statementsByOrganization = NewIndex(Index{Name: "statement organization", Space: "agent", Pairs: `
		SELECT statement_id AS record, id AS value FROM speaker JOIN agent ON agent.id = agent_id WHERE ` + isOrganization + `
		UNION SELECT statement_id, of_id FROM speaker JOIN position ON person_id = agent_id JOIN agent ON agent.id = of_id WHERE ` + isOrganization})
	statementsByOccasion = NewIndex(Index{Name: "statement occasion", Space: "event", Pairs: "SELECT id AS record, occasion_id AS value FROM statement WHERE occasion_id IS NOT NULL"})
	statementsByTopic    = NewIndex(Index{Name: "statement topic", Space: "topic", Pairs: "SELECT statement_id AS record, topic_id AS value FROM statement_topic"})
	statementsByDocument = NewIndex(Index{Name: "statement document", Space: "document", Pairs: "SELECT id AS record, document_id AS value FROM statement"})
	statementsByKind     = NewIndex(Index{Name: "statement kind", Pairs: "SELECT id AS record, kind AS value FROM statement"})
	statementsByReporter = NewIndex(Index{Name: "statement reporter", Space: "agent", Pairs: "SELECT statement_id AS record, agent_id AS value FROM attribution WHERE agent_id IS NOT NULL"})
	statementsByYear     = NewIndex(Index{Name: "statement year", Pairs: "SELECT id AS record, substr(said_earliest, 1, 4) AS value FROM statement WHERE substr(said_earliest, 1, 4) = substr(said_latest, 1, 4)"})

	statementTable = Table{
		Name:   "statement",
		Orders: []Order{statementsByDay, statementsByLatest, statementsAsPrinted, statementsBySlug},
		Indexes: []*Index{
			everyStatement, statementsBySpeaker, statementsByCountry, statementsByOrganization, statementsByOccasion, statementsByTopic,
			statementsByDocument, statementsByKind, statementsByReporter, statementsByYear, statementDay.LengthIndex(),
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
	AttributionOf        = Relation[Key, *Attribution]{Entity: describe("attribution", (*Attribution).columns, itself), Key: "attribution.statement_id", Order: "attribution.position"}
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
	w = In(w, "speaker", statementsBySpeaker, f.Speaker)
	w = In(w, "country", statementsByCountry, f.Country)
	w = In(w, "organization", statementsByOrganization, f.Organization)
	w = In(w, "occasion", statementsByOccasion, f.Occasion)
	w = In(w, "topic", statementsByTopic, f.Topic)
	w = In(w, "document", statementsByDocument, f.Document)
	w = In(w, "kind", statementsByKind, f.Kind)
	w = In(w, "reportedBy", statementsByReporter, f.ReportedBy)
	return w.InDateRange("said: ", statementDay, f.Said).Match("text", f.Text)
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
		return o.Direction.Of(statementsBySlug, statementsBySlug.Reverse())
	case "PRINTED":
		return o.Direction.Of(statementsAsPrinted, statementsAsPrinted.Reverse())
	default:
		return o.Direction.Of(statementsByDay, statementsByLatest)
	}
}

// Lists of them.
type (
	StatementConnection = Page[*Statement]
	StatementEdge       = Edge[*Statement]
)
