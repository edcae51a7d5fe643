package curate

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/summitry/summitry/data"
)

// keptFingerprints returns the fingerprints in testdata by version.
func keptFingerprints(t *testing.T) map[string]Fingerprint {
	t.Helper()
	names, err := filepath.Glob("testdata/*.fingerprint")
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]Fingerprint{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := ParseFingerprint(string(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if f.String() != string(text) {
			t.Errorf("%s is not as curate fingerprint writes it", name)
		}
		kept[strings.TrimSuffix(filepath.Base(name), ".fingerprint")] = f
	}
	return kept
}

// changes.yaml lists exactly the records in which each version differs from the one before it: by the fingerprints that
// are kept, and by the records for the newest version. go run ./cmd/curate diff -update renews it.
func TestChangesAreComplete(t *testing.T) {
	records, problems := load(os.DirFS("../records"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	fingerprints := keptFingerprints(t)
	newest := records.dataset.Version.string
	if fingerprints[newest] != nil {
		t.Fatalf("version %s is finished: raise the version in dataset.yaml", newest)
	}
	current, err := NewFingerprint(os.DirFS("../records"))
	if err != nil {
		t.Fatal(err)
	}
	fingerprints[newest] = current
	listed := map[string][]changeGroup{}
	for _, v := range records.changes {
		listed[v.Version.string] = v.Changes
	}
	versions := slices.SortedFunc(maps.Keys(fingerprints), data.CompareVersions)
	if len(versions) < 3 || versions[len(versions)-1] != newest {
		t.Fatalf("there are fingerprints of %v, and %s is the newest version", versions, newest)
	}
	for i, version := range versions[1:] {
		differences := Diff(fingerprints[versions[i]], fingerprints[version])
		for _, fault := range faultsOf(listed[version], differences) {
			t.Errorf("version %s: %s", version, fault)
		}
	}
}

// faultsOf compares entries with the differences that they should tell of.
func faultsOf(groups []changeGroup, differences []Difference) (faults []string) {
	kinds := map[string]string{}
	for _, g := range groups {
		for _, r := range g.RecordNames {
			kinds[r.string] = g.Kind.string
		}
	}
	for _, d := range differences {
		kind, found := kinds[d.Record]
		switch {
		case !found:
			faults = append(faults, fmt.Sprintf("%s is %s, and changes.yaml does not list it", d.Record, d.Kind))
		case !d.allows(kind):
			faults = append(faults, fmt.Sprintf("%s is %s, and changes.yaml says %s", d.Record, d.Kind, kind))
		}
		delete(kinds, d.Record)
	}
	for record := range kinds {
		faults = append(faults, fmt.Sprintf("%s is as before, and changes.yaml lists it", record))
	}
	slices.Sort(faults)
	return faults
}

// An entry that is missing, superfluous or of another kind is found. CORRECTED may stand for CHANGED only.
func TestFaultsOfChanges(t *testing.T) {
	differences := []Difference{
		{data.RecordAdded, "people/a", ""}, {data.RecordChanged, "people/b", "record"},
		{data.RecordRemoved, "people/c", ""},
	}
	group := func(kind string, records ...string) (g changeGroup) {
		g.Kind.string = kind
		for _, r := range records {
			g.RecordNames = append(g.RecordNames, scalar{string: r})
		}
		return g
	}
	for want, groups := range map[string][]changeGroup{
		"": {group("ADDED", "people/a"), group("CORRECTED", "people/b"), group("REMOVED", "people/c")},
		"people/b is CHANGED, and changes.yaml does not list it": {
			group("ADDED", "people/a"), group("REMOVED", "people/c"),
		},
		"people/a is ADDED, and changes.yaml says CORRECTED": {
			group("CORRECTED", "people/a"), group("CHANGED", "people/b"), group("REMOVED", "people/c"),
		},
		"people/d is as before, and changes.yaml lists it": {
			group("ADDED", "people/a"), group("CHANGED", "people/b", "people/d"), group("REMOVED", "people/c"),
		},
	} {
		if got := strings.Join(faultsOf(groups, differences), "\n"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

const person = `
name:
  value: Jane Doe
  cite:
    - {document: news, exact: Jane Doe, prefix: "by "}
positions:
  - title: Minister
    attested: [2030-05, 2031]
    cite: [{document: news, exact: the minister, property: title}]
`

// fingerprintOf returns the line of a person with a record file.
func fingerprintOf(t *testing.T, record string) string {
	t.Helper()
	f, err := NewFingerprint(fstest.MapFS{"people/jane-doe.yaml": {Data: []byte(record)}})
	if err != nil {
		t.Fatal(err)
	}
	return f.String()
}

// The format of a record file does not count, nor what only helps to find a passage.
func TestFingerprintIgnoresFormat(t *testing.T) {
	want := fingerprintOf(t, person)
	for name, record := range map[string]string{
		"order of keys, flow style": `{positions: [{cite: [{property: title, exact: the minister, document: news}],
			attested: [2030-05, 2031], title: Minister}],
			name: {cite: [{exact: Jane Doe, document: news}], value: Jane Doe}}`,
		"comments, quotation marks, blocks": "# a person\n" + strings.NewReplacer("Minister", `"Minister"`,
			"value: Jane Doe", "value: >-\n    Jane\n    Doe", "2031", "'2031'").Replace(person),
		"anchors": strings.NewReplacer("document: news, exact: Jane", "document: &d news, exact: Jane",
			"document: news, exact: the", "document: *d, exact: the").Replace(person),
		"empty keys": person + "country:\naliases: []\n",
		"one claim in a list": strings.Replace(strings.Replace(person, "  value", "  - value", 1),
			"\n  cite:\n    -", "\n    cite:\n      -", 1),
		"another prefix": strings.Replace(person, "by ", "", 1),
	} {
		if got := fingerprintOf(t, record); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// Each part of a record counts in one of its hashes.
func TestDiff(t *testing.T) {
	const statements = "- {slug: a, text: x, cite: [{exact: x y}]}\n- {slug: b, text: z, cite: [{exact: z}]}\n"
	records := func(person, statements string) fstest.MapFS {
		return fstest.MapFS{
			"people/jane-doe.yaml": {Data: []byte(person)}, "statements/news.yaml": {Data: []byte(statements)},
		}
	}
	changed := func(from, to string) string { return strings.Replace(person, from, to, 1) }
	for _, c := range []struct{ person, statements, want string }{
		{person, statements, ""},
		{changed("value: Jane", "value: Joan"), statements, "CHANGED people/jane-doe record"},
		{changed("2030-05", "2030-06"), statements, "CHANGED people/jane-doe record"},
		{changed("2030-05, 2031", "2031, 2030-05"), statements, "CHANGED people/jane-doe record"},
		{changed("exact: Jane", "exact: Ms Jane"), statements, "CHANGED people/jane-doe passages"},
		{changed("document: news, exact: the", "document: talk, exact: the"), statements,
			"CHANGED people/jane-doe passages"},
		{changed("property: title", "property: start"), statements, "CHANGED people/jane-doe passages"},
		{changed("Minister", "Mayor") + "cite: [{document: news, exact: the mayor}]", statements,
			"CHANGED people/jane-doe record and passages"},
		{person, strings.Replace(statements, "slug: b", "slug: c", 1),
			"REMOVED statements/b ; ADDED statements/c "},
		{person, "- {slug: b, text: z, cite: [{exact: z}]}\n- {slug: a, text: x, cite: [{exact: x}]}\n",
			"CHANGED statements/a passages"},
	} {
		before, err := NewFingerprint(records(person, statements))
		if err != nil {
			t.Fatal(err)
		}
		after, err := NewFingerprint(records(c.person, c.statements))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range Diff(before, after) {
			got = append(got, fmt.Sprint(d.Kind, " ", d.Record, " ", d.Parts))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestPropose(t *testing.T) {
	got := Propose([]Difference{
		{data.RecordChanged, "people/a", "passages"}, {data.RecordAdded, "people/b", ""},
		{data.RecordChanged, "people/c", "record"},
	})
	const want = `- kind: ADDED
  note: ""
  records:
    - people/b
- kind: CHANGED
  note: ""
  records:
    - people/a # passages
    - people/c # record
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Renewing adds what is missing with an empty note, drops what does not differ, and keeps notes and older versions.
func TestRenewChanges(t *testing.T) {
	const before = `- version: 1.0.0
  released: 2030-05-01
  changes:
    - {kind: CORRECTED, note: Misprints., records: [people/same, people/corrected]}
    - {kind: ADDED, note: A new article., records: [people/added, people/removed]}
- version: 0.9.0
  released: 2030-04-01
  changes:
    - {kind: ADDED, note: The first article., records: [people/old]}
`
	differences := []Difference{
		{data.RecordAdded, "events/new", ""}, {data.RecordAdded, "people/added", ""},
		{data.RecordChanged, "people/corrected", "record"}, {data.RecordAdded, "people/new", ""},
		{data.RecordAdded, "people/newer", ""}, {data.RecordRemoved, "people/removed", ""},
	}
	const want = changesHeader + `- version: 1.0.0
  released: '2030-05-01'
  changes:
  - kind: CORRECTED
    note: Misprints.
    records:
    - people/corrected
  - kind: ADDED
    note: A new article.
    records:
    - people/added
  - kind: ADDED
    note: ''
    records:
    - events/new
  - kind: ADDED
    note: ''
    records:
    - people/new
    - people/newer
  - kind: REMOVED
    note: A new article.
    records:
    - people/removed
- version: 0.9.0
  released: '2030-04-01'
  changes:
  - kind: ADDED
    note: The first article.
    records:
    - people/old
`
	for _, text := range []string{before, want} {
		got, err := RenewChanges([]byte(text), "1.0.0", "2031-01-01", "", differences)
		if err != nil || string(got) != want {
			t.Errorf("got\n%s\n(%v), want\n%s", got, err, want)
		}
	}
}

// A version that changes.yaml does not list is added above the others.
func TestRenewChangesOfNewVersion(t *testing.T) {
	got, err := RenewChanges(nil, "1.0.0", "2030-05-01", "", nil)
	const want = changesHeader + "- version: 1.0.0\n  released: '2030-05-01'\n  changes: []\n"
	if err != nil || string(got) != want {
		t.Errorf("got\n%s\n(%v), want\n%s", got, err, want)
	}
}
