package table_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/table"
)

func schema(t testing.TB) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	s, err := gqlparser.LoadSchema(&ast.Source{Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t testing.TB, s *ast.Schema, query string, variables map[string]any, rows string) (*table.Table, error) {
	t.Helper()
	document, problems := gqlparser.LoadQueryWithRules(s, query, nil)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", query, problems)
	}
	return table.New(s, document.Operations[0], variables, rows)
}

// Columns are the leaves of the operation, in its order, named by their paths.
func TestColumns(t *testing.T) {
	s := schema(t)
	for _, c := range []struct{ query, want string }{
		{
			`{ statements { nodes { slug speakers { agent { name } namedAs } } } }`,
			"slug speakers.agent.name speakers.namedAs",
		},
		{
			`{ statements { totalCount pageInfo { endCursor } edges { cursor node { slug } } } }`,
			"statements.totalCount cursor slug",
		},
		{
			`{ organization(slug: "sco") { name memberships { totalCount nodes { state { n: name } status } } } }`,
			"organization.name organization.memberships.totalCount state.n status",
		},
		{
			`{ people { nodes { name statements { totalCount nodes { text topics { name } } } } } }`,
			"name statements.totalCount statements.text statements.topics.name",
		},
		{
			`{ a: person(slug: "x") { name } b: person(slug: "y") { name statements { totalCount } } }`,
			"a.name b.name b.statements.totalCount",
		},
		{
			`query($no: Boolean = false) { people { nodes { ` +
				`name @skip(if: true) slug id @include(if: $no) country { name @skip(if: true) } } } }`,
			"slug",
		},
		{
			`{ search(query: "x") { nodes { id ... on Agent { name ...S } ... on Event { name place } } } } ` +
				`fragment S on Agent { statements { totalCount } }`,
			"id name statements.totalCount place",
		},
		{
			`{ people { nodes { name } nodes { slug } } people { nodes { id } } }`,
			"name slug id",
		},
		{
			`{ statements { facets(by: KIND) { value count } nodes { slug } } }`,
			"statements.facets.value statements.facets.count slug",
		},
		{
			`{ statements { facets(by: KIND) { value count } } }`,
			"statements.facets.value statements.facets.count",
		},
	} {
		result, err := read(t, s, c.query, map[string]any{"no": false}, "")
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
		} else if got := columnNames(result); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.query, got, c.want)
		}
	}
}

func TestInvalidTables(t *testing.T) {
	s := schema(t)
	for _, c := range []struct{ query, rows, want string }{
		{
			`{ statements { nodes { slug } } people { nodes { slug } } }`, "",
			"A table has the rows of one list, and the operation has statements beside people: " +
				"send rows=statements or rows=people",
		},
		{
			`{ person(slug: "x") { events { nodes { slug } } statements { nodes { slug } } } }`, "",
			"rows=person.events or rows=person.statements",
		},
		{
			`{ people { nodes { events { nodes { slug } } statements { nodes { slug } } } } }`, "",
			"rows=people.events or rows=people.statements",
		},
		{
			`{ statements { nodes { slug } } }`, "people",
			`rows must be the path of a list in the operation, one of statements, got "people"`,
		},
		{
			`{ person(slug: "x") { name } }`, "person",
			`rows must be omitted, as the operation has no list, got "person"`,
		},
		{
			`{ statements { nodes { slug topics { name } citations { exact } } } }`, "citation",
			"rows must be the path of a list in the operation, one of statements, statements.topics, " +
				`statements.citations, got "citation"`,
		},
		{ // name is no list of objects, and otherNames a list of texts
			`{ people { nodes { name otherNames } } }`, "otherNames",
			`one of people, got "otherNames"`,
		},
		{
			`{ people { nodes { name citations { exact } } } events { nodes { citations { exact } } } }`, "citations",
			`one of people, people.citations, events, events.citations, got "citations"`,
		},
		{
			`{ statements { nodes { topics { statements { nodes { slug } } } } } }`, "",
			"A table cannot show topics.statements, a list with pages within a list without",
		},
		{
			`{ statements { nodes { slug } edges { node { slug } } } }`, "",
			"Two columns have the name slug: give one of the fields an alias",
		},
		{`{ statements { nodes { slug } _pageOfTable: totalCount } }`, "",
			"The alias _pageOfTable is reserved for tables"},
		{`{ statements { nodes { slug @skip(if: true) } } }`, "", "The table has no columns"},
	} {
		if _, err := read(t, s, c.query, nil, c.rows); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.query, err, c.want)
		}
	}
	for _, query := range []string{
		`{ statements(last: 3) { nodes { slug } } }`,
		`query($c: String = "x") { statements(before: $c) { nodes { slug } } }`,
	} {
		result, err := read(t, s, query, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		const want = "must not be sent for a table, which reads statements from the start"
		if err := result.SetAfter(""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", query, err)
		}
	}
}

