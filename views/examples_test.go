package views

import (
	"strings"
	"testing"
)

// The operation that readers see has the example with its values, on as many lines as the file, and describes the same
// view. An example without values is left out.
func TestPrintedExample(t *testing.T) {
	const text = "\"\"\"\nWho was there?\n\nOne row for each guest.\n\nExample: `?day&kind=OLD`.\n\"\"\"\n" +
		"query There(\"The day. Example: `2030-05-01`.\" $day: Date, \"The kind.\" $kind: Kind) " +
		"{ guests(day: $day, kind: $kind) }\n"
	for name, c := range map[string]struct {
		text   string
		values map[string]string
		want   string
	}{
		"from the dataset": {text, map[string]string{"day": "2031-01-02"}, "Example: `?day=2031-01-02&kind=OLD`."},
		"from the file":    {text, nil, "Example: `?day=2030-05-01&kind=OLD`."},
		"escaped": {text, map[string]string{"day": "a\"\"\"`b"},
			"Example: `?day=a%22%22%22%60b&kind=OLD`."},
		"none": {strings.NewReplacer("day&kind=OLD", "kind").Replace(text), nil, ""},
	} {
		v, err := parse("there", c.text)
		if err != nil {
			t.Fatal(err)
		}
		UseExamples([]*View{v}, c.values)
		again, err := parse("there", v.Operation)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if line := strings.Split(v.Operation, "\n")[5]; line != c.want || again.Description != v.Description ||
			again.Example.Encode() != v.Example.Encode() ||
			strings.Count(v.Operation, "\n") != strings.Count(c.text, "\n") {
			t.Errorf("%s: the line is %q, want %q, in %s", name, line, c.want, v.Operation)
		}
	}
}
