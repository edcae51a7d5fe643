package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// logged runs requests against a server with a JSON log, stops it, and returns the log and the line of each request by
// its id.
func logged(t *testing.T, requests func(address string), args ...string) (string, map[string]map[string]any) {
	t.Helper()
	c := command(t, append([]string{"-listen", "127.0.0.1:0", "-log", "json"}, args...)...)
	output := logOf(t, c)
	var log bytes.Buffer
	requests("http://" + addressIn(t, io.TeeReader(output, &log)))
	c.Process.Signal(os.Interrupt)
	if _, err := log.ReadFrom(output); err != nil {
		t.Fatal(err)
	}
	lines := map[string]map[string]any{}
	for line := range strings.Lines(log.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if id, _ := fields["request_id"].(string); fields["msg"] == "request" {
			if lines[id] != nil {
				t.Errorf("two requests have the id %s", id)
			}
			lines[id] = fields
		}
	}
	return log.String(), lines
}

// Each request is logged with its route and operation, also if the response comes from the cache, and the response has
// the id of its line.
func TestLogOfRequests(t *testing.T) {
	named := "query " + strings.Repeat("Versions", 10) + " { dataset { version } }"
	want := map[string]string{} // by id
	_, lines := logged(t, func(address string) {
		for path, line := range map[string]string{
			"/people/xi-jinping":      "/{folder}/{slug} <nil> 200",
			"/people/xi-jinping.json": "/{folder}/{slug} <nil> 200",
			"/people/nobody":          "/{folder}/{slug} <nil> 404",
			"/":                       "/{$} <nil> 200",
			"/no/such/page/at/all":    "/ <nil> 404",
			"/graphql?query=" + url.QueryEscape(named): "/graphql " + strings.Repeat("Versions", 8) + " 200",
			"/graphql?query={dataset{version}}":        "/graphql <nil> 200",
			"/graphql?query={":                         "/graphql <nil> 400",
			"/views/summits.csv":                       "/views/{name} Summits 200",
			"/people/":                                 " <nil> 308", // a middleware redirects
			"/healthz":                                 "GET /healthz <nil> 200",
			"/summitry.db":                             "GET /summitry.db <nil> 200",
		} {
			for range 3 {
				response, _ := roundTripOnly(t, address+path)
				id := response.Header.Get("X-Request-Id")
				if want[id] != "" {
					t.Errorf("%s has the id %s of another response", path, id)
				}
				want[id] = line
			}
		}
	})
	for id, line := range want {
		l := lines[id]
		if got := fmt.Sprint(l["route"], " ", l["operation"], " ", l["status"]); got != line {
			t.Errorf("a request has the route, operation and status %s, want %s", got, line)
		}
		if l["client"] != "127.0.0.1" || l["user_agent"] != "Go-http-client/1.1" || l["level"] != "INFO" {
			t.Errorf("unexpected client, user agent or level: %v", l)
		}
	}
}

// roundTripOnly sends a request and follows no redirect.
func roundTripOnly(t *testing.T, address string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return roundTrip(t, r)
}

// The log believes X-Forwarded-For and X-Request-Id only if the peer is trusted.
func TestLogOfTrustedProxies(t *testing.T) {
	for trust, want := range map[string]string{
		"127.0.0.0/8": "198.51.100.7", "10.0.0.0/8": "127.0.0.1", "": "127.0.0.1",
	} {
		var id string
		_, lines := logged(t, func(address string) {
			response, _ := send(t, "GET", address+"/healthz", "X-Forwarded-For", "203.0.113.9, 198.51.100.7",
				"X-Request-Id", "from-the-proxy")
			id = response.Header.Get("X-Request-Id")
		}, "-trust", trust)
		if believed := id == "from-the-proxy"; believed != (want == "198.51.100.7") || lines[id]["client"] != want {
			t.Errorf("with -trust %q the id is %q and the line %v, want the client %s", trust, id, lines[id], want)
		}
	}
}

// The log holds no query, variable, draft or quotation, at any level.
func TestLogIsDiscreet(t *testing.T) {
	const secret = "confiden"
	log, lines := logged(t, func(address string) {
		for _, path := range []string{
			"/graphql?query={" + secret + "}",
			"/graphql?query={statements(filter:{text:%22" + secret + "%22}){totalCount}}",
			"/graphql?query=query($q:String!){checkQuote(quote:$q){verdict}}&variables={%22q%22:%22" + secret + "%22}",
			"/graphql?query={" + secret + "&operationName=" + secret,
			"/check?quote=" + secret, "/search?words=" + secret,
			"/views/check-a-quote.json?quote=" + secret, "/views/check-a-quote?quote=" + secret,
			"/views/statements.csv?" + secret + "=1", "/about?base=https://" + secret + ".example",
		} {
			send(t, "GET", address+path, "Referer", "https://example.org/?q="+secret, "Authorization", secret)
		}
		for path, media := range map[string]string{
			"/check": "application/x-www-form-urlencoded", "/views/check-a-quote.json": "text/csv",
			"/graphql": "application/json",
		} {
			for _, body := range []string{
				secret, "draft=" + secret, "quote,speaker\n" + secret + "," + secret, `{"query":"{` + secret + `}"}`,
				`{"query":"query($q:String!){checkQuote(quote:$q){verdict}}","variables":{"q":"` + secret + `"}}`,
			} {
				response, err := http.Post(address+path, media, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				response.Body.Close()
			}
		}
	}, "-log-level", "debug")
	if len(lines) == 0 || strings.Contains(log, secret) {
		t.Errorf("the log of %d requests has the secret:\n%s", len(lines), log)
	}
}
