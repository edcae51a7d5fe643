package graph_test

import (
	"encoding/csv"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph"
)

var update = flag.Bool("update", false, "write what the views answer now into testdata/views")

// fetch gets an address of a server that serves views.
func fetch(t testing.TB, address string, headers ...string) (status int, header http.Header, body string) {
	t.Helper()
	return send(t, "GET", address, "", headers...)
}

// rows=citations on a view of statements has one row for each passage, with its statement, field, place and article.
func TestPassagesOfStatementsAsRows(t *testing.T) {
	url := serve(t)
	status, _, body := fetch(t, url+"/views/statements.csv?rows=citations")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if status != http.StatusOK || err != nil {
		t.Fatalf("%d %v: %s", status, err, body)
	}
	const columns = "slug url citations.property citations.exact citations.start citations.end " +
		"citations.document.name citations.document.fileName citations.document.language"
	if got := strings.Join(rows[0], " "); got != columns {
		t.Errorf("the columns are %s", got)
	}
	var want []string
	statements := at(get(t, url, `{ statements(first: 100) { nodes { slug citations { property exact } } } }`),
		"statements.nodes").([]any)
	for _, s := range statements {
		for _, c := range at(s, "citations").([]any) {
			property, _ := at(c, "property").(string)
			want = append(want, at(s, "slug").(string)+" "+property+" "+at(c, "exact").(string))
		}
	}
	var got []string
	for _, row := range rows[1:] {
		got = append(got, row[0]+" "+row[2]+" "+row[3])
	}
	if len(got) <= len(statements) || !slices.Equal(got, want) {
		t.Errorf("%d rows of %d statements, want %d:\n%s", len(got), len(statements), len(want),
			strings.Join(got, "\n"))
	}
}

// A row of sources names the publisher, or says that none is printed.
func TestSourcesNamePublishers(t *testing.T) {
	documents := at(get(t, serve(t), `{ documents(first: 100) { nodes { slug publisher publisherNote } } }`),
		"documents.nodes").([]any)
	for _, d := range documents {
		if at(d, "publisher") == nil && at(d, "publisherNote") == nil {
			t.Errorf("%s has neither a publisher nor a publisherNote", at(d, "slug"))
		}
	}
	if len(documents) == 0 {
		t.Error("no documents")
	}
}

// Every view returns the stored table for its example, and the same data as JSON and as NDJSON. go test ./graph -run
// Views -update renews the tables.
func TestViews(t *testing.T) {
	url := serve(t)
	all := graph.ViewsWithExamples(t)
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			ask := func(extension string) string {
				status, _, body := fetch(t, url+"/views/"+v.Name+"."+extension+"?"+v.Example.Encode())
				if status != http.StatusOK || strings.Contains(body, `"errors"`) {
					t.Fatalf("%s answers %d %s", extension, status, body)
				}
				return body
			}
			table := ask("csv")
			rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) < 2 {
				t.Errorf("the example has no rows: %s", table)
			}
			if lines := strings.Count(ask("ndjson"), "\n"); lines != len(rows)-1 {
				t.Errorf("%d lines of NDJSON and %d rows of CSV", lines, len(rows)-1)
			}
			ask("json")
			golden := filepath.Join("testdata/views", v.Name+".csv")
			if *update {
				if err := os.WriteFile(golden, []byte(table), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || string(want) != table {
				t.Errorf("%s answers\n%s\nwant\n%s(%v)", v.Name, table, want, err)
			}
		})
	}
}

