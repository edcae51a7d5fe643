package data

// A term is what records are listed by: statements by their speakers, by their documents, by their kind. For each of its values
// there is a list of the records that have it, in every order of the noun.
type Index struct {
	Name  string      // of the noun and the term
	Space string      // of the records that are the values, as in the table slug; "": values are texts; see whole
	Pairs string      // gives each record with each of its values, maybe more than once: SQLite can go into a SELECT without DISTINCT by its records
	dates *DateColumn // if the values are lengths of this date: its lists are needed in its own orders only
}

// whole is the space of a term with one value, 0, which every record that it lists has.
const allRecords = "whole"

// everyOne is the term of all records of a noun.
func AllOf(table string) *Index {
	return NewIndex(Index{Name: table, Space: allRecords, Pairs: "SELECT id AS record, 0 AS value FROM " + table})
}

// all tells whether every record of the table is on the term's one list.
func (t *Index) holdsAll(table string) bool { return t.Space == allRecords && t.Name == table }

// key is the column of list that holds what the pairs give.
func (t *Index) valueColumn() string {
	if t.Space == "" {
		return "value"
	}
	return "record_id"
}

// An arrangement says how the records of a noun are ordered and listed.
type Table struct {
	Name    string
	Orders  []Order
	Indexes []*Index
}

// arrangements are those of all nouns that are given by the page.
var tables = []Table{
	agentTable, eventTable, membershipTable, documentTable, topicTable,
	statementTable, citationTable, annotationTable, discrepancyTable, momentTable,
}
