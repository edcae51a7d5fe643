package store

import (
	"fmt"
	"slices"
)

// An Index finds the records of a table by a value, for example statements by speaker, document or kind. For each value
// it has a posting list of the records with that value, in every order of the table.
type Index struct {
	name     string      // unique among all indexes
	space    Space       // values are the slugs of its records; noSpace: values are texts
	pairs    string      // SQL for pairs of record and value, may contain duplicates
	dates    *DateColumn // set if the values are lengths of this date: only its own orders have posting lists
	complete bool        // its only posting list contains every record of the table
}

// A Space is a set of slugs: those of the records of one table.
type Space struct {
	Table string
	Label string // SQL for the name of a record
}

// Spaces of indexes whose values are not records.
var (
	noSpace    = Space{}
	allRecords = Space{Table: "whole"} // the only value is 0, which all indexed records have
)

// IndexByValue declares an index of records by texts. pairs is SQL that returns the columns record and value.
func IndexByValue(name, pairs string) *Index { return declareIndex(Index{name: name, pairs: pairs}) }

// IndexByRecord declares an index of records by records of a space. pairs is SQL that returns the columns record and
// value, both of them keys.
func IndexByRecord(name string, space Space, pairs string) *Index {
	return declareIndex(Index{name: name, space: space, pairs: pairs})
}

// valueColumn returns the column of list that holds the values of pairs.
func (i *Index) valueColumn() string {
	if i.space == noSpace {
		return "value"
	}
	return "record_id"
}

// label returns SQL for the label of a value.
func (i *Index) label() string {
	if i.space == noSpace {
		return "list.value"
	}
	return fmt.Sprintf("(SELECT %s FROM %s WHERE id = list.record_id)", i.space.Label, i.space.Table)
}

// A Table describes the orders and indexes of a table, and what full-text search finds in it.
type Table struct {
	Name    string
	Orders  []Order
	Indexes []*Index
	Search  string // SELECT of a findable row for each record, or ""
}

// declared holds all indexes and orders of the program.
var declared Table

// declareIndex registers an index. A table of the catalog must list it.
func declareIndex(i Index) *Index {
	declared.Indexes = append(declared.Indexes, &i)
	return &i
}

// declareOrder registers an order. A table of the catalog must list it.
func declareOrder(o Order) Order {
	declared.Orders = append(declared.Orders, o)
	return o
}

// Check returns an error that names a declared index or order that no table of the catalog lists. Without this check a
// filter by such an index would find nothing, and a list in such an order could not be read.
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
