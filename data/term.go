package data

// A term is what records are listed by: statements by their speakers, by their documents, by their kind. For each of its values
// there is a list of the records that have it, in every order of the noun.
type term struct {
	name  string // of the noun and the term
	space string // of the records that are the values, as in the table slug; "": values are texts; see whole
	pairs string // gives each record with each of its values, maybe more than once: SQLite can go into a SELECT without DISTINCT by its records
	days  *dated // if the values are lengths of this date: its lists are needed in its own orders only
}

// whole is the space of a term with one value, 0, which every record that it lists has.
const whole = "whole"

// everyOne is the term of all records of a noun.
func everyOne(table string) *term {
	return newTerm(term{name: table, space: whole, pairs: "SELECT id AS record, 0 AS value FROM " + table})
}

// all tells whether every record of the table is on the term's one list.
func (t *term) all(table string) bool { return t.space == whole && t.name == table }

// key is the column of list that holds what the pairs give.
func (t *term) key() string {
	if t.space == "" {
		return "value"
	}
	return "record_id"
}

// An arrangement says how the records of a noun are ordered and listed.
type arrangement struct {
	table  string
	orders []Order
	terms  []*term
}

// arrangements are those of all nouns that are given by the page.
var arrangements = []arrangement{
	agentArrangement, eventArrangement, membershipArrangement, documentArrangement, topicArrangement,
	statementArrangement, citationArrangement, annotationArrangement, discrepancyArrangement, momentArrangement,
}
