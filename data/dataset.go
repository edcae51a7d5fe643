package data

// The Dataset is what a store answers from.
type Dataset struct {
	Version string
	SHA256  string
	Counts  Counts
}

// Counts tells how many records a dataset holds.
type Counts struct {
	Organizations int32
	MemberStates  int32
	Summits       int32
	People        int32
	Statements    int32
	Documents     int32
	Citations     int32
}

func (d *Dataset) columns() []column {
	n := &d.Counts
	return []column{
		{"version", &d.Version}, {"sha256", &d.SHA256},
		{"organizations", &n.Organizations}, {"member_states", &n.MemberStates}, {"summits", &n.Summits}, {"people", &n.People},
		{"statements", &n.Statements}, {"documents", &n.Documents}, {"citations", &n.Citations},
	}
}

// TheDataset leads to the one record of its kind.
var TheDataset = Relation[Key, *Dataset]{Entity: describe("dataset", (*Dataset).columns, itself), Order: "dataset.version"}
