package pages_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/summitry/summitry/data/curate"
)

const changesOfTwoVersions = `
- version: 0.3.1
  released: 2030-05-02
  changes:
    - {kind: CORRECTED, note: "Misspelt <b>.", records: [people/xi-jinping]}
    - {kind: REMOVED, note: Merged., records: [people/jane-doe]}
    - {kind: ADDED, note: New., records: [topics/unity, events/sco-summit-2024]}
- version: 0.3.0
  released: 2030-04-01
  changes:
    - {kind: ADDED, note: A new article., records: [people/jane-doe, people/xi-jinping]}
`

// withChanges compiles the records with other changes, and returns the folder of the dataset.
func withChanges(t *testing.T, changes string) string {
	t.Helper()
	records := fstest.MapFS{}
	source := os.DirFS("../data/records")
	err := fs.WalkDir(source, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := fs.ReadFile(source, name)
		records[name] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	records["changes.yaml"] = &fstest.MapFile{Data: []byte(changes)}
	dataset, err := curate.Compile(records, nil)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "summitry.db"), dataset.Database, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// The newest version comes first, then the kind of record and the slug; of a removed record only the id remains.
func TestChangesAsJSON(t *testing.T) {
	server := serve(t, withChanges(t, changesOfTwoVersions))
	_, body := get(t, server+"/changes.json")
	var answer struct {
		Data struct {
			Changes struct {
				Nodes []struct {
					Version, Record, Kind string
					Subject               *struct{ URL string }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range answer.Data.Changes.Nodes {
		line := c.Version + " " + c.Kind + " " + c.Record
		if c.Subject != nil {
			line += " " + c.Subject.URL
		}
		got = append(got, line)
	}
	want := []string{
		"0.3.1 ADDED event:sco-summit-2024 /events/sco-summit-2024",
		"0.3.1 REMOVED person:jane-doe",
		"0.3.1 CORRECTED person:xi-jinping /people/xi-jinping",
		"0.3.1 ADDED topic:unity /topics/unity",
		"0.3.0 ADDED person:jane-doe",
		"0.3.0 ADDED person:xi-jinping /people/xi-jinping",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The page groups the changes of a version by kind and note; the page of a record shows those of that record alone.
func TestChangesAsPages(t *testing.T) {
	server := serve(t, withChanges(t, changesOfTwoVersions))
	textAt := func(address string) string {
		response, body := get(t, server+address, "Accept", "text/html")
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s answers %s", address, response.Status)
		}
		for _, e := range elements(t, body) {
			if e.Data == "main" {
				return strings.Join(strings.Fields(textOf(e)), " ")
			}
		}
		return ""
	}
	for address, want := range map[string]string{
		"/changes": "6 changes. What each version changed in its records, and why. The newest version comes first. " +
			"0.3.1 Finished on 2030-05-02 Added New.",
		"/changes?version=0.3.0":            "Changes of the dataset in version 0.3.0 2 changes.",
		"/changes?version=9.9.9":            "0 changes.",
		"/changes?record=person%3Ajane-doe": "2 changes of person:jane-doe .",
		"/people/xi-jinping": "Changes to this record 0.3.1 , 2030-05-02, corrected: Misspelt <b>. " +
			"0.3.0 , 2030-04-01, added: A new article.",
	} {
		if got := textAt(address); !strings.Contains(got, want) {
			t.Errorf("%s shows %s, want %s", address, got, want)
		}
	}
	if got := textAt("/people/vladimir-putin"); strings.Contains(got, "Changes to this record") {
		t.Errorf("a record without changes shows %s", got)
	}
}

type feed struct {
	XMLName xml.Name
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	Author  struct {
		Name string `xml:"name"`
	} `xml:"author"`
	Links   []feedLink `xml:"link"`
	Entries []struct {
		ID      string     `xml:"id"`
		Title   string     `xml:"title"`
		Updated string     `xml:"updated"`
		Content string     `xml:"content"`
		Links   []feedLink `xml:"link"`
	} `xml:"entry"`
}

type feedLink struct {
	Rel     string `xml:"rel,attr"`
	Address string `xml:"href,attr"`
}

func feedAt(t *testing.T, address string, headers ...string) (f feed) {
	t.Helper()
	response, body := get(t, address, headers...)
	if media := response.Header.Get("Content-Type"); !strings.HasPrefix(media, "application/atom+xml") {
		t.Fatalf("%s answers %s, %s: %s", address, response.Status, media, body)
	}
	if err := xml.Unmarshal([]byte(body), &f); err != nil {
		t.Fatalf("%s: %v\n%s", address, err, body)
	}
	return f
}

// A feed has what RFC 4287 requires, and ids that depend neither on the address of the server nor on the page.
func TestFeed(t *testing.T) {
	folder := withChanges(t, changesOfTwoVersions)
	server, elsewhere := serve(t, folder), serveAt(t, folder, "https://example.org/sco")
	f := feedAt(t, server+"/changes.atom")
	checkFeed(t, f)
	if f.Updated != "2030-05-02T00:00:00Z" || len(f.Entries) != 6 || f.Links[0].Address != "/changes.atom" {
		t.Errorf("the feed is %+v", f)
	}
	removed, corrected := f.Entries[1], f.Entries[2]
	if removed.Title != "0.3.1, removed: jane-doe" || removed.Links[0].Address != "/changes?version=0.3.1" {
		t.Errorf("a removed record has the entry %+v", removed)
	}
	if corrected.Content != "Misspelt <b>." || corrected.Links[0].Address != "/people/xi-jinping" {
		t.Errorf("a corrected record has the entry %+v", corrected)
	}
	absolute := feedAt(t, elsewhere+"/changes", "Accept", "application/atom+xml")
	checkFeed(t, absolute)
	for i, e := range absolute.Entries {
		link := e.Links[0].Address
		if e.ID != f.Entries[i].ID || !strings.HasPrefix(link, "https://example.org/sco/") {
			t.Errorf("with -url, the entry %s has the id %s and the link %s", e.Title, e.ID, link)
		}
	}
	based := feedAt(t, server+"/changes.atom?base=https://example.com")
	if based.ID != f.ID || absolute.ID != f.ID || based.Links[0].Address != "https://example.com/changes.atom" {
		t.Errorf("with base, the feed is %+v", based)
	}
	if one := feedAt(t, server+"/changes.atom?record=person:xi-jinping"); len(one.Entries) != 2 || one.ID == f.ID {
		t.Errorf("the feed of a record is %+v", one)
	}
}

// checkFeed fails unless a feed has the elements that RFC 4287 requires.
func checkFeed(t *testing.T, f feed) {
	t.Helper()
	if f.XMLName != (xml.Name{Space: "http://www.w3.org/2005/Atom", Local: "feed"}) || f.Author.Name == "" {
		t.Errorf("the feed is %v by %q", f.XMLName, f.Author.Name)
	}
	ids := map[string]bool{}
	check := func(id, title, updated string, links []feedLink, rel string) {
		u, err := url.Parse(id)
		if err != nil || u.Scheme != "urn" || ids[id] || title == "" {
			t.Errorf("%q has the id %q, which must be a URN and the only one", title, id)
		}
		ids[id] = true
		if _, err := time.Parse(time.RFC3339, updated); err != nil {
			t.Errorf("%s was updated at %q", title, updated)
		}
		if !slices.ContainsFunc(links, func(l feedLink) bool { return l.Rel == rel && l.Address != "" }) {
			t.Errorf("%s has no link %s: %v", title, rel, links)
		}
	}
	check(f.ID, f.Title, f.Updated, f.Links, "self")
	for _, e := range f.Entries {
		check(e.ID, e.Title, e.Updated, e.Links, "alternate")
		if e.Content == "" {
			t.Errorf("%s has no content", e.Title)
		}
	}
}

// A dataset without changes has an empty feed, which is valid.
func TestEmptyFeed(t *testing.T) {
	f := feedAt(t, serve(t, withChanges(t, "[]"))+"/changes.atom")
	checkFeed(t, f)
	if len(f.Entries) > 0 {
		t.Errorf("there are entries: %+v", f.Entries)
	}
}

// A long list comes in pages, which a feed links by rel=next.
func TestChangesByPage(t *testing.T) {
	people, err := fs.Glob(os.DirFS("../data/records"), "people/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for version := 30; version > 0; version-- {
		const format = "- {version: 0.2.%d, released: 2030-05-01, " +
			"changes: [{kind: CHANGED, note: Again., records: [%s]}]}\n"
		fmt.Fprintf(&b, format, version, strings.ReplaceAll(strings.Join(people[:4], ", "), ".yaml", ""))
	}
	server := serve(t, withChanges(t, b.String()))
	f := feedAt(t, server+"/changes.atom")
	next := slices.IndexFunc(f.Links, func(l feedLink) bool { return l.Rel == "next" })
	if len(f.Entries) != 100 || next < 0 {
		t.Fatalf("the feed has %d entries and the links %v", len(f.Entries), f.Links)
	}
	rest := feedAt(t, server+f.Links[next].Address)
	if len(rest.Entries) != 20 || rest.ID != f.ID {
		t.Errorf("the next page has %d entries and the id %s", len(rest.Entries), rest.ID)
	}
	_, body := get(t, server+"/changes", "Accept", "text/html")
	for _, e := range elements(t, body) {
		if textOf(e) == "More changes" && e.Data == "a" {
			response, _ := get(t, server+attribute(e, "href"), "Accept", "text/html")
			if response.StatusCode != http.StatusOK {
				t.Errorf("more changes answer %s", response.Status)
			}
			return
		}
	}
	t.Error("the page has no link to more changes")
}

// Each form has an address of its own, and the plain address gives what the client prefers.
func TestFormsOfChanges(t *testing.T) {
	server := serve(t, "../data")
	for media, extension := range map[string]string{
		"text/html": "", "application/json": ".json", "application/atom+xml": ".atom",
	} {
		response, body := get(t, server+"/changes", "Accept", media)
		_, same := get(t, server+"/changes"+extension, "Accept", media)
		if got := response.Header.Get("Content-Type"); !strings.HasPrefix(got, media) || same != body {
			t.Errorf("/changes as %s answers %s", media, got)
		}
		if !slices.Contains(response.Header.Values("Vary"), "Accept") {
			t.Errorf("/changes as %s does not vary by Accept", media)
		}
		again, _ := get(t, server+"/changes", "Accept", media, "If-None-Match", response.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("/changes as %s answers %s to its own ETag", media, again.Status)
		}
	}
	for _, address := range []string{"/changes.atom?after=x", "/changes.json?after=x", "/changes?after=x"} {
		if response, body := get(t, server+address); response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s answers %s: %s", address, response.Status, body)
		}
	}
	_, front := get(t, server+"/", "Accept", "text/html")
	linked := map[string]bool{}
	for _, e := range elements(t, front) {
		linked[e.Data+" "+attribute(e, "type")+" "+attribute(e, "href")] = true
	}
	if !linked["link application/atom+xml /changes.atom"] || !linked["a  /changes"] {
		t.Errorf("the front page does not link the changes: %v", linked)
	}
}
