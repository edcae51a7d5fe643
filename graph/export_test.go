package graph_test

import (
	"bufio"
	"bytes"
	"context"
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
	"github.com/summitry/summitry/graph"
)

func encoded(query string) string { return "?query=" + url.QueryEscape(query) }

// Every operation can return a table if the client prefers one.
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
		mediaXLSX:                                 mediaXLSX,
		mediaXLSX + ";q=0.1, text/csv":            "text/csv; charset=utf-8",
	} {
		if _, header, _ := fetch(t, address, "Accept", accept); header.Get("Content-Type") != want ||
			header.Get("Vary") != "Accept" {
			t.Errorf("%s is answered with %s", accept, header.Get("Content-Type"))
		}
	}
	_, _, plain := fetch(t, address, "Accept", "text/csv")
	all, err := csv.NewReader(strings.NewReader(plain)).ReadAll()
	people := countOf(t, server, "people")
	if err != nil || len(all) != 1+people || strings.Join(all[0], " ") != "name country.name" {
		t.Errorf("%v: %d lines of\n%s", err, len(all), plain)
	}
	if _, _, marked := fetch(t, address+"&bom=1", "Accept", "text/csv"); marked != "\ufeff"+plain {
		t.Errorf("with a mark: %q", marked)
	}
	if _, _, lines := fetch(t, address, "Accept", "application/x-ndjson"); strings.Count(lines, "\n") != people ||
		!strings.Contains(lines, `{"name":"Wang","country.name":null}`) {
		t.Errorf("as NDJSON: %s", lines)
	}
	chosen := server + "/graphql" + encoded(`{ people { nodes { name } } topics { nodes { slug } } }`)
	if _, _, topics := fetch(t, chosen+"&rows=topics", "Accept", "text/csv"); !strings.HasPrefix(topics, "slug\r\n") {
		t.Errorf("topics: %s", topics)
	}
}

// Addresses of pages become links if the address of the server is given, also those of a list in one cell.
func TestTablesLink(t *testing.T) {
	server := serve(t)
	const query = `{ statements(filter: {speaker: ["xi-jinping"]}, first: 1) { nodes { slug url summit { url } topics {
		url } } } }`
	_, _, plain := fetch(t, server+"/graphql"+encoded(query), "Accept", "text/csv")
	_, _, linked := fetch(t, server+"/graphql"+encoded(query)+"&base=https://example.org/", "Accept", "text/csv")
	for _, path := range []string{"/statements/", "/events/", "/topics/"} {
		plain = strings.ReplaceAll(plain, path, "https://example.org"+path)
	}
	if linked != plain || strings.Count(linked, "https://") < 8 ||
		!strings.Contains(linked, " | https://example.org/topics/") {
		t.Errorf("%s\nwant\n%s", linked, plain)
	}
	if status, _, body := fetch(t, server+"/views/summits.csv?base=example.org"); status != http.StatusBadRequest ||
		!strings.Contains(body, "base must be the address of a server") {
		t.Errorf("an invalid base returns %d %s", status, body)
	}
}

// Errors before the first byte are HTTP errors.
func TestEarlyErrorsOfTables(t *testing.T) {
	server := serve(t)
	for _, c := range []struct{ query, want string }{
		{`{ people { nodes { name } } topics { nodes { slug } } }`, "rows=people or rows=topics"},
		{`{ people { nodes { nam } } }`, "nam"},
		{`{ people { nodes { name statements(first: 1) { nodes { slug } } } } }`,
			"people.statements has more than a page: send first: 100"},
		{`{ statements(filter: {said: {from: "2024-01-01", to: "2023-01-01"}}) { nodes { slug } } }`,
			"filter.said.from must not be after filter.said.to, got 2024-01-01 and 2023-01-01"},
		{`{ people(last: 3) { nodes { name } } }`,
			"last must not be sent for a table, which reads people from the start"},
	} {
		status, header, body := fetch(t, server+"/graphql"+encoded(c.query), "Accept", "text/csv")
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, c.want) ||
			header.Get("Content-Type") != "application/graphql-response+json; charset=utf-8" {
			t.Errorf("%s answers %d %s", c.query, status, body)
		}
	}
}

