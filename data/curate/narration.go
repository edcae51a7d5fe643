package curate

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A narrationFile holds the narrations of one document in reading order. The document is the one whose slug names the
// file, for all passages in it.
type narrationFile []narrationRecord

// A narration is one fact that a document states in its own voice and attributes to nobody.
type narrationRecord struct {
	// A readable name, its own for ever.
	Slug scalar `yaml:"slug" jsonschema:"required"`
	// The fact in the curators' words, in one sentence that can be read alone. The reservations of the document stay.
	Summary scalar `yaml:"summary" jsonschema:"required"`
	// The agents that the fact is about.
	About []mention `yaml:"about"`
	// The slugs of the events that the fact is about.
	Events []scalar `yaml:"events"`
	// The slug of the statement of the same document that these words interpret, if they are a gloss.
	Interprets scalar `yaml:"interprets"`
	// The slugs of the topics of the fact.
	Topics []scalar `yaml:"topics"`
	// One passage without property: the shortest words that bear the fact, 120 characters at most. Others as short name
	// the property that they support.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

const (
	maxNarrated = 120 // code points in a passage of a narration: the summary tells the fact
	maxRepeated = 5   // words of a passage that its summary may repeat, such as a name
)

func (a *assembler) narrationFiles(files map[string]*narrationFile) {
	for _, document := range a.inFileOrder(sorted(files)) {
		a.startRecord("narrations", document)
		if a.isDocument(document) {
			for _, n := range *files[document] {
				a.narration(document, n)
			}
		}
	}
}

func (a *assembler) narration(document string, n narrationRecord) {
	a.record = "narrations/" + n.Slug.string
	id := a.id()
	a.inDocument(document, n.Cite)
	a.names("narration", id, n.Slug)
	a.insert("narration", map[string]any{
		"id": id, "slug": n.Slug.string, "summary": n.Summary.string, "document_id": a.documents[document],
		"start": a.narrated(document, n), "interprets_id": a.interpreted(document, n.Interprets),
		"outside_passage": asJSON(outsidePassage(n.Summary.string, ownPassage(n))),
	})
	a.mentions("narration_agent", "narration_id", id, n.About)
	var agents []scalar
	for _, m := range n.About {
		a.printed(m.NamedAs, n.Cite)
		agents = append(agents, m.Agent)
	}
	a.once("agent", agents)
	a.once("event", n.Events)
	for _, e := range n.Events {
		a.insert("narration_event", map[string]any{"narration_id": id, "event_id": a.refer("event", a.events, e)})
	}
	a.once("topic", n.Topics)
	for _, t := range n.Topics {
		a.insert("narration_topic", map[string]any{"narration_id": id, "topic_id": a.refer("topic", a.topics, t)})
	}
	a.cite("narration", id, "", -1, n.Slug.at, n.Cite)
}

// narrated checks the passages of a narration and returns where the one that bears it begins.
func (a *assembler) narrated(document string, n narrationRecord) (start int) {
	whole := 0
	for _, q := range n.Cite {
		if length := utf8.RuneCountInString(q.Exact.string); length > maxNarrated {
			a.addProblem(q.Exact.at,
				"the passage has %d characters, a narration's %d at most: cite the shortest words that bear the fact, "+
					"and tell the rest in the summary", length, maxNarrated)
		}
		if q.Property.isPresent() {
			continue
		}
		whole++
		if len(strings.Fields(q.Exact.string)) > maxRepeated && strings.Contains(n.Summary.string, q.Exact.string) {
			a.addProblem(n.Summary.at, "the summary repeats the passage: tell the fact in words of your own")
		}
		if p, err := a.places.find(document, q); err == nil { // cite tells of the error
			start = p.Start
			a.checkGloss(n, p)
		}
	}
	if whole != 1 && len(n.Cite) > 0 {
		a.addProblem(n.Slug.at, "%d passages have no property: cite one for the fact, and name the property of others",
			whole)
	}
	return start
}

// checkGloss reports a gloss whose passage shares characters with the text of the statement that it interprets.
func (a *assembler) checkGloss(n narrationRecord, p place) {
	text, found := a.texts[n.Interprets.string]
	if found && text.Document == p.Document && p.Start < text.end() && text.Start < p.end() {
		a.addProblem(n.Interprets.at, "the passage holds words of the statement %q that it interprets: cite the "+
			"document's own words", n.Interprets.string)
	}
}

// interpreted returns the id of the statement on which a narration is a gloss.
func (a *assembler) interpreted(document string, statement scalar) any {
	id := a.refer("statement", a.statementIDs, statement)
	if id == nil {
		return nil
	}
	if all := a.input.statements[document]; all == nil ||
		!slices.ContainsFunc(*all, func(s statementRecord) bool { return s.Slug.string == statement.string }) {
		a.addProblem(statement.at,
			"the statement %q is of another document: a document interprets its own, so write the slug of one in "+
				"statements/%s.yaml", statement.string, document)
	}
	return id
}

// ownPassage returns the words that bear the fact.
func ownPassage(n narrationRecord) string {
	for _, q := range n.Cite {
		if !q.Property.isPresent() {
			return q.Exact.string
		}
	}
	return ""
}
