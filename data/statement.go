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

func (s *Statement) ID() string { return "statement:" + s.Slug }
func (s *Statement) Fact() Fact { return wholeRecord(s.Key) }
func (*Statement) node()        {}

// StatementKind tells how much of what is reported stands in quotation marks.
type StatementKind string

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

var (
	statements      = describe("statement", (*Statement).columns, itself)
	statementsByDay = byDay("statement by day", "statement.said", "statement.document_file", "statement.start", "statement.slug")
)

// Statements.
var (
	StatementByKey       = byKey(statements, "")
	StatementBySlug      = bySlug(statements, "statement", "")
	Statements           = everything(statements, "", statementsByDay)
	StatementsOfAgent    = Relation[Key, *Statement]{noun: statements, join: "JOIN speaker ON speaker.statement_id = statement.id", key: "speaker.agent_id", order: statementsByDay}
	StatementsAtEvent    = Relation[Key, *Statement]{noun: statements, key: "statement.occasion_id", order: statementsByDay}
	StatementsOnTopic    = Relation[Key, *Statement]{noun: statements, join: "JOIN statement_topic ON statement_topic.statement_id = statement.id", key: "statement_topic.topic_id", order: statementsByDay}
	StatementsInDocument = Relation[Key, *Statement]{noun: statements, key: "statement.document_id", order: statementsByDay}
	Speakers             = mentions("speaker", "statement_id")
	Addressees           = mentions("addressee", "statement_id")
	AttributionOf        = Relation[Key, *Attribution]{noun: describe("attribution", (*Attribution).columns, itself), key: "attribution.statement_id", order: order("attribution", "attribution.statement_id", "attribution.position")}
)

// An Attribution is a link of the chain through which a statement reached its document.
type Attribution struct {
	Mention
	Cue string
}

func (a *Attribution) columns() []column { return append(a.Mention.columns(), column{"cue", &a.Cue}) }

// A StatementFilter asks for statements by slugs of what they have to do with, by kind and by day.
type StatementFilter struct {
	Speaker      []string
	Country      []string
	Organization []string
	Occasion     []string
	Topic        []string
	Document     []string
	Kind         []StatementKind
	Said         *DateRange
	ReportedBy   []string
}

// Where holds the filter's terms.
func (f *StatementFilter) Where() Where {
	var w Where
	if f == nil {
		return w
	}
	spoken := func(who string) string {
		return "statement.id IN (SELECT statement_id FROM speaker WHERE " + who + ")"
	}
	w = among(w, spoken(known("agent_id", "agent")), f.Speaker)
	if f.Country != nil {
		w = w.and(spoken("("+known("agent_id", "agent")+" OR agent_id IN (SELECT id FROM agent WHERE "+known("country_id", "agent")+"))"), list(f.Country), list(f.Country))
	}
	if f.Organization != nil {
		w = w.and(spoken("("+known("agent_id", "agent")+" OR agent_id IN (SELECT person_id FROM position WHERE "+known("of_id", "agent")+"))"), list(f.Organization), list(f.Organization))
	}
	w = among(w, known("statement.occasion_id", "event"), f.Occasion)
	w = among(w, "statement.id IN (SELECT statement_id FROM statement_topic WHERE "+known("topic_id", "topic")+")", f.Topic)
	w = among(w, known("statement.document_id", "document"), f.Document)
	w = among(w, "statement.kind IN (SELECT value FROM json_each(?))", f.Kind)
	w = among(w, "statement.id IN (SELECT statement_id FROM attribution WHERE "+known("agent_id", "agent")+")", f.ReportedBy)
	return f.Said.within(w, "statement.said")
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
		return o.Direction.of(order("statement by slug", "statement.slug"), 0)
	case "PRINTED":
		return o.Direction.of(order("statement as printed", "statement.document_file", "statement.start", "statement.slug"), 0)
	default:
		return o.Direction.of(statementsByDay, 1)
	}
}

// Lists of them.
type (
	StatementConnection = Page[*Statement]
	StatementEdge       = Edge[*Statement]
)
