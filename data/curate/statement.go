package curate

import (
	"slices"
	"unicode"
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
	// DIRECT: what is reported stands in quotation marks, but for a tag that interrupts it. MIXED: a part of it, or a
	// label in quotation marks. PARAPHRASE: nothing.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"DIRECT MIXED PARAPHRASE"`
	// The verb of saying nearest to the text, as printed in the first passage: see "The cue" in FORMAT.md.
	Cue scalar `yaml:"cue" jsonschema:"required"`
	// What was said: one piece of the document as printed, quotation marks included. The verb stays where it is the
	// content, as in "thanked them".
	Text scalar `yaml:"text" jsonschema:"required"`
	// Who said it.
	Speakers []mention `yaml:"speakers" jsonschema:"required"`
	// Through whom it reached the document, outermost first.
	Attribution []attributionRecord `yaml:"attribution"`
	// When it was said.
	SaidOn *date `yaml:"saidOn"`
	// The slug of the event at which it was said, not of what it is about.
	Occasion scalar `yaml:"occasion"`
	// How the occasion follows, where the sentence does not name it.
	OccasionNote scalar `yaml:"occasionNote"`
	// To whom it was said.
	Addressees []mention `yaml:"addressees"`
	// The slugs of what it is about.
	Topics []scalar `yaml:"topics"`
	// First the passage that holds the text with its cue and who says it; then others with the property that they
	// support. Where a pronoun names the speaker, one with the property speakers holds the name that it stands for.
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
	stands := a.locate(document, s, spans)
	values := map[string]any{
		"id": id, "slug": s.Slug.string, "kind": s.Kind.string, "text": s.Text.string, "quoted_spans": asJSON(spans),
		"cue": s.Cue.string, "cue_span": asJSON(stands.cue), "text_span": asJSON(stands.text),
		"document_id": a.documents[document], "start": stands.passage.Start + int(stands.text.Start),
		"occasion_id": a.refer("event", a.events, s.Occasion), "occasion_note": text(s.OccasionNote),
	}
	a.setDate(values, "said", s.SaidOn)
	a.checkKind(s, spans, stands)
	a.checkAntecedents(s)
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
	first := len(a.cited)
	a.cite("statement", id, "", -1, s.Slug.at, s.Cite)
	for _, c := range a.cited[first:] {
		if c.property == "" && values["passage_id"] == nil {
			values["passage_id"] = c.citation
		}
	}
	a.insert("statement", values)
}

// checkKind holds a statement's kind against its quotation marks.
func (a *assembler) checkKind(s statementRecord, spans []*store.Span, stands statementPlace) {
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
		a.addProblem(s.Kind.at,
			"all of the text stands in quotation marks: write DIRECT, or take the words around a label into the text")
	case s.Kind.string == "DIRECT" && hasUnquotedWords(s.Text.string, spans) &&
		(stands.cue.Start < stands.text.Start || stands.text.End < stands.cue.End):
		a.addProblem(s.Kind.at,
			"words of the text stand outside of quotation marks, and are no tag that interrupts it: write MIXED")
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

// hasUnquotedWords reports whether letters of a text stand outside of its quotations.
func hasUnquotedWords(text string, quoted []*store.Span) bool {
	letters, from := []rune(text), 0
	for _, q := range append(slices.Clone(quoted), &store.Span{Start: int32(len(letters))}) {
		if slices.ContainsFunc(letters[from:q.Start], unicode.IsLetter) {
			return true
		}
		from = int(q.End)
	}
	return false
}
