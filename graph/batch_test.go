package graph_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

// serveQuotations serves the view check-a-quote, by GET and by POST.
func serveQuotations(t *testing.T) (address string, api *graph.API) {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	api = apiFrom(t, db)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /views/{file}", api.ServeView)
	mux.HandleFunc("POST /views/{file}", api.ServeQuotations)
	return startServer(t, mux) + "/views/check-a-quote", api
}

const threeInJSON = `[
	{"quote": "SCO members should … oppose external interference", "speaker": "xi-jinping"},
	{"quote": "Cold War mentality", "speaker": "Putn"},
	{"quote": "=1+1 is \u202e <script> \"x\", a | b", "speaker": null}
]`

const threeInCSV = "\ufeffnote,Speaker, quote \r\n" +
	"a,xi-jinping,SCO members should … oppose external interference\r\n" +
	"b, Putn ,Cold War mentality\r\n" +
	"\r\n" +
	"c,,\"=1+1 is \u202e <script> \"\"x\"\", a | b\"\r\n"

// A list of quotations is answered in its order, in each form, with errors in their places.
func TestQuotationsByPost(t *testing.T) {
	address, _ := serveQuotations(t)
	for media, body := range map[string]string{"application/json": threeInJSON, "text/csv; charset=utf-8": threeInCSV} {
		status, header, text := send(t, "POST", address, body, "Content-Type", media)
		var items []struct {
			Quote   string
			Speaker *string
			Data    map[string]any
			Errors  []struct {
				Message    string
				Extensions struct{ Code string }
			}
		}
		if err := json.Unmarshal([]byte(text), &items); err != nil || status != http.StatusOK || len(items) != 3 {
			t.Fatalf("%d %v: %s", status, err, text)
		}
		if header.Get("Cache-Control") != "no-store" || header.Get("ETag") != "" ||
			header.Get(graph.DatasetHeader) == "" {
			t.Errorf("the headers are %v", header)
		}
		if v := at(items[0].Data, "check.verdict"); v != "ABRIDGED" || *items[0].Speaker != "xi-jinping" {
			t.Errorf("the first is %v: %s", v, text)
		}
		if e := items[1].Errors; len(e) != 1 || items[1].Data != nil || e[0].Extensions.Code != "BAD_USER_INPUT" ||
			!strings.Contains(e[0].Message, "vladimir-putin") {
			t.Errorf("the second is %v", items[1])
		}
		if v := at(items[2].Data, "check.verdict"); v != "NOT_FOUND" || items[2].Speaker != nil ||
			items[2].Quote != "=1+1 is \u202e <script> \"x\", a | b" {
			t.Errorf("the third is %v", items[2])
		}
	}
}

// Each quotation of a batch has the data and the cells that GET returns for it.
func TestQuotationsByPostAsByGET(t *testing.T) {
	address, _ := serveQuotations(t)
	const parameters = "quote=SCO+members+should+%E2%80%A6+oppose+external+interference&speaker=xi-jinping"
	const base = "&base=https://example.org"
	_, _, one := fetch(t, address+".json?"+parameters+base)
	_, _, batch := send(t, "POST", address+".json?"+base[1:], threeInJSON)
	data, _, _ := strings.Cut(strings.TrimPrefix(one, "{"), `,"extensions"`)
	if !strings.Contains(batch, data) || !strings.Contains(data, `"url":"https://example.org/statements/`) {
		t.Errorf("GET answers\n%s\nand POST\n%s", data, batch)
	}
	_, _, one = fetch(t, address+".csv?"+parameters+base)
	status, header, batch := send(t, "POST", address+".csv?bom=1&fresh=1"+base, threeInJSON)
	rows := func(text string) [][]string {
		all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err, text)
		}
		return all
	}
	want, got := rows(one), rows(batch)
	if status != http.StatusOK || len(got) != 4 ||
		!strings.HasPrefix(batch, "\ufeffquote,speaker,error,check.verdict,") {
		t.Fatalf("%d: %s", status, batch)
	}
	for i := range want {
		if !slices.Equal(got[i][3:], want[i]) {
			t.Errorf("row %d by POST is\n%s\nand by GET\n%s", i, got[i], want[i])
		}
	}
	if !strings.Contains(got[2][2], "vladimir-putin") || strings.Join(got[2][3:], "") != "" {
		t.Errorf("the row of an unknown speaker is %s", got[2])
	}
	if !strings.HasPrefix(got[3][0], "'=1+1") ||
		!strings.Contains(header.Get("Content-Disposition"), "check-a-quote.csv") {
		t.Errorf("a formula is %s (%v)", got[3][0], header)
	}
	_, header, batch = send(t, "POST", address, threeInJSON, "Accept", "application/x-ndjson")
	lines := strings.Split(strings.TrimSpace(batch), "\n")
	if len(lines) != 3 || !json.Valid([]byte(lines[2])) ||
		!strings.HasPrefix(lines[1], `{"quote":"Cold War mentality",`) ||
		!strings.HasPrefix(header.Get("Content-Type"), "application/x-ndjson") {
		t.Errorf("NDJSON is %v\n%s", header, batch)
	}
}

