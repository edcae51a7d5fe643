package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

type object = map[string]any

// nodesOf returns the nodes of a list of an answer.
func nodesOf(t *testing.T, url, list, operation string) (all []object) {
	t.Helper()
	for _, n := range get(t, url, operation)[list].(object)["nodes"].([]any) {
		all = append(all, n.(object))
	}
	return all
}

// countOf returns the number of records of the dataset in a list of Query.
func countOf(t *testing.T, url, list string) int {
	t.Helper()
	return int(at(get(t, url, "{ "+list+"(first: 0) { totalCount } }"), list+".totalCount").(float64))
}

// cutOut returns the code points of a text that a span names.
func cutOut(text string, span any) string {
	start, end := span.(object)["start"].(float64), span.(object)["end"].(float64)
	return string([]rune(text)[int(start):int(end)])
}

// The cue and the text of every statement stand in its passage, at the places that the spans give.
func TestStatementsStandInTheirPassages(t *testing.T) {
	url := serve(t)
	const operation = `{ statements(first: 100) { nodes {
		slug text cue cueSpan { start end text } textSpan { start end text } passage { id property exact }
		citations { id property } } } }`
	statements := nodesOf(t, url, "statements", operation)
	if want := countOf(t, url, "statements"); len(statements) != want {
		t.Errorf("%d of %d statements", len(statements), want)
	}
	for _, s := range statements {
		passage := s["passage"].(object)
		exact := passage["exact"].(string)
		for field, words := range map[string]any{"cueSpan": s["cue"], "textSpan": s["text"]} {
			if cut := cutOut(exact, s[field]); cut != words || s[field].(object)["text"] != words {
				t.Errorf("%s of %s is %q, not %q", field, s["slug"], cut, words)
			}
		}
		first := slices.IndexFunc(s["citations"].([]any), func(c any) bool { return c.(object)["property"] == nil })
		if passage["property"] != nil || first < 0 || s["citations"].([]any)[first].(object)["id"] != passage["id"] {
			t.Errorf("the passage of %s is %v, and its citations are %v", s["slug"], passage, s["citations"])
		}
		if n := len([]rune(exact)); n > 450 {
			t.Errorf("the passage of %s has %d characters", s["slug"], n)
		}
	}
}

// Each statement has the verb that introduces it, be it the article's, an agency's, or a noun; and some hold it in
// their text.
func TestCues(t *testing.T) {
	url := serve(t)
	for slug, want := range map[string]string{
		"xi-cold-war-mentality":                   "warning against",
		"xi-oppose-external-interference":         "quoted Xi as saying",
		"putin-new-architecture":                  "reiterated",
		"putin-remove-external-military-presence": "said",
		"putin-thanks-asian-allies":               "thanked",
		"xi-oppose-protectionism":                 "vowed",
		"xi-maintain-regional-peace":              "called on",
		"jaishankar-three-mutuals":                "adding",
		"patrushev-work-together":                 "emphasized",
		"india-calls-for-peaceful-resolution":     "calls for",
		"grossman-wheeling-and-dealing":           "According to",
		"xi-and-putin-closer-cooperation":         "pressed their case",
	} {
		s := get(t, url, fmt.Sprintf(`{ statement(slug: %q) { cue } }`, slug))["statement"].(object)
		if s["cue"] != want {
			t.Errorf("the cue of %s is %q, not %q", slug, s["cue"], want)
		}
	}
}

// Search and the filter text find a statement by its cue, and with the words between cue and text.
func TestCuesAreFound(t *testing.T) {
	url := serve(t)
	for words, slug := range map[string]string{
		"warning against": "xi-cold-war-mentality", "vowed": "xi-oppose-protectionism",
		`"said last month the proposed"`: "putin-pact-open-to-all", "reassured": "putin-reassures-allies",
	} {
		operation := fmt.Sprintf(`{ statements(filter: {text: %q}) { nodes { slug } } }`, words)
		filtered := nodesOf(t, url, "statements", operation)
		if len(filtered) != 1 || filtered[0]["slug"] != slug {
			t.Errorf("the filter finds %v by %s, not %s", filtered, words, slug)
		}
		found := nodesOf(t, url, "search", fmt.Sprintf(`{ search(query: %q) { nodes { id } } }`, words))
		if len(found) == 0 || found[0]["id"] != "statement:"+slug {
			t.Errorf("the search finds %v by %s, not %s", found, words, slug)
		}
	}
}

