package conformance

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// A pinnedRoute is an address that accepts the parameter dataset.
type pinnedRoute struct {
	method, path, accept string
	isPage               bool // for people: another dataset is a banner, not an error
}

var pinnedRoutes = []pinnedRoute{
	{"GET", "/graphql?query={dataset{version}}", "application/json", false},
	{"GET", "/graphql?query={dataset{version}}", "application/graphql-response+json", false},
	{"GET", "/graphql?query={summits{nodes{slug}}}", "text/csv", false},
	{"GET", "/graphql?documentId=summits", "application/json", false},
	{"POST", "/graphql", "application/json", false},
	{"POST", "/graphql", "text/csv", false},
	{"GET", "/views", "application/json", false},
	{"GET", "/views/statements.csv?topic=sanctions", "", false},
	{"GET", "/views/statements.ndjson", "", false},
	{"GET", "/views/summits.json", "", false},
	{"GET", "/views/summits", "text/csv", false},
	{"GET", "/views/summits", "application/json", false},
	{"GET", "/summitry.db", "", false},
	{"GET", "/people/xi-jinping.json", "", false},
	{"GET", "/people/xi-jinping", "application/json", false},
	{"GET", "/statements/xi-cold-war-mentality.jsonld", "", false},
	{"GET", "/changes.json", "", false},
	{"GET", "/changes.atom", "", false},
	{"GET", "/", "text/html", true},
	{"GET", "/records", "text/html", true},
	{"GET", "/search?words=unity", "text/html", true},
	{"GET", "/changes?version=0.4.0", "text/html", true},
	{"GET", "/views", "text/html", true},
	{"GET", "/views/statements?topic=sanctions", "text/html", true},
	{"GET", "/views/member-states-on-a-day", "text/html", true},
	{"GET", "/statements/xi-cold-war-mentality", "text/html", true},
	{"GET", "/documents/eurasian-security-club", "text/html", true},
}

