package graph_test

import (
	"encoding/csv"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/summitry/summitry/views"
)

var update = flag.Bool("update", false, "write what the views answer now into testdata/views")

// fetch gets an address of a server that serves views.
func fetch(t testing.TB, address string, headers ...string) (status int, header http.Header, body string) {
	t.Helper()
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(text)
}

// Every view answers its example with the table that is kept, and the same as JSON and as NDJSON. go test ./graph -run Views
// -update renews the tables.
func TestViews(t *testing.T) {
	url := serve(t)
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
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
				t.Errorf("%s answers\n%s\nand not\n%s(%v)", v.Name, table, want, err)
			}
		})
	}
}