// Spreadsheets of some countries separate cells by semicolons.
func TestQuotationsWithSemicolons(t *testing.T) {
	address, _ := serveQuotations(t)
	_, _, text := send(t, "POST", address, "quote;speaker\nCold War mentality, indeed;xi-jinping\nunity\n",
		"Content-Type", "text/csv")
	if strings.Count(text, `"verdict"`) != 2 || !strings.Contains(text, `"quote":"Cold War mentality, indeed"`) {
		t.Error(text)
	}
}

// What is wrong with a batch as a whole is an error that says what to send.
func TestInvalidQuotations(t *testing.T) {
	address, _ := serveQuotations(t)
	list := func(n int) string {
		return "[" + strings.TrimSuffix(strings.Repeat(`{"quote":"the"},`, n), ",") + "]"
	}
	for name, c := range map[string]struct {
		path, media, body string
		status            int
		want              string
	}{
		"100": {"", "application/json", list(100), 200, `"quote":"the"`},
		"101": {"", "application/json", list(101), 400, "at most 100 quotations, got 101"},
		"101 rows": {
			"", "text/csv", "quote\n" + strings.Repeat("the\n", 101), 400, "at most 100 quotations, got 101",
		},
		"none":    {"", "application/json", "[]", 400, "must not be empty"},
		"no rows": {"", "text/csv", "quote,speaker\n", 400, "must not be empty"},
		"128 KiB": {"", "application/json", fmt.Sprintf("%-*s", 128<<10, list(1)), 200, `"verdict"`},
		"more": {
			"", "application/json", fmt.Sprintf("%-*s", 128<<10+1, list(1)), 413, "at most 131072 bytes",
		},
		"an object": {"", "application/json", `{"quote":"the"}`, 400, "must be a JSON list"},
		"null":      {"", "application/json", `null`, 400, "must be a JSON list"},
		"two lists": {"", "application/json", `[][]`, 400, "must be a JSON list"},
		"a text":    {"", "application/json", `["the"]`, 400, "Item 1 must be an object"},
		"no quote": {
			"", "application/json", `[{"quote":"the"},{"speaker":"xi-jinping"}]`, 400, "Item 2 must be an object",
		},
		"a number": {"", "application/json", `[{"quote":1}]`, 400, "Item 1 must be an object"},
		"another key": {
			"", "application/json", `[{"quote":"the","author":"x"}]`, 400, "Item 1 must be an object",
		},
		"another column": {"", "text/csv", "quotation\nthe\n", 400, "must name the column quote"},
		"not a table":    {"", "text/csv", "quote\n\"the\n", 400, "is not CSV"},
		"an empty table": {"", "text/csv", "", 400, "is not CSV"},
		"Latin-1":        {"", "text/csv", "quote\ncaf\xe9\n", 400, "must be UTF-8"},
		"a form": {
			"", "application/x-www-form-urlencoded", "quote=the", 415, "application/json or text/csv",
		},
		"another charset":   {"", "text/csv; charset=latin1", "quote\nthe\n", 415, "in UTF-8"},
		"a quote elsewhere": {"?quote=the", "application/json", list(1), 400, `Unknown parameter "quote"`},
		"rows":              {"?rows=matches", "application/json", list(1), 400, `Unknown parameter "rows"`},
		"a format":          {".xml", "application/json", list(1), 404, "Unknown format"},
		"another dataset":   {"?dataset=0.0.1", "application/json", list(1), 409, "DATASET_MISMATCH"},
		"another site":      {"?base=javascript:x", "application/json", list(1), 400, "base"},
		"a long one": {
			"", "application/json", `[{"quote":"` + strings.Repeat("é", 1001) + `"}]`, 200,
			"at most 1000 characters, got 1001",
		},
		"a long name": {
			"", "application/json", `[{"quote":"the","speaker":"` + strings.Repeat("é", 201) + `"}]`, 200,
			"at most 200",
		},
		"an unpaired sequence": {"", "application/json", `[{"quote":"the \ud800"}]`, 200, `"data"`},
	} {
		status, header, text := send(t, "POST", address+c.path, c.body, "Content-Type", c.media)
		if status != c.status || !strings.Contains(strings.ReplaceAll(text, `\"`, `"`), c.want) {
			t.Errorf("%s: %d %.500s, want %d with %s", name, status, text, c.status, c.want)
		}
		if header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be stored", name)
		}
	}
	status, _, text := send(t, "POST", address, list(1), "Accept", "image/png")
	if status != http.StatusNotAcceptable || !strings.Contains(text, "image/png") {
		t.Errorf("a picture: %d %s", status, text)
	}
}

// When the time of a batch is over, the quotations that were not reached have errors in their places.
func TestTimeOfBatches(t *testing.T) {
	_, api := serveQuotations(t)
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	view := views.Find(api.Views(), graph.BatchView)
	checked, err := api.CheckQuotations(ctx, view, "", []graph.Quotation{{Quote: "unity"}, {Quote: "unity"}})
	if err != nil || len(checked) != 2 {
		t.Fatal(checked, err)
	}
	for _, c := range checked {
		if p := graph.ProblemOf(c.Error); p.Code != "TIMEOUT" || !strings.Contains(p.Message, "more than 5s") {
			t.Errorf("it is answered with %v", p)
		}
	}
}
