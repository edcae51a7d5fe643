package curate

import (
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

// A document is a source article: its metadata, its fingerprint, and the parts that no passage cites.
type documentFile struct {
	// The headline, if the document prints one, for example Leaders meet in Lowport.
	Title scalar `yaml:"title"`
	// The publisher, if the document names it, for example Gazette Wire.
	Publisher scalar `yaml:"publisher"`
	// What is printed that may name a publisher, and how it is read: for example the credit of a picture. Without a
	// publisher, it says that none is printed.
	PublisherNote scalar `yaml:"publisherNote"`
	// The date of publication, for example 2023-07-04.
	Published *date `yaml:"published"`
	// The passages that print the title, the publisher or the date of publication, each with that property.
	Cite []passage `yaml:"cite"`
	// The language as a BCP 47 tag, for example en.
	Language scalar `yaml:"language" jsonschema:"required"`
	// The name of the file in the folder of documents, for example news.txt.
	File scalar `yaml:"file" jsonschema:"required"`
	// The SHA-256 of the file, as 64 hexadecimal digits. The command new fills it in.
	SHA256 scalar `yaml:"sha256" jsonschema:"required"`
	// The length of the text in Unicode code points, for example 3410. The command new fills it in.
	Characters int `yaml:"characters" jsonschema:"required"`
	// The pairs of quotation marks that the document uses, for example ["‘’", "“”"]. The command new fills them in.
	// Without this key, all pairs that FORMAT.md lists but ’’ are recognized.
	Marks []scalar `yaml:"marks"`
	// The places of characters that look like quotation marks and are none, for example 1203 for an apostrophe that the
	// compiler cannot tell from a mark. The compiler reports these places.
	Apostrophes []int `yaml:"apostrophes"`
	// The parts of the text that are in no passage, in reading order. Passages and remainders together cover the whole
	// text.
	Remainders []remainder `yaml:"remainders"`
}

// A remainder is a part of a document that no passage cites.
type remainder struct {
	// The offset of its first character, in code points, for example 0.
	Start int `yaml:"start" jsonschema:"required"`
	// The offset after its last character, for example 57.
	End int `yaml:"end" jsonschema:"required"`
	// Why it is not cited. JOINING: conjunctions, punctuation and spaces between passages. RETOLD: the rest of a
	// sentence whose facts records tell in other words; the passage of a narration or statement stands in it.
	Reason scalar `yaml:"reason" jsonschema:"required" enum:"HEADLINE CAPTION NAVIGATION REPEATED TORN JOINING RETOLD"`
	at
}

func (r *remainder) UnmarshalYAML(n *yaml.Node) error {
	type plain remainder
	err := n.Load((*plain)(r), yaml.WithKnownFields())
	r.at = at{n.Line, n.Column}
	return err
}

// documentFiles checks that topics are used and documents accounted for, and then compiles the documents.
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

// checkLanguage reports a language that HTML and JSON-LD cannot take: language.Parse also reads en_GB.
func (a *assembler) checkLanguage(tag scalar) {
	if _, err := language.Parse(tag.string); err != nil || strings.Contains(tag.string, "_") {
		a.addProblem(tag.at, "language must be a BCP 47 tag, such as fr or zh-Hant, got %q", tag.string)
	}
}

func (a *assembler) document(slug string, d *documentFile) {
	a.startRecord("documents", slug)
	if d.Language.isPresent() {
		a.checkLanguage(d.Language)
	}
	id := a.documents[slug]
	a.names("document", id, scalar{string: slug})
	values := map[string]any{
		"id": id, "slug": slug, "title": text(d.Title), "name": a.documentTitle(slug, d.Title),
		"publisher":      text(d.Publisher),
		"publisher_note": text(d.PublisherNote), "language": d.Language.string,
		"sha256": d.SHA256.string, "characters": d.Characters, "file_name": d.File.string,
		"cited_characters":      count(a.places.cited(slug, d.Characters)),
		"reproduced_characters": count(a.places.reproduced(slug, d.Characters)),
	}
	a.setDate(values, "published", d.Published)
	a.insert("document", values)
	for _, r := range d.Remainders {
		a.insert("remainder", map[string]any{
			"document_id": id, "start": r.Start, "end": r.End, "reason": r.Reason.string,
		})
	}
}
