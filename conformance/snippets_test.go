package conformance

import (
	"encoding/json"
	"net/url"
	"os"
	"regexp"
	"slices"
	"testing"
)

// snippet returns the nth code in a language that docs/api.md shows, with the address of a server.
func snippet(t *testing.T, language string, n int, server string) string {
	t.Helper()
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllSubmatch(text, -1)
	if len(found) <= n {
		t.Fatalf("docs/api.md has %d snippets in %s", len(found), language)
	}
	return regexp.MustCompile(`http://localhost:8080`).ReplaceAllLiteralString(string(found[n][1]), server)
}

// nestedPage is a page of the statements of one person.
type nestedPage struct {
	Slug       string
	Statements struct {
		Nodes    []struct{ Slug string }
		PageInfo struct {
			HasNextPage bool
			EndCursor   *string
		}
	}
}

func (p nestedPage) slugs() (all []string) {
	for _, n := range p.Statements.Nodes {
		all = append(all, n.Slug)
	}
	return all
}

// The operations of docs/api.md read the next pages of the lists of several parents: no statement is missing or twice.
func TestDocsReadNestedPages(t *testing.T) {
	_, address := start(t)
	run := func(query string, variables map[string]*string, into any) {
		t.Helper()
		sent, err := json.Marshal(variables)
		if err != nil {
			t.Fatal(err)
		}
		parameters := url.Values{"query": {query}, "variables": {string(sent)}}
		body := fetch(t, "http://"+address+"/graphql?"+parameters.Encode())
		if err := json.Unmarshal([]byte(body), into); err != nil {
			t.Fatal(err)
		}
	}
	var first struct {
		Data struct{ People struct{ Nodes []nestedPage } }
	}
	run(snippet(t, "graphql", 0, ""), nil, &first)
	if len(first.Data.People.Nodes) != 3 {
		t.Errorf("the first operation has %d people", len(first.Data.People.Nodes))
	}
	read, cursors := map[string][]string{}, map[string]*string{}
	for range 100 {
		var next struct{ Data map[string]nestedPage }
		run(snippet(t, "graphql", 1, ""), cursors, &next)
		more := false
		for alias, page := range next.Data {
			info := page.Statements.PageInfo
			read[page.Slug] = append(read[page.Slug], page.slugs()...)
			if info.EndCursor != nil {
				cursors[alias] = info.EndCursor
			}
			more = more || info.HasNextPage
		}
		if !more {
			break
		}
	}
	for _, slug := range []string{"vladimir-putin", "xi-jinping"} {
		var all struct{ Data struct{ Person nestedPage } }
		run(`{person(slug:"`+slug+`"){statements(first:100){nodes{slug}}}}`, nil, &all)
		if want := all.Data.Person.slugs(); len(want) < 3 || !slices.Equal(read[slug], want) {
			t.Errorf("the pages of %s have %q, want %q", slug, read[slug], want)
		}
	}
	for _, person := range first.Data.People.Nodes {
		whole := read[person.Slug]
		if got := person.slugs(); whole != nil && !slices.Equal(got, whole[:min(len(got), len(whole))]) {
			t.Errorf("the first page of %s has %q, want the beginning of %q", person.Slug, got, whole)
		}
	}
}
