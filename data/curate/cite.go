package curate

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/summitry/summitry/data"
)

// placed is a citation: the record and the property that it supports, and its place.
type placed struct {
	record   string // such as people/jane-doe
	property string
	id       int64 // of the record
	citation int64
	place
}

// supported identifies what passages support: a record (property "", item -1), or a claim or item of a field.
type supported struct {
	id       int64 // of the record
	property string
	item     int
}

// A passageRow is a passage with the id of its citation.
type passageRow struct {
	id int64
	passage
}

// cite adds the passages of a record (property "", item -1), or of a claim or an item of a field. If there are none, it
// reports a problem at owner.
func (a *assembler) cite(subject string, id int64, property string, item int, owner at, all []passage) {
	if len(all) == 0 {
		a.addProblem(owner, "this needs at least one passage that supports it: add the passage to cite")
		return
	}
	for _, q := range all {
		own, part := property, any(nil)
		if q.Property.isPresent() {
			if property == "" {
				own = q.Property.string
			} else {
				part = q.Property.string
			}
			a.knownProperty(property, q.Property)
		}
		a.citation(subject, id, own, item, part, a.place(q), q)
	}
}

func (a *assembler) place(q passage) place {
	if a.refer("document", a.documents, q.Document) == nil {
		if !q.Document.isPresent() {
			a.addProblem(q.Exact.at, "document is missing: write the slug of the document that prints the passage")
		}
		return place{}
	}
	if q.Exact.string == "" {
		a.addProblem(q.Document.at, "exact is missing: copy the words of the passage from the document")
		return place{}
	}
	if a.places.missing(q.Document.string) {
		return place{} // reported for the document's record
	}
	p, err := a.places.find(q.Document.string, q)
	if err != nil {
		a.addProblem(q.Exact.at, "%v", err)
	} else if n := p.end() - p.Start; n > maxPassage {
		a.addProblem(q.Exact.at, "a passage must have at most %d characters, got %d: cite the shortest one that "+
			"supports the fact", maxPassage, n)
	}
	return p
}

// maxPassage is the maximum length of a citation, in code points.
const maxPassage = 450

func (a *assembler) citation(subject string, id int64, property string, item int, part any, p place, q passage) {
	values := map[string]any{
		"id": a.id(), "document_id": a.documents[p.Document], "subject": subject, "subject_id": id, "part": part,
		"exact": p.Exact, "prefix": p.Prefix, "suffix": p.Suffix, "start": p.Start, "end": p.end(),
	}
	if property != "" {
		values["property"] = property
	}
	if item >= 0 {
		values["item"] = item
	}
	// The slug is a hash of what is cited and for what, so that it does not change when other records are added or
	// removed.
	hash := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%v\n%s\n%d\n%s", a.record, property, item, part, p.Document,
		p.Start, p.Exact))
	slug := hex.EncodeToString(hash[:6])
	if a.named["citation "+slug] != "" {
		a.addProblem(q.Exact.at, "this passage is cited twice for the same fact: remove one of the two")
		return
	}
	values["slug"] = slug
	own := values["id"].(int64)
	a.names("citation", own, scalar{string: slug})
	fact := supported{id, property, item}
	a.supporting[fact] = append(a.supporting[fact], passageRow{own, q})
	a.citationRows[own] = values
	a.insert("citation", values)
	a.cited = append(a.cited, placed{a.record, property, id, own, p})
}

// printed reports a problem if none of the passages contains the words.
func (a *assembler) printed(w scalar, passages []passage) {
	if !w.isPresent() || len(passages) == 0 {
		return
	}
	for _, q := range passages {
		if strings.Contains(q.Exact.string, w.string) {
			return
		}
	}
	a.addProblem(w.at, "none of the passages cited here contains %q: copy the words from one of them, or cite a "+
		"passage that contains them", w.string)
}

// eventTypes holds the GraphQL types of events by kind, itemTypes those of list items by field.
var (
	eventTypes = map[string]string{
		"SUMMIT": "Summit", "CONFERENCE": "Meeting", "BILATERAL_MEETING": "Meeting", "DEBATE": "Meeting",
		"HEARING": "Meeting", "INTERVIEW": "Meeting", "PRESS_CONFERENCE": "Meeting", other: "Meeting",
		"INCIDENT": "Incident",
	}
	itemTypes = map[string]string{
		"positions": "Position", "participants": "Participant", "outcomes": "Outcome",
	}
)

// typeOf returns the GraphQL type of the current record. Both types of countries have the same fields.
func (a *assembler) typeOf() string {
	folder, slug, _ := strings.Cut(a.record, "/")
	if e := a.input.events[slug]; folder == "events" && e != nil {
		return eventTypes[e.Kind.string]
	}
	return data.FindKind(func(k *data.Kind) bool { return k.Folder == folder }).Types[0]
}

// knownProperty reports a problem if the current record, or the item of its list, does not have the field.
func (a *assembler) knownProperty(list string, w scalar) {
	of := a.typeOf()
	if list != "" {
		of = cmp.Or(itemTypes[list], "Claim")
	}
	if known := data.Citable[of]; !slices.Contains(known, w.string) {
		a.addProblem(w.at, "property must be a field that can have its own passages, one of %s, got %q",
			strings.Join(known, ", "), w.string)
	}
}
