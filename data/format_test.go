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
	known := map[string]string{formatOf(DDL, tables, filled): "the format of this program"}
	other := func(what, format string) {
		if same := known[format]; same != "" {
			t.Errorf("%s has the same format as %s", what, same)
		}
		known[format] = what
	}
	with := func(change func(*Table)) []Table {
		changed := slices.Clone(tables)
		a := changed[0]
		a.Indexes, a.Orders = slices.Clone(a.Indexes), slices.Clone(a.Orders)
		change(&a)
		changed[0] = a
		return changed
	}
	other("another column", formatOf(strings.Replace(DDL, "slug ", "slug2 ", 1), tables, filled))
	other("another term", formatOf(DDL, with(func(a *Table) { a.Indexes = append(a.Indexes, &Index{Name: "new"}) }), filled))
	other("a term less", formatOf(DDL, with(func(a *Table) { a.Indexes = a.Indexes[1:] }), filled))
	other("other pairs", formatOf(DDL, with(func(a *Table) { a.Indexes[0] = &Index{a.Indexes[0].Name, a.Indexes[0].Space, "SELECT 1", nil} }), filled))
	other("another order", formatOf(DDL, with(func(a *Table) { a.Orders = append(a.Orders, Order{Rank: "new"}) }), filled))
	other("other ranks", formatOf(DDL, with(func(a *Table) { a.Orders[0].By = "slug" }), filled))
	other("another filling", formatOf(DDL, tables, []string{"fill otherwise"}))
	respaced := strings.ReplaceAll(DDL, "\n", "\n\n") + "-- said otherwise\n"
	if formatOf(respaced, tables, filled) != formatOf(DDL, tables, filled) {
		t.Error("comments and spaces change the format")
	}
}

// A term or an order that nothing lists is found at start, and named.
func TestUnlisted(t *testing.T) {
	if len(declared.Indexes) < 30 || len(declared.Orders) < 10 {
		t.Fatalf("%d terms and %d orders are declared", len(declared.Indexes), len(declared.Orders))
	}
	for want, extra := range map[string]Table{
		"statement mood": {Indexes: []*Index{{Name: "statement mood"}}},
		"by_mood":        {Orders: []Order{{Table: "statement", Rank: "by_mood"}}},
	} {
		if err := missing(extra, tables); err == nil || !strings.Contains(err.Error(), want) {
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
	before := len(declared.Indexes)
	day := Date("2023-07-04")
	where := (&StatementFilter{Said: &DateRange{From: &day, Match: Possible}}).Where()
	if _, err := Statements.Counts(t.Context(), NewStore(db), []Key{Everything}, where); err != nil {
		t.Fatal(err)
	}
	if after := len(declared.Indexes); after != before {
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
			if strings.Contains(line, "&Index{") || strings.Contains(line, "= Order{") {
				t.Errorf("%s: %s", file, strings.TrimSpace(line))
			}
		}
	}
}
