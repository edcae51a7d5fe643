package pages_test

import (
	"net/url"
	"strings"
	"testing"
)

// A search finds disagreements, notes and memberships. One that finds nothing offers fewer and similar words, names,
// the check, and says what was searched.
func TestSearchHasNoDeadEnds(t *testing.T) {
	server := serve(t, "../data")
	const founders, scope = "/discrepancies/sco-founders", "The search covers"
	for words, want := range map[string][]string{
		"who founded the SCO":          {founders, "disagreement"},
		"founders":                     {founders},
		"founders of the SCO":          {founders},
		"what did the founders found?": {founders, "No record contains all"},
		"who were the founders":        {founders, "No record contains all", "record with “founders”"},
		"foundation":                   {"similar: <a href=\"/search?words=found", scope},
		"Putn":                         {"/people/vladimir-putin", "Similar names", "/check?quote=Putn", scope},
		"Sanghai cooperation":          {"Shanghai Cooperation", "similar: <a href=\"/search?words=shanghai\"", scope},
		"unity zebra":                  {"<a href=\"/search?words=unity\">unity</a>", "zebra: no record"},
		"qqqq":                         {"qqqq: no record", "/check?quote=qqqq", "/records#topics", scope},
		"whom of the and why":          {"No record contains all of these words", scope},
		`"sharply decline" xyzzy`:      {"xyzzy: no record", scope},
		"Iran observer":                {"/memberships/sco-iran-observer"},
		"OIC":                          {"/annotations/oic-for-sco", "editorial note"},
	} {
		_, body := get(t, server+"/search?words="+url.QueryEscape(words), "Accept", "text/html")
		for _, part := range want {
			if !strings.Contains(body, part) {
				t.Errorf("a search for %q does not show %q", words, part)
			}
		}
	}
}

// A search without results leads to no table without rows.
func TestEmptyTablesAreNotLinked(t *testing.T) {
	server := serve(t, "../data")
	_, body := get(t, server+"/search?words=qqqq", "Accept", "text/html")
	if strings.Contains(body, "/views/words") {
		t.Error("the page links to a table without rows")
	}
}
