package data

import "github.com/summitry/summitry/data/store"

// A Dataset holds the version, the fingerprint and the counts of the dataset.
type Dataset struct {
	Version string `db:"version"`
	SHA256  string `db:"sha256"`
	Counts  Counts `db:""`
}

// Digits returns the first 12 digits of the fingerprint, as citations print them.
func (d *Dataset) Digits() string { return d.SHA256[:min(12, len(d.SHA256))] }

// Counts are the numbers of records in a dataset.
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

// Searched says how much of the documents a search speaks for: what lies outside cited passages is not in the dataset.
type Searched struct {
	Documents  int32 `db:"documents"`
	Characters int32 `db:"cited_characters"`
	Of         int32 `db:"characters"`
}

// TheSearched is the relation to the only Searched.
var TheSearched = store.Relation[store.Key, *Searched]{Entity: store.NewEntity[Searched]("dataset"),
	Order: "dataset.version"}

// TheDataset is the relation to the only Dataset.
var TheDataset = store.Relation[store.Key, *Dataset]{Entity: store.NewEntity[Dataset]("dataset"),
	Order: "dataset.version"}
