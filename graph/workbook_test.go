package graph_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

const mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// sheets reads an XLSX file: the rows of each sheet by its name, with dates as ISO days.
func sheets(t *testing.T, file string) map[string][][]string {
	t.Helper()
	read, err := excelize.OpenReader(strings.NewReader(file))
	if err != nil {
		t.Fatalf("%v: %.300s", err, file)
	}
	defer read.Close()
	all := map[string][][]string{}
	for _, name := range read.GetSheetList() {
		if all[name], err = read.GetRows(name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// asShown returns a value of NDJSON as a cell shows it.
func asShown(value any) string { return joined(value, []string{" | ", " ; ", " , "}) }

// joined returns a value as text. The separators join the values of lists, by depth.
func joined(value any, separators []string) string {
	switch value := value.(type) {
	case nil:
		return ""
	case bool:
		return strings.ToUpper(fmt.Sprint(value))
	case []any:
		var texts []string
		for _, v := range value {
			texts = append(texts, joined(v, separators[min(1, len(separators)-1):]))
		}
		return strings.Join(texts, separators[0])
	}
	return fmt.Sprint(value)
}

// The XLSX file of each view has the columns and values of the other tables, the dictionary and the facts. It is the
// same by any protocol and method, has its length, and no formula.
func TestWorkbooksOfViews(t *testing.T) {
	server := serveAt(t, "https://example.org/summitry")
	all := graph.ViewsWithExamples(t)
	for _, v := range all {
		path := "/views/" + v.Name + ".xlsx?" + v.Example.Encode()
		status, header, file := fetch(t, server+path)
		if status != http.StatusOK || header.Get("Content-Type") != mediaXLSX ||
			header.Get("Content-Length") != strconv.Itoa(len(file)) ||
			header.Get("Content-Disposition") != `attachment; filename="`+v.Name+`.xlsx"` {
			t.Errorf("%s answers %d %v", path, status, header)
		}
		read := sheets(t, file)
		compareRows(t, server, v, read[v.Name[:min(len(v.Name), 31)]])
		if columns := read["Columns"]; len(columns) != 1+len(read[v.Name][0]) {
			t.Errorf("%s: the dictionary has %d rows for %d columns", v.Name, len(columns), len(read[v.Name][0]))
		}
		if formula := formulaIn(t, file); formula != "" {
			t.Errorf("%s has a formula in %s", v.Name, formula)
		}
		sameEverywhere(t, server, path, header, file)
	}
}

// compareRows compares the first sheet of a view with its NDJSON.
func compareRows(t *testing.T, server string, v *views.View, rows [][]string) {
	t.Helper()
	_, _, text := fetch(t, server+"/views/"+v.Name+".ndjson?"+v.Example.Encode())
	want := strings.Split(strings.TrimSpace(text), "\n")
	if len(rows) != len(want)+1 {
		t.Errorf("%s has %d rows, want %d and a header", v.Name, len(rows), len(want))
		return
	}
	for i, line := range want {
		values := map[string]any{}
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.UseNumber()
		if err := decoder.Decode(&values); err != nil {
			t.Fatal(err)
		}
		for j, column := range rows[0] {
			got := ""
			if j < len(rows[i+1]) { // excelize drops empty cells at the end
				got = rows[i+1][j]
			}
			if want := asShown(values[column]); got != want {
				t.Errorf("%s, row %d, %s: %q, want %q", v.Name, i+1, column, got, want)
			}
		}
	}
}

// formulaIn returns the name of a part that has a formula, or "".
func formulaIn(t *testing.T, file string) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("<f>")) || bytes.Contains(text, []byte("<f ")) {
			return f.Name
		}
	}
	return ""
}

// sameEverywhere compares an XLSX file with the responses to the same request, to HEAD and over HTTP/1.0.
func sameEverywhere(t *testing.T, server, path string, header http.Header, file string) {
	t.Helper()
	if _, _, again := fetch(t, server+path); again != file {
		t.Errorf("%s: the same request returns other bytes", path)
	}
	status, _, body := fetch(t, server+path, "If-None-Match", header.Get("ETag"))
	if header.Get("ETag") == "" || status != http.StatusNotModified || body != "" {
		t.Errorf("%s: a conditional request is answered %d", path, status)
	}
	for _, method := range []string{"GET", "HEAD"} {
		response, body := old(t, server, method, path, "Accept-Encoding", "identity")
		if response.StatusCode != http.StatusOK || response.ContentLength != int64(len(file)) ||
			method == "GET" && body != file {
			t.Errorf("%s %s over HTTP/1.0 answers %s, %d bytes", method, path, response.Status, response.ContentLength)
		}
	}
	if _, header, _ := send(t, "HEAD", server+path, ""); header.Get("Content-Length") != strconv.Itoa(len(file)) {
		t.Errorf("HEAD %s has the length %s, want %d", path, header.Get("Content-Length"), len(file))
	}
}

