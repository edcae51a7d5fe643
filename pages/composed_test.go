package pages

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/table"
)

// tableOf returns a table with columns given as name:type, a type of String if there is none.
func tableOf(columns string, rows ...[]any) *graph.TablePage {
	page := &graph.TablePage{Rows: rows}
	for _, column := range strings.Fields(columns) {
		name, kind, typed := strings.Cut(column, ":")
		if !typed {
			kind = "String"
		}
		page.Columns = append(page.Columns, table.Column{Name: name, Type: kind})
	}
	return page
}

// shown returns the titles of a composed table and the text of each cell of a row, with marks in parentheses.
func shown(t *composedTable, row int) (titles string, cells []string) {
	var all []string
	for i, head := range t.Heads {
		all = append(all, head.Title)
		var lines []string
		for _, l := range append(t.Rows[row][i].Lines, t.Rows[row][i].More...) {
			words := []string{l.Text}
			if l.Spans != nil {
				words[0] = ""
				for _, s := range l.Spans {
					if s.Marked {
						s.Text = "*" + s.Text + "*"
					}
					words[0] += s.Text
				}
			}
			if l.Label != "" {
				words[0] = l.Label + ": " + words[0]
			}
			if l.Aside != "" {
				words = append(words, "["+l.Aside+"]")
			}
			if l.Mark != "" {
				words = append(words, strings.TrimSpace("("+l.Mark+") "+l.Note))
			}
			lines = append(lines, strings.Join(words, " "))
		}
		cells = append(cells, strings.Join(lines, " / "))
	}
	return strings.Join(all, ", "), cells
}

func number(text string) json.Number { return json.Number(text) }

// Columns that belong together become one, in words.
func TestCompose(t *testing.T) {
	for what, c := range map[string]struct {
		page         *graph.TablePage
		titles, cell string
	}{
		"a date": {
			tableOf("name when.edtf when.asPrinted when.earliest:Date when.latest:Date when.basis:DateBasis when.note",
				[]any{"Fair", "2030-05-01", "on Monday", "2030-05-01", "2030-05-01", "EXTERNAL", "The year is added."}),
			"Name, When", "1 May 2030 (added from outside) Printed “on Monday”. The year is added.",
		},
		"a statement with its marked text": {
			tableOf("kind:StatementKind name passage.exact passage.start:Int passage.end:Int text "+
				"textSpan.start:Int textSpan.end:Int cue",
				[]any{"DIRECT", "Fair", "She said “yes”", number("10"), number("24"), "“yes”", number("9"),
					number("14"), "said"}),
			"Statement, Name", "Fair",
		},
		"agents and the names that are printed": {
			tableOf("name who.agent.name:[String] who.namedAs:[String!] who.membersOf.name:[String] who.role:[Role!] "+
				"who.note:[String]",
				[]any{"Fair", []any{"Jane Doe", nil, nil}, []any{"She", "Ministers", "Doe"},
					[]any{nil, "The Union", nil},
					[]any{"HOST", nil, nil}, []any{"Her title says so.", nil, nil}}),
			"Name, Who", "Jane Doe [host, named as “She”] (inferred) Her title says so. / " +
				"“Ministers” [the members of The Union] / “Doe” [not identified]",
		},
		"a value with a note": {
			tableOf("name occasion.name occasionNote", []any{"Fair", "Summit", "The day fits."}),
			"Name, Occasion", "Summit (inferred) The day fits.",
		},
		"a field in words": {tableOf("name property", []any{"Fair", "saidOn"}), "Name, Property", "said on"},
		"annotations without a kind": {
			tableOf("name annotations.note:[String!]", []any{"Fair", []any{"A word is missing."}}),
			"Name, Doubts", "A word is missing.",
		},
		"a place and its printed form": {
			tableOf("name place placeAsPrinted", []any{"Fair", "Exampleville", "the capital"}),
			"Name, Place", "Exampleville [printed “the capital”]",
		},
		"an answer for a day": {
			tableOf("name held.answer:Answer held.basis:DateBasis held.because",
				[]any{"Fair", "YES", "INFERRED", "A list says so."}),
			"Name, Held", "yes (inferred) A list says so.",
		},
		"annotations": {
			tableOf("name annotations.kind:[Kind!] annotations.note:[String!] annotations.reading:[String]",
				[]any{"Fair", []any{"WRONG"}, []any{"A word is missing."}, []any{"the fair"}}),
			"Name, Doubts", "Misprint: A word is missing. To be read as: the fair",
		},
		"a start and an end": {
			tableOf("name start.edtf start.basis:DateBasis end.edtf end.basis:DateBasis",
				[]any{"Fair", "2030", "STATED", "2031", "INFERRED"}),
			"Name, Since, until", "From: 2030 (as printed) / To: 2031 (inferred)",
		},
		"an article": {
			tableOf("name document.name document.fileName document.publisher document.publisherNote",
				[]any{"Fair", "The fair", "example.txt", nil, "A credit names one."}),
			"Name, Article", "The fair / Publisher: not printed (note) A credit names one.",
		},
		"a list of records": {
			tableOf("name positions.title:[String!] positions.of.name:[String] positions.start.edtf:[EDTF] "+
				"positions.start.basis:[DateBasis]",
				[]any{"Fair", []any{"Chair", "Clerk"}, []any{"Union", nil},
					[]any{"2030", nil}, []any{"INFERRED", nil}}),
			"Name, Positions", "Chair, Union / Start: 2030 (inferred) / Clerk",
		},
		"passages": {
			tableOf("name citations.property:[String] citations.exact:[String!] citations.start:[Int!] "+
				"citations.end:[Int!] citations.document.fileName:[String!]",
				[]any{"Fair", []any{"place", nil}, []any{"a longer passage", "the fair"},
					[]any{number("1"), number("2")}, []any{number("17"), number("10")}, []any{"a.txt", "example.txt"}}),
			"Name, Printed words", "the fair / The fair [characters 2–10] / and 1 more passage",
		},
	} {
		composed := compose(
			c.page,
			map[string]suggestion{"example.txt": {Name: "The fair", Address: "/documents/fair"}},
		)
		titles, cells := shown(composed, 0)
		if titles != c.titles || cells[len(cells)-1] != c.cell {
			t.Errorf("%s is shown as %s\n%q, want %s\n%q", what, titles, cells, c.titles, c.cell)
		}
	}
}

