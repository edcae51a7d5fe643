package graph_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/generate"
)

const everyNarration = `{
	narrations(first: 100) { totalCount nodes {
		slug summary
		about { agent { id } namedAs }
		events { id }
		topics { id }
		document { id fileName }
		passage { exact property start end document { id } subject { id } }
		citations { exact property }
		interprets { slug text citations { property exact start document { id } } }
		annotations { id }
	} }
}`

// narrations returns the nodes of a connection.
func narrations(t *testing.T, connection any) []any {
	t.Helper()
	nodes := at(connection, "nodes").([]any)
	if total := at(connection, "totalCount").(float64); int(total) != len(nodes) {
		t.Fatalf("%d of %g narrations were read", len(nodes), total)
	}
	return nodes
}

// values returns the values at a path of each record.
func values(records []any, path string) []string {
	found := []string{}
	for _, r := range records {
		value, _ := at(r, path).(string)
		found = append(found, value)
	}
	return found
}

// A fact that an article states in its own voice is found by its printed words and by those of the summary.
func TestSearchFindsNarrations(t *testing.T) {
	server := serve(t)
	for words, want := range map[string]string{
		"presidency":             "/narrations/india-holds-rotating-presidency",
		"rotating presidency":    "/narrations/india-holds-rotating-presidency",
		"Belt and Road":          "/narrations/sco-economic-cooperation-and-bri",
		"connectivity":           "/narrations/belt-and-road-aims",
		"cybersecurity":          "/narrations/conference-on-cybersecurity",
		"mediation":              "/narrations/china-mediates",
		"mediated":               "/narrations/lukashenko-mediation-ended-rebellion",
		"commodities":            "/narrations/sco-nations-buy-russian-commodities",
		"oil gas":                "/narrations/sco-nations-buy-russian-commodities",
		"condemnation":           "/narrations/members-did-not-condemn-russia",
		"balancing act":          "/narrations/india-delicate-balance",
		"Modi space cooperation": "/narrations/discussed-defense-energy-space",
		"implicit reference":     "/narrations/xi-vow-and-washingtons-measures",
	} {
		query := fmt.Sprintf("{ search(query: %q, first: 100) { edges { node { url } } } }", words)
		found := values(at(get(t, server, query), "search.edges").([]any), "node.url")
		if !slices.Contains(found, want) {
			t.Errorf("%s finds %v, without %s", words, found, want)
		}
	}
}

// Each list has the narrations that name its owner, and no others, in the order of documents and of print.
func TestNarrationsOfEach(t *testing.T) {
	server := serve(t)
	all := narrations(t, at(get(t, server, everyNarration), "narrations"))
	inOrder := slices.IsSortedFunc(all, func(a, b any) int {
		one, other := at(a, "document.fileName").(string), at(b, "document.fileName").(string)
		if one != other {
			return map[bool]int{true: -1, false: 1}[one < other]
		}
		return int(at(a, "passage.start").(float64) - at(b, "passage.start").(float64))
	})
	if !inOrder {
		t.Errorf("%v are not in the order of print", values(all, "slug"))
	}
	some := 0
	for _, owners := range []string{
		"people", "organizations", "countries", "memberStates", "events", "summits", "topics", "documents",
	} {
		query := "{ " + owners + "(first: 100) { nodes { id narrations(first: 100) { totalCount nodes { slug } } } } }"
		for _, owner := range at(get(t, server, query), owners+".nodes").([]any) {
			id := at(owner, "id").(string)
			want := []string{}
			for _, n := range all {
				if slices.Contains(ownersOf(n, owners), id) {
					want = append(want, at(n, "slug").(string))
				}
			}
			got := values(narrations(t, at(owner, "narrations")), "slug")
			if some += len(got); !slices.Equal(got, want) {
				t.Errorf("%s has %v, want %v", id, got, want)
			}
		}
	}
	if some < 3*len(all) {
		t.Errorf("all lists together have %d of %d narrations", some, len(all))
	}
}

// ownersOf returns the ids of the records in whose lists a narration belongs.
func ownersOf(narration any, owners string) []string {
	switch owners {
	case "documents":
		return []string{at(narration, "document.id").(string)}
	case "topics":
		return values(at(narration, "topics").([]any), "id")
	case "events", "summits":
		return values(at(narration, "events").([]any), "id")
	}
	var ids []string
	for _, m := range at(narration, "about").([]any) {
		if agent, known := at(m, "agent").(map[string]any); known {
			ids = append(ids, agent["id"].(string))
		}
	}
	return ids
}

func TestNarrationFilter(t *testing.T) {
	server := serve(t)
	for filter, want := range map[string][]string{
		`{about: ["afghanistan"]}`: {
			"sco-aftermath-of-taliban-takeover", "discussed-afghanistan",
		},
		`{about: ["AF"], event: ["modi-patrushev-2023"]}`: {
			"discussed-afghanistan",
		},
		`{about: ["yevgeny-prigozhin", "alexander-lukashenko"]}`: {
			"lukashenko-mediation-ended-rebellion", "advance-halted-in-exchange",
		},
		`{topic: ["india-china"]}`: {
			"india-counterweight-to-china",
		},
		`{document: ["eurasian-security-club"], topic: ["war-in-ukraine"]}`: {
			"sanctions-forced-pivot-to-asia",
		},
		`{event: ["sco-summit-2024"]}`: {
			"xi-and-putin-spoke-on-final-day",
		},
		`{text: "presidency"}`: {
			"india-holds-rotating-presidency",
		},
		`{text: "\"Belt and Road\""}`: {
			"sco-economic-cooperation-and-bri", "belt-and-road-aims",
		},
		`{text: "implicit"}`: {
			"xi-vow-and-washingtons-measures",
		},
		`{text: "xinhua"}`:           {},
		`{about: []}`:                {},
		`{about: ["jaishankar"]}`:    {},
		`{topic: ["no-such-topic"]}`: {},
	} {
		query := "{ narrations(filter: " + filter + ", first: 100) { totalCount nodes { slug } } }"
		if got := values(narrations(t, at(get(t, server, query), "narrations")), "slug"); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", filter, got, want)
		}
	}
}

