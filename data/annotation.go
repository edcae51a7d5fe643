package data

import "github.com/summitry/summitry/data/store"

// An Annotation is an editorial note on printed text. It does not change the text.
type Annotation struct {
	Key     store.Key      `db:"id"`
	Slug    string         `db:"slug"`
	Kind    AnnotationKind `db:"kind"`
	Note    string         `db:"note"`
	Reading *string        `db:"reading"`
}

// AnnotationKind is the reason for an annotation, such as WRONG.
type AnnotationKind string

var annotationKind = Kind{
	Name: "annotation", Folder: "annotations", Types: []string{"Annotation"}, Table: &annotationTable,
	ByKey: nodesByKey(&AnnotationByKey), BySlug: asNodes(&AnnotationBySlug),
	Citable: map[string][]string{
		"Annotation": {"reading"},
	},
}

func (a *Annotation) ID() string  { return annotationKind.id(a.Slug) }
func (a *Annotation) URL() string { return annotationKind.url(a.Slug) }
func (a *Annotation) Fact() Fact  { return wholeRecord(a.Key) }
func (*Annotation) node()         {}

var (
	annotations           = store.NewEntity[Annotation]("annotation")
	annotationsByPlace    = store.NewOrder("annotation", "by_place", "document_id, start, slug")
	everyAnnotation       = annotations.All("annotation")
	annotationsByKind     = store.IndexByValue("annotation kind", `SELECT id AS record, kind AS value FROM annotation`)
	annotationsByDocument = store.IndexByRecord("annotation document", documentSlugs,
		`SELECT id AS record, document_id AS value FROM annotation`)
	annotationTable = store.Table{
		Name:    "annotation",
		Orders:  []store.Order{annotationsByPlace},
		Indexes: []*store.Index{everyAnnotation, annotationsByKind, annotationsByDocument},
		// Notes weigh as little as passages, so that the records with the passages come first.
		Search: `
			SELECT annotation.id, 'annotation', slug, '', '',
				note || coalesce(char(30) || reading, '') || coalesce(char(30) || (
					SELECT group_concat(exact, char(30) ORDER BY by_place)
					FROM citation
					WHERE subject_id = annotation.id
				), ''),
				''
			FROM annotation
			ORDER BY id`,
	}
)

// Relations and lists of annotations, ordered by their position in the documents.
var (
	AnnotationByKey       = annotations.ByKey()
	AnnotationBySlug      = annotations.BySlug()
	Annotations           = annotations.List(everyAnnotation, annotationsByPlace)
	AnnotationsOfDocument = store.Relation[store.Key, *Annotation]{
		Entity: annotations,
		Key:    "annotation.document_id",
		Order:  "annotation.by_place",
	}
	AnnotationsOfStatement = store.Relation[store.Key, *Annotation]{
		Entity: annotations,
		Join:   "JOIN statement_annotation ON statement_annotation.annotation_id = annotation.id",
		Key:    "statement_annotation.statement_id",
		Order:  "annotation.by_place",
	}
	AnnotationsOfEvent = store.Relation[store.Key, *Annotation]{
		Entity: annotations,
		Join:   "JOIN event_annotation ON event_annotation.annotation_id = annotation.id",
		Key:    "event_annotation.event_id",
		Order:  "annotation.by_place",
	}
	AnnotationsOfMembership = store.Relation[store.Key, *Annotation]{
		Entity: annotations,
		Join:   "JOIN membership_annotation ON membership_annotation.annotation_id = annotation.id",
		Key:    "membership_annotation.membership_id",
		Order:  "annotation.by_place",
	}
)

// An AnnotationFilter selects annotations by kind and by the slugs of their documents.
type AnnotationFilter struct {
	Kind     []AnnotationKind
	Document []string
}

// Where returns the filter as conditions.
func (f *AnnotationFilter) Where() store.Where {
	var w store.Where
	if f == nil {
		return w
	}
	w = store.In(w, "filter.kind", annotationsByKind, f.Kind)
	return store.In(w, "filter.document", annotationsByDocument, f.Document)
}

// Pages of annotations.
type (
	AnnotationConnection = store.Page[*Annotation]
	AnnotationEdge       = store.Edge[*Annotation]
)