// The statement stands first, with its text marked in the passage and a link to its page.
func TestStatementIsFirst(t *testing.T) {
	composed := compose(tableOf("saidOn.edtf passage.exact passage.start:Int passage.end:Int textSpan.start:Int "+
		"textSpan.end:Int kind:StatementKind glosses.passage.exact:[String!] url:URL",
		[]any{"2030", "She said “yes”", number("10"), number("24"), number("9"), number("14"), "DIRECT",
			[]any{"a hint"}, "/statements/yes"}), nil)
	titles, cells := shown(composed, 0)
	if titles != "Statement, Said on" || cells[0] != "She said *“yes”* / quoted / The article adds: “a hint”" {
		t.Errorf("%s: %q", titles, cells)
	}
	if address := composed.Rows[0][0].Lines[0].Address; address != "/statements/yes" {
		t.Errorf("it links to %q", address)
	}
}

// Of many columns, those that matter least are left out. Their marks are among the doubts, and what is the same in
// every row stands above the table.
func TestColumnsAreLimited(t *testing.T) {
	columns := "name"
	for _, date := range strings.Fields("a b c d e f g") {
		columns += " " + date + ".edtf " + date + ".basis:DateBasis"
	}
	columns += " same number:Int"
	var rows [][]any
	for _, name := range []string{"One", "Two"} {
		row := []any{name}
		for range 7 {
			row = append(row, "2030", "INFERRED")
		}
		rows = append(rows, append(row, "equal", number("7")))
	}
	composed := compose(tableOf(columns, rows...), nil)
	titles, cells := shown(composed, 1)
	if titles != "Name, A, B, C, D, E, Doubts" || cells[6] != "G: 2030 (inferred) / F: 2030 (inferred)" {
		t.Errorf("%s: %q", titles, cells)
	}
	if len(composed.Same) != 1 || composed.Same[0].Label != "Same" || composed.Same[0].Text != "equal" {
		t.Errorf("the same in every row: %v", composed.Same)
	}
}

