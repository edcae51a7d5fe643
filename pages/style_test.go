package pages

import (
	"strings"
	"testing"
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