// rows converts a response to rows of JSON cells, one line each.
func rows(t *testing.T, s *ast.Schema, query, chosen, answer string) (string, error) {
	t.Helper()
	result, err := read(t, s, query, nil, chosen)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	decoder := json.NewDecoder(strings.NewReader(answer))
	decoder.UseNumber()
	if err := decoder.Decode(&fields); err != nil {
		t.Fatal(err)
	}
	var out []string
	err = result.Rows(fields, func(cells []any) {
		text, _ := json.Marshal(cells)
		out = append(out, string(text))
	})
	return strings.Join(out, "\n"), err
}

// Records of connections become rows that repeat the values above them. A record with an empty inner list has one row.
func TestRows(t *testing.T) {
	s := schema(t)
	const nested = `{ organization(slug: "sco") { name memberships { nodes { ` +
		`status attested { edtf } state { people { nodes { name } } } } } } }`
	got, err := rows(t, s, nested, "", `{"organization": {"name": "SCO", "memberships": {"nodes": [
		{"status": "A", "attested": [{"edtf": "1"}, {"edtf": null}],
			"state": {"people": {"nodes": [{"name": "x"}, {"name": "y"}]}}},
		{"status": "B", "attested": [], "state": {"people": {"nodes": []}}},
		{"status": "C", "attested": [], "state": null}]}}}`)
	want := `["SCO","A",["1",null],"x"]
["SCO","A",["1",null],"y"]
["SCO","B",[],null]
["SCO","C",[],null]`
	if err != nil || got != want {
		t.Errorf("%v\n%s", err, got)
	}
	if got, _ := rows(t, s, nested, "", `{"organization": null}`); got != "" {
		t.Errorf("of nothing: %s", got)
	}
	got, err = rows(t, s, nested, "organization.memberships",
		`{"organization": {"name": "SCO", "memberships": {"nodes": [{"status": "A", "attested": [], "state": {}}]}}}`)
	if err != nil || got != `["SCO","A",[]]` {
		t.Errorf("%v %s", err, got)
	}
	got, _ = rows(t, s, `{ person(slug: "x") { name otherNames } dataset { counts { people } } }`, "",
		`{"person": {"name": "X", "otherNames": ["a", "b"]}, "dataset": {"counts": {"people": 3}}}`)
	if got != `["X",["a","b"],3]` {
		t.Errorf("of single records: %s", got)
	}
	got, _ = rows(t, s, `{ people { edges { cursor node { name } } } }`, "",
		`{"people": {"edges": [{"cursor": "c", "node": {"name": "X"}}]}}`)
	if got != `["c","X"]` {
		t.Errorf("of edges: %s", got)
	}
	_, err = rows(t, s, `{ people { nodes { name statements { nodes { text } } } } }`, "",
		`{"people": {"nodes": [{"name": "X", "statements": {"nodes": [], "_pageOfTable": {"hasNextPage": true}}}]}}`)
	if err == nil || !strings.Contains(err.Error(), "people.statements has more than a page") {
		t.Errorf("an incomplete list: %v", err)
	}
}

// A list in a plain list keeps its place, so that the columns of parallel lists line up.
func TestListsInLists(t *testing.T) {
	const query = `{ people { nodes { positions {
		title of { name } attested { edtf basis note } citations { exact property } } } } }`
	got, err := rows(t, schema(t), query, "", `{"people": {"nodes": [{"positions": [
		{"title": "A", "of": null, "attested": [{"edtf": "1", "note": "n"}, {"edtf": "2"}], "citations": []},
		{"title": "B", "of": {"name": "X"}, "attested": [], "citations": [{"exact": "p"}, {"exact": "q"}]}]}]}}`)
	want := `[["A","B"],[null,"X"],[["1","2"],[]],[[null,null],[]],[["n",null],[]],[[],["p","q"]],[[],[null,null]]]`
	if err != nil || got != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
}

