package data

import "github.com/summitry/summitry/data/store"

// A Document is a source. The dataset holds its fingerprint and the passages that it cites, never its text.
type Document struct {
	Key             store.Key            `db:"id"`
	Slug            string               `db:"slug"`
	Title           *string              `db:"title"`
	Publisher       *string              `db:"publisher"`
	PublisherNote   *string              `db:"publisher_note"`
	Published       *store.UncertainDate `db:"published"`
	Language        string               `db:"language"`
	SHA256          string               `db:"sha256"`
	Characters      int32                `db:"characters"`
	CitedCharacters int32                `db:"cited_characters"`
	FileName        string               `db:"file_name"`
}

var documentKind = Kind{
	Name: "document", Folder: "documents", Types: []string{"Document"}, Table: &documentTable,
	ByKey: asNodes(&DocumentByKey), BySlug: asNodes(&DocumentBySlug),
	Citable: map[string][]string{"Document": {"title", "publisher", "published"}},
}

func (d *Document) ID() string  { return documentKind.id(d.Slug) }
func (d *Document) URL() string { return documentKind.url(d.Slug) }
func (d *Document) Fact() Fact  { return wholeRecord(d.Key) }
func (*Document) node()         {}

var (
	documents       = store.NewEntity[Document]("document")
	documentSlugs   = store.Space{Table: "document", Label: "coalesce(title, file_name)"}
	documentsByFile = store.NewOrder("document", "by_file_name", "file_name")
	everyDocument   = documents.All("document")
	documentTable   = store.Table{
		Name:    "document",
		Orders:  []store.Order{documentsByFile},
		Indexes: []*store.Index{everyDocument},
		// The passages of an annotation are found with its document.
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

// Documents.
var (
	DocumentByKey  = documents.ByKey()
	DocumentBySlug = documents.BySlug()
	Documents      = documents.List(everyDocument, documentsByFile)
)

// Lists of them.
type (
	DocumentConnection = store.Page[*Document]
	DocumentEdge       = store.Edge[*Document]
)
