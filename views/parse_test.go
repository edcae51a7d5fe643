package views

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
)

// A view is described by the descriptions of its operation and variables.
func TestParse(t *testing.T) {
	const text = `"""
Who was
there?

One row for each guest.

Guests without a name are left out.

Example: ` + "`?day=2030-05-01&rows=guests`" + `.
"""
query There(
  "The day. Example: ` + "`2030-05-01`" + `."
  $day: Date!
  """
  Kinds of guests;
  none for all.
  """
  $kind: [Kind!] = [OLD, YOUNG]
) { guests(day: $day, kind: $kind) { nodes { name } } }`
	v, err := parse("there", text)
	if err != nil {
		t.Fatal(err)
	}
	if v.Title != "Who was there?" || v.Operation != text ||
		v.Description != "One row for each guest. Guests without a name are left out." ||
		!reflect.DeepEqual(v.Example, url.Values{"day": {"2030-05-01"}, "rows": {"guests"}}) {
		t.Errorf("the view is %+v", v)
	}
	day, kind := v.Variable("day"), v.Variable("kind")
	if day.Type != "Date!" || !day.Required || day.Description != "The day." || *day.Example != "2030-05-01" {
		t.Errorf("$day is %+v", day)
	}
	if kind.Type != "[Kind!]" || kind.Required || kind.Description != "Kinds of guests; none for all." ||
		kind.Example != nil || *kind.Default != "[OLD,YOUNG]" {
		t.Errorf("$kind is %+v", kind)
	}
}

func TestInvalidDescriptions(t *testing.T) {
	for text, want := range map[string]string{
		"query Q { a }":                                                       "title and description are missing",
		"# Title\n#\n# Text.\nquery Q { a }":                                  "title and description are missing",
		`"Title." query Q { a }`:                                              "title and description are missing",
		header + "query Q($day: Date) { a }":                                  "the variable $day has no description",
		header + "query Q(\"Example: `1`.\" $d: Int) { a }":                   "the variable $d has no description",
		"\"\"\"\nTitle\n\nText.\n\nExample: `?a=%zz`.\n\"\"\"\nquery Q { a }": "invalid URL escape",
	} {
		if _, err := parse("view", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is read with %v, want %s", text, err, want)
		}
	}
}

// Fragments are found by tokens: neither a string nor a comment spreads one.
func TestFragmentsIn(t *testing.T) {
	const text = `"""...none""" query Q("...none" $a: Int) { ...one a(b: "...none") # ...none
		... on T { ... two ...on T { b } ... @skip(if: true) { c } } }`
	var got []string
	for _, name := range fragmentsIn(text) {
		got = append(got, name.Value)
	}
	if !reflect.DeepEqual(got, []string{"one", "two"}) {
		t.Errorf("the fragments are %q", got)
	}
}
