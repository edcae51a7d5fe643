//go:build world

package conformance

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/summitry/summitry/table"
)

// A readTable is a table as a reader understood it. A cell is a text, number or boolean, {"date": day} for a date, or
// "" if it is empty.
type readTable struct {
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
	Sheets  []string `json:"sheets"` // of XLSX
}

// A describedColumn tells a reader which type to give to a column: text, number, boolean or date.
type describedColumn struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	Type string `json:"type"` // of GraphQL
}

// A tableFolder is a folder with tables as NAME.csv and NAME.xlsx, whose columns are described in columns.json.
type tableFolder struct {
	path    string
	columns map[string][]describedColumn
	want    map[string]readTable
}

// Every program reads the same columns, rows and types from the tables of all views as their NDJSON has, as CSV with
// the described types, and as XLSX with its own. That holds for texts that look like formulas, dates, numbers or nulls.
func TestWorldReaders(t *testing.T) {
	install(t, "readers")
	folder := writeTables(t)
	script := func(arguments ...string) func(*testing.T) map[string]readTable {
		return func(t *testing.T) map[string]readTable {
			return tablesIn(t, readBy(t, arguments[0], append(arguments[1:], folder.path)...))
		}
	}
	// Debian's pandas belongs to /usr/bin/python3, and not to another python3 in PATH.
	for name, read := range map[string]func(*testing.T) map[string]readTable{
		"pandas":           script("/usr/bin/python3", "readers/read_pandas.py", "csv"),
		"R":                script("Rscript", "readers/read.R"),
		"PapaParse":        script("node", "readers/read.js", "papaparse"),
		"DuckDB":           script("node", "readers/read.js", "duckdb"),
		"Miller":           folder.readByMiller,
		"csvkit":           folder.readByCsvkit,
		"Go":               folder.readByGo,
		"XLSX/pandas":      script("/usr/bin/python3", "readers/read_pandas.py", "xlsx"),
		"XLSX/SheetJS":     script("node", "readers/read.js", "sheetjs"),
		"XLSX/LibreOffice": script("/usr/bin/python3", "readers/read_libreoffice.py"),
		"XLSX/Go":          folder.readByExcelize,
	} {
		t.Run(name, func(t *testing.T) { folder.compare(t, name, read(t)) })
	}
}

// readBy runs a program that reads tables, and returns its standard output.
func readBy(t *testing.T, name string, arguments ...string) []byte {
	t.Helper()
	var problems bytes.Buffer
	c := exec.CommandContext(t.Context(), name, arguments...)
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	c.Stderr = &problems
	output, err := c.Output()
	if err != nil {
		t.Fatalf("%s %s: %v: make world installs what is missing\n%s", name, strings.Join(arguments, " "), err,
			&problems)
	}
	return output
}

func tablesIn(t *testing.T, text []byte) (tables map[string]readTable) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&tables); err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
	return tables
}

// writeTables writes the tables of all views, and one of texts that programs misread, into a folder.
func writeTables(t *testing.T) *tableFolder {
	t.Helper()
	_, address := start(t)
	all := viewsWithExamples(t)
	folder := &tableFolder{t.TempDir(), map[string][]describedColumn{}, map[string]readTable{}}
	for _, v := range all {
		query := maps.Clone(v.Example)
		query.Set("base", "https://example.org")
		at := "http://" + address + "/views/" + v.Name
		for _, extension := range []string{"csv", "xlsx"} {
			folder.write(t, v.Name+"."+extension, fetch(t, at+"."+extension+"?"+query.Encode()))
		}
		folder.setColumns(v.Name, columnsOf(t, address, v.Name))
		folder.expect(t, v.Name, fetch(t, at+".ndjson?"+query.Encode()))
	}
	folder.addMisread(t)
	text, err := json.Marshal(folder.columns)
	if err != nil {
		t.Fatal(err)
	}
	folder.write(t, "columns.json", string(text))
	return folder
}