// Later errors abort the connection, so that an incomplete table is not mistaken for a complete one.
func TestLateErrorsAbortTables(t *testing.T) {
	server := serve(t)
	r, _ := http.NewRequest("GET",
		server+"/graphql"+encoded(`{ people(first: 1) { nodes { name statements(first: 8) { nodes { slug } } } } }`),
		nil)
	r.Header.Set("Accept", "text/csv")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusOK || !errors.Is(err, io.ErrUnexpectedEOF) ||
		!bytes.Contains(text, []byte("Derek Grossman")) || bytes.Contains(text, []byte("errors")) {
		t.Errorf("%s %v %s", response.Status, err, text)
	}
}

// If a fragment is used twice, the table continues one of its lists and leaves the other at its first page. A page size
// of 0 or null counts as none.
func TestTablesReadAllPages(t *testing.T) {
	server := serve(t)
	count := func(query, rows string) int {
		status, _, body := fetch(t, server+"/graphql"+encoded(query)+"&rows="+rows, "Accept", "application/x-ndjson")
		if status != http.StatusOK {
			t.Fatalf("%s answers %s", query, body)
		}
		return strings.Count(body, "\n")
	}
	const twice = `{ a: person(slug: "vladimir-putin") { ...F } b: person(slug: "narendra-modi") { ...F } }
		fragment F on Person { statements(first: 3) { totalCount nodes { slug } } }`
	const total = `{ person(slug: "vladimir-putin") { statements(first: 0) { totalCount } } }`
	want := int(at(get(t, server, total), "person.statements.totalCount").(float64))
	if n := count(twice, "a.statements"); n != want || n <= 3 {
		t.Errorf("%d of %d statements", n, want)
	}
	for _, query := range []string{`{ people(first: 0) { nodes { name } } }`,
		`query($n: Int) { people(first: $n) { nodes { name } } }`, `{ people(first: 1) { nodes { name } } }`} {
		if n, all := count(query, ""), countOf(t, server, "people"); n != all {
			t.Errorf("%s: %d of %d people", query, n, all)
		}
	}
}

