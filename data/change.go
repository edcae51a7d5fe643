package data

import (
	"slices"
	"strconv"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// A Change says what a version of the dataset did to a record, and why.
type Change struct {
	Slug     string     `db:"slug"` // the version and the id of the record; for cursors
	Version  string     `db:"version"`
	Released store.Date `db:"released"`
	Kind     ChangeKind `db:"kind"`
	Record   string     `db:"record"`
	Note     string     `db:"note"`
	space    *string    `db:"subject"`
	key      *store.Key `db:"subject_id"`
}

// CompareVersions compares two versions number by number.
func CompareVersions(a, b string) int {
	numbers := func(version string) (all []int) {
		for part := range strings.SplitSeq(version, ".") {
			n, _ := strconv.Atoi(part) // 0 if it is not a number
			all = append(all, n)
		}
		return all
	}
	return slices.Compare(numbers(a), numbers(b))
}

// ChangeKind says what was done to a record.
type ChangeKind string

// The kinds of changes.
const (
	RecordAdded     ChangeKind = "ADDED"
	RecordChanged   ChangeKind = "CHANGED"
	RecordCorrected ChangeKind = "CORRECTED"
	RecordRemoved   ChangeKind = "REMOVED"
)

// Ref refers to the record. It is nil if the dataset does not have the record any more.
func (c *Change) Ref() *store.Ref {
	if c.space == nil || c.key == nil {
		return nil
	}
	return &store.Ref{Space: *c.space, Key: *c.key}
}

var (
	changes          = store.NewEntity[Change]("change")
	changesInOrder   = store.NewOrder("change", "by_version", "id")
	everyChange      = changes.All("change")
	changesByVersion = store.IndexByValue("change version", `SELECT id AS record, version AS value FROM change`)
	changesByRecord  = store.IndexByValue("change record", `SELECT id AS record, record AS value FROM change`)
	changeTable      = store.Table{
		Name:    "change",
		Orders:  []store.Order{changesInOrder},
		Indexes: []*store.Index{everyChange, changesByVersion, changesByRecord},
	}
)

// Changes leads to every change: the newest version first, and within a version by the kind and the slug of the record.
var Changes = changes.List(everyChange, changesInOrder)

// ChangesWhere selects the changes of a version, those of the record with an id, or both.
func ChangesWhere(version, record *string) store.Where {
	var w store.Where
	if version != nil {
		w = store.In(w, "version", changesByVersion, []string{*version})
	}
	if record != nil {
		w = store.In(w, "record", changesByRecord, []string{*record})
	}
	return w
}

// Lists of them.
type (
	ChangeConnection = store.Page[*Change]
	ChangeEdge       = store.Edge[*Change]
)
