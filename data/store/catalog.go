package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
)

// A Catalog is what the store knows of a dataset's tables.
type Catalog struct {
	DDL     string   // creates the tables, those of the store too: slug, list, listed, called, findable, search
	Derived []string // SQL that fills tables from others, before orders and indexes are built
	Tables  []Table
	Aliases string // SQL that adds other names to findable
}

// letters has one of each kind that words are compared without: capitals, accents, ligatures, wide letters, format
// characters.
const letters = "Él\u00adigible ﬁnal Ｉran’s №\u200b7"

var (
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	sqlSpace   = regexp.MustCompile(`\s+`)
)

// Format identifies what a dataset file must hold for this program to read it: the tables of DDL, the posting lists and
// ranks that are built for filters and orders, and how search is filled. It is derived from these, so that a file of an
// older or a newer program is refused instead of answering nothing. Comments and spaces do not count.
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
	add(strings.Join(folded(letters), " "), fmt.Sprint(titles))
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:6])
}
