package pages

import (
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
)

// Printed words stand between one pair of quotation marks: ours, or their own.
func TestQuoteWords(t *testing.T) {
	for text, want := range map[string]string{
		"on Thursday":                       "“on Thursday”",
		"warning of “a second front”":       "warning of “a second front”",
		`"open seas" are a promise`:         `"open seas" are a promise`,
		"calls it „Frieden“":                "calls it „Frieden“",
		"the “three mutuals” of the speech": "“the “three mutuals” of the speech”",
		"the members’":                      "“the members’”",
		"« paix »":                          "« paix »",
		"":                                  "“”",
	} {
		if q := quoteWords(text, "en"); q.Before+q.Text+q.After != want {
			t.Errorf("%q is shown as %q, want %q", text, q.Before+q.Text+q.After, want)
		}
	}
}

// A role without a name in the schema is told as printed, on the page of the event as on that of the agent.
func TestRoleName(t *testing.T) {
	guest := map[string]any{"role": "OTHER", "roleAsPrinted": "guest of honour", "lang": nil, "note": nil,
		"namedAs": "Jane Doe", "agent": map[string]any{"url": "/people/jane-doe", "name": "Jane Doe"}}
	if got := roleName(guest); got != "guest of honour" {
		t.Errorf("the role is %v", got)
	}
	guest["role"] = "HOST"
	if got := roleName(guest); got != "HOST" {
		t.Errorf("the role is %v", got)
	}
}

// Every rule of the stylesheet ends. A lost brace would put all later rules inside of one, where they select nothing.
func TestStylesheetRules(t *testing.T) {
	text, err := files.ReadFile("style.css")
	if err != nil {
		t.Fatal(err)
	}
	depth, rule := 0, ""
	for i, line := range strings.Split(string(text), "\n") {
		if depth > 0 && strings.HasPrefix(line, "/*") || depth < 0 || depth > 2 {
			t.Fatalf("style.css:%d: the rule %s has not ended", i+1, rule)
		}
		if depth == 0 && strings.HasSuffix(line, "{") {
			rule = line
		}
		depth += strings.Count(line, "{") - strings.Count(line, "}")
	}
	if depth != 0 {
		t.Errorf("style.css ends at the depth %d", depth)
	}
}

// The head of a page names the feed of changes once, also where the page itself is that feed.
func TestFeedIsLinkedOnce(t *testing.T) {
	feed := alternate{Name: "an Atom feed", Media: mediaAtom, Address: "/changes.atom"}
	for _, p := range []page{{}, {Alternates: []alternate{feed}}} {
		p.Dataset = &data.Dataset{}
		var head strings.Builder
		if err := templates()["changes"].ExecuteTemplate(&head, "head", p); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(head.String(), "/changes.atom"); n != 1 {
			t.Errorf("with %d alternates the feed is linked %d times: %s", len(p.Alternates), n, head.String())
		}
	}
}

// The marks of a statement lead to their explanation: on its page in place, in an embed in a window of its own.
func TestMarksAreExplained(t *testing.T) {
	for name, where := range map[string]string{"statement": "", "embed": ` target="_blank" rel="noopener noreferrer"`} {
		var mark strings.Builder
		if err := templates()[name].ExecuteTemplate(&mark, "basis", "INFERRED"); err != nil {
			t.Fatal(err)
		}
		if want := `<a class="basis inferred" href="/about#inferred"` + where + `>inferred</a>`; mark.String() != want {
			t.Errorf("%s: the mark is %s, want %s", name, mark.String(), want)
		}
	}
}
