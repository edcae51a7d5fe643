package data

import (
	"context"
	"maps"

	"github.com/summitry/summitry/data/store"
)

// A Citation is a passage of a document that supports a record. It corresponds to a TextQuoteSelector with a
// TextPositionSelector of the Web Annotation model. Positions are in Unicode code points.
type Citation struct {
	Key         store.Key `db:"id"`
	Slug        string    `db:"slug"`
	DocumentKey store.Key `db:"document_id"`
	Subject     store.Ref `db:"subject"`
	Property    *string   `db:"property"`
	item        *int32    `db:"item"`
	itemField   *string   `db:"part"`
	Supports    *string   `db:"supports"`
	Exact       string    `db:"exact"`
	Prefix      string    `db:"prefix"`
	Suffix      string    `db:"suffix"`
	Start       int32     `db:"start"`
	End         int32     `db:"end"`
}

var citationKind = Kind{
	Name: "citation", Folder: "citations", Types: []string{"Citation"}, Table: &citationTable,
	ByKey: nodesByKey(&CitationByKey), BySlug: asNodes(&CitationBySlug),
}

func (c *Citation) ID() string  { return citationKind.id(c.Slug) }
func (c *Citation) URL() string { return citationKind.url(c.Slug) }

// Remarks reports whether the passage is that of an editorial note.
func (c *Citation) Remarks() bool { return c.Subject.Space == annotationKind.Name }

func (*Citation) node() {}

var (
	citations           = store.NewEntity[Citation]("citation")
	citationsByPlace    = store.NewOrder("citation", "by_place", `document_id, start, "end", slug`)
	citationsByDocument = store.IndexByRecord("citation document", documentSlugs,
		`SELECT id AS record, document_id AS value FROM citation`)
	citationTable = store.Table{
		Name:    "citation",
		Orders:  []store.Order{citationsByPlace},
		Indexes: []*store.Index{citationsByDocument},
	}
)

// Opening returns the passage by which readers recognize a document, from its first passages in order. Passages of
// annotations are often headings or parts of the web page, so they are the last choice.
func Opening(passages []*Citation) (best *Citation) {
	isNote := func(c *Citation) bool { return c.Subject.Space == annotationKind.Name }
	for _, c := range passages {
		switch {
		case best == nil, isNote(best) && !isNote(c):
			best = c
		case isNote(best) == isNote(c) && c.Start == best.Start && c.End > best.End:
			best = c
		}
	}
	return best
}

// printedPassages selects the passages of statements and narrations, and once each other cited place that is not inside
// one of them.
const printedPassages = `
	SELECT id, exact
	FROM (
		SELECT id, exact, utters, "end",
			max("end") FILTER (WHERE utters) OVER (PARTITION BY document_id ORDER BY start) AS uttered,
			row_number() OVER (PARTITION BY document_id, start, "end" ORDER BY id) AS number
		FROM (
			SELECT *, property IS NULL AND subject IN ('statement', 'narration') AS utters
			FROM citation
		)
	)
	WHERE utters OR number = 1 AND "end" > coalesce(uttered, 0)`

// Relations and lists of citations.
var (
	CitationByKey  = citations.ByKey()
	CitationBySlug = citations.BySlug()
	// CitationsBeside leads from the slug of a citation to those near it in the same document, itself included.
	CitationsBeside = store.Relation[string, *Citation]{
		Entity: citations,
		Join: `
			JOIN citation AS own
			JOIN list ON list.name = 'citation document' AND list.sorted = 'by_place'
				AND list.record_id = own.document_id
			JOIN listed ON listed.list = list.id AND listed.record_id = citation.id
				AND listed.rank BETWEEN own.by_place - 30 AND own.by_place + 30`,
		Key:   "own.slug",
		Order: "citation.by_place",
	}
	CitationsOfSubject = store.Relation[store.Key, *Citation]{
		Entity: citations,
		Key:    "citation.subject_id",
		Order:  "citation.by_place",
	}
	PassagesOfDocument = citations.List(citationsByDocument, citationsByPlace)
)

