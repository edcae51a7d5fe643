package graph_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"database/sql"

	"github.com/summitry/summitry/data"
)

func encoded(query string) string { return "?query=" + url.QueryEscape(query) }

// Any operation answers with a table to whom that is dearest.
func TestTables(t *testing.T) {
	server := serve(t)
	address := server + "/graphql" + encoded(`{ people(first: 2) { nodes { name country { name } } } }`)
	for accept, want := range map[string]string{
		"":                 "application/json; charset=utf-8",
		"*/*":              "application/json; charset=utf-8",
		"text/*":           "application/json; charset=utf-8",
		"application/json": "application/json; charset=utf-8",
		"text/csv":         "text/csv; charset=utf-8",
		"TEXT/CSV; q=0.9, application/json;q=0.8": "text/csv; charset=utf-8",
		"text/csv;q=0.5, application/json":        "application/json; charset=utf-8",
		"application/x-ndjson":                    "application/x-ndjson; charset=utf-8",
		"text/csv;q=0, application/json":          "application/json; charset=utf-8",
	} {
		if _, header, _ := fetch(t, address, "Accept", accept); header.Get("Content-Type") != want || header.Get("Vary") != "Accept" {
			t.Errorf("%s is answered with %s", accept, header.Get("Content-Type"))
		}
	}
	_, _, plain := fetch(t, address, "Accept", "text/csv")
	all, err := csv.NewReader(strings.NewReader(plain)).ReadAll()
	if err != nil || len(all) != 12 || strings.Join(all[0], " ") != "name country.name" {
		t.Errorf("%v: %d lines of\n%s", err, len(all), plain)
	}
	if _, _, marked := fetch(t, address+"&bom=1", "Accept", "text/csv"); marked != "\ufeff"+plain {
		t.Errorf("with a mark: %q", marked)
	}
	if _, _, lines := fetch(t, address, "Accept", "application/x-ndjson"); strings.Count(lines, "\n") != 11 || !strings.Contains(lines, `{"name":"Wang","country.name":null}`) {
		t.Errorf("as NDJSON: %s", lines)
	}
	chosen := server + "/graphql" + encoded(`{ people { nodes { name } } topics { nodes { slug } } }`)
	if _, _, topics := fetch(t, chosen+"&rows=topics", "Accept", "text/csv"); !strings.HasPrefix(topics, "slug\r\n") {
		t.Errorf("topics: %s", topics)
	}
}

// Addresses of pages become links where the address of the server is given, also those in a list in one cell.
func TestTablesLink(t *testing.T) {
	server := serve(t)
	const query = `{ statements(filter: {speaker: ["xi-jinping"]}, first: 1) { nodes { slug url summit { url } topics { url } } } }`
	_, _, plain := fetch(t, server+"/graphql"+encoded(query), "Accept", "text/csv")
	_, _, linked := fetch(t, server+"/graphql"+encoded(query)+"&base=https://example.org/", "Accept", "text/csv")
	for _, path := range []string{"/statements/", "/events/", "/topics/"} {
		plain = strings.ReplaceAll(plain, path, "https://example.org"+path)
	}
	if linked != plain || strings.Count(linked, "https://") < 8 || !strings.Contains(linked, " | https://example.org/topics/") {
		t.Errorf("%s\nand not\n%s", linked, plain)
	}
	if status, _, body := fetch(t, server+"/views/summits.csv?base=example.org"); status != http.StatusBadRequest || !strings.Contains(body, "base: ") {
		t.Errorf("a base that is none is answered with %d %s", status, body)
	}
}

// What goes wrong before the first byte is an error of HTTP.
func TestTablesRefuse(t *testing.T) {
	server := serve(t)
	for query, want := range map[string]string{
		`{ people { nodes { name } } topics { nodes { slug } } }`:                                   "rows=people or rows=topics",
		`{ people { nodes { nam } } }`:                                                              "nam",
		`{ people { nodes { name statements(first: 1) { nodes { slug } } } } }`:                     "people.statements is longer than its page",
		`{ statements(filter: {said: {from: "2024-01-01", to: "2023-01-01"}}) { nodes { slug } } }`: "lies after to",
		`{ people(last: 3) { nodes { name } } }`:                                                    "last: a table reads people from the front",
	} {
		status, header, body := fetch(t, server+"/graphql"+encoded(query), "Accept", "text/csv")
		if status != http.StatusBadRequest || !strings.Contains(body, want) || header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%s answers %d %s", query, status, body)
		}
	}
}

