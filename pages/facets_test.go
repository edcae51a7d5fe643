package pages_test

import (
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Each facet of a list leads to a list with as many rows as it says, where it can be removed.
func TestFacets(t *testing.T) {
	server := serve(t, "../data")
	// All facets of these lists are followed, of the others the largest of each group.
	followed := map[string]bool{"/views/narrations": true, "/views/statements?words=security": true}
	for address, want := range map[string]string{
		"/views/statements":                                    "Speaker, Topic, Article, Kind, Year",
		"/views/statements?topic=unity":                        "Speaker, Topic, Article, Kind, Year",
		"/views/statements?kind=DIRECT":                        "Speaker, Topic, Article, Kind, Year",
		"/views/statements?words=security":                     "Speaker, Topic, Article, Kind, Year",
		"/views/narrations":                                    "About, Event, Topic, Article",
		"/views/narrations?document=putin-to-partake":          "About, Event, Topic, Article", // summit and rebellion
		"/views/statements-of-a-speaker?speaker=xi-jinping":    "Speaker, Topic, Article, Kind, Year",
		"/views/said-at-an-event?event=sco-summit-2023":        "Speaker, Topic, Kind",
		"/views/said-in-a-span?from=2023-03-01&to=2023-12-31":  "Speaker, Topic, Article, Kind",
		"/views/countries-that-speak?country=russia":           "Speaker, Topic, Article, Kind, Year",
		"/views/statements-with-words?words=security":          "Speaker, Topic, Article, Kind, Year",
		"/people/vladimir-putin":                               "Topic, Article, Kind, Year",
		"/countries/russia":                                    "Speaker, Topic, Article, Kind, Year",
		"/documents/putin-thanks-allies":                       "Speaker, Topic, Kind",
		"/events/sco-summit-2023":                              "Speaker, Topic, Kind",
		"/search?words=security":                               "Speaker, Topic, Article, Kind, Year",
		"/people/michael-kugelman":                             "", // one statement
		"/views/topics-and-speakers":                           "",
		"/views/statements?speaker=xi-jinping&topic=rebellion": "", // no rows
	} {
		groups := facetsOf(t, server+address)
		titles := make([]string, 0, len(groups))
		for _, g := range groups {
			titles = append(titles, g.title)
			for i, v := range g.values {
				if i == 0 || followed[address] {
					checkFacet(t, server, address, v)
				}
			}
		}
		if got := strings.Join(titles, ", "); got != want {
			t.Errorf("%s has the facets %q, want %q", address, got, want)
		}
	}
}

// checkFacet checks that a facet leads to as many rows as it says, and that it is chosen there, or no longer is.
func checkFacet(t *testing.T, server, address string, v facetOnPage) {
	t.Helper()
	response, body := get(t, server+v.address, "Accept", "text/html")
	isRemoved := strings.Contains(v.text, "chosen")
	has := strings.Contains(body, fmt.Sprintf("<p>%d row", v.count))
	if response.StatusCode != http.StatusOK || !isRemoved && !has || strings.Contains(body, "<p>No results.</p>") {
		t.Errorf("%s: %q leads to %s, which does not have %d rows", address, v.text, v.address, v.count)
	}
	if !isRemoved && !strings.Contains(body, `aria-current="true"`) {
		t.Errorf("%s does not show what was chosen", v.address)
	}
}

// A facet is not shown if all records of the list have it, unless it can be removed. All statements of the article on
// the summit of 2023 are of 2023; one of them is not Putin's.
func TestFacetsChangeTheList(t *testing.T) {
	server := serve(t, "../data")
	for _, g := range facetsOf(t, server+"/views/statements?document=putin-thanks-allies") {
		switch g.title {
		case "Year":
			t.Errorf("years that change nothing: %v", g.values)
		case "Article":
			if len(g.values) != 1 || !strings.Contains(g.values[0].text, "chosen: remove") ||
				g.values[0].address != "/views/statements" {
				t.Errorf("the article cannot be removed: %v", g.values)
			}
		}
	}
}

// The facets of a speaker's statements have the numbers of the list. Of the four articles, two report words of Putin.
func TestFacetsOfASpeaker(t *testing.T) {
	server := serve(t, "../data")
	answer := ask(t, server, `{ person(slug: "vladimir-putin") { statements(first: 100) {
		nodes { document { name } } } } }`)
	want := map[string]int{}
	nodes := answer["person"].(map[string]any)["statements"].(map[string]any)["nodes"].([]any)
	for _, n := range nodes {
		want[n.(map[string]any)["document"].(map[string]any)["name"].(string)]++
	}
	got := map[string]int{}
	for _, g := range facetsOf(t, server+"/people/vladimir-putin") {
		if g.title != "Article" {
			continue
		}
		for _, v := range g.values {
			got[strings.TrimSpace(strings.TrimSuffix(v.text, strconv.Itoa(v.count)))] = v.count
		}
	}
	if len(got) != 2 || !maps.Equal(got, want) {
		t.Errorf("the facets are %v, want %v", got, want)
	}
}

type facetOnPage struct {
	text, address string
	count         int
}

type facetsOnPage struct {
	title  string
	values []facetOnPage
}

// facetsOf returns the facets of a page.
func facetsOf(t *testing.T, address string) (all []facetsOnPage) {
	t.Helper()
	_, body := get(t, address, "Accept", "text/html")
	for _, nav := range ofClass(elements(t, body), "facets") {
		for n := range nav.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			switch n.Data {
			case "p":
				all = append(all, facetsOnPage{title: textOf(n)})
			case "li":
				v := facetOnPage{text: textOf(n)}
				for e := range n.Descendants() {
					switch {
					case e.Data == "a":
						v.address = attribute(e, "href")
					case e.Data == "span":
						v.count, _ = strconv.Atoi(strings.Split(textOf(e), ",")[0])
					}
				}
				last := &all[len(all)-1]
				last.values = append(last.values, v)
			}
		}
	}
	return all
}

// Pages of records do not link to tables without rows.
func TestPagesLinkToNoEmptyTable(t *testing.T) {
	server := serve(t, "../data")
	for _, kind := range []string{"organizations", "countries", "topics", "documents", "people", "events"} {
		answer := ask(t, server, "{"+kind+"(first:100){nodes{url}}}")
		for _, n := range answer[kind].(map[string]any)["nodes"].([]any) {
			address := n.(map[string]any)["url"].(string)
			_, body := get(t, server+address, "Accept", "text/html")
			for _, e := range elements(t, body) {
				table := attribute(e, "href")
				if e.Data != "a" || !strings.HasPrefix(table, "/views/") || strings.Contains(table, ".csv") {
					continue
				}
				_, shown := get(t, server+table, "Accept", "text/html")
				if strings.Contains(shown, "<p>No results.</p>") {
					t.Errorf("%s links to %s, which has no rows", address, table)
				}
			}
		}
	}
}
