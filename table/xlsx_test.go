package table_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/summitry/summitry/table"
)

// workbook returns a table as an XLSX file.
func workbook(columns []table.Column, rows [][]any, about ...table.Fact) ([]byte, error) {
	var file bytes.Buffer
	w, err := table.NewWorkbook(&file, "example-view", "An <example> & more", columns, rows)
	for i := 0; i < len(rows) && err == nil; i++ {
		err = w.Row(rows[i])
	}
	if err == nil {
		err = w.Close(about)
	}
	return file.Bytes(), err
}

func mustWorkbook(t *testing.T, columns []table.Column, rows [][]any, about ...table.Fact) []byte {
	t.Helper()
	file, err := workbook(columns, rows, about...)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func openWorkbook(t *testing.T, file []byte) *excelize.File {
	t.Helper()
	read, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { read.Close() })
	return read
}

// columnsOf returns columns named a, b, c of these types.
func columnsOf(types ...string) (all []table.Column) {
	for i, of := range types {
		all = append(all, table.Column{Name: string(rune('a' + i)), Type: of})
	}
	return all
}

// Texts are strings, whatever they look like; numbers, booleans and days keep their types; nulls are empty.
func TestCellTypes(t *testing.T) {
	const text, number, boolean = excelize.CellTypeInlineString, excelize.CellTypeNumber, excelize.CellTypeBool
	for i, c := range []struct {
		column string
		value  any
		kind   excelize.CellType
		shown  string
	}{
		{"String", "words", text, "words"},
		{"String", "007", text, "007"},
		{"String", "1e5", text, "1e5"},
		{"String", "TRUE", text, "TRUE"},
		{"String", "2024-07-04", text, "2024-07-04"}, // not of the type Date
		{"EDTF", "2021-09", text, "2021-09"},
		{"EDTF", "2024-07-04", text, "2024-07-04"},
		{"String", "", text, ""},
		{"String", nil, excelize.CellTypeUnset, ""},
		{"Int", json.Number("-42"), number, "-42"},
		{"Float", json.Number("1.5"), number, "1.5"},
		{"Float", json.Number("12345678901234567890"), text, "12345678901234567890"}, // Excel keeps 15 digits
		{"Boolean", true, boolean, "TRUE"},
		{"Boolean", false, boolean, "FALSE"},
		{"Date", "2024-07-04", number, "2024-07-04"},
		{"Date", "1900-03-01", number, "1900-03-01"},
		{"Date", "2261-12-31", number, "2261-12-31"},
		{"Date", "9999-12-31", number, "9999-12-31"}, // the last day that Excel knows
		{"Date", "1900-02-28", text, "1900-02-28"},   // Excel counts days from 1900, with a 29 February
		{"Date", "0794-01-01", text, "0794-01-01"},
		{"Date", nil, excelize.CellTypeUnset, ""},
		{"[Date!]", []any{"2024-07-04", "2024-07-05"}, text, "2024-07-04 | 2024-07-05"},
		{"[Int]", []any{json.Number("1"), nil}, text, "1 | "},
		{"[String!]", []any{}, text, ""},
	} {
		read := openWorkbook(t, mustWorkbook(t, columnsOf(c.column), [][]any{{c.value}}))
		kind, err := read.GetCellType("example-view", "A2")
		shown, _ := read.GetCellValue("example-view", "A2")
		if err != nil || kind != c.kind && !(c.kind == number && kind == excelize.CellTypeUnset) || shown != c.shown {
			t.Errorf("%d: %s %#v is of type %d, %q (%v)", i, c.column, c.value, kind, shown, err)
		}
	}
	read := openWorkbook(t, mustWorkbook(t, columnsOf("Date"), [][]any{{"2024-07-04"}}))
	raw, err := read.GetCellValue("example-view", "A2", excelize.Options{RawCellValue: true})
	if day := excelDay(t, raw); err != nil || !day.Equal(time.Date(2024, 7, 4, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("4 July 2024 is stored as %s (%v)", raw, err)
	}
}

func excelDay(t *testing.T, number string) time.Time {
	t.Helper()
	var days float64
	if _, err := fmt.Sscan(number, &days); err != nil {
		t.Fatal(err)
	}
	day, err := excelize.ExcelDateToTime(days, false)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// No sheet holds a formula: texts that look like one are strings with the same characters, without an apostrophe.
func TestWorkbookWithoutFormulas(t *testing.T) {
	var row []any
	var columns []table.Column
	var facts []table.Fact
	for _, text := range append(formulas(), `=HYPERLINK("https://example.org")`, "=cmd|' /C calc'!A0", "</t><f>1</f>") {
		row = append(row, text)
		columns = append(columns, table.Column{Name: text, Title: text, Description: text, Type: text})
		facts = append(facts, table.Fact{Name: text, Value: text})
	}
	lists := slices.Repeat([]any{[]any{"=1", "=2"}}, len(row))
	file := mustWorkbook(t, columns, [][]any{row, lists}, facts...)
	for name, part := range partsOf(t, file) {
		for decoder := xml.NewDecoder(bytes.NewReader(part)); ; {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, isElement := token.(xml.StartElement); isElement && e.Name.Local == "f" {
				t.Errorf("%s has a formula", name)
			}
		}
	}
	read := openWorkbook(t, file)
	for i, text := range row {
		cell, _ := excelize.CoordinatesToCellName(i+1, 2)
		if got, err := read.GetCellValue("example-view", cell); err != nil || got != text {
			t.Errorf("%q is read back as %q (%v)", text, got, err)
		}
	}
	if got, err := read.GetCellValue("example-view", "A3"); err != nil || got != "=1 | =2" {
		t.Errorf("a list is read back as %q (%v)", got, err)
	}
}

// partsOf returns the files in an XLSX file.
func partsOf(t *testing.T, file []byte) map[string][]byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(part); err != nil {
			t.Fatal(err)
		}
	}
	return parts
}

