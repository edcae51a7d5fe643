package conformance

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph/exec"
)

// countedAs maps the constants of SECURITY.md to the values of the label limit of summitry_operations_refused_total, or
// to the reason why no request is counted.
var countedAs = map[string]string{
	"MaxQuery": "bytes", "MaxTokens": "tokens", "MaxName": "name", "MaxDepth": "depth", "MaxInspection": "depth",
	"MaxAliases": "aliases", "MaxDirectives": "directives", "MaxRepeats": "repeats", "MaxOperations": "operations",
	"MaxFragments": "fragments", "MaxSpreads": "spreads", "MaxSelections": "selections", "MaxRecords": "records",
	"MaxChecks": "checks", "MaxKeys": "keys", "MaxTypes": "types", "MaxOwned": "result", "MaxWaiting": "result",
	"MaxValues": "result", "MaxText": "result", "MaxBase": "base", "MaxTime": "time", "MaxQuote": "quotation",
	"MaxSpeaker": "speaker", "MaxQuotations": "quotations", "MaxDraft": "body", "MaxBody": "body",
	"MaxBufferedTable": "http10_table", "MaxCells": "cells", "MaxCellText": "cell_text",
	"MaxWorkbookTime": "workbook_time", "MaxAddressBytes": "address", "ReadTimeout": "body_time",

	"MaxErrors": shortens, "MaxCandidates": shortens, "MaxMatches": shortens,
	"MaxHeaderBytes":    "Go's HTTP server answers before there is a request",
	"ReadHeaderTimeout": "the connection is closed before there is a request",
	"WriteTimeout":      connectionClosed, "DownloadTimeout": connectionClosed,
	"IdleTimeout":    "the connection is closed between requests",
	"MaxConnections": "`summitry_http_connections_evicted_total` counts the closed connections",
	"ConnectTimeout": ofReleases, "FetchTimeout": ofReleases, "MaxRedirects": ofReleases, "MaxInMemory": ofReleases,
	"StartTimeout": "the program ends", "MaxFiles": doesNotStart, "MaxFileBytes": doesNotStart,
	"MaxNodes":    doesNotStart,
	"NodeTimeout": ofNodes, "StatementTimeout": ofNodes, "MaxAnswer": ofNodes, "MaxStale": ofNodes,
	"MaxReplayed": ofNodes,
}

const (
	doesNotStart     = "the program does not start"
	ofNodes          = "another node of the cluster is asked, or the response has status 503"
	shortens         = "the response is shorter"
	connectionClosed = "the connection is closed while the response is sent"
	ofReleases       = "`summitry_release_failures_total` counts them"
)

// timed lists the labels of refusals that depend on the speed of the machine and on its load. Other tests provoke them.
var timed = []string{"time", "workbook_time", "body_time", "queue", "wait"}

// docs/settings.md says of each limit in SECURITY.md how refusals are counted.
func TestDocsOfRefusals(t *testing.T) {
	rows := map[string][]string{}
	for constant := range limits {
		if countedAs[constant] == "" {
			t.Errorf("countedAs lacks %s", constant)
		}
		rows[countedAs[constant]] = append(rows[countedAs[constant]], "`"+constant+"`")
	}
	docs, err := os.ReadFile("../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	for how, constants := range rows {
		slices.Sort(constants)
		if !strings.Contains(how, " ") {
			how = "`" + how + "`"
		}
		row := fmt.Sprintf("| %s | %s |\n", how, strings.Join(constants, ", "))
		if !strings.Contains(string(docs), row) {
			t.Errorf("docs/settings.md lacks this row:\n%s", row)
		}
	}
}

func repeated(n int, text string) string {
	var all strings.Builder
	for i := range n {
		all.WriteString(strings.ReplaceAll(text, "%d", fmt.Sprint(i)))
	}
	return all.String()
}

