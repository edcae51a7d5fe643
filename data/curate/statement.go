package curate

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/summitry/summitry/data/store"
)

// A statementFile holds the statements of one document in reading order. The document is the one whose slug names the
// file, for all passages in it.
type statementFile []statementRecord

// A statement is one attributed utterance: one for each verb of saying or attitude with content.
type statementRecord struct {
	// A readable name, its own for ever.
	Slug scalar `yaml:"slug" jsonschema:"required"`
	// DIRECT: what is reported stands in quotation marks. MIXED: a part of it. PARAPHRASE: nothing.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"DIRECT MIXED PARAPHRASE"`
	// What was said: one piece of the document as printed, quotation marks included. The verb stays where it is the
	// content, as in "thanked them".
	Text scalar `yaml:"text" jsonschema:"required"`
	// Who said it.
	Speakers []mention `yaml:"speakers" jsonschema:"required"`
	// Through whom it reached the document, outermost first.
	Attribution []attributionRecord `yaml:"attribution"`
	// When it was said: at most the day on which the document was published, and what came before it, if anything did.
	SaidOn *date `yaml:"saidOn"`
	// The slug of the event at which it was said, not of what it is about.
	Occasion scalar `yaml:"occasion"`
	// How the occasion follows, where the sentence does not name it.
	OccasionNote scalar `yaml:"occasionNote"`
	// To whom it was said.
	Addressees []mention `yaml:"addressees"`
	// The slugs of what it is about.
	Topics []scalar `yaml:"topics"`
	// First the passage that holds the text with who says it; then others with the property that they support.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

// An attribution is a link of the chain through which a statement reached its document.
type attributionRecord struct {
	// The slug of who passed it on.
	Agent scalar `yaml:"agent"`
	// The words of the text, such as Xinhua news agency.
	NamedAs scalar `yaml:"namedAs" jsonschema:"required"`
	// The words that pass it on, such as quoted Xi as saying.
	Cue scalar `yaml:"cue" jsonschema:"required"`
}

func (a *assembler) statementFiles(files map[string]*statementFile) {
	for _, document := range a.inFileOrder(sorted(files)) {
		a.statements(document, *files[document])
	}
}

func (a *assembler) statements(document string, all statementFile) {
	a.startRecord("statements", document)
	if a.input.documents[document] == nil {
		a.addProblem(
			at{},
			"there is no document %q: name the file by the slug of one, or add documents/%s.yaml",
			document,
			document,
		)
		return
	}
	for _, s := range all {
		a.statement(document, s)
	}
}

func (a *assembler) statement(document string, s statementRecord) {
	a.record = "statements/" + s.Slug.string
	id := a.id()
	for i, q := range s.Cite {
		if q.Document.isPresent() && q.Document.string != document {
			a.addProblem(q.Document.at,
				"the passages in this file are of the document %s: leave the document out, or move the statement",
				document)
		}
		s.Cite[i].Document = scalar{document, s.Cite[i].Exact.at}
	}
	a.names("statement", id, s.Slug)
	a.statementIDs[s.Slug.string] = id
	spans, err := quotedSpans(s.Text.string)
	if err != nil {
		a.addProblem(s.Text.at, "%v", err)
	}
	values := map[string]any{
		"id": id, "slug": s.Slug.string, "kind": s.Kind.string, "text": s.Text.string, "quoted_spans": asJSON(spans),
		"document_id": a.documents[document], "start": a.startOf(document, s),
		"occasion_id": a.refer("event", a.events, s.Occasion), "occasion_note": text(s.OccasionNote),
	}
	a.setDate(values, "said", s.SaidOn)
	a.insert("statement", values)
	a.checkKind(s, spans)
	a.mentions("speaker", "statement_id", id, s.Speakers)
	a.mentions("addressee", "statement_id", id, s.Addressees)
	for _, m := range slices.Concat(s.Speakers, s.Addressees) {
		a.printed(m.NamedAs, s.Cite)
	}
	if s.SaidOn != nil {
		a.printed(s.SaidOn.AsPrinted, s.Cite)
	}
	a.saidInTime(s, a.input.documents[document])
	for i, link := range s.Attribution {
		a.printed(link.NamedAs, s.Cite)
		a.printed(link.Cue, s.Cite)
		a.insert("attribution", map[string]any{
			"statement_id": id, "position": i, "agent_id": a.refer("agent", a.agents, link.Agent),
			"named_as": link.NamedAs.string, "cue": link.Cue.string,
		})
	}
	a.once("topic", s.Topics)
	for _, topic := range s.Topics {
		a.insert("statement_topic", map[string]any{"statement_id": id, "topic_id": a.refer("topic", a.topics, topic)})
	}
	var speakers []scalar
	for _, m := range s.Speakers {
		speakers = append(speakers, m.Agent)
	}
	a.once("speaker", speakers)
	a.cite("statement", id, "", -1, s.Slug.at, s.Cite)
}

// saidInTime refuses a statement that may have been said after its document was published.
func (a *assembler) saidInTime(s statementRecord, d *documentFile) {
	published, said := a.days(d.Published).latest, a.days(s.SaidOn).latest
	if published == nil || said != nil && *said <= *published {
		return
	}
	place := s.Slug.at
	if s.SaidOn != nil {
		place = s.SaidOn.EDTF.at
	}
	a.addProblem(place, "this was said by %[1]s, the last day on which its document can have been published: write an "+
		"earlier saidOn, or [..%[1]s] with a note", *published)
}

// startOf finds where the text stands in its document: within the first passage of the statement as a whole.
func (a *assembler) startOf(document string, s statementRecord) int {
	for _, q := range s.Cite {
		if q.Property.isPresent() {
			continue
		}
		p, err := a.places.find(document, q)
		if err != nil {
			return 0 // cite says so
		}
		if strings.Count(p.Exact, s.Text.string) != 1 {
			break
		}
		text := place{Document: document, Exact: s.Text.string}
		text.Start = p.Start + utf8.RuneCountInString(p.Exact[:strings.Index(p.Exact, s.Text.string)])
		a.texts = append(a.texts, text)
		return text.Start
	}
	a.addProblem(s.Text.at,
		"the text does not stand exactly once in the first passage: copy it from there, or take a passage that holds "+
			"it")
	return 0
}

// checkKind holds a statement's kind against its quotation marks.
func (a *assembler) checkKind(s statementRecord, spans []*store.Span) {
	switch {
	case s.Kind.string == "PARAPHRASE" && len(spans) > 0:
		a.addProblem(s.Kind.at,
			"a PARAPHRASE quotes nothing, but the text has quotation marks: write MIXED or DIRECT, or take less text")
	case (s.Kind.string == "DIRECT" || s.Kind.string == "MIXED") && len(spans) == 0:
		a.addProblem(s.Kind.at,
			"a %s statement quotes, but its text has no quotation marks: take them into the text, or write PARAPHRASE",
			s.Kind.string)
	case s.Kind.string == "MIXED" && len(spans) == 1 &&
		int(spans[0].End-spans[0].Start)+2 == utf8.RuneCountInString(s.Text.string):
		a.addProblem(s.Kind.at, "all of the text stands in quotation marks: write DIRECT")
	}
}

// once refuses words that are given twice.
func (a *assembler) once(kind string, words []scalar) {
	seen := map[string]bool{}
	for _, w := range words {
		if w.isPresent() && seen[w.string] {
			a.addProblem(w.at, "the %s %q is given twice: take one away", kind, w.string)
		}
		seen[w.string] = true
	}
}
