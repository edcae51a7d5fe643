package pages_test

import (
	"strings"
	"testing"
)

// Only passages whose words the article prints more than once show text around them.
func TestContextOfPassages(t *testing.T) {
	server := serve(t, "../data")
	_, linked := get(t, server+"/countries/china.jsonld")
	if !strings.Contains(linked, `"oa:prefix":{"@language":"en","@value":"g Russia, "}`) ||
		strings.Contains(linked, `fix":""`) || strings.Contains(linked, `"@value":""`) {
		t.Errorf("the passages of China have no prefix, or empty ones: %s", linked)
	}
	note := "The article prints these words more than once."
	for record, repeated := range map[string]bool{
		"/countries/kazakhstan.json": true, "/narrations/india-holds-rotating-presidency.json": false,
	} {
		_, body := get(t, server+record)
		_, rest, _ := strings.Cut(body, `"/citations/`)
		slug, _, _ := strings.Cut(rest, `"`)
		_, page := get(t, server+"/citations/"+slug)
		if strings.Contains(page, note) != repeated {
			t.Errorf("the note on repeated words is wrong on the page of passage %s of %s: %s", slug, record, page)
		}
	}
}

// The page of an article says how much of it is cited, and where the rest stands.
func TestRemaindersOfArticle(t *testing.T) {
	_, body := get(t, serve(t, "../data")+"/documents/eurasian-security-club")
	for _, want := range []string{
		" % of the text is cited: ", "the dataset reproduces ", "<dt>headline</dt>\n<dd>0–59</dd>",
		"<dt>rest of a sentence whose facts records tell in other words</dt>\n<dd>1580–1591, ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not show %s: %s", want, body)
		}
	}
}

// The page of a country shows the words for each membership, and what is in doubt about them.
func TestRoadToMembershipShowsItsWords(t *testing.T) {
	_, body := get(t, serve(t, "../data")+"/countries/iran")
	for _, want := range []string{
		"<mark>The Islamic Republic has been an observer member of the organization since 2005</mark>",
		"<strong>Ambiguous: “<span", "<strong>Misprint: “<span", "from 2005 to [4 July 2023]", `class="sure"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not show %s: %s", want, body)
		}
	}
	if strings.Contains(body, `class="around">’`) || strings.Contains(body, `class="around">t `) {
		t.Error("the page shows a part of a word before or after a passage")
	}
}
