package data

// A Claim is one of the values that the documents give to a property of a record.
type Claim struct {
	subject  Key
	item     int32
	Property string
	Value    string
	Rank     Rank
	Reason   *string
}

// Rank orders the claims of one property, as in Wikidata.
type Rank string

func (c *Claim) Fact() Fact { return Fact{c.subject, c.Property, c.item} }

func (c *Claim) columns() []column {
	return []column{
		{"subject_id", &c.subject}, {"property", &c.Property}, {"item", &c.item}, {"value", &c.Value}, {"rank", &c.Rank}, {"reason", &c.Reason},
	}
}

// A Discrepancy is a property whose claims cannot all be true.
type Discrepancy struct {
	Key      Key
	Slug     string
	Subject  Subject
	Property string
	Note     string
}

func (d *Discrepancy) ID() string  { return idOf("discrepancy", d.Slug) }
func (d *Discrepancy) URL() string { return urlOf("discrepancy", d.Slug) }
func (*Discrepancy) node()         {}

func (d *Discrepancy) columns() []column {
	return []column{
		{"id", &d.Key}, {"slug", &d.Slug}, {"subject", &d.Subject.Space}, {"subject_id", &d.Subject.Key}, {"property", &d.Property}, {"note", &d.Note},
	}
}

var (
	claims              = describe("claim", (*Claim).columns, itself)
	discrepancies       = describe("discrepancy", (*Discrepancy).columns, itself)
	discrepanciesBySlug = NewOrder(Order{Table: "discrepancy", Rank: "by_slug", By: "slug"})
	everyDiscrepancy    = AllOf("discrepancy")
	discrepancyTable    = Table{Name: "discrepancy", Orders: []Order{discrepanciesBySlug}, Indexes: []*Index{everyDiscrepancy}}
)

const claimsInOrder = "claim.property, claim.item"

// Claims, and where they cannot all be true.
var (
	ClaimsOfSubject     = Relation[Key, *Claim]{Entity: claims, Key: "claim.subject_id", Order: claimsInOrder}
	ClaimsOfDiscrepancy = Relation[Key, *Claim]{Entity: claims, Join: "JOIN discrepancy ON discrepancy.subject_id = claim.subject_id AND discrepancy.property = claim.property", Key: "discrepancy.id", Order: claimsInOrder}
	DiscrepancyBySlug   = bySlug(discrepancies, "discrepancy", "")
	Discrepancies       = List[*Discrepancy]{discrepancies, everyDiscrepancy, discrepanciesBySlug}
)

// Lists of them.
type (
	DiscrepancyConnection = Page[*Discrepancy]
	DiscrepancyEdge       = Edge[*Discrepancy]
)