// Characters that XML cannot hold are written as Excel escapes them, and texts that look like the escape are escaped.
func TestEscapedCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"a\x00b":                 "a_x0000_b",
		"\x1f\ufffe\uffff":       "_x001F__xFFFE__xFFFF_",
		"_x0041_":                "_x005F_x0041_",
		"_x00zz_":                "_x00zz_",
		"__x0041__":              "__x005F_x0041__",
		"a\tb\nc":                "a\tb\nc",
		"a\rb":                   "a&#xD;b",
		"<a href=\"x\">&amp;":    "&lt;a href=&quot;x&quot;&gt;&amp;amp;",
		" blanks ":               " blanks ",
		"“Grüße” 😀 \u200b\u202e": "“Grüße” 😀 \u200b\u202e",
		"\xff":                   "\ufffd",
	} {
		sheet := partsOf(t, mustWorkbook(t, columnsOf("String"), [][]any{{text}}))["xl/worksheets/sheet1.xml"]
		if !bytes.Contains(sheet, []byte(`<t xml:space="preserve">`+want+`</t></is></c></row></sheetData>`)) {
			t.Errorf("%q is written as %s", text, sheet[bytes.Index(sheet, []byte("A2")):])
		}
	}
}

// Absolute addresses are links; relative ones, lists and those that Excel does not allow are texts.
func TestLinks(t *testing.T) {
	long := "https://example.org/" + strings.Repeat("a", 2079)
	rows := [][]any{
		{"https://example.org/a?b=1&c=%22", "https://example.org/text"}, {"/people/x", nil}, {nil, nil},
		{"javascript:alert(1)", nil}, {long, nil}, {[]any{"https://example.org/a", "https://example.org/b"}, nil},
	}
	read := openWorkbook(t, mustWorkbook(t, columnsOf("URL", "String"), rows,
		table.Fact{Name: "Licence", Value: "https://example.org/licence"}))
	for cell, want := range map[string]string{
		"A2": "https://example.org/a?b=1&c=%22", "B2": "", "A3": "", "A4": "", "A5": "", "A6": "", "A7": "",
	} {
		linked, to, err := read.GetCellHyperLink("example-view", cell)
		if err != nil || linked != (want != "") || to != want {
			t.Errorf("%s links to %q (%v)", cell, to, err)
		}
	}
	if _, to, err := read.GetCellHyperLink("About", "B1"); err != nil || to != "https://example.org/licence" {
		t.Errorf("the licence links to %q (%v)", to, err)
	}
	many := make([][]any, 70_000)
	for i := range many {
		many[i] = []any{fmt.Sprintf("https://example.org/%d", i)}
	}
	parts := partsOf(t, mustWorkbook(t, columnsOf("URL"), many))
	const of = "<hyperlink "
	if n := bytes.Count(parts["xl/worksheets/sheet1.xml"], []byte(of)); n != 65_530 {
		t.Errorf("%d links, Excel allows 65,530", n)
	}
	if last := []byte("https://example.org/69999</t>"); !bytes.Contains(parts["xl/worksheets/sheet1.xml"], last) {
		t.Error("an address beyond the limit of links is missing")
	}
}

