package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
)

// A Catalog describes the tables of a dataset.
type Catalog struct {
	DDL      string   // creates all tables, also slug, list, listed, called, findable, search and printed
	Derived  []string // SQL that fills tables from others, before ranks and posting lists are built
	Tables   []Table
	Aliases  string   // SQL that adds other names to findable
	Printed  string   // SQL that selects the ids and texts of the passages in their index
	Examples []string // SQL that fills tables from others, after ranks and posting lists are built
}

// letters contains every kind of difference that search ignores: capitals, accents, ligatures, wide letters and format
// characters.
const letters = "Él\u00adigible ﬁnal Ｉran’s №\u200b7"

var (
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	sqlSpace   = regexp.MustCompile(`\s+`)
)

// Format returns an identifier of what a dataset file must contain for this program: the tables of DDL, the ranks and
// posting lists of orders and indexes, and the content of the search index. It is a hash of their definitions, so that
// a file of an older or newer program is rejected instead of returning no results. Comments and spaces do not affect
// it.
func (c *Catalog) Format() string {
	var b strings.Builder
	add := func(parts ...string) {
		for _, p := range parts {
			fmt.Fprintf(&b, "%q ", strings.TrimSpace(sqlSpace.ReplaceAllString(p, " ")))
		}
		b.WriteByte('\n')
	}
	add(sqlComment.ReplaceAllString(c.DDL, ""))
	for _, t := range c.Tables {
		for _, o := range t.Orders {
			add(t.Name, o.rank, o.by)
		}
		for _, i := range t.Indexes {
			add(i.name, i.space.Table, i.pairs)
		}
	}
	add(c.Derived...)
	add(c.fillsSearch()...)
	add(c.Examples...)
	add(c.Printed)
	add(strings.Join(folded(letters), " "), fmt.Sprint(titles), fmt.Sprint(columnWeights))
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:6])
}
