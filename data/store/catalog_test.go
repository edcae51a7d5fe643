package store

import (
	"slices"
	"strings"
	"testing"
)

// small returns a catalog of one table.
func small() Catalog {
	return Catalog{
		DDL:     "CREATE TABLE city (id INTEGER PRIMARY KEY, slug TEXT NOT NULL); -- of the world\n",
		Derived: []string{"UPDATE city SET slug = lower(slug)"},
		Tables: []Table{{
			Name:    "city",
			Orders:  []Order{{table: "city", rank: "by_slug", by: "slug"}},
			Indexes: []*Index{{name: "city country", pairs: "SELECT id AS record, country AS value FROM city"}},
			Search:  "SELECT id, 'city', slug, slug, '', '', '' FROM city",
		}},
		Aliases: "UPDATE findable SET name = upper(name)",
	}
}

// The format changes with the tables, the indexes and the normalization of words, but not with comments and spaces.
func TestFormat(t *testing.T) {
	known := map[string]string{}
	other := func(what string, change func(c *Catalog, city *Table)) {
		c := small()
		change(&c, &c.Tables[0])
		if same := known[c.Format()]; same != "" {
			t.Errorf("%s has the same format as %s", what, same)
		}
		known[c.Format()] = what
	}
	other("the catalog", func(*Catalog, *Table) {})
	other("another column", func(c *Catalog, _ *Table) { c.DDL = strings.Replace(c.DDL, "slug", "slug2", 1) })
	other("another index", func(_ *Catalog, city *Table) { city.Indexes = append(city.Indexes, &Index{name: "new"}) })
	other("an index less", func(_ *Catalog, city *Table) { city.Indexes = nil })
	other("another space", func(_ *Catalog, city *Table) { city.Indexes[0].space = Space{Table: "country"} })
	other("other pairs", func(_ *Catalog, city *Table) { city.Indexes[0].pairs = "SELECT 1" })
	other("another order", func(_ *Catalog, city *Table) { city.Orders = append(city.Orders, Order{rank: "new"}) })
	other("other ranks", func(_ *Catalog, city *Table) { city.Orders[0].by = "id" })
	other("another derivation", func(c *Catalog, _ *Table) { c.Derived = nil })
	other("other texts", func(_ *Catalog, city *Table) { city.Search = "" })
	other("other aliases", func(c *Catalog, _ *Table) { c.Aliases = "" })

	plain, respaced := small(), small()
	respaced.DDL = strings.ReplaceAll(respaced.DDL, " NOT NULL", "\n  NOT NULL") + "-- said otherwise\n"
	respaced.Derived[0] = strings.ReplaceAll(respaced.Derived[0], " ", "\n\t")
	respaced.Tables[0].Orders[0].by = "\n\tslug"
	respaced.Tables[0].Search = strings.ReplaceAll(respaced.Tables[0].Search, " ", "\n")
	before := slices.Clone(respaced.Derived)
	if respaced.Format() != plain.Format() {
		t.Error("comments and spaces change the format")
	}
	if !slices.Equal(respaced.Derived, before) {
		t.Error("Format changes the catalog")
	}
}

// Check returns an error that names an index or an order that is declared but in no table.
func TestCheck(t *testing.T) {
	c := small()
	if err := c.missing(Table{Orders: c.Tables[0].Orders, Indexes: c.Tables[0].Indexes}); err != nil {
		t.Error(err)
	}
	for want, extra := range map[string]Table{
		"city mood": {Indexes: []*Index{{name: "city mood"}}},
		"by_mood":   {Orders: []Order{{table: "city", rank: "by_mood"}}},
	} {
		if err := c.missing(extra); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// A field without a db tag causes a panic when the program starts.
func TestUntaggedField(t *testing.T) {
	type city struct {
		Slug  string `db:"slug"`
		Mayor string
	}
	defer func() {
		message, _ := recover().(string)
		if !strings.Contains(message, "Mayor") || !strings.Contains(message, "db tag") {
			t.Errorf("%q does not name the field", message)
		}
	}()
	NewEntity[city]("city")
}
