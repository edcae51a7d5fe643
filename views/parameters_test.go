package views

import (
	"regexp"
	"strings"
	"testing"
)

const header = "\"\"\"\nTitle\n\nWhat it answers.\n\"\"\"\n"

var dollars = regexp.MustCompile(`\$`)

// Reserved parameters cannot be variables of a view.
func TestReservedNames(t *testing.T) {
	for declared, want := range map[string]string{
		"$utm_source: String":        "$utm_source",
		"$fbclid: String":            "$fbclid",
		"$t: Int":                    "$t ",
		"$ts: Int":                   "$ts ",
		"$_: Int":                    "$_ ",
		"$fresh: Boolean":            "$fresh",
		"$day: Date!, $base: String": "$base",
		"$bom: Boolean = false":      "$bom",
		"$columns: String":           "$columns",
		"$dataset: String":           "$dataset",
		"$rows: [String!]":           "$rows",
		"$first: String":             "$first",
		"$first: [Int]":              "$first",
		"$after: Int":                "$after",
		"$after: [String!]!":         "$after",
		"$first: Int!":               "",
		"$first: Int = 100":          "",
		"$after: String":             "",
		"$from: Date, $to: Date":     "",
		"$utm: String, $tt: Int":     "",
	} {
		variables := dollars.ReplaceAllString(declared, `"A value." $$`)
		_, err := parse("view", header+"query View("+variables+") { dataset { version } }")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s is read with %v", declared, err)
		}
	}
	for _, operation := range []string{"query {", "{ a } query B { b }", "fragment F on Person { name }"} {
		if _, err := parse("view", header+operation); err == nil {
			t.Errorf("%s is accepted as a view", operation)
		}
	}
}
