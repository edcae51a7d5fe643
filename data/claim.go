package data

import "github.com/summitry/summitry/data/store"

// A Claim is one value that documents give for a property of a record.
type Claim struct {
	subject  store.Key `db:"subject_id"`
	item     int32     `db:"item"`
	Property string    `db:"property"`
	Value    string    `db:"value"`
	Rank     Rank      `db:"rank"`
	Reason   *string   `db:"reason"`
}

// Rank is the rank of a claim among those of its property, as in Wikidata.
type Rank string

func (c *Claim) Fact() Fact { return Fact{c.subject, c.Property, c.item} }

// A Discrepancy is a property whose claims cannot all be true.
type Discrepancy struct {
	Key      store.Key `db:"id"`
	Slug     string    `db:"slug"`
	Subject  store.Ref `db:"subject"`
	Property string    `db:"property"`
	Note     string    `db:"note"`
}

var discrepancyKind = Kind{
	Name: "discrepancy", Folder: "discrepancies", Types: []string{"Discrepancy"}, Table: &discrepancyTable,
	ByKey: nodesByKey(&DiscrepancyByKey), BySlug: asNodes(&DiscrepancyBySlug),
	Citable: map[string][]string{
		"Claim": {"value"},
	},
}

func (d *Discrepancy) ID() string  { return discrepancyKind.id(d.Slug) }
func (d *Discrepancy) URL() string { return discrepancyKind.url(d.Slug) }
func (*Discrepancy) node()         {}

var (
	claims              = store.NewEntity[Claim]("claim")
	discrepancies       = store.NewEntity[Discrepancy]("discrepancy")
	discrepanciesBySlug = store.NewOrder("discrepancy", "by_slug", "slug")
	everyDiscrepancy    = discrepancies.All("discrepancy")
	discrepancyTable    = store.Table{
		Name:    "discrepancy",
		Orders:  []store.Order{discrepanciesBySlug},
		Indexes: []*store.Index{everyDiscrepancy},
		// Found by the note, by the names of the subject and of the field, and by the passages of the claims.
		Search: `
			SELECT discrepancy.id, 'discrepancy', slug, '', note,
				coalesce((
					SELECT group_concat(exact, char(30) ORDER BY by_place)
					FROM citation
					WHERE citation.subject_id = discrepancy.subject_id AND citation.property = discrepancy.property
				), ''),
				property || coalesce(char(30) || (
					SELECT findable.name FROM findable WHERE findable.id = discrepancy.subject_id
				), '')
			FROM discrepancy
			ORDER BY id`,
	}
)

const claimsInOrder = "claim.property, claim.item"

// Relations and lists of claims and discrepancies.
var (
	ClaimsOfSubject = store.Relation[store.Key, *Claim]{Entity: claims, Key: "claim.subject_id",
		Order: claimsInOrder}
	ClaimsOfDiscrepancy = store.Relation[store.Key, *Claim]{
		Entity: claims,
		Join: "JOIN discrepancy ON discrepancy.subject_id = claim.subject_id" +
			" AND discrepancy.property = claim.property",
		Key:   "discrepancy.id",
		Order: claimsInOrder,
	}
	DiscrepancyByKey  = discrepancies.ByKey()
	DiscrepancyBySlug = discrepancies.BySlug()
	Discrepancies     = discrepancies.List(everyDiscrepancy, discrepanciesBySlug)
)

// Pages of discrepancies.
type (
	DiscrepancyConnection = store.Page[*Discrepancy]
	DiscrepancyEdge       = store.Edge[*Discrepancy]
)
