package store

import (
	"fmt"
	"slices"
)

// An Index finds the records of a table by a value: statements by their speakers, by their documents, by their kind.
// For each value it has a posting list of the records that have the value, in every order of the table.
type Index struct {
	name     string      // unique among all indexes
	space    Space       // whose records are the values; noSpace: the values are texts
	pairs    string      // SQL that gives each record with each of its values, maybe more than once, without DISTINCT
	dates    *DateColumn // set if the values are lengths of this date: postings are needed in its own orders only
	complete bool        // the only posting list has every record of the table
}

// A Space is a set of slugs: those of the records of one table.
type Space struct {
	Table string
	Label string // SQL: what a record is called
}

// Spaces of indexes whose values are no records.
var (
	noSpace    = Space{}
	allRecords = Space{Table: "whole"} // one value, 0, which every record that is indexed has
)

// IndexByValue indexes records by texts. pairs gives the columns record and value.
func IndexByValue(name, pairs string) *Index { return declareIndex(Index{name: name, pairs: pairs}) }

// IndexByRecord indexes records by the records of a space. pairs gives the columns record and value, both keys.
func IndexByRecord(name string, space Space, pairs string) *Index {
	return declareIndex(Index{name: name, space: space, pairs: pairs})
}

// valueColumn is the column of list that holds what pairs gives.
func (i *Index) valueColumn() string {
	if i.space == noSpace {
		return "value"
	}
	return "record_id"
}

// label is the SQL of what a value is called.
func (i *Index) label() string {
	if i.space == noSpace {
		return "list.value"
	}
	return fmt.Sprintf("(SELECT %s FROM %s WHERE id = list.record_id)", i.space.Label, i.space.Table)
}

// A Table says how the records of a table are ordered, indexed and found by words.
type Table struct {
	Name    string
	Orders  []Order
	Indexes []*Index
	Search  string // SELECT of a row of findable for each record; none if it is empty
}

// declared are all indexes and orders of the program.
var declared Table

// declareIndex remembers an index, which a table of the catalog must list.
func declareIndex(i Index) *Index {
	declared.Indexes = append(declared.Indexes, &i)
	return &i
}

// declareOrder remembers an order, which a table of the catalog must list.
func declareOrder(o Order) Order {
	declared.Orders = append(declared.Orders, o)
	return o
}

// Check returns an error that names a declared index or order that no table of the catalog lists: a filter by the index
// would find nothing in any dataset, and a list in the order could not be read.
func (c *Catalog) Check() error { return c.missing(declared) }

func (c *Catalog) missing(declared Table) error {
	for _, i := range declared.Indexes {
		if !slices.ContainsFunc(c.Tables, func(t Table) bool { return slices.Contains(t.Indexes, i) }) {
			const message = "index %q is missing from the tables of the catalog: add it, and compile the dataset again"
			return fmt.Errorf(message, i.name)
		}
	}
	for _, o := range declared.Orders {
		same := func(other Order) bool { return other.table == o.table && other.rank == o.rank }
		if !slices.ContainsFunc(c.Tables, func(t Table) bool { return slices.ContainsFunc(t.Orders, same) }) {
			const message = "order %q of %s is missing from the tables of the catalog: add it, and compile the " +
				"dataset again"
			return fmt.Errorf(message, o.rank, o.table)
		}
	}
	return nil
}