// old sends a request over HTTP/1.0, as nginx does by default, and returns the raw response.
func old(t *testing.T, server, method, path string, headers ...string) (response *http.Response, body string) {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(server, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprintf(connection, "%s %s HTTP/1.0\r\n", method, path)
	for i := 0; i < len(headers); i += 2 {
		fmt.Fprintf(connection, "%s: %s\r\n", headers[i], headers[i+1])
	}
	fmt.Fprint(connection, "\r\n")
	sent := bufio.NewReader(connection)
	response, err = http.ReadResponse(sent, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if more, _ := io.ReadAll(sent); len(more) > 0 {
		t.Errorf("%s %s: %d bytes follow the answer", method, path, len(more))
	}
	return response, string(text)
}

// Over HTTP/1.0 a table of up to 1 MiB is the same as over HTTP/1.1, and has a Content-Length, so that clients notice
// a truncated one.
func TestTablesOverHTTP10(t *testing.T) {
	server := serve(t)
	all := graph.ViewsWithExamples(t)
	seen := map[int]int{}
	for _, v := range all {
		for _, extension := range []string{"csv", "ndjson"} {
			path := "/views/" + v.Name + "." + extension + "?" + v.Example.Encode()
			_, header, want := fetch(t, server+path, "Accept-Encoding", "identity")
			for _, method := range []string{"GET", "HEAD"} {
				response, got := old(t, server, method, path, "Accept-Encoding", "identity")
				status := http.StatusOK
				if len(want) > 1<<20 {
					status = http.StatusHTTPVersionNotSupported
				}
				if seen[response.StatusCode]++; response.StatusCode != status {
					t.Errorf("%s %s of %d bytes answers %s %.300s", method, path, len(want), response.Status, got)
				}
				different := response.ContentLength != int64(len(want)) || method == "GET" && got != want
				if status == http.StatusOK && different {
					t.Errorf("%s %s has %d bytes of %d (%v)", method, path, len(got), len(want), response.Header)
				}
				for _, name := range []string{"ETag", "Content-Type", "Content-Disposition", "Cache-Control"} {
					got, want := response.Header.Get(name), header.Get(name)
					if status == http.StatusOK && got != want {
						t.Errorf("%s %s has %s %q, and %q by HTTP/1.1", method, path, name, got, want)
					}
				}
			}
		}
	}
	if seen[http.StatusOK] < 100 {
		t.Errorf("the statuses are %v", seen)
	}
}

// Over HTTP/1.0 every error of a table is reported, since nothing is sent before the table is complete.
func TestErrorsOfTablesOverHTTP10(t *testing.T) {
	server := serve(t)
	const late = `{ people(first: 1) { nodes { name statements(first: 8) { nodes { slug } } } } }`
	for path, want := range map[string]string{
		encoded(late):                         "people.statements has more than a page",
		"/views/statements.csv?person=x":      `Unknown parameter \"person\" of the view statements`,
		encoded(`{ people { nodes { x } } }`): "x",
	} {
		for _, method := range []string{"GET", "HEAD"} {
			response, body := old(t, server, method, "/"+strings.TrimPrefix(path, "/"), "Accept", "text/csv")
			explained := method == "HEAD" || strings.Contains(body, want)
			status := http.StatusUnprocessableEntity
			if strings.HasPrefix(path, "/views/") {
				status = http.StatusBadRequest
			}
			if response.StatusCode != status || !explained || response.Header.Get("ETag") != "" {
				t.Errorf("%s %s answers %s %s", method, path, response.Status, body)
			}
		}
	}
	_, header, _ := fetch(t, server+"/views/summits.csv", "Accept-Encoding", "identity")
	held := []string{"Accept-Encoding", "identity", "If-None-Match", header.Get("ETag")}
	response, _ := old(t, server, "GET", "/views/summits.csv", held...)
	if response.StatusCode != http.StatusNotModified {
		t.Errorf("a conditional request is answered %s", response.Status)
	}
}

// A long list is refused over HTTP/1.0 once its table is too large, whatever the number of its pages, with what to do.
func TestLongTableOverHTTP10(t *testing.T) {
	server := serveFrom(t, wide(t, 10_000))
	const long = `{ topics { nodes { slug name a: name b: name c: name d: name e: name url } } }`
	response, body := old(t, server, "GET", "/"+encoded(long), "Accept", "text/csv")
	if response.StatusCode != http.StatusHTTPVersionNotSupported || strings.Contains(body, "topic-1,") ||
		!strings.Contains(body, "1048576 bytes") || !strings.Contains(body, "proxy_http_version 1.1") {
		t.Errorf("a long table returns %s %.200s", response.Status, body)
	}
	response, body = old(t, server, "GET", "/"+encoded(`{ topics { nodes { slug } } }`), "Accept", "text/csv")
	if lines := strings.Count(body, "\n"); response.StatusCode != http.StatusOK || lines != 10_001 {
		t.Errorf("a short table returns %s, %d lines", response.Status, lines)
	}
}

// wide creates a dataset of topics and nothing else.
func wide(t *testing.T, topics int) *sql.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "wide.db")
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background() // below one that can be cancelled, the driver starts a goroutine for each statement
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range []string{
		"BEGIN;" + data.Catalog.DDL,
		fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO topic "+
			"(id, slug, name, description, sort_key) SELECT i, 'topic-' || i, printf('Topic number %%d', i), '', "+
			"printf('%%08d', i) FROM n", topics),
		fmt.Sprintf("INSERT INTO dataset VALUES ('%s', '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "+
			"'', '', '', '', '', '', '', '', '', '[]', '[]')", data.Catalog.Format()),
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := data.Catalog.BuildIndexes(ctx, conn); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		t.Fatal(err)
	}
	opened, err := data.Catalog.Open(t.Context(), os.DirFS(filepath.Dir(file)), "wide.db")
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// A table of a hundred thousand rows is complete and in order, and takes no more memory at its end than at its start.
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
