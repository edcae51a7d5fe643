package data

// A Citation is one passage of one document in support of a record: a TextQuoteSelector and a TextPositionSelector of the
// Web Annotation model. Positions are Unicode code points.
type Citation struct {
	Key         Key
	Slug        string
	DocumentKey Key
	Subject     Subject
	Property    *string
	item        *int32
	part        *string
	Exact       string
	Prefix      string
	Suffix      string
	Start       int32
	End         int32
}

func (c *Citation) ID() string  { return idOf("citation", c.Slug) }
func (c *Citation) URL() string { return urlOf("citation", c.Slug) }
func (*Citation) node()         {}

// A Subject is the record that a citation, claim or discrepancy is about. Space tells which relation finds it: agent,
// event, membership, statement or annotation.
type Subject struct {
	Space string
	Key   Key
}

func (c *Citation) columns() []column {
	return []column{
		{"id", &c.Key}, {"slug", &c.Slug}, {"document_id", &c.DocumentKey}, {"subject", &c.Subject.Space}, {"subject_id", &c.Subject.Key},
		{"property", &c.Property}, {"item", &c.item}, {"part", &c.part},
		{"exact", &c.Exact}, {"prefix", &c.Prefix}, {"suffix", &c.Suffix}, {"start", &c.Start}, {"end", &c.End},
	}
}

var (
	citations           = describe("citation", (*Citation).columns, itself)
	citationsByPlace    = Order{table: "citation", rank: "by_place", by: `document_id, start, "end", slug`}
	citationsByDocument = &term{name: "citation document", space: "document", pairs: "SELECT id AS record, document_id AS value FROM citation"}
	citationArrangement = arrangement{table: "citation", orders: []Order{citationsByPlace}, terms: []*term{citationsByDocument}}
)

// Citations.
var (
	CitationBySlug     = bySlug(citations, "citation", "")
	CitationsOfSubject = Relation[Key, *Citation]{noun: citations, key: "citation.subject_id", order: "citation.by_place"}
	PassagesOfDocument = List[*Citation]{citations, citationsByDocument, citationsByPlace}
)

// Citable names, for each type, the fields that passages support on their own. What is not here stands in the passages of the
// record or item as a whole (what a statement says, who says it), or comes from no document (codes, topics).
var Citable = map[string][]string{
	"Organization": {"name", "otherNames", "acronym", "founded", "founders", "headquarters"},
	"MemberState":  {"name", "otherNames"},
	"OtherCountry": {"name", "otherNames"},
	"Person":       {"name", "otherNames", "country", "positions"},
	"Position":     {"title", "of", "start", "end", "attested"},
	"Membership":   {"start", "end", "attested", "decidedBy", "occasion"},
	"Summit":       {"name", "ordinal", "organization", "host", "format", "status", "when", "place", "placeAsPrinted", "participants", "outcomes"},
	"Meeting":      {"name", "ordinal", "organization", "when", "place", "placeAsPrinted", "participants", "outcomes"},
	"Incident":     {"name", "organization", "when", "place", "placeAsPrinted", "participants", "outcomes"},
	"Participant":  {"agent", "role"},
	"Outcome":      {"membership"},
	"Statement":    {"speakers", "attribution", "saidOn", "occasion", "addressees"},
	"Claim":        {"value"},
	"Annotation":   {"reading"},
}

// Supporting picks from a subject's citations those that support a fact or, where property is not nil, that field of it.
func Supporting(all []*Citation, f Fact, property *string) []*Citation {
	picked := []*Citation{}
	for _, c := range all {
		if c.supports(f, property) {
			picked = append(picked, c)
		}
	}
	return picked
}

func (c *Citation) supports(f Fact, property *string) bool {
	if f.Property == "" {
		return property == nil || c.Property != nil && *c.Property == *property
	}
	if c.Property == nil || *c.Property != f.Property || c.item == nil || *c.item != f.Item {
		return false
	}
	return property == nil || c.part != nil && *c.part == *property
}

// Lists of them.
type (
	CitationConnection = Page[*Citation]
	CitationEdge       = Edge[*Citation]
)