// Any operation is an XLSX file if the client accepts it. The sheet About names the operation, its variables and the
// dataset, as strings.
func TestWorkbookOfAnOperation(t *testing.T) {
	server := serve(t)
	const query = `query Q($s: [String!]) { statements(filter: {speaker: $s}, first: 1) { nodes { slug url } } }`
	body, _ := json.Marshal(map[string]any{
		"query": query, "variables": map[string]any{"s": []string{"xi-jinping", "=1&\x01"}},
	})
	status, header, file := send(t, "POST", server+"/graphql?base=https://example.org", string(body), "Accept",
		mediaXLSX)
	if status != http.StatusOK || header.Get("Content-Disposition") != `attachment; filename="answer.xlsx"` {
		t.Fatalf("%d %v %.300s", status, header, file)
	}
	read := sheets(t, file)
	if rows := read["answer"]; len(rows) < 5 || !strings.HasPrefix(rows[1][1], "https://example.org/statements/") {
		t.Errorf("the rows are %v", rows)
	}
	about := map[string]string{}
	for _, row := range read["About"] {
		about[row[0]] = row[1]
	}
	_, _, dataset := fetch(t, server+encoded("{ dataset { version sha256 } }"))
	for name, want := range map[string]string{
		"Operation": query, "Variable s": `["xi-jinping","=1&\u0001"]`,
		"Address": "https://example.org/graphql?base=https://example.org",
	} {
		if about[name] != want {
			t.Errorf("%s is %q, want %q", name, about[name], want)
		}
	}
	for _, name := range []string{"Version", "SHA-256"} {
		if about[name] == "" || !strings.Contains(dataset, `"`+about[name]+`"`) ||
			!strings.Contains(about["How to cite"], about[name][:min(12, len(about[name]))]) {
			t.Errorf("%s is %q, the citation %q, and the dataset %s", name, about[name], about["How to cite"], dataset)
		}
	}
}

// A file for a pinned dataset cites the address that stays, without what others append. If another dataset is served,
// there is no file.
func TestPinnedWorkbooks(t *testing.T) {
	server := serve(t)
	_, _, body := fetch(t, server+encoded("{ dataset { version } }"))
	version := strings.Split(body, `"`)[7]
	path := "/views/statements.xlsx?topic=sanctions&utm_source=x&dataset="
	status, header, file := fetch(t, server+path+version)
	if status != http.StatusOK || !strings.Contains(header.Get("Summitry-Dataset"), version) {
		t.Fatalf("%d %v %.300s", status, header, file)
	}
	const want = "/views/statements.xlsx?topic=sanctions"
	for _, row := range sheets(t, file)["About"] {
		if row[0] == "Address" && row[1] != want ||
			row[0] == "How to cite" && !strings.HasSuffix(row[1], ", path "+want) {
			t.Errorf("%s: %s, want %s", row[0], row[1], want)
		}
	}
	if status, _, body := fetch(t, server+path+"0.0.1"); status != http.StatusConflict {
		t.Errorf("another dataset: %d %.300s", status, body)
	}
}

// A file from a server without a public address says what its addresses lack, and where the dataset is published. With
// an address, there is nothing to say.
func TestWorkbooksSayWhatTheirAddressesLack(t *testing.T) {
	server := serve(t)
	for base, lacks := range map[string]bool{"": true, "?base=https://example.org": false} {
		about := map[string]string{}
		_, _, file := fetch(t, server+"/views/sources.xlsx"+base)
		for _, row := range sheets(t, file)["About"] {
			about[row[0]] = row[1]
		}
		if about["Published at"] != "https://github.com/summitry/summitry" {
			t.Errorf("%q: published at %q", base, about["Published at"])
		}
		if says := strings.Contains(about["Server"], "public address"); says != lacks {
			t.Errorf("%q: the file says that addresses lack the server: %t", base, says)
		}
		if isPath := strings.HasPrefix(about["Address"], "/"); isPath != lacks {
			t.Errorf("%q: the address is %q", base, about["Address"])
		}
	}
}

// A table that does not fit an XLSX file is refused before it is read to its end, with the address of its CSV.
func TestWorkbooksThatAreTooLarge(t *testing.T) {
	server := serveFrom(t, wide(t, 10_000))
	fields := func(n int) string {
		var all strings.Builder
		for i := range n {
			fmt.Fprintf(&all, " f%d: slug", i)
		}
		return encoded(`{ topics { nodes {` + all.String() + ` } } }`)
	}
	for _, method := range []string{"GET", "HEAD"} {
		status, header, body := send(t, method, server+"/"+fields(10), "", "Accept", mediaXLSX)
		explained := method == "HEAD" || strings.Contains(body, "at most 100000 cells") &&
			strings.Contains(body, "send Accept: text/csv")
		if status != http.StatusUnprocessableEntity || !explained || header.Get("ETag") != "" ||
			header.Get("Content-Type") != "application/graphql-response+json; charset=utf-8" {
			t.Errorf("%s of 100,000 cells and a header answers %d %v %.300s", method, status, header, body)
		}
	}
	status, _, file := fetch(t, server+"/"+fields(9), "Accept", mediaXLSX)
	if status != http.StatusOK || len(sheets(t, file)["answer"]) != 10_001 {
		t.Errorf("90,000 cells answer %d %.300s", status, file)
	}
}

// An error of the operation is the same for an XLSX file as for other tables.
func TestErrorsOfWorkbooks(t *testing.T) {
	server := serve(t)
	const long = `{ people(first: 1) { nodes { name statements(first: 8) { nodes { slug } } } } }`
	for path, want := range map[string]int{
		"/" + encoded(`{ people { nodes { nam } } }`): http.StatusUnprocessableEntity,
		"/" + encoded(long):                           http.StatusUnprocessableEntity,
		"/views/statements.xlsx?person=x":             http.StatusBadRequest,
	} {
		status, header, body := fetch(t, server+path, "Accept", mediaXLSX)
		media := "application/graphql-response+json; charset=utf-8"
		if want == http.StatusBadRequest {
			media = "application/json; charset=utf-8"
		}
		if status != want || header.Get("Content-Type") != media || header.Get("Cache-Control") != "no-store" ||
			!strings.Contains(body, `"message"`) {
			t.Errorf("%s answers %d %v %s", path, status, header, body)
		}
	}
}