// rows may name a plain list. Its records become rows, beside what identifies the records above them.
func TestRowsOfPlainLists(t *testing.T) {
	s := schema(t)
	const statements = `{ statements { totalCount nodes { kind speakers { agent { name } } text ` +
		`citations { property exact document { title } } occasion { name } slug url } pageInfo { endCursor } } }`
	const office = `{ people { nodes { name otherNames country { name } positions { title of { name } ` +
		`held(on: "2030-01-01") { answer } citations { exact } } url } } }`
	for _, c := range []struct{ query, rows, answer, columns, want string }{
		{
			statements, "citations",
			`{"statements": {"nodes": [
				{"slug": "a", "url": "/a", "citations": [
					{"property": null, "exact": "p", "document": {"title": null}},
					{"property": "saidOn", "exact": "q", "document": {"title": "T"}}]},
				{"slug": "b", "url": "/b", "citations": [
					{"property": null, "exact": "r", "document": {"title": "T"}}]}]}}`,
			"slug url citations.property citations.exact citations.document.title",
			`["a","/a",null,"p",null]` + "\n" + `["a","/a","saidOn","q","T"]` + "\n" + `["b","/b",null,"r","T"]`,
		},
		{
			statements, "statements.speakers",
			`{"statements": {"nodes": [
				{"slug": "a", "url": "/a", "speakers": [{"agent": null}, {"agent": {"name": "N"}}]}]}}`,
			"slug url speakers.agent.name", `["a","/a",null]` + "\n" + `["a","/a","N"]`,
		},
		{
			office, "positions.citations",
			`{"people": {"nodes": [{"name": "N", "url": "/n", "positions": [
				{"title": "A", "citations": [{"exact": "p"}, {"exact": "q"}]}, {"title": "B", "citations": []}]},
				{"name": "M", "url": "/m", "positions": []}]}}`,
			"name url positions.title positions.citations.exact",
			`["N","/n","A","p"]` + "\n" + `["N","/n","A","q"]` + "\n" +
				`["N","/n","B",null]` + "\n" + `["M","/m",null,null]`,
		},
		{
			`{ organization(slug: "x") { name member(country: "y", on: "2030-01-01") ` +
				`{ answer because citations { exact start } } } }`, "organization.member.citations",
			`{"organization": {"name": "O", "member": {"answer": "NO", "because": "b", "citations": [
				{"exact": "p", "start": 1}, {"exact": "q", "start": 2}]}}}`,
			"organization.name organization.member.answer organization.member.because exact start",
			`["O","NO","b","p",1]` + "\n" + `["O","NO","b","q",2]`,
		},
		{ // the shortest path that ends so
			`{ people { nodes { slug positions { citations { exact } } citations { exact } } }
				topics { nodes { slug } } }`,
			"citations", `{"people": {"nodes": [{"slug": "s", "citations": [{"exact": "p"}]}]}}`,
			"slug citations.exact", `["s","p"]`,
		},
		{
			`{ timeline { edges { cursor property node { id ... on Cited { citations { exact } } } } } }`, "citations",
			`{"timeline": {"edges": [
				{"cursor": "c", "property": "start", "node": {"id": "i", "citations": [{"exact": "p"}]}}]}}`,
			"cursor property id citations.exact", `["c","start","i","p"]`,
		},
		{
			`{ nodes(ids: ["x", "y"]) { id } }`, "nodes", `{"nodes": [{"id": "x"}, null]}`,
			"id", `["x"]` + "\n" + `[null]`,
		},
	} {
		result, err := read(t, s, c.query, nil, c.rows)
		if err != nil {
			t.Errorf("%s: %v", c.rows, err)
			continue
		}
		if got := columnNames(result); got != c.columns {
			t.Errorf("rows=%s has the columns\n%s, want\n%s", c.rows, got, c.columns)
		}
		if got, err := rows(t, s, c.query, c.rows, c.answer); err != nil || got != c.want {
			t.Errorf("rows=%s: %v\n%s\nwant\n%s", c.rows, err, got, c.want)
		}
	}
}

// Every name that an error lists can be sent as rows.
func TestNamedRowsCanBeSent(t *testing.T) {
	s := schema(t)
	const query = `{ person(slug: "x") { positions { title citations { exact } } country { citations { exact } }
		statements { nodes { topics { name statements { nodes { slug } } } glosses { citations { exact } } } } } }`
	_, err := read(t, s, query, nil, "unknown")
	if err == nil {
		t.Fatal("rows=unknown is accepted")
	}
	_, after, _ := strings.Cut(err.Error(), "one of ")
	names, _, _ := strings.Cut(after, ", got")
	if strings.Count(names, ",") != 6 {
		t.Errorf("the error names %s", names)
	}
	for name := range strings.SplitSeq(names, ", ") {
		_, err := read(t, s, query, nil, name)
		if inList := name == "person.statements"; inList != (err != nil) { // topics.statements has pages
			t.Errorf("rows=%s: %v", name, err)
		}
	}
}

// asCSV writes one row and reads it back with a strict reader.
func asCSV(t *testing.T, columns []table.Column, row []any) []string {
	t.Helper()
	var out bytes.Buffer
	w := table.CSV(&out, columns)
	w.Row(row)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(out.String(), "\r\n") {
		t.Errorf("lines do not end with CRLF: %q", out.String())
	}
	r := csv.NewReader(&out)
	r.FieldsPerRecord = len(columns)
	all, err := r.ReadAll()
	if err != nil || len(all) != 2 {
		t.Fatalf("%v: %d lines of %q", err, len(all), row)
	}
	return all[1]
}

