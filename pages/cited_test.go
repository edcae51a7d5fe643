package pages_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/summitry/summitry/graph"
)

const changesOfFourVersions = `
- version: 0.3.10
  released: 2030-05-03
  changes:
    - {kind: CHANGED, note: Tenth., records: [people/xi-jinping, topics/unity]}
- version: 0.3.9
  released: 2030-05-02
  changes:
    - {kind: CORRECTED, note: "Ninth <b>.", records: [people/xi-jinping]}
    - {kind: REMOVED, note: Merged., records: [people/jane-doe]}
- version: 0.3.2
  released: 2030-05-01
  changes:
    - {kind: ADDED, note: Second., records: [people/xi-jinping]}
- version: 0.3.1
  released: 2030-04-01
  changes:
    - {kind: ADDED, note: First., records: [people/jane-doe]}
`

// bannerAt returns the status of a page and the text of its banner, "" if it has none.
func bannerAt(t *testing.T, address string) (status int, banner string) {
	t.Helper()
	response, body := get(t, address, "Accept", "text/html")
	for _, e := range elements(t, body) {
		if e.Data == "section" && hasAttribute(e, "class", "cited") {
			if !hasAttribute(e, "aria-label", "Cited dataset") || e.Parent.Data != "main" {
				t.Errorf("%s has a banner without a name or outside of main", address)
			}
			banner = strings.Join(strings.Fields(textOf(e)), " ")
		}
	}
	return response.StatusCode, banner
}

// datasetAt returns the version and the digest of the dataset of a server.
func datasetAt(t *testing.T, server string) (version, digest string) {
	t.Helper()
	response, _ := get(t, server+"/changes.json")
	header := response.Header.Get(graph.DatasetHeader)
	if _, err := fmt.Sscanf(header, "%q; sha256=%q", &version, &digest); err != nil {
		t.Fatalf("the dataset is named by %q: %v", header, err)
	}
	return version, digest
}

func hasAttribute(e *html.Node, name, value string) bool {
	for _, a := range e.Attr {
		if a.Key == name && a.Val == value {
			return true
		}
	}
	return false
}

// The banner of a record lists its changes in versions after the cited one. Versions are compared number by number.
func TestBanners(t *testing.T) {
	server := serve(t, withChanges(t, changesOfFourVersions))
	version, digest := datasetAt(t, server)
	current := ". This server has dataset " + version + ". "
	const unknown = "What changed since is unknown: the history of this dataset does not list "
	const none = "No change to this record is listed since. " +
		"Other records that this page shows may have changed: see all changes ."
	const ninth = "0.3.9 , 2030-05-02, corrected: Ninth <b>."
	const tenth = "0.3.10 , 2030-05-03, changed: Tenth."
	const each = "The list of changes says what each version since then changed."
	for _, c := range []struct {
		address, dataset string
		status           int
		want             string
	}{
		{"/people/xi-jinping", "0.3.1", 200, "Changes to this record since: " + tenth + " " + ninth +
			" 0.3.2 , 2030-05-01, added: Second."},
		{"/people/xi-jinping", "0.3.2", 200, "Changes to this record since: " + tenth + " " + ninth},
		{"/people/xi-jinping", "0.3.9", 200, "Changes to this record since: " + tenth},
		{"/people/xi-jinping", "0.3.10", 200, none},
		{"/people/vladimir-putin", "0.3.1", 200, none},
		{"/people/xi-jinping", "0.3.5", 200, unknown + "version 0.3.5. All changes"},
		{"/people/xi-jinping", "9.0.0", 200, unknown + "version 9.0.0. All changes"},
		{"/people/jane-doe", "0.3.1", 404, "Changes to this record since: 0.3.9 , 2030-05-02, removed: Merged."},
		{"/people/nobody", "0.3.1", 404, each},
		{"/nothing", "0.3.1", 404, each},
		{"/views/summits", "0.3.1", 200, each},
		{"/views/statements?kind=NONE", "0.3.1", 400, each},
	} {
		separator := "?"
		if strings.Contains(c.address, "?") {
			separator = "&"
		}
		status, got := bannerAt(t, server+c.address+separator+"dataset="+c.dataset)
		if want := "Cited from dataset " + c.dataset + current + c.want; status != c.status || got != want {
			t.Errorf("%s from %s: %d\n%s\nwant\n%s", c.address, c.dataset, status, got, want)
		}
	}
	status, got := bannerAt(t, server+"/people/xi-jinping?dataset=ABCDEF012345")
	want := "Cited from the dataset with the SHA-256 ABCDEF012345 . This server has dataset " + version +
		", with the SHA-256 " + digest[:12] + "… . " + unknown + "that SHA-256. All changes"
	if status != http.StatusOK || got != want {
		t.Errorf("from a digest: %d\n%s\nwant\n%s", status, got, want)
	}
}

// The page and the error of a removed record say what the changes say of it; those of other addresses say nothing.
func TestRemovedRecords(t *testing.T) {
	server := serve(t, withChanges(t, changesOfFourVersions))
	for address, want := range map[string]string{
		"/people/jane-doe": "removed: Merged.",
		"/people/Jane-Doe": "removed: Merged.",
		"/people/jane-doe.json": `Unknown address \"/people/jane-doe.json\": version 0.3.9 lists it as ` +
			`removed (Merged.)`,
	} {
		response, body := get(t, server+address, "Accept", "text/html")
		if response.StatusCode != http.StatusNotFound || !strings.Contains(body, want) {
			t.Errorf("%s answers %s %s", address, response.Status, body)
		}
	}
	if _, body := get(t, server+"/people/nobody", "Accept", "text/html"); strings.Contains(body, "Changes to this") {
		t.Errorf("an address that never was has changes: %s", body)
	}
}

// Redirects keep the cited dataset.
func TestRedirectsKeepTheDataset(t *testing.T) {
	server := serve(t, "../data")
	for address, want := range map[string]string{
		"/countries/RU?dataset=0.3.0": "/countries/russia?dataset=0.3.0",
		"/people?dataset=0.3.0":       "/records?dataset=0.3.0#people",
	} {
		response, _ := get(t, server+address, "Accept", "text/html")
		if got := response.Header.Get("Location"); got != want {
			t.Errorf("%s redirects to %s, want %s", address, got, want)
		}
	}
}
