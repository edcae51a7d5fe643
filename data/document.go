package data

import "github.com/summitry/summitry/data/store"

// A Document is a source article. The dataset has its fingerprint and the cited passages but not its text.
type Document struct {
	Key             store.Key            `db:"id"`
	Slug            string               `db:"slug"`
	Title           *string              `db:"title"`
	Name            string               `db:"name"`
	Publisher       *string              `db:"publisher"`
	PublisherNote   *string              `db:"publisher_note"`
	Published       *store.UncertainDate `db:"published"`
	Language        string               `db:"language"`
	SHA256          string               `db:"sha256"`
	Characters      int32                `db:"characters"`
	CitedCharacters int32                `db:"cited_characters"`
	// Also those in prefixes and suffixes of passages.
	ReproducedCharacters int32  `db:"reproduced_characters"`
	FileName             string `db:"file_name"`
}

var documentKind = Kind{
	Name: "document", Folder: "documents", Types: []string{"Document"}, Table: &documentTable,
	ByKey: nodesByKey(&DocumentByKey), BySlug: asNodes(&DocumentBySlug),
	Citable: map[string][]string{"Document": {"title", "publisher", "published"}},
}

func (d *Document) ID() string  { return documentKind.id(d.Slug) }
func (d *Document) URL() string { return documentKind.url(d.Slug) }
func (d *Document) Fact() Fact  { return wholeRecord(d.Key) }
func (*Document) node()         {}

var (
	documents       = store.NewEntity[Document]("document")
	documentSlugs   = store.Space{Table: "document", Label: "name"}
	documentsByFile = store.NewOrder("document", "by_file_name", "file_name")
	everyDocument   = documents.All("document")
	documentTable   = store.Table{
		Name:    "document",
		Orders:  []store.Order{documentsByFile},
		Indexes: []*store.Index{everyDocument},
		// A document is also found by the passages of its annotations.
		Search: `
			SELECT document.id, 'document', slug,
				coalesce(title, '') || coalesce(char(30) || publisher, ''),
				'',
				coalesce((
					SELECT group_concat(exact, char(30) ORDER BY citation.by_place)
					FROM annotation JOIN citation ON citation.subject_id = annotation.id
					WHERE annotation.document_id = document.id
				), ''),
				''
			FROM document
			ORDER BY id`,
	}
)

// Relations and lists of documents.
var (
	DocumentByKey  = documents.ByKey()
	DocumentBySlug = documents.BySlug()
	Documents      = documents.List(everyDocument, documentsByFile)
)

// Pages of documents.
type (
	DocumentConnection = store.Page[*Document]
	DocumentEdge       = store.Edge[*Document]
)