// A request that a limit refuses is counted once by the name of the limit.
func TestRefusalsAreCounted(t *testing.T) {
	address, metrics := startMetered(t, command(t, "-listen", "127.0.0.1:0", "-metrics", ":0"))
	nested := `{statements(first:38){nodes{occasion{statements(first:38){nodes{%s}}}}}}`
	const rows = `{statements(first:%d){nodes{occasion{statements(first:%d){nodes{occasion{statements(first:%d){` +
		`nodes{%s}}}}}}}}}`
	spread := "{" + strings.Repeat("...f ", 60) + "} fragment f on Query{%s}"
	queries := map[string]string{
		"bytes":  "{" + strings.Repeat(" ", exec.MaxQuery) + "__typename}",
		"tokens": "{" + strings.Repeat("a ", 2100) + "}",
		"name":   "{" + strings.Repeat("a", 101) + "}", "depth": strings.Repeat("{a", 20) + strings.Repeat("}", 20),
		"aliases":    "{" + repeated(31, " a%d:__typename") + "}",
		"directives": "{__typename" + strings.Repeat(" @skip(if:false)", 31) + "}",
		"repeats":    "{" + strings.Repeat(" __typename", 31) + "}",
		"operations": repeated(11, "query q%d{__typename} "),
		"fragments":  "{...f0}" + repeated(31, " fragment f%d on Query{__typename}"),
		"spreads":    "{" + strings.Repeat(" ...f", 61) + "} fragment f on Query{__typename}",
		"selections": fmt.Sprintf(spread, "nodes(ids:["+strings.Repeat("A ", 400)+"]){id}"),
		"records":    fmt.Sprintf(rows, 100, 100, 100, "id"),
		"checks":     "{" + repeated(6, ` c%d:checkQuote(quote:"unity %d"){verdict}`) + "}",
		"keys": fmt.Sprintf(nested, `speakers{agent{statements(first:12){nodes{`+
			repeated(30, strings.Repeat("b", 90)+"%d:__typename ")+`}}}}`),
		"types":     "{" + repeated(30, " a%d:__schema{types{fields{type{fields{name}}}}}") + "}",
		"result":    fmt.Sprintf(rows, 50, 20, 15, repeated(30, " t%d:text")),
		"quotation": `{checkQuote(quote:"` + strings.Repeat("unity ", 200) + `"){verdict}}`,
		"speaker":   `{checkQuote(quote:"unity" speaker:"` + strings.Repeat("a", 201) + `"){verdict}}`,
		"base":      `{statements(first:1){nodes{cite(base:"https://` + strings.Repeat("a", 200) + `.org")}}}`,
	}
	for name, query := range queries {
		body := fmt.Sprintf(`{"query":%q}`, query)
		expectCount(t, metrics, name, func() { post(t, address+"/graphql", "application/json", body) })
	}
	list := "[" + strings.TrimSuffix(strings.Repeat(`{"quote":"unity"},`, 101), ",") + "]"
	draft := "quote=" + strings.Repeat("%E2%80%9Cunity%E2%80%9D+", 101)
	large := strings.Repeat(" ", 1<<17) + "{}"
	for _, c := range []struct{ name, path, media, body string }{
		{"quotations", "/views/check-a-quote", "application/json", list},
		{"quotations", "/check", "application/x-www-form-urlencoded", draft},
		{"body", "/graphql", "application/json", large}, {"body", "/check", "application/x-www-form-urlencoded", large},
		{"body", "/views/check-a-quote", "application/json", large}, {"body", "/mcp", "application/json", large},
	} {
		expectCount(t, metrics, c.name, func() { post(t, address+c.path, c.media, c.body) })
	}
	long := "base=https://" + strings.Repeat("a", 200) + ".org"
	table := "/graphql?query=" + url.QueryEscape(fmt.Sprintf(rows, 1, 100, 100, repeated(30, " t%d:slug")))
	cells := "/graphql?query=" + url.QueryEscape(fmt.Sprintf(rows, 1, 26, 26,
		"occasion{statements(first:26){nodes{"+repeated(10, " t%d:slug")+"}}}"))
	texts := "/graphql?query=" + url.QueryEscape(fmt.Sprintf(rows, 1, 26, 26, repeated(30, " t%d:text")))
	const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	for _, c := range []struct{ name, path, accept string }{
		{"base", "/views/statements.csv?" + long, ""}, {"base", "/people/xi-jinping?" + long, ""},
		{"address", "/views/statements?" + strings.Repeat("a", 1<<14), ""},
		{"cells", cells, xlsx}, {"cell_text", texts, xlsx},
	} {
		expectCount(t, metrics, c.name, func() { send(t, "GET", address+c.path, "Accept", c.accept) })
	}
	expectCount(t, metrics, "http10_table", func() {
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "GET %s HTTP/1.0\r\nAccept: text/csv\r\n\r\n", table)
		if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
			t.Error(err)
		}
	})
	_, samples := scrape(t, metrics)
	for _, name := range countedAs {
		if count := samples[refusals(name)]; !strings.Contains(name, " ") &&
			(count == "" || (count == "0") != slices.Contains(timed, name)) {
			t.Errorf("%s has the count %q", name, count)
		}
	}
}

func refusals(limit string) string { return `summitry_operations_refused_total{limit="` + limit + `"}` }

// expectCount fails unless a request adds one to the refusals by a limit, and to no others.
func expectCount(t *testing.T, metrics, limit string, request func()) {
	t.Helper()
	_, before := scrape(t, metrics)
	request()
	_, after := scrape(t, metrics)
	for name, count := range after {
		if !strings.HasPrefix(name, "summitry_operations_refused_total") {
			continue
		}
		changed, want := count != before[name], name == refusals(limit)
		if changed != want {
			t.Errorf("%s: %s was %s and is %s", limit, name, before[name], count)
		}
	}
}

func post(t *testing.T, address, media, body string) {
	t.Helper()
	r, err := http.NewRequest("POST", address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", media)
	r.Header.Set("Accept", "application/json, text/event-stream;q=0.5, text/html;q=0.5")
	roundTrip(t, r)
}