// What goes wrong later breaks the connection: nobody takes half a table for a whole one.
func TestTablesBreak(t *testing.T) {
	server := serve(t)
	r, _ := http.NewRequest("GET", server+"/graphql"+encoded(`{ people(first: 1) { nodes { name statements(first: 8) { nodes { slug } } } } }`), nil)
	r.Header.Set("Accept", "text/csv")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusOK || !errors.Is(err, io.ErrUnexpectedEOF) || !bytes.Contains(text, []byte("Derek Grossman")) || bytes.Contains(text, []byte("errors")) {
		t.Errorf("%s %v %s", response.Status, err, text)
	}
}

// A fragment that is used twice reads one of its lists on and leaves the other where it is; a page of nothing is none.
func TestTablesReadOn(t *testing.T) {
	server := serve(t)
	count := func(query, rows string) int {
		status, _, body := fetch(t, server+"/graphql"+encoded(query)+"&rows="+rows, "Accept", "application/x-ndjson")
		if status != http.StatusOK {
			t.Fatalf("%s answers %s", query, body)
		}
		return strings.Count(body, "\n")
	}
	const twice = `{ a: person(slug: "vladimir-putin") { ...F } b: person(slug: "narendra-modi") { ...F } } fragment F on Person { statements(first: 3) { totalCount nodes { slug } } }`
	if n := count(twice, "a.statements"); n != 13 {
		t.Errorf("%d of 13 statements", n)
	}
	for _, query := range []string{`{ people(first: 0) { nodes { name } } }`, `query($n: Int) { people(first: $n) { nodes { name } } }`, `{ people(first: 1) { nodes { name } } }`} {
		if n := count(query, ""); n != 11 {
			t.Errorf("%s: %d of 11 people", query, n)
		}
	}
}

// HTTP/1.0 has no way to break off so that it is seen.
func TestTablesByOldHTTP(t *testing.T) {
	server := serve(t)
	connection, err := net.Dial("tcp", strings.TrimPrefix(server, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprint(connection, "GET /views/summits.csv HTTP/1.0\r\n\r\n")
	answer, err := io.ReadAll(connection)
	if err != nil || !bytes.Contains(answer, []byte("505")) || !bytes.Contains(answer, []byte("ask by HTTP/1.1")) {
		t.Errorf("%s %v", answer, err)
	}
}

// wide makes a dataset of so many topics and nothing else.
func wide(t *testing.T, topics int) *sql.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "wide.db")
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range []string{
		"BEGIN;" + data.DDL,
		fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO topic (id, slug, name, sort_key) SELECT i, 'topic-' || i, printf('Topic number %%d', i), printf('%%08d', i) FROM n", topics),
		fmt.Sprintf("INSERT INTO dataset VALUES (%d, '', '', 0, 0, 0, 0, 0, 0, 0)", data.Format),
	} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := data.Arrange(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	opened, err := data.Open(t.Context(), os.DirFS(filepath.Dir(file)), "wide.db")
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// A table of a hundred thousand rows comes whole and in order, and takes no more memory at its end than at its start.
func TestLongTable(t *testing.T) {
	const topics = 100_000
	server := serveFrom(t, wide(t, topics))
	r, _ := http.NewRequest("GET", server+"/graphql"+encoded(`{ topics { nodes { id slug name } } }`), nil)
	r.Header.Set("Accept", "application/x-ndjson")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	inUse := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapInuse
	}
	lines := bufio.NewScanner(response.Body)
	n := 0
	var early uint64
	for lines.Scan() {
		n++
		var row struct{ Slug string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil || row.Slug != fmt.Sprint("topic-", n) {
			t.Fatalf("line %d is %s (%v)", n, lines.Bytes(), err)
		}
		switch {
		case n == 1000:
			early = inUse()
		case n%20_000 == 0:
			if late := inUse(); late > early+8<<20 {
				t.Errorf("after %d rows %d MiB are in use, %d MiB after 1000", n, late>>20, early>>20)
			}
		}
	}
	if n != topics || lines.Err() != nil {
		t.Errorf("%d rows (%v)", n, lines.Err())
	}
}
