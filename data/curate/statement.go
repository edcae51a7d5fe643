package curate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/summitry/summitry/data/store"
)

// A statementFile holds the statements of one document in reading order. The name of the file is the slug of the
// document for all passages in it.
type statementFile []statementRecord

// A statement is one attributed utterance. Write one for each verb of saying or attitude that has content.
type statementRecord struct {
	// A readable and permanent name, for example doe-fish-are-plenty.
	Slug scalar `yaml:"slug"         jsonschema:"required"`
	// DIRECT: all reported words are in quotation marks, apart from a tag that interrupts them. MIXED: some are, or
	// they are a label in quotation marks. PARAPHRASE: none are.
	Kind scalar `yaml:"kind"         jsonschema:"required" enum:"DIRECT MIXED PARAPHRASE"`
	// The verb of saying nearest to the text, as printed in the first passage, for example warning against. FORMAT.md
	// has the rule.
	Cue scalar `yaml:"cue"          jsonschema:"required"`
	// What was said: one continuous extract of the document, including quotation marks. Include the verb if it is the
	// content, as in "thanked them".
	Text scalar `yaml:"text"         jsonschema:"required"`
	// The agents who said it.
	Speakers []mention `yaml:"speakers"     jsonschema:"required"`
	// The agents through whom it reached the document, starting with the one nearest to the document.
	Attribution []attributionRecord `yaml:"attribution"`
	// The date on which it was said, for example 2023-07-04: at most the date of the document, and at least that of
	// what came before it.
	SaidOn *date `yaml:"saidOn"`
	// The slug of the event at which it was said, for example union-summit-2030. It is not the event that it is about.
	Occasion scalar `yaml:"occasion"`
	// Why this is the occasion, if the sentence does not name it.
	OccasionNote scalar `yaml:"occasionNote"`
	// The agents to whom it was said.
	Addressees []mention `yaml:"addressees"`
	// The slugs of its topics, for example sanctions.
	Topics []scalar `yaml:"topics"`
	// First the passage that contains the text with its cue and the speaker, then others, with the property that they
	// support. If a pronoun names the speaker, one with the property speakers contains the name that it stands for.
	Cite []passage `yaml:"cite"         jsonschema:"required"`
}

// An attribution is one link of the chain through which a statement reached its document.
type attributionRecord struct {
	// The slug of the agent who passed it on, for example xinhua.
	Agent scalar `yaml:"agent"`
	// The words that name the agent in the document, for example Gazette Wire.
	NamedAs scalar `yaml:"namedAs" jsonschema:"required"`
	// The words that report the statement, for example quoted Doe as saying.
	Cue scalar `yaml:"cue"     jsonschema:"required"`
}

func (a *assembler) statementFiles(files map[string]*statementFile) {
	for _, document := range a.inFileOrder(sorted(files)) {
		a.statements(document, *files[document])
	}
}

func (a *assembler) statements(document string, all statementFile) {
	a.startRecord("statements", document)
	if a.isDocument(document) {
		for _, s := range all {
			a.statement(document, s)
		}
	}
}

// isDocument reports whether a file of statements or narrations is named by a document.
func (a *assembler) isDocument(slug string) bool {
	exists := a.input.documents[slug] != nil
	if !exists {
		a.addProblem(
			at{},
			"there is no document %q: name the file by the slug of one, or add documents/%s.yaml",
			slug,
			slug,
		)
	}
	return exists
}

// inDocument makes passages those of the document whose slug names the file.
func (a *assembler) inDocument(document string, all []passage) {
	for i, q := range all {
		if q.Document.isPresent() && q.Document.string != document {
			a.addProblem(q.Document.at,
				"the passages in this file are of the document %s: leave the document out, or move the record",
				document)
		}
		all[i].Document = scalar{document, q.Exact.at}
	}
}

func (a *assembler) statement(document string, s statementRecord) {
	a.record = "statements/" + s.Slug.string
	id := a.id()
	a.inDocument(document, s.Cite)
	a.names("statement", id, s.Slug)
	a.statementIDs[s.Slug.string] = id
	stands := a.locate(document, s)
	values := map[string]any{
		"id": id, "slug": s.Slug.string, "kind": s.Kind.string, "text": s.Text.string,
		"quoted_spans": asJSON(stands.quoted),
		"cue":          s.Cue.string, "cue_span": asJSON(stands.cue), "text_span": asJSON(stands.text),
		"document_id": a.documents[document], "start": stands.passage.Start + int(stands.text.Start),
		"occasion_id": a.refer("event", a.events, s.Occasion), "occasion_note": text(s.OccasionNote),
	}
	if s.Occasion.isPresent() {
		values["occasion_basis"] = basisOf(s.OccasionNote)
	}
	a.setDate(values, "said", s.SaidOn)
	a.checkKind(document, s, stands)
	a.checkAntecedents(s)
	a.mentions("speaker", "statement_id", id, s.Speakers)
	a.mentions("addressee", "statement_id", id, s.Addressees)
	for _, m := range slices.Concat(s.Speakers, s.Addressees) {
		a.printed(m.NamedAs, s.Cite)
	}
	if s.SaidOn != nil {
		a.printed(s.SaidOn.AsPrinted, s.Cite)
		a.checkQuotedInNote(s.SaidOn.Note, "saidOn", s.Cite)
	}
	a.checkQuotedInNote(s.OccasionNote, "occasion", s.Cite)
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
	first := len(a.cited)
	a.cite("statement", id, "", -1, s.Slug.at, s.Cite)
	for _, c := range a.cited[first:] {
		if c.property == "" && values["passage_id"] == nil {
			values["passage_id"] = c.citation
		}
	}
	a.insert("statement", values)
}