// send requests the route, with the parameter dataset once for each value.
func (p pinnedRoute) send(t *testing.T, address string, values []string, headers ...string) (*http.Response, string) {
	t.Helper()
	to, separator := "http://"+address+p.path, "?"
	if strings.Contains(to, "?") {
		separator = "&"
	}
	if len(values) > 0 {
		to += separator + url.Values{"dataset": values}.Encode()
	}
	var r *http.Request
	var err error
	if p.method == "POST" {
		r, err = http.NewRequest("POST", to, strings.NewReader(`{"query": "{ summits { nodes { slug } } }"}`))
	} else {
		r, err = http.NewRequest("GET", to, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if p.accept != "" {
		r.Header.Set("Accept", p.accept)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, body := roundTrip(t, r)
	return response, string(body)
}

// datasetAt returns the version and the digest of the dataset of a server.
func datasetAt(t *testing.T, address string) (version, digest string) {
	t.Helper()
	var result struct {
		Data struct {
			Dataset struct{ Version, SHA256 string }
		}
	}
	body := fetch(t, "http://"+address+"/graphql?query={dataset{version,sha256}}")
	if err := json.Unmarshal([]byte(body), &result); err != nil {
		t.Fatal(err)
	}
	return result.Data.Dataset.Version, result.Data.Dataset.SHA256
}

// An address with the parameter dataset has an answer from that dataset, or 409. A page has the current record instead.
// Each answer names the dataset that it is from.
func TestPinned(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-url", "https://example.org/summitry"}, {"-cache", "0"}} {
		_, address := start(t, args...)
		version, digest := datasetAt(t, address)
		changedEnd := digest[:63] + map[bool]string{true: "1", false: "0"}[digest[63] == '0']
		for _, route := range pinnedRoutes {
			for _, value := range []string{version, digest[:12], digest, strings.ToUpper(digest)} {
				route.expectSame(t, address, value)
			}
			for _, value := range []string{"0.0.1", "99.0.0", "0" + version, "aaaaaaaaaaaa", changedEnd} {
				route.expectOther(t, address, value)
			}
			for _, value := range []string{
				"", "x", "0.4", "v" + version, " " + version, digest[:11], digest + "0", digest[:11] + "g", "latest",
			} {
				const want = "dataset must be a version such as %s or the first 12 to 64 digits of a digest, got %.64q"
				route.expectInvalid(t, address, []string{value}, fmt.Sprintf(want, version, value))
			}
			route.expectInvalid(t, address, []string{version, version}, "dataset must be sent once, got 2 values")
			response, _ := route.send(t, address, nil)
			want := fmt.Sprintf("%q; sha256=%q", version, digest)
			if got := response.Header.Get("Summitry-Dataset"); got != want {
				t.Errorf("%v names the dataset %s, want %s", route, got, want)
			}
		}
	}
}

// expectSame expects the answer without the parameter, as cacheable as that.
func (p pinnedRoute) expectSame(t *testing.T, address, value string) {
	t.Helper()
	plain, want := p.send(t, address, nil)
	response, body := p.send(t, address, []string{value})
	if p.isPage {
		line := `<p class="note">Cited from dataset ` + value + ", which this server still has.</p>\n"
		body = strings.Replace(body, line, "", 1)
	}
	if response.StatusCode != http.StatusOK || body != want {
		t.Errorf("%v with %s answers %s %.300s", p, value, response.Status, body)
	}
	tag, lifetime := response.Header.Get("ETag"), response.Header.Get("Cache-Control")
	if lifetime != plain.Header.Get("Cache-Control") || (tag == "") != (p.method == "POST") {
		t.Errorf("%v with %s has the headers %v", p, value, response.Header)
	}
	if tag == "" {
		return
	}
	again, _ := p.send(t, address, []string{value}, "If-None-Match", tag)
	if again.StatusCode != http.StatusNotModified || again.Header.Get("Summitry-Dataset") == "" {
		t.Errorf("%v with %s and its tag answers %s %v", p, value, again.Status, again.Header)
	}
}

// pinnedLink matches a link that names a dataset.
var pinnedLink = regexp.MustCompile(` (?:href|src|action)="[^"]*dataset=`)

// expectOther expects 409, under any condition, or a page with a banner.
func (p pinnedRoute) expectOther(t *testing.T, address, value string) {
	t.Helper()
	plain, want := p.send(t, address, nil)
	if p.isPage {
		response, body := p.send(t, address, []string{value})
		from, banner := strings.Index(body, `<section class="cited"`), "</section>\n"
		if response.StatusCode != http.StatusOK || from < 0 {
			t.Errorf("%v with %s answers %s without a banner", p, value, response.Status)
			return
		}
		to := from + strings.Index(body[from:], banner) + len(banner)
		if rest := body[:from] + body[to:]; rest != want || pinnedLink.MatchString(body) {
			t.Errorf("%v with %s has another page below the banner, or pinned links", p, value)
		}
		return
	}
	for _, headers := range [][]string{
		nil, {"If-None-Match", plain.Header.Get("ETag")}, {"If-None-Match", "*"}, {"Range", "bytes=0-9"},
	} {
		response, body := p.send(t, address, []string{value}, headers...)
		if response.StatusCode != http.StatusConflict || !strings.Contains(body, `"code":"DATASET_MISMATCH"`) ||
			!strings.Contains(body, value) || !strings.Contains(body, "omit dataset for the current answer") {
			t.Errorf("%v with %s and %v answers %s %.300s", p, value, headers, response.Status, body)
		}
		if response.Header.Get("Cache-Control") != "no-store" || response.Header.Get("ETag") != "" {
			t.Errorf("%v with %s may be stored: %v", p, value, response.Header)
		}
	}
}

func (p pinnedRoute) expectInvalid(t *testing.T, address string, values []string, want string) {
	t.Helper()
	response, body := p.send(t, address, values)
	if !p.isPage {
		var result struct{ Errors []struct{ Message string } }
		if err := json.Unmarshal([]byte(body), &result); err != nil || len(result.Errors) != 1 {
			t.Errorf("%v with %q answers %s %.300s", p, values, response.Status, body)
			return
		}
		body = result.Errors[0].Message
	}
	body = strings.ReplaceAll(body, "&#34;", `"`)
	if response.StatusCode != http.StatusBadRequest || response.Header.Get("Cache-Control") != "no-store" ||
		!strings.Contains(body, want) {
		t.Errorf("%v with %q answers %s %.300s", p, values, response.Status, body)
	}
}

// A client cannot use the answer of one dataset for an address that is pinned to another, even if it holds its tag.
func TestPinnedAfterARelease(t *testing.T) {
	_, before := start(t)
	version, digest := datasetAt(t, before)
	_, after := start(t, "-database", newRelease(t, "98.7.6", strings.Repeat("ab", 32)))
	for _, route := range pinnedRoutes {
		if route.isPage {
			continue
		}
		for _, value := range []string{version, digest[:12]} {
			first, _ := route.send(t, before, []string{value})
			second, body := route.send(t, after, []string{value}, "If-None-Match", first.Header.Get("ETag"))
			if second.StatusCode != http.StatusConflict || !strings.Contains(body, value) ||
				!strings.Contains(body, "this server has version 98.7.6 with the digest abababababab…") {
				t.Errorf("%v with %s answers %s %s", route, value, second.Status, body)
			}
		}
	}
}

// newRelease writes a copy of the dataset with another version and digest, and returns its path.
func newRelease(t *testing.T, version, digest string) string {
	t.Helper()
	content, err := os.ReadFile("../data/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "release.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE dataset SET version = ?, sha256 = ?", version, digest); err != nil {
		t.Fatal(err)
	}
	return path
}