// Citable lists, by type, the fields that can have their own passages. Other fields are supported by the passages of
// the whole record or item (such as the text of a statement), or by no document (codes, topics).
var Citable = citable(Kinds)

func citable(kinds []*Kind) map[string][]string {
	all := map[string][]string{}
	for _, k := range kinds {
		maps.Copy(all, k.Citable)
	}
	return all
}

// Passages is a relation from facts to the citations that support them, or that support one field of them.
type Passages struct {
	property string
	ofField  bool
}

// PassagesFor returns the relation to the citations of a field, or of the fact and all its fields if property is nil.
func PassagesFor(property *string) Passages {
	if property == nil {
		return Passages{}
	}
	return Passages{*property, true}
}

// All returns the citations of each fact. Facts without citations are absent.
func (p Passages) All(ctx context.Context, s *store.Store, facts []Fact) (map[Fact][]*Citation, error) {
	found, err := CitationsOfSubject.All(ctx, s, subjectsOf(facts))
	supporting := make(map[Fact][]*Citation, len(facts))
	for _, f := range facts {
		for _, c := range found[f.Subject] {
			if p.support(c, f) {
				supporting[f] = append(supporting[f], c)
			}
		}
	}
	return supporting, err
}

// Projection selects the columns that identify the fact of a citation.
func (Passages) Projection() *store.Projection {
	r := CitationsOfSubject.Projection()
	for _, field := range []string{"Property", "item", "itemField"} {
		r.SelectColumn(0, field)
	}
	return r
}

// Read is All with a projection. Each key is a Fact.
func (p Passages) Read(ctx context.Context, s *store.Store, keys []any,
	selected *store.Projection) (map[any][]store.Row, error) {
	facts := make([]Fact, len(keys))
	for i, key := range keys {
		facts[i] = key.(Fact)
	}
	var subjects []any
	for _, key := range subjectsOf(facts) {
		subjects = append(subjects, key)
	}
	found, err := CitationsOfSubject.Read(ctx, s, subjects, selected)
	supporting := make(map[any][]store.Row, len(facts))
	for _, f := range facts {
		for _, row := range found[f.Subject] {
			if p.support(row[0].(*Citation), f) {
				supporting[f] = append(supporting[f], row)
			}
		}
	}
	return supporting, err
}

func subjectsOf(facts []Fact) []store.Key {
	var keys []store.Key
	seen := map[store.Key]bool{}
	for _, f := range facts {
		if !seen[f.Subject] {
			seen[f.Subject] = true
			keys = append(keys, f.Subject)
		}
	}
	return keys
}

// support reports whether a citation of the fact's record supports the fact.
func (p Passages) support(c *Citation, f Fact) bool {
	if f.Property == "" {
		return !p.ofField || c.Property != nil && *c.Property == p.property
	}
	if c.Property == nil || *c.Property != f.Property || c.item == nil || *c.item != f.Item {
		return false
	}
	return !p.ofField || c.itemField != nil && *c.itemField == p.property
}

// NearestCitations returns the citations whose passages are most likely to print the pieces of a text, the likeliest
// first. Those of statements by the speaker, if it is not nil, come before others with the same words.
func NearestCitations(
	ctx context.Context, s *store.Store, pieces []string, speaker *store.Key, most int,
) ([]*Citation, error) {
	uttered := store.NewCondition(`EXISTS (
		SELECT 1
		FROM citation JOIN speaker ON statement_id = subject_id
		WHERE citation.id = hit.id AND ? IN (agent_id, members_of_id)
	)`, speaker)
	keys, err := s.NearestPassages(ctx, pieces, uttered, most)
	if err != nil {
		return nil, err
	}
	found, err := CitationByKey.Single(ctx, s, keys)
	nearest := make([]*Citation, 0, len(keys))
	for _, key := range keys {
		nearest = append(nearest, found[key])
	}
	return nearest, err
}

// Pages of citations.
type (
	CitationConnection = store.Page[*Citation]
	CitationEdge       = store.Edge[*Citation]
)
