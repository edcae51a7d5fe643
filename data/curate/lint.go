package curate

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// openPlaces makes ready to find passages: in the documents, each checked against its record, or in the lock file.
func openPlaces(r *records, documents fs.FS) (*places, Problems) {
	var problems Problems
	p := &places{used: map[place]bool{}}
	if documents == nil {
		locked, err := readLock(r.lock)
		if err != nil {
			problems.add(lockFile, at{}, "it cannot be read: %v: compile with the documents at hand", err)
		}
		p.locked = locked
		return p, problems
	}
	p.texts = make(map[string]string)
	for _, slug := range sorted(r.documents) {
		d := r.documents[slug]
		file := "documents/" + slug + ".yaml"
		content, err := fs.ReadFile(documents, d.File.string)
		if err != nil {
			problems.add(file, d.File.at, "the document %s is not among the documents: add it, or correct its name", d.File.string)
			continue
		}
		sum := sha256.Sum256(content)
		if found := hex.EncodeToString(sum[:]); found != d.SHA256.string {
			problems.add(file, d.SHA256.at, "the document's sha256 is %s: this is another text, whose passages must be found anew", found)
		}
		if n := utf8.RuneCount(content); n != d.Characters {
			problems.add(file, d.File.at, "the document has %d characters: write that", n)
		}
		p.texts[slug] = string(content)
	}
	return p, problems
}

// citable names the fields of each kind of record that a passage can support, and those of the items of its lists.
var citable = map[string][]string{
	"agent":              {"name", "otherNames", "acronym", "founded", "founders", "headquarters", "country", "positions"},
	"agent.positions":    {"title", "of", "start", "end", "attested"},
	"event":              {"name", "kind", "ordinal", "organization", "host", "format", "status", "when", "place", "placeAsPrinted", "participants", "outcomes"},
	"event.participants": {"agent", "namedAs", "role"},
	"event.outcomes":     {"text", "membership"},
	"membership":         {"state", "organization", "status", "start", "end", "attested", "decidedBy", "occasion"},
	"statement":          {"kind", "text", "quotedSpans", "speakers", "attribution", "saidOn", "occasion", "summit", "addressees", "topics"},
	"annotation":         {"kind", "note", "reading"},
}

// knownProperty refuses a property that its record does not have.
func (a *assembler) knownProperty(subject, property string, w word) {
	kind := subject
	if property != "" {
		kind += "." + property
	}
	if known := citable[kind]; !slices.Contains(known, w.string) {
		a.wrong(w.at, "there is no field %q here: write one of %s", w.string, strings.Join(known, ", "))
	}
}

// unusedTopics refuses topics that no statement has.
func (a *assembler) unusedTopics() {
	used := make(map[any]bool)
	for _, r := range a.rows {
		if r.table == "statement_topic" {
			used[r.values["topic_id"]] = true
		}
	}
	for _, slug := range slices.Sorted(maps.Keys(a.topics)) {
		if !used[a.topics[slug]] {
			a.file = "topics/" + slug + ".yaml"
			a.wrong(at{}, "no statement has this topic: give it one, or take the file away")
		}
	}
}

// possibleOrder refuses a membership that ends before it can have started, holds before that, or lasts although a refusal
// ends as it starts.
func (a *assembler) possibleOrder(m *membershipFile) {
	start, end := a.best(m.Start), a.best(m.End)
	if m.Status.string == "APPLICATION_REFUSED" && (start == nil || end == nil || m.Start[0].Value.EDTF.string != m.End[0].Value.EDTF.string) {
		a.wrong(m.Status.at, "a refusal ends as it starts: give start and end the same date")
	}
	if start == nil || start.earliest == nil {
		return
	}
	if end != nil && end.latest != nil && *end.latest < *start.earliest {
		a.wrong(m.End[0].Value.EDTF.at, "the membership ends before %s, where it starts: correct one of the dates", *start.earliest)
	}
	for _, c := range m.Attested {
		if days := a.days(&c.Value); days.latest != nil && *days.latest < *start.earliest {
			a.wrong(c.Value.EDTF.at, "the membership is attested before %s, where it starts: correct one of the dates", *start.earliest)
		}
	}
}