// Where a pronoun names the speaker, a passage for speakers prints the name that it stands for.
func TestPronounsHaveAntecedents(t *testing.T) {
	url := serve(t)
	const operation = `{ statements(first: 100) { nodes {
		slug speakers { namedAs agent { name } } citations(property: "speakers") { exact } } } }`
	he := 0
	for _, s := range nodesOf(t, url, "statements", operation) {
		printed := ""
		for _, c := range s["citations"].([]any) {
			printed += c.(object)["exact"].(string) + "\n"
		}
		for _, m := range s["speakers"].([]any) {
			namedAs := strings.ToLower(m.(object)["namedAs"].(string))
			if namedAs == "he" {
				he++
			}
			if !slices.Contains([]string{"he", "she", "it", "they", "we", "both leaders"}, namedAs) {
				continue
			}
			words := strings.Fields(m.(object)["agent"].(object)["name"].(string))
			if !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(printed, word) }) {
				t.Errorf("%s is said by %q, and no passage names %v: %q", s["slug"], namedAs, words, printed)
			}
		}
	}
	if he < 11 { // as printed in the first four articles
		t.Errorf("only %d speakers are named he", he)
	}
}

// What the members of an organization say as a body is found with the organization, and so is what is said by those
// who have a position in a part of it.
func TestBodiesAreFound(t *testing.T) {
	url := serve(t)
	slugs := func(list, operation string) string {
		var all []string
		for _, n := range nodesOf(t, url, list, operation) {
			all = append(all, n["slug"].(string))
		}
		return strings.Join(all, " ")
	}
	const kugelman = "kugelman-strength-and-credibility"
	for organization, want := range map[string]string{
		"sco": "sco-members-reiterate-principles", "wilson-center": kugelman, "south-asia-institute": kugelman,
		"brookings-institution": "madan-importance-of-meeting madan-reassure-his-partners",
	} {
		operation := `{ statements(filter: {organization: [%q]}, order: {by: PRINTED}) { nodes { slug } } }`
		if got := slugs("statements", fmt.Sprintf(operation, organization)); got != want {
			t.Errorf("with %s are found %s, not %s", organization, got, want)
		}
	}
	if got := slugs("people", `{ people(filter: {organization: ["wilson-center"]}) { nodes { slug } } }`); got !=
		"michael-kugelman" {
		t.Errorf("people of the Wilson Center are %s", got)
	}
	own := get(t, url, `{ organization(slug: "sco") { partOf { slug } statements { nodes {
		slug speakers { agent { slug } membersOf { slug } } } } } }`)["organization"]
	const want = `map[partOf:<nil> statements:map[nodes:[map[slug:sco-members-reiterate-principles ` +
		`speakers:[map[agent:<nil> membersOf:map[slug:sco]]]]]]]`
	if got := fmt.Sprint(own); got != want {
		t.Errorf("the SCO has %s, not %s", got, want)
	}
	part := get(t, url, `{ organization(slug: "south-asia-institute") { partOf { slug }
		citations(property: "partOf") { exact } } }`)["organization"]
	if got := fmt.Sprint(part); got !=
		"map[citations:[map[exact:Wilson Center’s South Asia Institute]] partOf:map[slug:wilson-center]]" {
		t.Errorf("the institute has %s", got)
	}
	if got := slugs("statements", `{ statements(filter: {speaker: ["sco"]}) { nodes { slug } } }`); got != "" {
		t.Errorf("the SCO itself says %s", got)
	}
}

// Both presidents speak at the summit of 2023, and what is inferred of Xi says so.
func TestWhoSpokeAtTheSummitOf2023(t *testing.T) {
	url := serve(t)
	summit := get(t, url, `{ summit(slug: "sco-summit-2023") { participants { agent { slug } note }
		statements(filter: {speaker: ["xi-jinping"]}, first: 100) { nodes { slug occasionNote annotations { id } } }
		} }`)["summit"].(object)
	for _, p := range summit["participants"].([]any) {
		agent, note := p.(object)["agent"].(object)["slug"], p.(object)["note"]
		if (agent == "xi-jinping") != (note != nil) {
			t.Errorf("the participation of %s has the note %v", agent, note)
		}
	}
	xi := summit["statements"].(object)["nodes"].([]any)
	for _, s := range xi {
		if s.(object)["occasionNote"] == nil {
			t.Errorf("%v has no note on its occasion", s)
		}
		if !strings.Contains(fmt.Sprint(s.(object)["annotations"]), "xi-when-and-where") {
			t.Errorf("%v has lost its annotation", s)
		}
	}
	if len(xi) != 3 {
		t.Errorf("Xi has %d statements there", len(xi))
	}
}
