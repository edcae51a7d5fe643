package data

import (
	"slices"
	"strconv"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// A Dataset holds the version, the fingerprint and the counts of the dataset, and what its owner says about it. What
// the owner leaves out is nil.
type Dataset struct {
	Version     string             `db:"version"`
	SHA256      string             `db:"sha256"`
	Counts      Counts             `db:""`
	Title       *string            `db:"title"`
	ShortTitle  *string            `db:"short_title"`
	Description *string            `db:"description"` // the question that it answers
	Creator     *string            `db:"creator"`
	Licence     *string            `db:"licence"` // an SPDX identifier
	URL         *string            `db:"url"`
	Released    *string            `db:"released"` // the day of the version
	Language    *string            `db:"language"` // of the curators' texts
	Method      *string            `db:"method"`   // how articles become records, in paragraphs
	Featured    []string           `db:"featured"` // slugs of statements
	Questions   []AnsweredQuestion `db:"questions"`
}

// An AnsweredQuestion is answered by the table of a view.
type AnsweredQuestion struct {
	Text      string              `json:"question"`
	Answer    string              `json:"answer"`
	View      string              `json:"view"`
	Variables map[string][]string `json:"variables"`
	Words     []string            `json:"words"` // parts of the answer that stand in cells of the table
}

// ShortName returns the short title, or else the title, or "".
func (d *Dataset) ShortName() string {
	for _, name := range []*string{d.ShortTitle, d.Title} {
		if name != nil {
			return *name
		}
	}
	return ""
}

// Reference names the version of the dataset in citations and footers: "Creator: Title, dataset 1.2.0", without what
// the owner leaves out.
func (d *Dataset) Reference() string {
	reference := "dataset " + d.Version
	if d.Title != nil {
		reference = *d.Title + ", " + reference
	}
	if d.Creator != nil {
		reference = *d.Creator + ": " + reference
	}
	return reference
}

// IsOlder reports whether the version of the dataset is before that of another.
func (d *Dataset) IsOlder(than *Dataset) bool {
	return slices.Compare(versionNumbers(d.Version), versionNumbers(than.Version)) < 0
}

func versionNumbers(version string) (all []int) {
	for number := range strings.SplitSeq(version, ".") {
		n, _ := strconv.Atoi(number) // the compiler accepts numbers only
		all = append(all, n)
	}
	return all
}

// LicenceURL returns the address of the text of the licence, or "" if there is none.
func (d *Dataset) LicenceURL() string {
	if d.Licence == nil || strings.HasPrefix(*d.Licence, "LicenseRef-") {
		return ""
	}
	return "https://spdx.org/licenses/" + *d.Licence + ".html"
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
