package data

// A Document is a source. The dataset holds its fingerprint and the passages that it cites, never its text.
type Document struct {
	Key             Key
	Slug            string
	Title           *string
	Publisher       *string
	PublisherNote   *string
	Published       *UncertainDate
	Language        string
	SHA256          string
	Characters      int32
	CitedCharacters int32
	FileName        string
}

func (d *Document) ID() string  { return idOf("document", d.Slug) }
func (d *Document) URL() string { return urlOf("document", d.Slug) }
func (*Document) node()         {}

func (d *Document) columns() []column {
	return append([]column{
		{"id", &d.Key}, {"slug", &d.Slug}, {"title", &d.Title}, {"publisher", &d.Publisher}, {"publisher_note", &d.PublisherNote}, {"language", &d.Language},
		{"sha256", &d.SHA256}, {"characters", &d.Characters}, {"cited_characters", &d.CitedCharacters}, {"file_name", &d.FileName},
	}, date("published", &d.Published)...)
}

var (
	documents       = describe("document", (*Document).columns, itself)
	documentsByFile = NewOrder(Order{Table: "document", Rank: "by_file_name", By: "file_name"})
	everyDocument   = AllOf("document")
	documentTable   = Table{Name: "document", Orders: []Order{documentsByFile}, Indexes: []*Index{everyDocument}}
)

// Documents.
var (
	DocumentByKey  = byKey(documents, "")
	DocumentBySlug = bySlug(documents, "document", "")
	Documents      = List[*Document]{documents, everyDocument, documentsByFile}
)

// Lists of them.
type (
	DocumentConnection = Page[*Document]
	DocumentEdge       = Edge[*Document]
)