func TestCSV(t *testing.T) {
	cells := []any{
		nil, "", "a,b", `say "so"`, "two\nlines", " blank ", json.Number("-5"), true,
		[]any{"a", nil, json.Number("3")}, []any{}, []any{[]any{"a", nil}, []any{}, nil, []any{"b"}},
		[]any{[]any{[]any{"a", "b"}, []any{}}}, []any{[]any{[]any{[]any{"a", "b"}}}},
		"=1+1", "+1", "-x", "@x", "\tx", "\rx", "𝒮 😀", "x=1",
	}
	columns := make([]table.Column, len(cells))
	want := []string{
		"", "", "a,b", `say "so"`, "two\nlines", " blank ", "-5", "true",
		"a |  | 3", "", "a ;  |  |  | b", "a , b ; ", "a , b",
		"'=1+1", "'+1", "'-x", "'@x", "'\tx", "'\rx", "𝒮 😀", "x=1",
	}
	if got := asCSV(t, columns, cells); !slices.Equal(got, want) {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}

// escaped matches a cell with an added apostrophe, by the rule in README.md.
var escaped = regexp.MustCompile(`^'+([\t\r\n]|[\p{Z}\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫])`)

func unescape(cell string) string {
	if escaped.MatchString(cell) {
		return cell[1:]
	}
	return cell
}

// formulas returns texts that a spreadsheet could run as formulas.
func formulas() (texts []string) {
	for _, before := range []string{
		"", " ", "  ", "\u00a0", "\u2003", "\u3000", "\n", "\r", "\r\n", "\t",
		" \n", "\v", "\f", "\u0085", "\u200b", "\ufeff", "\u00ad", "\u2028", "\x00", "\u202e",
	} {
		for _, sign := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"} {
			texts = append(texts, before+sign+"1", "'"+before+sign+"1", "''"+before+sign)
		}
	}
	return append(texts, "\tx", "\rx", "\nx", "\r\nx", "'\nx", "\n", "\r", "\t")
}

// No cell or column name begins with text that a spreadsheet could run as a formula.
func TestFormulas(t *testing.T) {
	for _, text := range formulas() {
		var out bytes.Buffer
		w := table.CSV(&out, columnsNamed(text))
		w.Row([]any{text})
		w.Row([]any{[]any{text, "=2"}})
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		all, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(all) != 3 {
			t.Fatalf("%q: %v, %q", text, err, all)
		}
		read := strings.ReplaceAll(text, "\r\n", "\n")
		for i, want := range []string{read, read, read + " | =2"} {
			if got := all[i][0]; got != "'"+want || unescape(got) != want {
				t.Errorf("%q is written as %q and read back as %q", text, got, unescape(got))
			}
		}
	}
	for _, text := range []string{
		"", "'", "' ", "x=1", "a -b", " x", "\u00a0x", "'tis", "'a=1", "| =1", "' '=1", "−5",
	} {
		if got := asCSV(t, columnsNamed("c"), []any{text})[0]; got != text {
			t.Errorf("%q is written as %q", text, got)
		}
	}
	if got := asCSV(t, columnsNamed("c"), []any{json.Number("-5")})[0]; got != "-5" {
		t.Errorf("a number is written as %q", got)
	}
}

// Removing the apostrophe by the rule restores every text. encoding/csv reads CRLF in a cell as LF.
func FuzzCSV(f *testing.F) {
	for _, cell := range []string{
		"", "a", `"`, "\r\n", "\n", "=x", ",", "'", "'=", "''\n", "\ufeff", "\u00a0-", "＝", "é",
		"\x00", "\xff=", "\r", " ",
	} {
		f.Add(cell, "b")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		got := asCSV(t, columnsNamed("x", "y"), []any{a, b})
		for i, cell := range []string{a, b} {
			if want := strings.ReplaceAll(cell, "\r\n", "\n"); unescape(got[i]) != want {
				t.Errorf("%q came back as %q", cell, got[i])
			}
		}
	})
}

func TestNDJSON(t *testing.T) {
	var out bytes.Buffer
	w := table.NDJSON(&out, columnsNamed("a.b", "c", "d"))
	w.Row([]any{"=x\n", json.Number("3"), []any{"1", nil}})
	w.Row([]any{nil, true, []any{}})
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := `{"a.b":"=x\n","c":3,"d":["1",null]}` + "\n" + `{"a.b":null,"c":true,"d":[]}` + "\n"
	if out.String() != want {
		t.Errorf("%s", &out)
	}
}

// A failingWriter fails like a connection that is gone.
type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWritingFails(t *testing.T) {
	w := table.CSV(failingWriter{}, columnsNamed("a"))
	w.Row([]any{strings.Repeat("x", 10_000)})
	if w.Flush() == nil {
		t.Error("a write error was not returned")
	}
}