// An error in the address of a view names the parameter and says what to send instead.
func TestInvalidParametersOfViews(t *testing.T) {
	url := serve(t)
	for _, c := range []struct {
		address string
		status  int
		want    string
	}{
		{"statment.csv", 404, `Unknown view \"statment\": use one of annotations,`},
		{"statements", 404, "statements.json, statements.csv, statements.ndjson or statements.xlsx"},
		{"statements.xml", 404, "statements.json, statements.csv, statements.ndjson or statements.xlsx"},
		{"statements.csv?speakr=x", 400,
			`Unknown parameter \"speakr\" of the view statements: use one of speaker, country,`},
		{"summits.csv?day=2023-01-01", 400, `Unknown parameter \"day\" of the view summits: use one of first, after`},
		{"statements.csv?kind=direct", 400, `kind must be one of DIRECT, MIXED, PARAPHRASE, got \"direct\"`},
		{"member-states-on-a-day.csv", 400, "day is missing: send it as a parameter"},
		{"member-states-on-a-day.json?day=yesterday", 400, `day must be a date as YYYY-MM-DD, got \"yesterday\"`},
		{"member-states-on-a-day.csv?day=2023-02-30", 400, `got \"2023-02-30\", a day that does not exist`},
		{"road-to-membership.csv?state=iran&state=india", 400, "state must be sent once, got 2 values"},
		{"timeline.csv?from=2024-01-01&to=2023-01-01", 400,
			"from must not be after to, got 2024-01-01 and 2023-01-01: swap them"},
		{"statements.json?first=500", 400, "first must be between 0 and 100, got 500"},
		{"statements.csv?topic=%zz", 400, "The query string of the URL is malformed"},
		{"statements.csv?topic=sanctions;kind=DIRECT", 400, "percent-encode"},
		{"statements.csv?rows=people", 400,
			"rows must be the path of a list in the operation, one of statements, statements.speakers, " +
				"statements.quotedSpans, "},
	} {
		status, header, body := fetch(t, url+"/views/"+c.address)
		if status != c.status || !strings.Contains(body, c.want) ||
			!strings.HasPrefix(header.Get("Content-Type"), "application/json") {
			t.Errorf("%s answers %d %s, want %d %s", c.address, status, body, c.status, c.want)
		}
		if code := `"code":"NOT_FOUND"`; strings.Contains(body, code) != (c.status == http.StatusNotFound) {
			t.Errorf("%s answers %d with %s", c.address, status, body)
		}
	}
}

// Parameters that others add to a link do not change the response. Unknown parameters are still errors: a misspelt
// filter must never return all rows.
func TestAppendedParameters(t *testing.T) {
	url := serve(t)
	const view = "/views/statements.csv?topic=sanctions"
	_, _, want := fetch(t, url+view)
	for _, appended := range []string{
		"utm_source=mail", "utm_anything=", "fbclid=IwAR0", "gclid=a&gclid=b", "dclid=1", "msclkid=1", "igshid=1",
		"mc_cid=1&mc_eid=2", "_=1700000000", "t=1700000000", "ts=1", "fresh=2026-01-01T00:00", "fresh",
		"utm_source=a&utm_medium=b&fbclid=c&t=1",
	} {
		if status, _, got := fetch(t, url+view+"&"+appended); status != http.StatusOK || got != want {
			t.Errorf("with %s: %d %.300s", appended, status, got)
		}
		if status, _, body := fetch(t, url+"/views/summits.json?"+appended); status != http.StatusOK {
			t.Errorf("with %s: %d %s", appended, status, body)
		}
	}
	for _, other := range []string{
		"person=xi-jinping", "utm=1", "utmsource=1", "FBCLID=1", "T=1", "tt=1", "__=1", "=1", "fresh_=1", "page=2",
	} {
		status, _, body := fetch(t, url+view+"&"+other)
		listed := strings.Contains(body, "one of speaker, country, organization, occasion, topic, document, kind")
		if status != http.StatusBadRequest || !listed {
			t.Errorf("with %s: %d %.300s", other, status, body)
		}
	}
}

// A parameter may be repeated if the type of its variable is a list.
func TestListsInViews(t *testing.T) {
	url := serve(t)
	count := func(query string) int {
		_, _, body := fetch(t, url+"/views/statements.ndjson?"+query)
		return strings.Count(body, "\n")
	}
	if direct, mixed, both := count("kind=DIRECT"), count("kind=MIXED"),
		count("kind=DIRECT&kind=MIXED"); direct+mixed != both || direct == 0 || mixed == 0 {
		t.Errorf("%d and %d make %d", direct, mixed, both)
	}
}
