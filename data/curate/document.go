package curate

// documentFiles checks what the records make of the documents, and then compiles these.
func (a *assembler) documentFiles(files map[string]*documentFile) {
	a.unusedTopics()
	a.account()
	bySlug((*assembler).document)(a, files)
}

func (a *assembler) document(slug string, d *documentFile) {
	a.startRecord("documents", slug)
	id := a.documents[slug]
	a.names("document", id, scalar{string: slug})
	values := map[string]any{
		"id": id, "slug": slug, "title": text(d.Title), "publisher": text(d.Publisher),
		"publisher_note": text(d.PublisherNote), "language": d.Language.string,
		"sha256": d.SHA256.string, "characters": d.Characters, "file_name": d.File.string,
		"cited_characters": count(a.places.cited(slug, d.Characters)),
	}
	a.setDate(values, "published", d.Published)
	a.insert("document", values)
}
