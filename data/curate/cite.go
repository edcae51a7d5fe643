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

// placed is a citation as far as others look at it: what it supports, and where it stands.
type placed struct {
	record   string // such as people/xi-jinping
	property string
	id       int64 // of the record
	citation int64
	place
}

// cite adds the passages of a record (property "", item -1), or of a claim or item of a field. owner is where the lack
// of any is told.
func (a *assembler) cite(subject string, id int64, property string, item int, owner at, all []passage) {
	if len(all) == 0 {
		a.addProblem(owner, "there is no passage that bears this out: cite one")
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
			a.addProblem(q.Exact.at, "the passage has no document: write its slug")
		}
		return place{}
	}
	if q.Exact.string == "" {
		a.addProblem(q.Document.at, "the passage has no exact: copy the words from the document")
		return place{}
	}
	if a.places.missing(q.Document.string) {
		return place{} // its record says so
	}
	p, err := a.places.find(q.Document.string, q)
	if err != nil {
		a.addProblem(q.Exact.at, "%v", err)
	} else if n := p.end() - p.Start; n > maxPassage {
		a.addProblem(q.Exact.at, "the passage has %d characters, %d at most: take the shortest that bears the fact", n,
			maxPassage)
	}
	return p
}

// maxPassage bounds a citation, in code points.
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
	// The slug does not change when other records come or go: it is made of what is cited, and what for.
	hash := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%v\n%s\n%d\n%s", a.record, property, item, part, p.Document,
		p.Start, p.Exact))
	slug := hex.EncodeToString(hash[:6])
	if a.named["citation "+slug] != "" {
		a.addProblem(q.Exact.at, "the same passage is cited twice for the same: take one away")
		return
	}
	values["slug"] = slug
	own := values["id"].(int64)
	a.names("citation", own, scalar{string: slug})
	a.insert("citation", values)
	a.cited = append(a.cited, placed{a.record, property, id, own, p})
}

// printed refuses words that none of the passages prints.
func (a *assembler) printed(w scalar, passages []passage) {
	if !w.isPresent() || len(passages) == 0 {
		return
	}
	for _, q := range passages {
		if strings.Contains(q.Exact.string, w.string) {
			return
		}
	}
	a.addProblem(w.at, "no passage here prints %q: copy the words from one, or cite the one that prints them", w.string)
}

// eventTypes are the types of events, by kind, and itemTypes those of the items of lists, as the schema names them.
var (
	eventTypes = map[string]string{
		"SUMMIT": "Summit", "CONFERENCE": "Meeting", "BILATERAL_MEETING": "Meeting", "INCIDENT": "Incident",
	}
	itemTypes = map[string]string{
		"positions": "Position", "participants": "Participant", "outcomes": "Outcome",
	}
)

// typeOf gives the type of the record at hand, as the schema names it. A country has the same fields in both of its
// types.
func (a *assembler) typeOf() string {
	folder, slug, _ := strings.Cut(a.record, "/")
	if e := a.input.events[slug]; folder == "events" && e != nil {
		return eventTypes[e.Kind.string]
	}
	return data.FindKind(func(k *data.Kind) bool { return k.Folder == folder }).Types[0]
}

// knownProperty refuses a field that the record at hand, or the item of its list, does not have.
func (a *assembler) knownProperty(list string, w scalar) {
	of := a.typeOf()
	if list != "" {
		of = cmp.Or(itemTypes[list], "Claim")
	}
	if known := data.Citable[of]; !slices.Contains(known, w.string) {
		a.addProblem(w.at, "there is no field %q here that a passage supports on its own: write one of %s", w.string,
			strings.Join(known, ", "))
	}
}
