package data

// An Annotation remarks on printed text, which stays as it is.
type Annotation struct {
	Key     Key
	Slug    string
	Kind    AnnotationKind
	Note    string
	Reading *string
}

// AnnotationKind tells what is the matter with the text.
type AnnotationKind string

func (a *Annotation) ID() string  { return idOf("annotation", a.Slug) }
func (a *Annotation) URL() string { return urlOf("annotation", a.Slug) }
func (a *Annotation) Fact() Fact  { return wholeRecord(a.Key) }
func (*Annotation) node()         {}

func (a *Annotation) columns() []column {
	return []column{{"id", &a.Key}, {"slug", &a.Slug}, {"kind", &a.Kind}, {"note", &a.Note}, {"reading", &a.Reading}}
}

var (
	annotations           = describe("annotation", (*Annotation).columns, itself)
	annotationsByPlace    = NewOrder(Order{Table: "annotation", Rank: "by_place", By: "document_id, start, slug"})
	everyAnnotation       = AllOf("annotation")
	annotationsByKind     = NewIndex(Index{Name: "annotation kind", Pairs: "SELECT id AS record, kind AS value FROM annotation"})
	annotationsByDocument = NewIndex(Index{Name: "annotation document", Space: "document", Pairs: "SELECT id AS record, document_id AS value FROM annotation"})
	annotationTable       = Table{
		Name:    "annotation",
		Orders:  []Order{annotationsByPlace},
		Indexes: []*Index{everyAnnotation, annotationsByKind, annotationsByDocument},
	}
)

// Annotations, as they stand in the documents.
var (
	AnnotationByKey        = byKey(annotations, "")
	AnnotationBySlug       = bySlug(annotations, "annotation", "")
	Annotations            = List[*Annotation]{annotations, everyAnnotation, annotationsByPlace}
	AnnotationsOfDocument  = Relation[Key, *Annotation]{Entity: annotations, Key: "annotation.document_id", Order: "annotation.by_place"}
	AnnotationsOfStatement = Relation[Key, *Annotation]{Entity: annotations, Join: "JOIN statement_annotation ON statement_annotation.annotation_id = annotation.id", Key: "statement_annotation.statement_id", Order: "annotation.by_place"}
)

// An AnnotationFilter asks for annotations by kind and by the slugs of their documents.
type AnnotationFilter struct {
	Kind     []AnnotationKind
	Document []string
}

// Where holds the filter's terms.
func (f *AnnotationFilter) Where() Where {
	var w Where
	if f == nil {
		return w
	}
	w = In(w, "kind", annotationsByKind, f.Kind)
	return In(w, "document", annotationsByDocument, f.Document)
}

// Lists of them.
type (
	AnnotationConnection = Page[*Annotation]
	AnnotationEdge       = Edge[*Annotation]
)