// saidInTime reports a statement that may have been said after its document was published.
func (a *assembler) saidInTime(s statementRecord, d *documentFile) {
	published, said := a.days(d.Published).latest, a.days(s.SaidOn).latest
	if published == nil || said != nil && *said <= *published {
		return
	}
	if s.SaidOn == nil {
		a.addProblem(s.Slug.at, "saidOn is missing, and the document was published by %[1]s: write the day, or "+
			"[..%[1]s] with the basis INFERRED or EXTERNAL and a note", *published)
		return
	}
	a.addProblem(s.SaidOn.EDTF.at,
		"saidOn must not be after %[1]s, the last day on which the document can have been published: write an "+
			"earlier date, or [..%[1]s] with a note", *published)
}

var quotedInNote = regexp.MustCompile(`["“„«»「]([^"“”„«»「」]+)["“”»«」]`)

// checkQuotedInNote reports words that a note on a field quotes, if neither a passage for the field nor one for the
// statement as a whole holds them.
func (a *assembler) checkQuotedInNote(note scalar, property string, passages []passage) {
	for _, found := range quotedInNote.FindAllStringSubmatch(note.string, -1) {
		holds := func(p passage) bool {
			forField := p.Property.string == property || !p.Property.isPresent()
			return forField && strings.Contains(p.Exact.string, strings.TrimSpace(found[1]))
		}
		if !slices.ContainsFunc(passages, holds) {
			a.addProblem(note.at,
				"the note quotes %q, and no passage holds it: cite one with the property %s, or tell it without "+
					"quotation marks", found[1], property)
		}
	}
}

// checkKind checks a statement's kind against its quotation marks.
func (a *assembler) checkKind(document string, s statementRecord, stands statementPlace) {
	text, kind := []rune(s.Text.string), s.Kind.string
	spans, isWhole := stands.quoted, false
	if len(spans) == 1 {
		isWhole = stands.quotations[0] == quotation{0, len(text)}
	}
	switch {
	case kind == "PARAPHRASE" && len(spans) > 0:
		q := stands.quotations[0]
		a.addProblem(
			s.Kind.at,
			"the text of a PARAPHRASE must not contain a quotation, got %s: write %s, shorten the "+
				"text, or, if these are apostrophes, add their places to apostrophes in documents/%s.yaml",
			firstRunes(string(text[q.start:q.end]), 60),
			kindOfQuoted(s.Text.string, spans),
			document,
		)
	case (kind == "DIRECT" || kind == "MIXED") && len(spans) == 0:
		a.addProblem(s.Kind.at, "the text of a %s statement must contain quotation marks: %s", kind,
			a.missingMarks(document, s, stands))
	case kind == "MIXED" && isWhole:
		a.addProblem(s.Kind.at,
			"kind must be DIRECT if the whole text is in quotation marks, got MIXED: write DIRECT, or "+
				"add the words around a label to the text")
	case kind == "DIRECT" && hasUnquotedWords(s.Text.string, spans) &&
		(stands.cue.Start < stands.text.Start || stands.text.End < stands.cue.End):
		a.addProblem(s.Kind.at,
			"kind must be MIXED if words of the text are outside quotation marks and are not a tag that "+
				"interrupts it, got DIRECT")
	}
}

// kindOfQuoted returns the kind of a statement whose text has quotations. Words outside of them may be a tag.
func kindOfQuoted(text string, quoted []*store.Span) string {
	if hasUnquotedWords(text, quoted) {
		return "MIXED, or DIRECT if the other words are a tag that interrupts it"
	}
	return "DIRECT"
}

// missingMarks says how to correct a text without quotation marks that is said to be quoted.
func (a *assembler) missingMarks(document string, s statementRecord, stands statementPlace) string {
	exact, start := stands.passage.Exact, stands.passage.Start
	if text := a.places.texts[document]; text != "" {
		exact, start = text, 0
	}
	around, _ := quotationsIn(exact, a.marking(document, start))
	first := stands.passage.Start - start + int(stands.text.Start)
	for _, q := range around {
		if stands.text.Text != "" && q.start <= first && first < q.end {
			return fmt.Sprintf(
				"the quotation stands at characters %d to %d of the document: include its marks in the text",
				start+q.start,
				start+q.end,
			)
		}
	}
	pairs := a.marking(document, 0).pairs
	for _, c := range s.Text.string {
		known := slices.ContainsFunc(pairs, func(pair string) bool { return strings.ContainsRune(pair, c) })
		if unicode.In(c, unicode.Pi, unicode.Pf, unicode.Quotation_Mark) && !known {
			return fmt.Sprintf(
				"%c is not among the marks of documents/%s.yaml (%s): if it is a quotation mark, add its "+
					"pair",
				c,
				document,
				strings.Join(pairs, " "),
			)
		}
	}
	return "if the article prints them, include them in the text; if it quotes none of these words, the kind is " +
		"PARAPHRASE"
}

// once reports a problem for values that occur twice.
func (a *assembler) once(kind string, words []scalar) {
	seen := map[string]bool{}
	for _, w := range words {
		if w.isPresent() && seen[w.string] {
			a.addProblem(w.at, "the %s %q is listed twice: remove one of the two", kind, w.string)
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
