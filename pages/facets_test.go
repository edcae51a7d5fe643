package pages_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Each facet of the list of statements leads to a list with as many rows as it says, and back again.
func TestFacets(t *testing.T) {
	server := serve(t, "../data")
	const list = "/views/statements"
	for _, address := range []string{list, list + "?topic=unity", list + "?kind=DIRECT"} {
		groups := facetsOf(t, server+address)
		titles := make([]string, 0, len(groups))
		for _, g := range groups {
			titles = append(titles, g.title)
			for _, v := range g.values {
				if strings.Contains(v.text, "chosen") {
					continue
				}
				response, body := get(t, server+v.address, "Accept", "text/html")
				if response.StatusCode != http.StatusOK || !strings.Contains(body, fmt.Sprintf("<p>%d row", v.count)) {
					t.Errorf("%s: %q leads to %s, which does not have %d rows", address, v.text, v.address, v.count)
				}
				if !strings.Contains(body, `aria-current="true"`) {
					t.Errorf("%s does not show what was chosen", v.address)
				}
			}
		}
		if want := []string{"Speaker", "Topic", "Article", "Kind", "Year"}; !slices.Equal(titles, want) {
			t.Errorf("%s has the facets %q, want %q", address, titles, want)
		}
	}
	if groups := facetsOf(t, server+"/views/topics-and-speakers"); len(groups) > 0 {
		t.Errorf("a list of topics has facets: %v", groups)
	}
	_, body := get(t, server+"/views/statements?speaker=xi-jinping&topic=wagner", "Accept", "text/html")
	if strings.Contains(body, `class="facets"`) {
		t.Error("a list without rows has facets")
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
