package curate

import "strings"

// An annotation is an editorial note on printed text. It does not change the text.
type annotationFile struct {
	// What is wrong with the text, for example AMBIGUOUS.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"WRONG TORN AMBIGUOUS REPEATED CAPTION NAVIGATION"`
	// The note, for example: The sentence breaks off after "and".
	Note scalar `yaml:"note" jsonschema:"required"`
	// How the text is to be read, if that is clear, for example 2030 where 2003 is printed.
	Reading scalar `yaml:"reading"`
	// The slugs of statements that the annotation concerns although its passages do not overlap theirs, for example
	// doe-fish-are-plenty. Leave out statements and events whose passages overlap its own.
	Concerns []scalar `yaml:"concerns"`
	// The passages that the note is about, all from one document.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

func (a *assembler) annotation(slug string, n *annotationFile) {
	a.startRecord("annotations", slug)
	id := a.id()
	a.names("annotation", id, scalar{string: slug})
	a.cite("annotation", id, "", -1, n.Kind.at, n.Cite)
	if len(n.Cite) == 0 {
		return // cite reports it
	}
	first := a.place(n.Cite[0])
	for _, q := range n.Cite[1:] {
		if q.Document.string != first.Document {
			a.addProblem(q.Document.at, "the passages of an annotation must be from one document, got %q after %q: "+
				"write a second annotation", q.Document.string, first.Document)
		}
	}
	a.concern(id, n)
	a.insert("annotation", map[string]any{
		"id": id, "slug": slug, "kind": n.Kind.string,
		"note": n.Note.string, "reading": text(n.Reading),
		"document_id": a.documents[first.Document], "start": first.Start,
	})
}

// concern links an annotation to the statements, narrations, events and memberships whose passages overlap its own, and
// to the statements in its concerns key. Of a statement or narration the passages without a property count, of an event
// or a membership all.
func (a *assembler) concern(id int64, n *annotationFile) {
	concerned := map[any]bool{}
	tie := func(table string, record any) {
		if record != nil && !concerned[record] {
			concerned[record] = true
			a.insert(table+"_annotation", map[string]any{table + "_id": record, "annotation_id": id})
		}
	}
	for _, q := range n.Cite {
		p := a.place(q)
		for _, c := range a.cited {
			touches := c.Document == p.Document && c.Start < p.end() && p.Start < c.end()
			switch folder, _, _ := strings.Cut(c.record, "/"); {
			case !touches:
			case folder == "events":
				tie("event", c.id)
			case folder == "memberships":
				tie("membership", c.id)
			case c.property != "":
			case folder == "statements":
				tie("statement", c.id)
			case folder == "narrations":
				tie("narration", c.id)
			}
		}
	}
	for _, w := range n.Concerns {
		tie("statement", a.refer("statement", a.statementIDs, w))
	}
}
