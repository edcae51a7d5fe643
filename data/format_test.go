package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A program that reads other tables, lists or words has another format; comments and spaces change nothing.
func TestFormat(t *testing.T) {
	filled := []string{"fill"}
	known := map[string]string{formatOf(DDL, arrangements, filled): "the format of this program"}
	other := func(what, format string) {
		if same := known[format]; same != "" {
			t.Errorf("%s has the same format as %s", what, same)
		}
		known[format] = what
	}
	with := func(change func(*arrangement)) []arrangement {
		changed := slices.Clone(arrangements)
		a := changed[0]
		a.terms, a.orders = slices.Clone(a.terms), slices.Clone(a.orders)
		change(&a)
		changed[0] = a
		return changed
	}
	other("another column", formatOf(strings.Replace(DDL, "slug ", "slug2 ", 1), arrangements, filled))
	other("another term", formatOf(DDL, with(func(a *arrangement) { a.terms = append(a.terms, &term{name: "new"}) }), filled))
	other("a term less", formatOf(DDL, with(func(a *arrangement) { a.terms = a.terms[1:] }), filled))
	other("other pairs", formatOf(DDL, with(func(a *arrangement) { a.terms[0] = &term{a.terms[0].name, a.terms[0].space, "SELECT 1", nil} }), filled))
	other("another order", formatOf(DDL, with(func(a *arrangement) { a.orders = append(a.orders, Order{rank: "new"}) }), filled))
	other("other ranks", formatOf(DDL, with(func(a *arrangement) { a.orders[0].by = "slug" }), filled))
	other("another filling", formatOf(DDL, arrangements, []string{"fill otherwise"}))
	respaced := strings.ReplaceAll(DDL, "\n", "\n\n") + "-- said otherwise\n"
	if formatOf(respaced, arrangements, filled) != formatOf(DDL, arrangements, filled) {
		t.Error("comments and spaces change the format")
	}
}

// A term or an order that nothing lists is found at start, and named.
func TestUnlisted(t *testing.T) {
	if len(declared.terms) < 30 || len(declared.orders) < 10 {
		t.Fatalf("%d terms and %d orders are declared", len(declared.terms), len(declared.orders))
	}
	for want, extra := range map[string]arrangement{
		"statement mood": {terms: []*term{{name: "statement mood"}}},
		"by_mood":        {orders: []Order{{table: "statement", rank: "by_mood"}}},
	} {
		if err := unlisted(extra, arrangements); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// Reading a range of days declares nothing: the declarations are shared by all requests and kept for ever.
func TestReadingDeclaresNothing(t *testing.T) {
	db, err := Open(t.Context(), os.DirFS("."), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	before := len(declared.terms)
	day := Date("2023-07-04")
	where := (&StatementFilter{Said: &DateRange{From: &day, Match: Possible}}).Where()
	if _, err := Statements.Counts(t.Context(), NewStore(db), []Key{Everything}, where); err != nil {
		t.Fatal(err)
	}
	if after := len(declared.terms); after != before {
		t.Errorf("%d indexes are declared after a count, want %d", after, before)
	}
}

// Terms and orders are declared by newTerm and newOrder only, so that none escapes the check.
func TestTermsAreDeclared(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for line := range strings.SplitSeq(string(text), "\n") {
			if strings.Contains(line, "&term{") || strings.Contains(line, "= Order{") {
				t.Errorf("%s: %s", file, strings.TrimSpace(line))
			}
		}
	}
}
