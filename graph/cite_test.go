package graph_test

import (
	"fmt"
	"strings"
	"testing"
)

// A citation names the speaker, the agencies, the occasion, the day and the printed words, and marks what is inferred
// or not printed.
func TestCitations(t *testing.T) {
	url := serve(t)
	dataset := ask(t, url, "{ dataset { version sha256 } }", nil).Data["dataset"].(map[string]any)
	edition := dataset["version"].(string) + " (SHA-256 " + dataset["sha256"].(string)[:12] + "…)"
	for slug, want := range map[string]string{
		"xi-oppose-external-interference": "Xi Jinping, through Xinhua news agency (“quoted Xi as saying”), at " +
			"“summit in the Kazakh capital Astana of the Shanghai Cooperation Organisation” (inferred), 4 July 2024 " +
			"(date added from outside the article). Printed in “Xi and Putin set out ambitions for Eurasian " +
			"security club” (publisher, date and address not printed; file 002_48efb1f0bba61ee3.txt, SHA-256 " +
			"2fc5620f36ef…), characters 597–780. The Summitry contributors: Statements at summits of the " +
			"Shanghai Cooperation Organisation, dataset EDITION, " +
			"/statements/xi-oppose-external-interference",
		"modi-patrushev-collaboration-in-sco": "Nikolai Patrushev and Narendra Modi, “noted”, paraphrased, at " +
			"“Meeting of Narendra Modi and Nikolai Patrushev” (inferred), some day from 1 January 2001 " +
			"to 30 March 2023 (inferred). Printed in an article, TDI, 30 March 2023 (title and address not printed;",
		"xi-maintain-regional-peace": "Xi Jinping, “called on”, quoted in part, at “virtual summit of the Shanghai " +
			"Cooperation Organization” (inferred), 4 July 2023 (uncertain) (date added from outside the article). " +
			"Printed",
		"xi-cold-war-mentality": "Xi Jinping, “warning against”, quoted in part, through Xinhua news agency (“quoted " +
			"Xi as saying”), at",
		"putin-remove-external-military-presence": "Vladimir Putin, paraphrased, June 2024",
		"sco-members-reiterate-principles": "SCO Member Countries, “reiterated”, paraphrased, some day from " +
			"1 January 2001 to 30 March 2023 (inferred). Printed",
		"xi-oppose-protectionism": "Xi Jinping, “vowed”, quoted in part, at “virtual summit of the Shanghai " +
			"Cooperation Organization” (inferred), 4 July 2023 (uncertain) (date added from outside the article). " +
			"Printed in an article (title, publisher, date and address not printed;",
	} {
		got := ask(t, url, fmt.Sprintf(`{ statement(slug: %q) { cite } }`, slug),
			nil).Data["statement"].(map[string]any)["cite"].(string)
		if want := strings.Replace(want, "EDITION", edition, 1); !strings.HasPrefix(got, want) {
			t.Errorf("%s is cited as %s\nwant %s", slug, got, want)
		}
	}
	const want = `@misc{sco-summits-putin-thanks-for-support,
  author = {Putin, Vladimir},
  title = {{thanked OIC leaders for their "support" during the rebellion}},
  year = {2023},
  howpublished = {The Summitry contributors: Statements at summits of the ` +
		`Shanghai Cooperation Organisation, dataset EDITION},
  note = {quoted in part, at “virtual summit of the Shanghai Cooperation Organization” (inferred), 4 July 2023 ` +
		`(date added from outside the article), printed in an article (title, publisher, date and address ` +
		`not printed; file 000\_038e0cdb9e1bb711.txt, SHA-256 ` +
		`654fe426bd186b3d38544ee07969a25d1b51cec396cc3c17ba968866a857f22f), characters 681–747. ` +
		`Annotated: The article does not explain OIC; the quotation in the same sentence ` +
		`speaks of the SCO countries (read SCO). Whether Putin spoke of the rebellion here, or the reporter ` +
		`says what the support was for, is not clear; only one word is quoted},
  url = {https://example.org/summitry/statements/putin-thanks-for-support}
}
`
	got := ask(t, url,
		`{ statement(slug: "putin-thanks-for-support") {
			cite(style: BIBTEX, base: "https://example.org/summitry/") } }`, nil)
	if entry := got.Data["statement"].(map[string]any)["cite"]; entry != strings.Replace(want, "EDITION", edition, 1) {
		t.Errorf("the entry is %s", entry)
	}
	for slug, author := range map[string]string{
		"modi-patrushev-collaboration-in-sco": "Patrushev, Nikolai and Modi, Narendra",
		"xi-cold-war-mentality":               "Xi, Jinping",
		"sco-members-reiterate-principles":    "{SCO Member Countries}", // as printed: no agent is identified
	} {
		statement := get(t, url, fmt.Sprintf(`{ statement(slug: %q) { cite(style: BIBTEX) } }`, slug))["statement"]
		got := statement.(map[string]any)["cite"].(string)
		if !strings.Contains(got, "\n  author = {"+author+"},\n") {
			t.Errorf("%s is cited as %s, not as by %s", slug, got, author)
		}
	}
	for _, base := range []string{"example.org", "javascript:alert(1)", "https://example.org?x",
		"https://example.org?", "https://a:b@example.org", "https://example.org/}", "https:///x", "http://"} {
		if got := ask(t, url, fmt.Sprintf(`{ statement(slug: "putin-thanks-for-support") { cite(base: %q) } }`, base),
			nil); len(got.Errors) != 1 || !strings.Contains(got.Errors[0].Message,
			"base must be the address of a server, such as https://example.org, got ") {
			t.Errorf("base %s is answered with %v", base, got)
		}
	}
}
