package curate

import (
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// A changesFile holds the changes of each version of the dataset, the newest version first. A dataset may lack it.
type changesFile []versionChanges

// versionChanges are what one version changed.
type versionChanges struct {
	// The version, such as 1.2.0.
	Version scalar `yaml:"version" jsonschema:"required"`
	// The day on which it was finished, YYYY-MM-DD.
	Released scalar `yaml:"released" jsonschema:"required"`
	// What it did to records; [] if it changed none.
	Changes []changeGroup `yaml:"changes" jsonschema:"required"`
}

// A changeGroup holds records that were changed in the same way for the same reason.
type changeGroup struct {
	// ADDED, CHANGED (says more, less, or differently), CORRECTED (was wrong) or REMOVED.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"ADDED CHANGED CORRECTED REMOVED"`
	// Why, in one plain sentence.
	Note scalar `yaml:"note" jsonschema:"required"`
	// The records, by folder and slug, such as people/jane-doe.
	RecordNames []scalar `yaml:"records" jsonschema:"required"`
}

func (l *loader) loadChanges() changesFile {
	if _, err := fs.Stat(l.files, changesName); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return *loadFile[changesFile](l, changesName)
}

// Version returns the version of the records in a folder.
func Version(files fs.FS) (string, error) {
	l := &loader{files: files}
	version := loadFile[datasetFile](l, datasetName).Version.string
	return version, slices.Concat(l.invalid, l.problems).err()
}

// changes compiles changes.yaml, when all records are known.
func (a *assembler) changes() {
	a.file, a.record = changesName, ""
	slugs := a.recordIDs()
	gone := map[string]bool{} // records that a newer version removed
	for i, v := range a.input.changes {
		if i > 0 && data.CompareVersions(v.Version.string, a.input.changes[i-1].Version.string) >= 0 {
			a.addProblem(v.Version.at, "version %s stands below %s: list each version once, the newest first",
				v.Version.string, a.input.changes[i-1].Version.string)
		}
		a.checkVersion(v)
		entries := a.changesOf(v)
		for _, e := range entries {
			if e.kind == string(data.RecordRemoved) {
				gone[e.record.string] = true
			}
		}
		for _, e := range entries {
			a.change(v, e, slugs, gone[e.record.string])
		}
	}
}

// recordIDs returns the keys of all records by table and slug.
func (a *assembler) recordIDs() map[string]int64 {
	ids := map[string]int64{}
	for _, r := range a.rows {
		if r.table == "slug" {
			ids[r.values["space"].(string)+" "+r.values["slug"].(string)] = r.values["record_id"].(int64)
		}
	}
	return ids
}

func (a *assembler) checkVersion(v versionChanges) {
	newest := a.input.dataset.Version.string
	switch {
	case !isVersion.MatchString(v.Version.string):
		a.addProblem(v.Version.at, "version must be three numbers separated by dots, such as 1.2.0, got %q",
			v.Version.string)
	case isVersion.MatchString(newest) && data.CompareVersions(v.Version.string, newest) > 0:
		a.addProblem(v.Version.at, "version %s is newer than %s, the version in %s: correct one of them",
			v.Version.string, newest, datasetName)
	}
	if _, err := store.ParseDate(v.Released.string); err != nil {
		a.addProblem(v.Released.at, "released must be a day such as 2030-05-01, got %q", v.Released.string)
	}
}

// A changeEntry is what a version did to one record.
type changeEntry struct {
	record     scalar
	kind, note string
}

// changesOf returns the entries of a version by the kind and the slug of their records.
func (a *assembler) changesOf(v versionChanges) (entries []changeEntry) {
	listed := map[string]bool{}
	for _, g := range v.Changes {
		if strings.TrimSpace(g.Note.string) == "" {
			a.addProblem(g.Note.at, "the note is empty: say in one sentence why the records changed")
		}
		for _, record := range g.RecordNames {
			if listed[record.string] {
				a.addProblem(record.at, "%s stands twice in version %s: keep one of the two", record.string,
					v.Version.string)
				continue
			}
			listed[record.string] = true
			entries = append(entries, changeEntry{record, g.Kind.string, g.Note.string})
		}
	}
	slices.SortFunc(entries, func(x, y changeEntry) int { return cmp.Compare(x.record.string, y.record.string) })
	return entries
}

// change compiles an entry. gone tells that this version or a newer one removed the record.
func (a *assembler) change(v versionChanges, e changeEntry, ids map[string]int64, gone bool) {
	folder, slug, _ := strings.Cut(e.record.string, "/")
	kind := data.FindKind(func(k *data.Kind) bool { return k.Folder == folder && findRecordKind(folder) != nil })
	if kind == nil || !isSlug.MatchString(slug) {
		a.addProblem(e.record.at, "records must be folders with slugs, such as people/jane-doe, got %q",
			e.record.string)
		return
	}
	exists := a.named[kind.Table.Name+" "+slug] == e.record.string
	switch {
	case gone && exists:
		a.addProblem(e.record.at, "%s was REMOVED, but it has a record: correct the kind, or delete the record",
			e.record.string)
	case !gone && !exists:
		a.addProblem(e.record.at, "there is no record %s: correct the name, or write that it was REMOVED",
			e.record.string)
	}
	id := kind.Name + ":" + slug
	values := map[string]any{"id": a.id(), "slug": v.Version.string + " " + id, "version": v.Version.string,
		"released": v.Released.string, "kind": e.kind, "record": id, "note": e.note}
	if !gone {
		values["subject"], values["subject_id"] = kind.Table.Name, ids[kind.Table.Name+" "+slug]
	}
	a.insert("change", values)
}