// Dates sort by their first day, or else by their last, and numbers by value.
func TestSortKeys(t *testing.T) {
	composed := compose(tableOf("name when.edtf when.earliest:Date when.latest:Date count:Int day:Date",
		[]any{"A", "2030-05", "2030-05-01", "2030-05-31", number("12"), "2030-05-01"},
		[]any{"B", "../2031", nil, "2031-12-31", number("7"), "2031-01-01"},
		[]any{"C", nil, nil, nil, nil, nil}), nil)
	var sorts []string
	for _, head := range composed.Heads {
		sorts = append(sorts, head.Sorts)
	}
	if got := strings.Join(sorts, " "); got != "text date number date" {
		t.Errorf("columns sort by %s", got)
	}
	for row, want := range []string{"2030-05-01", "2031-12-31", ""} {
		if cell := composed.Rows[row][1]; cell.SortKey != want || !cell.Keyed {
			t.Errorf("row %d sorts by %q, want %q", row, cell.SortKey, want)
		}
	}
	if day := composed.Rows[0][3]; day.SortKey != "2030-05-01" || day.Lines[0].Text != "1 May 2030" {
		t.Errorf("a day is %v", day)
	}
}

// Records of several kinds share the first column.
func TestRecordsOfSeveralKinds(t *testing.T) {
	composed := compose(tableOf("__typename id name state.name status:MembershipStatus url:URL",
		[]any{"Event", "event:fair", "Fair", nil, nil, "/events/fair"},
		[]any{"Membership", "membership:a", nil, "Ruritania", "OBSERVER", "/memberships/a"}), nil)
	for row, want := range []string{"Fair / event", "Ruritania / observer / membership"} {
		if titles, cells := shown(composed, row); titles != "Record" || cells[0] != want {
			t.Errorf("%s: %q, want %q", titles, cells, want)
		}
	}
}

// A cell shows the first doubt of many, those of the statement before those of its event, and each once.
func TestDoubtsAreFolded(t *testing.T) {
	kinds := []any{"WRONG", "AMBIGUOUS"}
	composed := compose(tableOf("name annotations.kind:[Kind!] annotations.note:[String!] "+
		"inner.name inner.annotations.kind:[Kind!] inner.annotations.note:[String!]",
		[]any{"Fair", kinds, []any{"One.", "Two."}, "Talk", kinds, []any{"Three.", "Two."}}), nil)
	titles, cells := shown(composed, 0)
	const want = "Misprint: Three. / Ambiguous: Two. / Misprint: One."
	if titles != "Name, Doubts, Inner" || cells[1] != want {
		t.Errorf("%s: %q, want %s", titles, cells, want)
	}
	if cell := composed.Rows[0][1]; len(cell.Lines) != 1 || len(cell.More) != 2 {
		t.Errorf("%d doubts are shown, and %d more on demand", len(cell.Lines), len(cell.More))
	}
}

// Doubts of few rows stand with the records that they concern, and take no column.
func TestRareDoubtsTakeNoColumn(t *testing.T) {
	const columns = "name url annotations.kind:[WrongKind] annotations.note:[String]"
	row := func(name string, notes ...any) []any {
		kinds := make([]any, len(notes))
		for i := range kinds {
			kinds[i] = "WRONG"
		}
		return []any{name, "/events/" + name, kinds, notes}
	}
	rare := compose(tableOf(columns, row("a", "Read b."), row("b"), row("c"), row("d")), nil)
	if titles, cells := shown(rare, 0); titles != "Name" || cells[0] != "a / Misprint: Read b." {
		t.Errorf("one doubt in four rows is shown as %s: %q", titles, cells)
	}
	frequent := compose(tableOf(columns, row("a", "Read b."), row("b"), row("c")), nil)
	if titles, _ := shown(frequent, 0); titles != "Name, Doubts" {
		t.Errorf("one doubt in three rows has the columns %s", titles)
	}
}

// The values of each record of a list begin a line of their own, with a space before.
func TestRecordsOfListsAreApart(t *testing.T) {
	table := compose(tableOf("name claims.value:[String] claims.rank:[ClaimRank]",
		[]any{"a", []any{"x", "y"}, []any{"PREFERRED", "NORMAL"}}), nil)
	lines := table.Rows[0][1].Lines
	var begins []string
	for _, l := range lines {
		if l.Begins {
			begins = append(begins, l.Text)
		}
	}
	if len(begins) != 1 || begins[0] != "y" {
		t.Errorf("of %+v, %q begin a record after the first", lines, begins)
	}
}
