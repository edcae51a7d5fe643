package data

import "github.com/summitry/summitry/data/store"

// The Dataset is what a store answers from.
type Dataset struct {
	Version string `db:"version"`
	SHA256  string `db:"sha256"`
	Counts  Counts `db:""`
}

// Counts tells how many records a dataset holds.
type Counts struct {
	Organizations int32 `db:"organizations"`
	MemberStates  int32 `db:"member_states"`
	Summits       int32 `db:"summits"`
	People        int32 `db:"people"`
	Statements    int32 `db:"statements"`
	Narrations    int32 `db:"narrations"`
	Documents     int32 `db:"documents"`
	Citations     int32 `db:"citations"`
}

// TheDataset leads to the one record of its kind.
var TheDataset = store.Relation[store.Key, *Dataset]{Entity: store.NewEntity[Dataset]("dataset"),
	Order: "dataset.version"}