func (f *tableFolder) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(f.path, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// columnsOf returns the columns of a view as /views lists them.
func columnsOf(t *testing.T, address, view string) []table.Column {
	t.Helper()
	var list struct {
		Views []struct {
			Name    string
			Columns []table.Column
		}
	}
	if err := json.Unmarshal([]byte(fetch(t, "http://"+address+"/views")), &list); err != nil {
		t.Fatal(err)
	}
	for _, v := range list.Views {
		if v.Name == view {
			return v.Columns
		}
	}
	t.Fatalf("/views does not list %s", view)
	return nil
}

func (f *tableFolder) setColumns(name string, columns []table.Column) {
	kinds := map[string]string{"Int": "number", "Boolean": "boolean", "Date": "date"}
	for _, c := range columns {
		kind := "text"
		if kinds[c.Type] != "" {
			kind = kinds[c.Type]
		}
		f.columns[name] = append(f.columns[name], describedColumn{c.Name, kind, c.Type})
	}
}

// expect makes NDJSON the table that readers must find.
func (f *tableFolder) expect(t *testing.T, name, lines string) {
	t.Helper()
	want := readTable{}
	for _, c := range f.columns[name] {
		want.Columns = append(want.Columns, c.Name)
	}
	for line := range strings.Lines(lines) {
		var record map[string]any
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.UseNumber()
		if err := decoder.Decode(&record); err != nil || len(record) != len(want.Columns) {
			t.Fatalf("%s: %v: %s", name, err, line)
		}
		var row []any
		for _, c := range f.columns[name] {
			row = append(row, expectedCell(c.Kind, record[c.Name], separators))
		}
		want.Rows = append(want.Rows, row)
	}
	f.want[name] = want
}

// separators join the values of a list, of lists in it, and of lists still deeper.
var separators = []string{" | ", " ; ", " , "}

// expectedCell returns a value of NDJSON as a cell. Lists are joined by separators.
func expectedCell(kind string, value any, separators []string) any {
	switch value := value.(type) {
	case nil:
		return ""
	case []any:
		var texts []string
		for _, v := range value {
			texts = append(texts, fmt.Sprint(expectedCell("text", v, separators[min(1, len(separators)-1):])))
		}
		return strings.Join(texts, separators[0])
	case string:
		if kind == "date" {
			return map[string]any{"date": value}
		}
	}
	return value
}

// misread are texts that programs take for something else: formulas, dates, numbers, booleans, nulls or escapes.
var misread = []string{
	"=1+1", "+1", "-1", "@SUM(1)", " =1", "\u00a0=1", "\t=1", "'=1", "''=1", "＝1", `=HYPERLINK("https://example.org")`,
	"=cmd|' /C calc'!A0", "<f>1</f>", "</t><f>1</f>", "2021-09", "2024", "2024-07-04", "2021-09~", "1/2", "4 July 2024",
	"0012", "1e5", "0x1F", "1_000", "12345678901234567890", "Inf", "NaN", "TRUE", "false", "yes", "NA", "N/A", "#N/A",
	"null", "None", "nil", ".", "-", "&amp;", `"`, `a "b", c`, "a\nb", "a; b", "a | b", "\\N", "\\n", "é", "e\u0301",
	"😀", "سمرقند", " a", "a ", "a  b",
}

// addMisread adds a table of texts that programs misread, beside values of the other types.
func (f *tableFolder) addMisread(t *testing.T) {
	t.Helper()
	columns := []table.Column{{Name: "text", Type: "String"}, {Name: "number", Type: "Int"},
		{Name: "truth", Type: "Boolean"}, {Name: "day", Type: "Date"}, {Name: "list", Type: "[String]"}}
	days := []string{"1900-03-01", "2000-02-29", "2024-12-31", "2261-12-31"}
	var rows [][]any
	for i, text := range misread {
		number, day := json.Number(strconv.Itoa(i-9)), days[i%len(days)]
		rows = append(rows, []any{text, number, i%2 == 0, day, []any{text, nil}}, []any{text, nil, nil, nil, nil})
	}
	var asCSV, asXLSX, asNDJSON bytes.Buffer
	inCSV, inNDJSON := table.CSV(&asCSV, columns), table.NDJSON(&asNDJSON, columns)
	inXLSX, err := table.NewWorkbook(&asXLSX, "misread", "Texts that look like something else", columns, rows)
	for i := 0; err == nil && i < len(rows); i++ {
		inCSV.Row(rows[i])
		inNDJSON.Row(rows[i])
		err = inXLSX.Row(rows[i])
	}
	if err == nil {
		err = inXLSX.Close([]table.Fact{{Name: "=1", Value: "=2"}})
	}
	inCSV.Flush()
	inNDJSON.Flush()
	if err != nil {
		t.Fatal(err)
	}
	f.write(t, "misread.csv", asCSV.String())
	f.write(t, "misread.xlsx", asXLSX.String())
	f.setColumns("misread", columns)
	f.expect(t, "misread", asNDJSON.String())
}

// escaped matches cells of CSV with an added apostrophe, as docs/tables.md says.
var escaped = regexp.MustCompile(`^'+([\t\r\n]|[\p{Z}\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫])`)

// compare compares what a reader found with what the tables hold.
func (f *tableFolder) compare(t *testing.T, reader string, got map[string]readTable) {
	t.Helper()
	if len(got) != len(f.want) {
		t.Errorf("it read %d tables of %d", len(got), len(f.want))
	}
	fromXLSX := strings.HasPrefix(reader, "XLSX/")
	for name, want := range f.want {
		found := got[name]
		if sheets := []string{name[:min(len(name), 31)], "Columns", "About"}; fromXLSX &&
			!slices.Equal(found.Sheets, sheets) {
			t.Errorf("%s has the sheets %q", name, found.Sheets)
		}
		if !slices.Equal(found.Columns, want.Columns) || len(found.Rows) != len(want.Rows) {
			t.Errorf("%s has %d rows of %q, want %d of %q", name, len(found.Rows), found.Columns, len(want.Rows),
				want.Columns)
			continue
		}
		for i, row := range found.Rows {
			if got, want := rowAsJSON(t, row, !fromXLSX), rowAsJSON(t, want.Rows[i], false); got != want {
				t.Errorf("%s, row %d: %s, want %s", name, i+1, got, want)
			}
		}
	}
}

// rowAsJSON returns a row as JSON. From CSV, it removes added apostrophes.
func rowAsJSON(t *testing.T, row []any, fromCSV bool) string {
	t.Helper()
	cells := slices.Clone(row)
	for i, cell := range cells {
		if text, ok := cell.(string); ok && fromCSV && escaped.MatchString(text) {
			cells[i] = text[1:]
		}
	}
	text, err := json.Marshal(cells)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// readByGo reads the CSV with encoding/csv.
func (f *tableFolder) readByGo(t *testing.T) map[string]readTable {
	tables := map[string]readTable{}
	for name, columns := range f.columns {
		file, err := os.Open(filepath.Join(f.path, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		records, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		tables[name] = typedTable(t, columns, records)
	}
	return tables
}

// typedTable gives texts the types of their columns. The first record has the names of the columns.
func typedTable(t *testing.T, columns []describedColumn, records [][]string) readTable {
	t.Helper()
	read := readTable{Columns: records[0]}
	for _, record := range records[1:] {
		var row []any
		for i, text := range record {
			row = append(row, typedCell(t, columns[i].Kind, text))
		}
		read.Rows = append(read.Rows, row)
	}
	return read
}

func typedCell(t *testing.T, kind, text string) any {
	t.Helper()
	if text == "" {
		return ""
	}
	var value any = text
	var err error
	switch kind {
	case "number":
		value, err = strconv.Atoi(text)
	case "boolean":
		value, err = strconv.ParseBool(text)
	case "date":
		_, err = time.Parse(time.DateOnly, text)
		value = map[string]any{"date": text}
	}
	if err != nil {
		t.Errorf("%q as %s: %v", text, kind, err)
	}
	return value
}

// readByMiller reads the CSV with Miller, which has no dates.
func (f *tableFolder) readByMiller(t *testing.T) map[string]readTable {
	functions := map[string]string{"boolean": "boolean", "text": "string", "date": "string"}
	tables := map[string]readTable{}
	for name, columns := range f.columns {
		var program strings.Builder
		for _, c := range columns {
			if of := functions[c.Kind]; of != "" {
				fmt.Fprintf(&program, "if (${%s} != \"\") { ${%[1]s} = %s(${%[1]s}) }\n", c.Name, of)
			}
		}
		output := readBy(t, "mlr", "--icsv", "--ojson", "--no-auto-unflatten", "put", program.String(),
			filepath.Join(f.path, name+".csv"))
		tables[name] = tableOfObjects(t, columns, output)
	}
	return tables
}

// readByCsvkit reads the CSV with csvkit as text, since it has no types for columns. The types of days and numbers must
// be those that it infers.
func (f *tableFolder) readByCsvkit(t *testing.T) map[string]readTable {
	tables := map[string]readTable{}
	for name, columns := range f.columns {
		file := filepath.Join(f.path, name+".csv")
		objects := readBy(t, "csvjson", "--no-inference", "--blanks", file)
		read := tableOfObjects(t, columns, objects)
		for _, row := range read.Rows {
			for i, c := range columns {
				if text, ok := row[i].(string); ok && c.Kind != "date" {
					row[i] = typedCell(t, c.Kind, text)
				}
			}
		}
		f.compareInferred(t, name, string(readBy(t, "csvstat", "--type", file)))
		tables[name] = read
	}
	return tables
}

// compareInferred compares the types of columns as csvstat prints them. It takes numbers that are all 0 or 1 for
// booleans, and so does it with empty columns.
func (f *tableFolder) compareInferred(t *testing.T, name, types string) {
	t.Helper()
	lines := strings.Split(strings.TrimRight(types, "\n"), "\n")
	for i, c := range f.columns[name] {
		want := map[string]string{"number": "Number", "date": "Date", "boolean": "Boolean"}[c.Kind]
		found := lines[i][strings.LastIndex(lines[i], " ")+1:]
		bits := !slices.ContainsFunc(f.want[name].Rows, func(row []any) bool {
			return !slices.Contains([]string{"", "0", "1"}, fmt.Sprint(row[i]))
		})
		if want != "" && found != want && !(bits && found == "Boolean") {
			t.Errorf("%s: csvkit takes %s for %s, want %s", name, c.Name, found, want)
		}
	}
}

// tableOfObjects reads a JSON list of objects. Texts in columns of dates become dates.
func tableOfObjects(t *testing.T, columns []describedColumn, text []byte) readTable {
	t.Helper()
	var objects []json.RawMessage
	if err := json.Unmarshal(text, &objects); err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
	read := readTable{}
	for _, object := range objects {
		names, values := membersOf(t, object)
		read.Columns = names
		for i, value := range values {
			if text, ok := value.(string); value == nil {
				values[i] = ""
			} else if ok && text != "" && i < len(columns) && columns[i].Kind == "date" {
				values[i] = typedCell(t, "date", text)
			}
		}
		read.Rows = append(read.Rows, values)
	}
	return read
}

// membersOf returns the names and values of an object in its order.
func membersOf(t *testing.T, object []byte) (names []string, values []any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(object))
	decoder.UseNumber()
	decoder.Token() // the brace
	for decoder.More() {
		name, err := decoder.Token()
		var value any
		if err == nil {
			err = decoder.Decode(&value)
		}
		if err != nil {
			t.Fatalf("%v: %.300s", err, object)
		}
		names, values = append(names, name.(string)), append(values, value)
	}
	return names, values
}

// readByExcelize reads the XLSX with excelize, and takes the types from the cells.
func (f *tableFolder) readByExcelize(t *testing.T) map[string]readTable {
	tables := map[string]readTable{}
	for name, columns := range f.columns {
		file, err := excelize.OpenFile(filepath.Join(f.path, name+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		records, err := file.GetRows(file.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		read := readTable{Columns: records[0], Sheets: file.GetSheetList()}
		for i, record := range records[1:] {
			row := make([]any, len(columns))
			for j := range columns {
				row[j] = ""
				if j < len(record) && record[j] != "" {
					row[j] = excelizeCell(t, file, i+2, j+1, record[j])
				}
			}
			read.Rows = append(read.Rows, row)
		}
		tables[name] = read
	}
	return tables
}

// excelizeCell returns a cell that shows a text, with the type that it has in the file.
func excelizeCell(t *testing.T, file *excelize.File, row, column int, shown string) any {
	t.Helper()
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	kind, err := file.GetCellType(file.GetSheetName(0), cell)
	if err != nil {
		t.Fatal(err)
	}
	switch kind {
	case excelize.CellTypeInlineString:
		return shown
	case excelize.CellTypeBool:
		return typedCell(t, "boolean", shown)
	}
	if _, err := strconv.Atoi(shown); err == nil {
		return typedCell(t, "number", shown)
	}
	return typedCell(t, "date", shown) // the format of the cell makes the number a day
}
