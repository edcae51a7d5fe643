package curate

import "strings"

func (a *assembler) annotation(slug string, n *annotationFile) {
	a.open("annotations", slug)
	id := a.id()
	a.names("annotation", id, word{string: slug})
	a.cite("annotation", id, "", -1, n.Kind.at, n.Cite)
	var first place
	touched := map[int64]bool{}
	for i, q := range n.Cite {
		p := a.place(q)
		if i == 0 {
			first = p
		}
		for _, c := range a.cited {
			touches := c.Document == p.Document && c.Start < p.end() && p.Start < c.end()
			if touches && c.property == "" && strings.HasPrefix(c.record, "statements/") && !touched[c.id] {
				touched[c.id] = true
				a.insert("statement_annotation", map[string]any{"statement_id": c.id, "annotation_id": id})
			}
		}
	}
	a.insert("annotation", map[string]any{
		"id": id, "slug": slug, "kind": n.Kind.string,
		"note": n.Note.string, "reading": text(n.Reading),
		"document_id": a.documents[first.Document], "document_file": a.fileOf(first.Document), "start": first.Start,
	})
}
