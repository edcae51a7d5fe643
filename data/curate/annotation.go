package curate

import "strings"

// An annotation remarks on printed text, which stays as it is.
type annotationFile struct {
	// What is the matter with the text.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"WRONG TORN AMBIGUOUS REPEATED CAPTION NAVIGATION"`
	// The remark.
	Note scalar `yaml:"note" jsonschema:"required"`
	// What is meant, where that is clear.
	Reading scalar `yaml:"reading"`
	// The slugs of statements that it concerns although its passages do not touch theirs. It concerns the statements
	// and events whose passages its own touch, without being told.
	Concerns []scalar `yaml:"concerns"`
	// The passages that are remarked on.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

func (a *assembler) annotation(slug string, n *annotationFile) {
	a.startRecord("annotations", slug)
	id := a.id()
	a.names("annotation", id, scalar{string: slug})
	a.cite("annotation", id, "", -1, n.Kind.at, n.Cite)
	if len(n.Cite) == 0 {
		return // cite says so
	}
	first := a.place(n.Cite[0])
	for _, q := range n.Cite[1:] {
		if q.Document.string != first.Document {
			a.addProblem(
				q.Document.at,
				"an annotation is about one document: write another one for %s",
				q.Document.string,
			)
		}
	}
	a.concern(id, n)
	a.insert("annotation", map[string]any{
		"id": id, "slug": slug, "kind": n.Kind.string,
		"note": n.Note.string, "reading": text(n.Reading),
		"document_id": a.documents[first.Document], "start": first.Start,
	})
}

// concern ties an annotation to the statements and events whose passages its own touch, and to the statements that it
// names. Of a statement the passages of the record as a whole count, of an event those of every field.
func (a *assembler) concern(id int64, n *annotationFile) {
	concerned := map[any]bool{}
	tie := func(kind string, record any) {
		if record != nil && !concerned[record] {
			concerned[record] = true
			a.insert(kind+"_annotation", map[string]any{kind + "_id": record, "annotation_id": id})
		}
	}
	for _, q := range n.Cite {
		p := a.place(q)
		for _, c := range a.cited {
			touches := c.Document == p.Document && c.Start < p.end() && p.Start < c.end()
			switch folder, _, _ := strings.Cut(c.record, "/"); {
			case touches && folder == "statements" && c.property == "":
				tie("statement", c.id)
			case touches && folder == "events":
				tie("event", c.id)
			}
		}
	}
	for _, w := range n.Concerns {
		tie("statement", a.refer("statement", a.statementIDs, w))
	}
}
