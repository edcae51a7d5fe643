package data

import "github.com/summitry/summitry/data/store"

// A Remainder is a part of a document that no passage cites. The dataset has its place but not its words.
type Remainder struct {
	Start  int32           `db:"start"`
	End    int32           `db:"end"`
	Reason RemainderReason `db:"reason"`
}

// RemainderReason says why a part of a document is not cited, such as HEADLINE.
type RemainderReason string

// RemaindersOfDocument is the relation from a document to its remainders, in reading order.
var RemaindersOfDocument = store.Relation[store.Key, *Remainder]{
	Entity: store.NewEntity[Remainder]("remainder"),
	Key:    "remainder.document_id",
	Order:  "remainder.start",
}
