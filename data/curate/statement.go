package curate

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/summitry/summitry/data/store"
)

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