// The first sheet has the name of the table, a header that is bold and stays in view, and columns wide enough to read.
func TestWorkbookLayout(t *testing.T) {
	columns := []table.Column{
		{Name: "slug", Title: "Slug", Description: "Its name. Example: `a`.", Type: "String"},
		{Name: "text", Title: "Text", Description: "The text.", Type: "String"},
	}
	read := openWorkbook(t, mustWorkbook(t, columns, [][]any{{"a", strings.Repeat("long ", 100)}},
		table.Fact{Name: "Version", Value: "9.8.0"}, table.Fact{Name: "SHA-256", Value: "0123"}))
	if got := strings.Join(read.GetSheetList(), " "); got != "example-view Columns About" {
		t.Errorf("the sheets are %s", got)
	}
	for _, sheet := range []string{"example-view", "Columns"} {
		panes, err := read.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: the header is not frozen: %+v (%v)", sheet, panes, err)
		}
		index, _ := read.GetCellStyle(sheet, "A1")
		if style, err := read.GetStyle(index); err != nil || style.Font == nil || !style.Font.Bold {
			t.Errorf("%s: the header is not bold: %+v (%v)", sheet, style, err)
		}
	}
	narrow, _ := read.GetColWidth("example-view", "A")
	wide, _ := read.GetColWidth("example-view", "B")
	if narrow < 8 || narrow > 12 || wide < 50 || wide > 80 {
		t.Errorf("the columns are %v and %v wide", narrow, wide)
	}
	index, _ := read.GetCellStyle("example-view", "B2")
	if style, err := read.GetStyle(index); err != nil || !style.Alignment.WrapText {
		t.Errorf("a long text is not wrapped: %+v (%v)", style, err)
	}
	for sheet, want := range map[string]string{
		"Columns": "[[name title description type] [slug Slug Its name. Example: `a`. String] " +
			"[text Text The text. String]]",
		"About": "[[Version 9.8.0] [SHA-256 0123]]",
	} {
		if rows, err := read.GetRows(sheet); err != nil || fmt.Sprint(rows) != want {
			t.Errorf("%s: %v (%v)", sheet, rows, err)
		}
	}
	if properties, err := read.GetDocProps(); err != nil || properties.Title != "An <example> & more" {
		t.Errorf("the properties are %+v (%v)", properties, err)
	}
}

// Excel allows 31 characters in the name of a sheet, and not all of them.
func TestSheetNames(t *testing.T) {
	for name, want := range map[string]string{
		"statements": "statements", "about": "Rows", "COLUMNS": "Rows", "history": "Rows", "": "Rows", "'a'": "a",
		"a/b:c*": "a-b-c-", strings.Repeat("é", 40): strings.Repeat("é", 31),
	} {
		var file bytes.Buffer
		w, err := table.NewWorkbook(&file, name, "", columnsOf("String"), nil)
		if err == nil {
			err = w.Close(nil)
		}
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if got := openWorkbook(t, file.Bytes()).GetSheetList()[0]; got != want {
			t.Errorf("%q becomes %q", name, got)
		}
	}
}

// The same table gives the same bytes.
func TestWorkbookIsDeterministic(t *testing.T) {
	rows := [][]any{{"https://example.org/1", "2024-07-04"}, {"https://example.org/2", nil}}
	first := mustWorkbook(t, columnsOf("URL", "Date"), rows, table.Fact{Name: "a", Value: "https://example.org"})
	for range 20 {
		again := mustWorkbook(t, columnsOf("URL", "Date"), rows, table.Fact{Name: "a", Value: "https://example.org"})
		if !bytes.Equal(again, first) {
			t.Fatal("the files differ")
		}
	}
	archive, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		if f.Modified.Year() > 1980 {
			t.Errorf("%s is dated %v", f.Name, f.Modified)
		}
	}
}

// A table that is too large for Excel, or for the memory of the server, is an error, never a part of the table.
func TestLimitsOfWorkbooks(t *testing.T) {
	repeated := func(n int, row ...any) [][]any {
		rows := make([][]any, n)
		for i := range rows {
			rows[i] = row
		}
		return rows
	}
	for name, c := range map[string]struct {
		columns []table.Column
		rows    [][]any
		want    string // "" for a table that fits
	}{
		// one cell is the header, eight are in the sheet Columns, two in About
		"cells":       {columnsOf("String"), repeated(100_000-1-8-2, "x"), ""},
		"a cell more": {columnsOf("String"), repeated(100_000-1-8-1, "x"), "at most 100000 cells"},
		"nulls":       {columnsOf("String", "String"), repeated(50_000, nil, nil), "at most 100000 cells"},
		"text":        {columnsOf("String"), repeated(127, strings.Repeat("x", 32_767)), ""},
		"more text": {
			columnsOf("String"), repeated(129, strings.Repeat("x", 32_767)), "at most 4194304 bytes of text",
		},
		"a long text":    {columnsOf("String"), repeated(1, strings.Repeat("x", 32_768)), "got 32768"},
		"many bytes":     {columnsOf("String"), repeated(1, strings.Repeat("é", 32_767)), ""},
		"pairs":          {columnsOf("String"), repeated(1, strings.Repeat("😀", 16_384)), "at most 32767 characters"},
		"a list of text": {columnsOf("[String!]"), repeated(1, []any{strings.Repeat("x", 32_767), "x"}), "got 32771"},
	} {
		_, err := workbook(c.columns, c.rows, table.Fact{Name: "a", Value: "b"})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	about := table.Fact{Name: "Operation", Value: strings.Repeat("x", 32_768)}
	if _, err := workbook(columnsOf("String"), nil, about); err == nil {
		t.Error("a long text in About is not an error")
	}
}
