package curate

import "go.yaml.in/yaml/v4"

// A document is a source: its metadata, its fingerprint, and what of it is not cited.
type documentFile struct {
	// The headline, if one is printed.
	Title scalar `yaml:"title"`
	// The publisher whom the document names.
	Publisher scalar `yaml:"publisher"`
	// What is printed that may name a publisher, and how it is read: the credit of a picture, initials in a dateline.
	PublisherNote scalar `yaml:"publisherNote"`
	// When it was published.
	Published *date `yaml:"published"`
	// The passages that print the title, the publisher or the date of publication, each with that property.
	Cite []passage `yaml:"cite"`
	// The language, as a BCP 47 tag such as en.
	Language scalar `yaml:"language" jsonschema:"required"`
	// The name of the file among the documents.
	File scalar `yaml:"file" jsonschema:"required"`
	// The SHA-256 of the file, in hexadecimal.
	SHA256 scalar `yaml:"sha256" jsonschema:"required"`
	// The length of the text in Unicode code points.
	Characters int `yaml:"characters" jsonschema:"required"`
	// The parts of the text that no passage holds, in reading order. Together with the passages they are all of it.
	Remainders []remainder `yaml:"remainders"`
}

// A remainder is a part of a document that bears no fact of the record.
type remainder struct {
	// Where it starts, in code points from the start of the document.
	Start int `yaml:"start" jsonschema:"required"`
	// Where it ends, exclusive.
	End int `yaml:"end" jsonschema:"required"`
	// COMMENT: the reporter's background, inference or description. JOINING: words, stops and blanks between passages.
	Reason scalar `yaml:"reason" jsonschema:"required" enum:"COMMENT HEADLINE CAPTION NAVIGATION REPEATED TORN JOINING"`
	at
}

func (r *remainder) UnmarshalYAML(n *yaml.Node) error {
	type plain remainder
	err := n.Load((*plain)(r), yaml.WithKnownFields())
	r.at = at{n.Line, n.Column}
	return err
}

// documentFiles checks what the records make of the documents, and then compiles these.
func (a *assembler) documentFiles(files map[string]*documentFile) {
	a.unusedTopics()
	for _, slug := range sorted(files) {
		a.documentPassages(slug, files[slug])
	}
	a.account()
	bySlug((*assembler).document)(a, files)
}

// documentPassages compiles the passages in which a document tells of itself.
func (a *assembler) documentPassages(slug string, d *documentFile) {
	a.startRecord("documents", slug)
	for i := range d.Cite {
		d.Cite[i].Document = scalar{slug, d.Cite[i].Exact.at}
		if !d.Cite[i].Property.isPresent() {
			a.addProblem(d.Cite[i].Exact.at,
				"the passage supports no field of the document: give it the property title, publisher or published")
		}
	}
	if len(d.Cite) > 0 {
		a.cite("document", a.documents[slug], "", -1, d.File.at, d.Cite)
		a.printed(d.Publisher, d.Cite)
	}
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
