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
	annotationsByPlace    = newOrder(Order{table: "annotation", rank: "by_place", by: "document_id, start, slug"})
	everyAnnotation       = everyOne("annotation")
	annotationsByKind     = newTerm(term{name: "annotation kind", pairs: "SELECT id AS record, kind AS value FROM annotation"})
	annotationsByDocument = newTerm(term{name: "annotation document", space: "document", pairs: "SELECT id AS record, document_id AS value FROM annotation"})
	annotationArrangement = arrangement{
		table:  "annotation",
		orders: []Order{annotationsByPlace},
		terms:  []*term{everyAnnotation, annotationsByKind, annotationsByDocument},
	}
)

// Annotations, as they stand in the documents.
var (
	AnnotationByKey        = byKey(annotations, "")
	AnnotationBySlug       = bySlug(annotations, "annotation", "")
	Annotations            = List[*Annotation]{annotations, everyAnnotation, annotationsByPlace}
	AnnotationsOfDocument  = Relation[Key, *Annotation]{noun: annotations, key: "annotation.document_id", order: "annotation.by_place"}
	AnnotationsOfStatement = Relation[Key, *Annotation]{noun: annotations, join: "JOIN statement_annotation ON statement_annotation.annotation_id = annotation.id", key: "statement_annotation.statement_id", order: "annotation.by_place"}
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
	w = among(w, "kind", annotationsByKind, f.Kind)
	return among(w, "document", annotationsByDocument, f.Document)
}

// Lists of them.
type (
	AnnotationConnection = Page[*Annotation]
	AnnotationEdge       = Edge[*Annotation]
)
