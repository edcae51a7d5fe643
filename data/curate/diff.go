package curate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/summitry/summitry/data"
)

// A Difference is a record that two fingerprints do not have alike.
type Difference struct {
	Kind   data.ChangeKind // never RecordCorrected, which the curators decide
	Record string          // its folder and slug, as in changes.yaml
	Parts  string          // of a changed record: "record", "passages" or "record and passages"
}

// Diff lists the differences of two fingerprints, by folder and slug.
func Diff(before, after Fingerprint) (all []Difference) {
	for id, now := range after {
		was, known := before[id]
		switch {
		case !known:
			all = append(all, Difference{data.RecordAdded, recordOf(id), ""})
		case was != now:
			all = append(all, Difference{data.RecordChanged, recordOf(id), changedParts(was, now)})
		}
	}
	for id := range before {
		if _, remains := after[id]; !remains {
			all = append(all, Difference{data.RecordRemoved, recordOf(id), ""})
		}
	}
	slices.SortFunc(all, func(a, b Difference) int { return strings.Compare(a.Record, b.Record) })
	return all
}

func changedParts(was, now recordHashes) string {
	switch {
	case was.passages == now.passages:
		return "record"
	case was.content == now.content:
		return "passages"
	}
	return "record and passages"
}

// recordOf turns an id, such as person:jane-doe, into a folder and a slug. Without a kind of that name it returns the
// id.
func recordOf(id string) string {
	name, slug, _ := strings.Cut(id, ":")
	if k := data.FindKind(func(k *data.Kind) bool { return k.Name == name }); k != nil {
		return k.Folder + "/" + slug
	}
	return id
}

// Propose writes differences as groups of changes.yaml, one for each kind, with notes to fill in.
func Propose(differences []Difference) string {
	var b strings.Builder
	for _, kind := range []data.ChangeKind{data.RecordAdded, data.RecordChanged, data.RecordRemoved} {
		started := false
		for _, d := range differences {
			if d.Kind != kind {
				continue
			}
			if !started {
				fmt.Fprintf(&b, "- kind: %s\n  note: \"\"\n  records:\n", kind)
				started = true
			}
			fmt.Fprint(&b, "    - ", d.Record)
			if d.Parts != "" {
				fmt.Fprint(&b, " # ", d.Parts)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}
