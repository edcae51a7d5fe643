package pages

import "testing"

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