// A narration rests on one short passage of its own document, and says more than it: the summary is the curators'.
func TestNarrationPassages(t *testing.T) {
	all := narrations(t, at(get(t, serve(t), everyNarration), "narrations"))
	for _, n := range all {
		passage := at(n, "passage").(map[string]any)
		whole := 0
		for _, c := range at(n, "citations").([]any) {
			if length := utf8.RuneCountInString(at(c, "exact").(string)); length > 120 {
				t.Errorf("%s cites %d characters", at(n, "slug"), length)
			}
			if at(c, "property") == nil {
				whole++
			}
		}
		if whole != 1 {
			t.Errorf("%s rests on %d passages", at(n, "slug"), whole)
		}
		if passage["property"] != nil || at(passage, "document.id") != at(n, "document.id") ||
			at(passage, "subject.id") != "narration:"+at(n, "slug").(string) {
			t.Errorf("%s rests on %v", at(n, "slug"), passage)
		}
		if got := values(at(n, "annotations").([]any), "id"); at(n, "slug") == "prosecution-of-operatives-halted" &&
			!slices.Equal(got, []string{"annotation:his-operatives"}) {
			t.Errorf("%s has the annotations %v", at(n, "slug"), got)
		}
	}
	const counts = "{ dataset { counts { narrations } } }"
	if got := at(get(t, serve(t), counts), "dataset.counts.narrations").(float64); int(got) != len(all) {
		t.Errorf("the dataset counts %g narrations, and has %d", got, len(all))
	}
}

// What the reporter says about a statement is beside the statement and not in it.
func TestGlosses(t *testing.T) {
	server := serve(t)
	glosses := map[string]string{}
	const query = "{ statements(first: 100) { nodes { slug text glosses { passage { exact } interprets { slug } } } } }"
	for _, s := range at(get(t, server, query), "statements.nodes").([]any) {
		for _, g := range at(s, "glosses").([]any) {
			exact := at(g, "passage.exact").(string)
			glosses[at(s, "slug").(string)] = exact
			if at(g, "interprets.slug") != at(s, "slug") {
				t.Errorf("%s is a gloss on %s and on %s", exact, at(s, "slug"), at(g, "interprets.slug"))
			}
		}
	}
	want := map[string]string{
		"xi-oppose-protectionism":                 "what appears to be an implicit reference",
		"putin-remove-external-military-presence": "a clear reference to the United States",
	}
	for slug, passage := range want {
		if glosses[slug] != passage {
			t.Errorf("the gloss on %s is %q, want %q", slug, glosses[slug], passage)
		}
	}
	for _, n := range narrations(t, at(get(t, server, everyNarration), "narrations")) {
		if statement := at(n, "interprets"); statement != nil {
			checkGloss(t, n.(map[string]any), statement.(map[string]any))
		}
	}
}

// checkGloss fails if the passage of a gloss touches that of its statement, or is in another document.
func checkGloss(t *testing.T, gloss, statement map[string]any) {
	t.Helper()
	start, end := at(gloss, "passage.start").(float64), at(gloss, "passage.end").(float64)
	for _, c := range at(statement, "citations").([]any) {
		if at(c, "property") != nil {
			continue
		}
		from := at(c, "start").(float64)
		to := from + float64(utf8.RuneCountInString(at(c, "exact").(string)))
		if at(c, "document.id") != at(gloss, "document.id") || start < to && from < end {
			t.Errorf("%s stands from %g to %g, the statement from %g to %g of %s", gloss["slug"], start, end, from, to,
				at(c, "document.id"))
		}
	}
}

// Plans and resolvers answer the same for narrations everywhere, by the page.
func TestNarrationsByBothExecutors(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	left := map[string]int{}
	plans, err := graph.New(t.Context(), store.New(db), slog.New(reasons(left)))
	if err != nil {
		t.Fatal(err)
	}
	const page = `narrations(first: 2, filter: {text: "summit"}) { totalCount pageInfo { endCursor }
		edges { cursor node { ...whole } } }`
	const whole = ` fragment whole on Narration { id url summary about { namedAs agent { name } } events { name }
		interprets { text glosses { slug } } topics { name } document { slug } passage { exact }
		annotations { note } citations(property: "about") { exact } }`
	for _, query := range []string{
		"{ narrations(last: 3) { pageInfo { startCursor } nodes { ...whole } } }" + whole,
		"{ people(first: 50) { nodes { " + page + " } } countries(first: 50) { nodes { " + page + " } } }" + whole,
		"{ events { nodes { " + page + " } } topics { nodes { " + page + " } } documents { nodes { " + page + " } } }" +
			whole,
		`{ narration(slug: "SCO-AIMS") { ...whole } node(id: "narration:belt-and-road-aims") { ...whole } }` + whole,
		`{ search(query: "summit") { edges { excerpt node { ...whole } } } }` + whole,
	} {
		o := generate.Operation{Query: query}
		_, want := posted(plans.ByResolvers(), o)
		if _, got := posted(plans, o); got != want || len(got) < 200 {
			t.Errorf("%s is answered with\n%s\nand by the resolvers with\n%s", url.QueryEscape(query), got, want)
		}
	}
	if len(left) > 0 {
		t.Errorf("these were left to the resolvers: %v", left)
	}
}
