package pages_test

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/pages"

	_ "modernc.org/sqlite"
)

// serve serves the pages of the dataset in a folder, and returns the address.
func serve(t *testing.T, folder string) string {
	t.Helper()
	return serveAt(t, folder, "")
}

// serveAt is like serve with a public address.
func serveAt(t *testing.T, folder, site string) string {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS(folder), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	api, err := graph.New(t.Context(), store.New(db), log)
	if err != nil {
		t.Fatal(err)
	}
	api.ServeAt(site)
	mux := http.NewServeMux()
	mux.Handle("/graphql", api)
	handler, err := pages.Handler(api, log)
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/", handler)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		server.Close()
		db.Close()
	})
	return server.URL
}

// get sends a GET request and does not follow redirects.
func get(t *testing.T, address string, headers ...string) (response *http.Response, body string) {
	t.Helper()
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(headers); i += 2 {
		r.Header.Set(headers[i-1], headers[i])
	}
	response, err = http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

// ask runs an operation and returns its data.
func ask(t *testing.T, server, query string) map[string]any {
	t.Helper()
	_, body := get(t, server+"/graphql?query="+url.QueryEscape(query))
	var answer struct{ Data map[string]any }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Data == nil {
		t.Fatalf("%s answers %s (%v)", query, body, err)
	}
	return answer.Data
}

// elements returns all elements of a page.
func elements(t *testing.T, page string) []*html.Node {
	t.Helper()
	document, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range document.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// No link is broken. Every page has a title, one h1, unique ids, named tables and a strict content security policy.
func TestEveryLink(t *testing.T) {
	server := serve(t, "../data")
	queue, from, tables := []string{"/"}, map[string]string{"/": ""}, 0
	files := map[string]bool{}
	for i := 0; i < len(queue); i++ {
		address := queue[i]
		response, body := get(t, server+address, "Accept", "text/html")
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s, linked from %s, returns %s", address, from[address], response.Status)
			continue
		}
		if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
			continue
		}
		headings, identified := 0, map[string]bool{}
		all := elements(t, body)
		tables += namesTables(t, address, all)
		for _, e := range all {
			if id := attribute(e, "id"); id != "" && identified[id] {
				t.Errorf("%s has the id %s twice", address, id)
			} else {
				identified[id] = true
			}
			if e.Data == "h1" {
				headings++
			}
			if attribute(e, "style") != "" || e.Data == "style" || isInlineScript(e) {
				t.Errorf("%s violates its content security policy: %s", address, e.Data)
			}
			for _, name := range []string{"href", "src"} {
				to, _, _ := strings.Cut(attribute(e, name), "#")
				served := strings.HasPrefix(to, "/playground") || to == "/schema.graphql" || to == "/summitry.db"
				// Other tests cover the formats of the same results. A file is fetched with one set of parameters.
				path, _, _ := strings.Cut(to, "?")
				form := strings.Contains(to, "json") || files[path]
				files[path] = strings.Contains(path, ".")
				// Facets of a list lead to lists with more and more conditions.
				narrowed := attribute(e, "rel") == "nofollow" && strings.HasPrefix(address, "/views/")
				if _, seen := from[to]; strings.HasPrefix(to, "/") && !seen && !served && !form && !narrowed {
					queue, from[to] = append(queue, to), address
				}
			}
		}
		title := body[strings.Index(body, "<title>")+7 : strings.Index(body, "</title>")]
		if title == "" || headings != 1 {
			t.Errorf("%s has the title %q and %d h1", address, title, headings)
		}
		if strings.Contains(body, "no value") || strings.Contains(body, "map[") || strings.Contains(body, "%!") {
			t.Errorf("%s shows internals of the program", address)
		}
		policy := "default-src 'none'"
		if strings.HasSuffix(address, "/embed") {
			policy = "frame-ancestors *; default-src 'none'"
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "ETag": `"`, "Cache-Control": "public",
		} {
			if !strings.HasPrefix(response.Header.Get(name), want) {
				t.Errorf("%s has %s %q", address, name, response.Header.Get(name))
			}
		}
	}
	if len(queue) < 600 || tables < 100 {
		t.Errorf("only %d addresses are linked, with %d tables", len(queue), tables)
	}
}

// isInlineScript reports whether an element is a script that a page contains. JSON-LD is data, which browsers do not
// run.
func isInlineScript(e *html.Node) bool {
	return e.Data == "script" && attribute(e, "src") == "" && attribute(e, "type") != "application/ld+json"
}

// onePageEach lists one address of each kind of page, with its canonical address if that differs.
var onePageEach = map[string]string{
	"/": "", "/records": "", "/views": "", "/search?words=unity": "", "/changes": "",
	"/people/xi-jinping": "", "/organizations/sco": "",
	"/events/sco-summit-2024": "", "/statements/xi-cold-war-mentality": "", "/topics/sanctions": "",
	"/documents/eurasian-security-club": "", "/memberships/sco-iran-observer": "", "/discrepancies/sco-founders": "",
	"/annotations/cold-war-mentality": "", "/citations/3ff8c1de404f": "",
	"/countries/iran?utm_source=x":            "/countries/iran",
	"/views/statements?bom=1&topic=sanctions": "/views/statements?topic=sanctions",
	"/views/country":                          "/views/country?id=country%3Arussia&rows=node.memberships",
}

func withParameter(address, parameter string) string {
	if strings.Contains(address, "?") {
		return address + "&" + parameter
	}
	return address + "?" + parameter
}

// Behind a proxy that strips a path, every link, form and file of a page is under that path, and addresses to read and
// copy are absolute.
func TestPagesUnderAPath(t *testing.T) {
	const own = "https://example.org/summitry"
	server := serveAt(t, "../data", own)
	for address, canonical := range onePageEach {
		response, body := get(t, server+address, "Accept", "text/html")
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s answers %s", address, response.Status)
		}
		for _, e := range elements(t, body) {
			for _, name := range []string{"href", "src", "action"} {
				if to := attribute(e, name); strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "/summitry/") {
					t.Errorf("%s redirects to %s", address, to)
				}
			}
		}
		if want := own + cmp.Or(canonical, address); canonicalOf(t, body) != want {
			t.Errorf("%s has the canonical address %s, want %s", address, canonicalOf(t, body), want)
		}
		_, based := get(t, server+withParameter(address, "base=https://other.example"), "Accept", "text/html")
		if canonicalOf(t, based) != canonicalOf(t, body) {
			t.Errorf("a client changes the canonical address of %s to %s", address, canonicalOf(t, based))
		}
	}
	_, statement := get(t, server+"/statements/xi-cold-war-mentality")
	if n := strings.Count(statement, own+"/statements/xi-cold-war-mentality"); n != 14 {
		// one in three of the forms and two in the HTML form, three in metadata, og:url, a canonical link, one in
		// JSON-LD, and three to share and embed
		t.Errorf("%d addresses are absolute: %s", n, statement)
	}
	_, view := get(t, server+"/views/summits")
	if !strings.Contains(view, ">"+own+"/views/summits</a>") || !strings.Contains(view, `data-site="`+own+`"`) {
		t.Errorf("an address to copy is relative: %s", view)
	}
	_, missing := get(t, server+"/nothing", "Accept", "text/html")
	if canonicalOf(t, missing) != "" || !strings.Contains(missing, `href="/summitry/"`) {
		t.Errorf("a missing page has the canonical address %s", canonicalOf(t, missing))
	}
}

func canonicalOf(t *testing.T, page string) (address string) {
	t.Helper()
	for _, e := range elements(t, page) {
		if e.Data == "link" && attribute(e, "rel") == "canonical" {
			address += attribute(e, "href")
		}
	}
	return address
}

// Every format of a page accepts base: the addresses in it become absolute, while links stay on this server.
func TestPagesTakeBase(t *testing.T) {
	const base = "https://example.org"
	server := serve(t, "../data")
	for address, canonical := range onePageEach {
		_, body := get(t, server+withParameter(address, "base="+base), "Accept", "text/html")
		if want := base + cmp.Or(canonical, address); canonicalOf(t, body) != want {
			t.Errorf("%s has the canonical address %s, want %s", address, canonicalOf(t, body), want)
		}
		if strings.Count(body, `href="`+base) != 1 { // the canonical address
			t.Errorf("%s redirects to another host", address)
		}
		if _, body := get(t, server+address, "Accept", "text/html"); canonicalOf(t, body) != "" {
			t.Errorf("without a public address, %s has the canonical address %s", address, canonicalOf(t, body))
		}
		response, _ := get(t, server+withParameter(address, "base=example.org"), "Accept", "text/html")
		if response.StatusCode != http.StatusBadRequest || response.Header.Get("ETag") != "" {
			t.Errorf("%s with an invalid base returns %s", address, response.Status)
		}
	}
	_, statement := get(t, server+"/statements/xi-cold-war-mentality?base="+base)
	for _, want := range []string{
		", " + base + "/statements/xi-cold-war-mentality</pre>", "url = {" + base + "/statements/",
		`href="/statements/xi-cold-war-mentality.jsonld?base=https%3A%2F%2Fexample.org"`,
	} {
		if !strings.Contains(statement, want) {
			t.Errorf("the page of a statement has no %s: %s", want, statement)
		}
	}
	_, view := get(t, server+"/views/summits?base="+base)
	for _, want := range []string{
		">" + base + "/views/summits</a>", `href="/events/sco-summit-2023"`,
		"/views/summits.csv?base=https%3A%2F%2Fexample.org&amp;bom=1",
	} {
		if !strings.Contains(view, want) {
			t.Errorf("the page of a view has no %s: %s", want, view)
		}
	}
	for path, ids := range map[string]string{
		"/people/xi-jinping.json": `"url":"`, "/people/xi-jinping.jsonld": `"id":"`,
	} {
		_, plain := get(t, server+path)
		_, whole := get(t, server+path+"?base="+base+"/")
		n := strings.Count(plain, ids+"/")
		if n < 10 || strings.Count(whole, ids+base+"/") != n || strings.Contains(whole, ids+"/") {
			t.Errorf("%s with a base is %s", path, whole)
		}
		wrong, message := get(t, server+path+"?base=example.org")
		if wrong.StatusCode != http.StatusBadRequest || !strings.Contains(message, `"code":"BAD_USER_INPUT"`) {
			t.Errorf("%s with an invalid base returns %s %s", path, wrong.Status, message)
		}
	}
	_, body := get(t, server+"/people/xi-jinping.jsonld?base="+base)
	if !strings.Contains(body, `"@base":"`+base+`/"`) {
		t.Errorf("the context has no base: %s", body)
	}
}

// namesTables counts the tables of a page, and fails unless each has a unique accessible name among tables and regions.
func namesTables(t *testing.T, address string, all []*html.Node) (tables int) {
	t.Helper()
	named := map[string]bool{}
	for _, e := range all {
		if attribute(e, "role") == "region" {
			named[nameOf(e, all)] = true
		}
	}
	for _, e := range all {
		if e.Data != "table" {
			continue
		}
		tables++
		name := nameOf(e, all)
		if name == "" || named[name] {
			t.Errorf("%s has a table with the name %q, which is empty or taken", address, name)
		}
		named[name] = true
	}
	return tables
}

// nameOf returns the accessible name of an element: the text of the element that labels it, its label or its caption.
func nameOf(e *html.Node, all []*html.Node) string {
	if id := attribute(e, "aria-labelledby"); id != "" {
		for _, labelling := range all {
			if attribute(labelling, "id") == id {
				return textOf(labelling)
			}
		}
		return "" // the labelling element is missing
	}
	if label := attribute(e, "aria-label"); label != "" {
		return label
	}
	for n := range e.ChildNodes() {
		if n.Data == "caption" {
			return textOf(n)
		}
	}
	return ""
}

// textOf returns the text of an element with white space collapsed.
func textOf(e *html.Node) string {
	var words []string
	for n := range e.Descendants() {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(words, " ")
}

// everyRecord selects records of every kind.
const everyRecord = `{
  people(first: 100) { nodes { ...record } }
  organizations(first: 100) { nodes { ...record } }
  countries(first: 100) { nodes { ...record } }
  events(first: 100) { nodes { ...record } }
  topics(first: 100) { nodes { ...record } }
  discrepancies(first: 100) { nodes { ...record } }
  annotations(first: 100) { nodes { ...record } }
  statements(first: 100) { nodes { ...record } }
  memberStates(first: 100) { nodes { memberships(first: 100) { nodes { ...record } } } }
  documents { nodes { ...record passages(first: 9) { nodes { ...record } } } }
}
fragment record on Node { id url }`

// Every record has a page at its url, in each format, and all formats describe the same record.
func TestRecords(t *testing.T) {
	server := serve(t, "../data")
	kinds := map[string]int{}
	var visit func(any)
	visit = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, v := range value {
				visit(v)
			}
		case map[string]any:
			if address, is := value["url"].(string); is {
				kind, id, _ := data.RecordAt(address)
				kinds[kind]++
				if id != value["id"] {
					t.Errorf("%s is the address of %s, want %s", address, id, value["id"])
				}
				checkAlternates(t, server, address)
			}
			for _, v := range value {
				visit(v)
			}
		}
	}
	visit(ask(t, server, everyRecord))
	if len(kinds) != 11 {
		t.Errorf("records of the kinds %v have pages", kinds)
	}
}

// checkAlternates fails unless a record is available as a page, as JSON and as JSON-LD, by extension and by header.
func checkAlternates(t *testing.T, server, address string) {
	t.Helper()
	for media, c := range map[string]struct{ ending, holds string }{
		"text/html":           {"", `<main id="main">`},
		"application/json":    {".json", `{"data":{"node":{`},
		"application/ld+json": {".jsonld", `"id":"` + address + `"`},
	} {
		response, body := get(t, server+address, "Accept", media)
		got := response.Header.Get("Content-Type")
		if response.StatusCode != http.StatusOK || !strings.HasPrefix(got, media) || !strings.Contains(body, c.holds) {
			t.Errorf("%s as %s answers %s, %s: %.200s", address, media, response.Status, got, body)
		}
		again, _ := get(t, server+address, "Accept", media, "If-None-Match", response.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s as %s is sent again to a client that has it", address, media)
		}
		if !slices.Contains(response.Header.Values("Vary"), "Accept") {
			t.Errorf("%s does not say that it varies", address)
		}
		if c.ending == "" {
			continue
		}
		byEnding, same := get(t, server+address+c.ending, "Accept", "text/html")
		if same != body || byEnding.Header.Get("Content-Type") != response.Header.Get("Content-Type") {
			t.Errorf("%s%s differs from %[1]s as %s", address, c.ending, media)
		}
	}
}

// Statements are files for reference managers, by extension and by header. Other records are not.
func TestCitationFiles(t *testing.T) {
	server := serve(t, "../data")
	const address = "/statements/xi-cold-war-mentality"
	for media, c := range map[string]struct{ ending, begins string }{
		"application/x-bibtex":                    {".bib", "@misc{sco-summits-xi-cold-war-mentality,\n"},
		"application/vnd.citationstyles.csl+json": {".csl.json", "[\n  {\n    \"id\": \"sco-summits-xi-"},
	} {
		response, body := get(t, server+address, "Accept", media)
		if response.Header.Get("Content-Type") != media || !strings.HasPrefix(body, c.begins) {
			t.Errorf("%s answers %s: %s", media, response.Header.Get("Content-Type"), body)
		}
		again, _ := get(t, server+address, "Accept", media, "If-None-Match", response.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s is sent again to a client that has it", media)
		}
		named, same := get(t, server+address+c.ending, "Accept", "text/html")
		if named.Header.Get("Content-Type") != media || same != body {
			t.Errorf("%s differs from %s", c.ending, media)
		}
		if _, based := get(t, server+address+c.ending+"?base=https://example.org"); !strings.Contains(based,
			"https://example.org"+address) {
			t.Errorf("with a base, %s is %s", c.ending, based)
		}
		moved, _ := get(t, server+"/statements/Xi-Cold-War-Mentality"+c.ending)
		if moved.Header.Get("Location") != address+c.ending {
			t.Errorf("an address in capitals redirects to %s", moved.Header.Get("Location"))
		}
		if page, _ := get(t, server+"/people/xi-jinping", "Accept", media+", text/html;q=0.1"); !strings.HasPrefix(
			page.Header.Get("Content-Type"), "text/html") {
			t.Errorf("a person is %s", page.Header.Get("Content-Type"))
		}
		if missing, _ := get(t, server+"/people/xi-jinping"+c.ending); missing.StatusCode != http.StatusNotFound {
			t.Errorf("a person as %s answers %s", c.ending, missing.Status)
		}
		stale, _ := get(t, server+address+c.ending+"?dataset=0.0.1")
		if stale.StatusCode == http.StatusOK {
			t.Errorf("%s of another dataset answers %s", c.ending, stale.Status)
		}
	}
}

// Reference managers find in the head of a page what it is, who says it, when and where, and what is doubtful about it.
func TestMetadata(t *testing.T) {
	server := serveAt(t, "../data", "https://example.org/summitry")
	for address, want := range map[string][]string{
		"/statements/xi-cold-war-mentality": {
			"DC.type=webpage", "citation_title=the West’s “Cold War mentality”",
			"DC.title=the West’s “Cold War mentality”", "citation_author=Xi, Jinping", "DC.creator=Xi, Jinping",
			"DC.date=4 July 2024 (date added from outside the article)",
			"DC.source=Xi and Putin set out ambitions for Eurasian security club",
			"prism.publicationName=Statements at summits of the Shanghai Cooperation Organisation",
			"citation_public_url=https://example.org/summitry/statements/xi-cold-war-mentality",
			"DC.identifier=https://example.org/summitry/statements/xi-cold-war-mentality",
		},
		"/statements/modi-patrushev-strategic-affinity": {
			"citation_author=Patrushev, Nikolai", "citation_author=Modi, Narendra",
		},
		"/documents/patrushev-in-india": {
			"DC.type=newspaperArticle", "citation_publisher=TDI", "DC.publisher=TDI", "prism.publicationName=TDI",
			"citation_publication_date=2023-03-30", "DC.date=30 March 2023", "citation_language=en", "DC.language=en",
		},
		"/documents/eurasian-security-club": {
			"citation_title=Xi and Putin set out ambitions for Eurasian security club",
			"DC.date=some day from 4 to 31 July 2024 (date added from outside the article)",
		},
	} {
		tags := metadata(t, server+address)
		for _, tag := range want {
			if !slices.Contains(tags, tag) {
				t.Errorf("%s has no %s: %q", address, tag, tags)
			}
		}
		if !slices.ContainsFunc(tags, func(tag string) bool {
			return strings.HasPrefix(tag, "DC.description=") && strings.Contains(tag, "not printed")
		}) {
			t.Errorf("%s has no description of what is not printed: %q", address, tags)
		}
	}
	for _, tag := range metadata(t, serve(t, "../data")+"/statements/xi-cold-war-mentality") {
		if strings.HasPrefix(tag, "citation_public_url") || strings.HasPrefix(tag, "citation_publication_date") {
			t.Errorf("a server without an address, or a day that is not printed, has %s", tag)
		}
	}
	if tags := metadata(t, server+"/people/xi-jinping"); len(tags) != 0 {
		t.Errorf("a person has %q", tags)
	}
}

// metadata returns the tags of a page for reference managers as NAME=CONTENT.
func metadata(t *testing.T, address string) (tags []string) {
	t.Helper()
	_, body := get(t, address, "Accept", "text/html")
	for _, e := range elements(t, body) {
		name := attribute(e, "name")
		other := slices.Contains([]string{"", "viewport", "description", "twitter:card"}, name)
		if e.Data == "meta" && !other {
			tags = append(tags, name+"="+attribute(e, "content"))
		}
	}
	return tags
}

// A wrong address gets suggestions, and an alias redirects to its record.
func TestUnknownAddresses(t *testing.T) {
	server := serve(t, "../data")
	for address, near := range map[string]string{
		"/people/putin": "<ul><li><a href=\"/people/vladimir-putin\">Vladimir Putin</a>",
		"/people/习近平":   "Start from the",
		"/people/a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z-0-1-2-3-4-5-6": "Page not found",
		"/citations":                       "Page not found",
		"/unknown/xi-jinping":              "/people/xi-jinping",
		"/people/vladmir-putin":            "/people/vladimir-putin",
		"/people/russia":                   "/countries/russia",
		"/organizations/shanghai":          "/organizations/sco",
		"/statements/xi-cold-war":          "/statements/xi-cold-war-mentality",
		"/views/statments":                 "/views/statements",
		"/people/vladmir-putin.json":       "/people/vladimir-putin",
		"/nothing":                         `href="/views"`,
		"/people/" + "a%22%3E%3Cscript%3E": "Page not found",
	} {
		response, body := get(t, server+address)
		if response.StatusCode != http.StatusNotFound || response.Header.Get("Cache-Control") != "no-store" ||
			!strings.Contains(body, near) || strings.Contains(body, "<script>") {
			t.Errorf("%s answers %s without %s: %s", address, response.Status, near, body)
		}
	}
	for address, to := range map[string]string{
		"/countries/RU": "/countries/russia", "/countries/RUS?x=1": "/countries/russia?x=1",
		"/people":             "/records#people",
		"/countries/rus.json": "/countries/russia.json", "/people/Xi-Jinping": "/people/xi-jinping",
	} {
		response, _ := get(t, server+address)
		location, tag := response.Header.Get("Location"), response.Header.Get("ETag")
		if response.StatusCode != http.StatusFound || location != to || tag != "" {
			t.Errorf("%s redirects with %s to %s", address, response.Status, location)
		}
	}
}

// counts returns how many statements and documents the dataset of a server has.
func counts(t *testing.T, server string) (statements, documents int) {
	t.Helper()
	_, body := get(t, server+"/graphql?query="+url.QueryEscape("{ dataset { counts { statements documents } } }"))
	var response struct {
		Data struct {
			Dataset struct {
				Counts struct{ Statements, Documents int }
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &response); err != nil {
		t.Fatal(err)
	}
	n := response.Data.Dataset.Counts
	return n.Statements, n.Documents
}

// The page of a view shows the rows of its table, the form and any error, and ignores empty form fields.
func TestViews(t *testing.T) {
	server := serve(t, "../data")
	statements, documents := counts(t, server)
	for address, c := range map[string]struct {
		status int
		shows  []string
	}{
		"/views/statements?topic=sanctions": {200, []string{
			`value="sanctions" checked`, `value="unity"`,
			`href="/views/statements.csv?bom=1&amp;topic=sanctions"`,
			`href="/views/statements.xlsx?topic=sanctions" download`, "3 rows",
		}},
		"/views/statements?topic=&speaker=&kind=": {200, []string{fmt.Sprintf("%d rows", statements)}},
		"/views/statements?topic=sanktions": {200, []string{
			"No results", `Did you mean <a href="?topic=sanctions">sanctions</a>`,
		}},
		"/views/member-states-on-a-day": {200, []string{
			"Example: 4 July 2023. Choose another day.", `value="2023-07-04"`, "day=2023-07-04",
		}},
		"/views/member-states-on-a-day?day=soon":   {400, []string{`YYYY-MM-DD, got &#34;soon&#34;`, `value="soon"`}},
		"/views/member-states-on-a-day?day=":       {400, []string{"day is missing"}},
		"/views/statements?kind=MIXED&kind=DIRECT": {200, []string{`value="MIXED" checked`, `value="DIRECT" checked`}},
		"/views/statements?first=7":                {200, []string{"7 rows on this page", "after="}},
		"/views/statements?colour=red":             {400, []string{"Unknown parameter &#34;colour&#34; of the view"}},
		"/views/statements?topic=%zz":              {400, []string{"percent-encode"}},
		"/views/country":                           {200, []string{"Russia"}},
		"/views/person?id=person:xi-jinping":       {200, []string{"Xi Jinping", "rows=node.statements"}},
		"/search?words=external+inter": {200, []string{
			"Xi Jinping: “SCO members", "<mark>external</mark>",
		}},
		"/search?words=":                           {200, []string{"Enter words"}},
		"/search?words=%zz":                        {400, []string{"percent-encode"}},
		"/search?words=the":                        {200, []string{"records with “the”", "More records"}},
		"/views/statements?country=IRN&topic=none": {200, []string{"No results"}},
		"/views/countries-that-speak":              {200, []string{"required>"}},
		"/search?words=zzz": {
			200, []string{
				"No record contains all", "The search covers ",
				fmt.Sprintf(" characters of %d articles", documents),
			},
		},
	} {
		response, body := get(t, server+address)
		for _, want := range c.shows {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not show %s: %s", address, want, body)
			}
		}
		cacheable := response.Header.Get("ETag") != ""
		if response.StatusCode != c.status || cacheable != (c.status == 200) {
			t.Errorf("%s answers %s, cacheable: %v", address, response.Status, cacheable)
		}
	}
	for media, begins := range map[string]string{
		"application/json":     `{"data":`,
		"text/csv":             "slug,",
		"application/x-ndjson": `{"slug":`,
		graph.MediaXLSX:        "PK\x03\x04",
		"*/*":                  "<!doctype html>",
		"image/png":            "<!doctype html>",
	} {
		if _, body := get(t, server+"/views/summits", "Accept", media); !strings.HasPrefix(body, begins) {
			t.Errorf("the view as %s begins with %.50s", media, body)
		}
	}
	if _, body := get(t, server+"/views"); !strings.HasPrefix(body, `{"views":`) {
		t.Errorf("/views is not JSON by default: %.200s", body)
	}
}

// Parameters that others add to a link neither change a page nor appear in its links.
func TestIgnoredParameters(t *testing.T) {
	server := serve(t, "../data")
	const appended = "utm_source=secret1&fbclid=secret2&t=secret3&_=secret4&fresh=secret5"
	for address, shows := range map[string]string{
		"/views/statements?topic=sanctions&":     "3 rows",
		"/views/statements?topic=sanktions&":     `Did you mean <a href="?topic=sanctions">`,
		"/views/statements?first=7&":             "More rows",
		"/views/member-states-on-a-day?":         "Example: 4 July 2023",
		"/views/member-states-on-a-day?status=&": "day is missing",
		"/people/xi-jinping?":                    "Xi Jinping",
		"/search?words=the&":                     "More records",
		"/documents/eurasian-security-club?":     "cited",
		"/records?":                              "Browse all records",
		"/views?":                                `{"views":`,
		"/?":                                     "Summitry",
	} {
		_, body := get(t, server+address+appended)
		if !strings.Contains(body, shows) || strings.Contains(body, "secret") {
			t.Errorf("%s does not show %s, or passes the appended parameters on: %s", address, shows, body)
		}
		if _, plain := get(t, server+strings.TrimRight(address, "?&")); plain != body {
			t.Errorf("%s is answered differently with the appended parameters", address)
		}
	}
}

// The page of an organization shows only the properties on which the documents differ.
func TestContestedProperties(t *testing.T) {
	server := serve(t, "../data")
	_, body := get(t, server+"/organizations/sco")
	if !strings.Contains(body, "<h3>founders</h3>") || strings.Contains(body, "<h3>headquarters</h3>") {
		t.Errorf("it differs on %s", body)
	}
}

// An inferred occasion is marked as inferred in lists and on the statement's own page, and linked data does not present
// it as printed.
func TestInferredOccasions(t *testing.T) {
	server := serve(t, "../data")
	_, event := get(t, server+"/events/sco-summit-2023")
	_, person := get(t, server+"/people/vladimir-putin")
	if strings.Count(event, "occasion inferred") != 7 ||
		!strings.Contains(person, `</a> <a class="basis inferred" href="/about#inferred">inferred</a></span></li>`) {
		t.Errorf("lists do not mark inferred occasions: %s", event)
	}
	_, body := get(t, server+"/events/sco-summit-2023.jsonld")
	var linked map[string]any
	if err := json.Unmarshal([]byte(body), &linked); err != nil {
		t.Fatal(err)
	}
	recorded, _ := json.Marshal(linked["recordedIn"])
	related, _ := json.Marshal(linked["dcterms:relation"])
	const words = "thanked OIC leaders"
	if strings.Contains(string(recorded), words) || !strings.Contains(string(related), words) {
		t.Errorf("recorded %s, related %s", recorded, related)
	}
}

// A participation that is inferred says so on the pages of the event and of the agent, and linked data does not take
// it as printed.
func TestInferredParticipations(t *testing.T) {
	server := serve(t, "../data")
	const mark = ` <a class="basis inferred" href="/about#inferred">inferred</a><br>` +
		`<span class="note">No sentence says that he took part`
	for address, want := range map[string]string{
		"/events/sco-summit-2023": "participant" + mark,
		"/people/xi-jinping":      mark,
	} {
		if _, body := get(t, server+address); !strings.Contains(body, want) {
			t.Errorf("%s does not show %s", address, want)
		}
	}
	_, body := get(t, server+"/events/sco-summit-2023.jsonld")
	var linked map[string]any
	if err := json.Unmarshal([]byte(body), &linked); err != nil {
		t.Fatal(err)
	}
	attendees, _ := json.Marshal(linked["attendee"])
	related, _ := json.Marshal(linked["dcterms:relation"])
	const xi = `"id":"/people/xi-jinping"`
	if strings.Contains(string(attendees), xi) || !strings.Contains(string(related), xi) {
		t.Errorf("attendees %s, related %s", attendees, related)
	}
}

// Wherever a statement is listed, its passage is shown as printed with the text of the statement marked, so that what
// introduces it can be read.
func TestPassagesWithMarkedText(t *testing.T) {
	server := serve(t, "../data")
	const warning = `warning against <mark>the West’s “Cold War mentality”</mark>`
	for _, address := range []string{
		"/people/xi-jinping", "/events/sco-summit-2024", "/topics/the-west", "/records",
		"/views/statements?topic=the-west",
		"/views/timeline?from=2024-07-04&to=2024-07-04", "/views/topics-and-speakers?topic=the-west",
	} {
		if _, body := get(t, server+address); !strings.Contains(body, warning) {
			t.Errorf("%s does not show %s", address, warning)
		}
	}
	for address, want := range map[string]string{
		"/statements/putin-thanks-asian-allies": `on Tuesday </span><mark><span class="cue">thanked</span> his`,
		"/statements/putin-united-front":        `</mark><span class="unmarked"> he <span class="cue">said</span>.`,
		"/statements/jaishankar-three-mutuals":  `he said, <span class="cue">adding</span> that </span><mark>`,
		"/search?words=warning+against":         `Xi Jinping: warning against the West’s “Cold War mentality”</a>`,
		"/":                                     `warning against the West’s “Cold War mentality”`,
	} {
		if _, body := get(t, server+address); !strings.Contains(body, want) {
			t.Errorf("%s does not show %s", address, want)
		}
	}
}

// The page of an organization lists what its members say as a body, says what it is a part of, and links to what its
// parts and people say.
func TestBodies(t *testing.T) {
	server := serve(t, "../data")
	for address, shows := range map[string][]string{
		"/organizations/sco": {
			`<a href="/statements/sco-members-reiterate-principles" lang="en" dir="auto">`,
			"1 statement by Shanghai Cooperation Organization or its members",
		},
		"/organizations/south-asia-institute": {`<dt>Part of</dt><dd><a href="/organizations/wilson-center">`},
		"/organizations/wilson-center":        {`href="/views/statements?organization=wilson-center"`},
		"/statements/sco-members-reiterate-principles": {
			`the members of <a href="/organizations/sco">Shanghai Cooperation Organization</a>`,
		},
		"/views/statements?organization=wilson-center": {"/statements/kugelman-strength-and-credibility"},
	} {
		_, body := get(t, server+address)
		for _, want := range shows {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not show %s", address, want)
			}
		}
	}
}

// Linked data says no more than the record: a refused applicant is not a member, a target did not attend, and an
// unprinted day is not a plain property.
func TestLinkedData(t *testing.T) {
	server := serve(t, "../data")
	for address, c := range map[string]struct{ says, not string }{
		"/memberships/sco-iran-application-refused": {`"startDate":"2020"`, "org:Membership"},
		"/memberships/sco-russia-full-member":       {`"org:member":{"id":"/countries/russia"`, "startDate"},
		"/events/wagner-rebellion-2023": {
			`"about":{"id":"/people/alexander-lukashenko","name":"Alexander Lukashenko"},` +
				`"roleName":"MEDIATOR","type":"Role"`,
			"attendee",
		},
		"/events/sco-summit-2024": {
			`"attendee":[{"attendee":{"id":"/people/xi-jinping"`, `"startDate":"`,
		},
		"/statements/xi-oppose-external-interference": {
			`"spokenByCharacter":[{"id":"/people/xi-jinping"`, `"dateCreated":"`,
		},
		"/statements/putin-blames-the-west":      {`"type":"Claim"`, "spokenByCharacter"},
		"/statements/xi-maintain-regional-peace": {`"type":"Claim"`, `"publisher"`},
		"/statements/xi-shared-responsibility":   {`"type":"Quotation"`, `"publisher"`},
		"/discrepancies/sco-founders":            {`"creativeWorkStatus":"PREFERRED"`, "null"},
		"/documents/patrushev-in-india":          {`"datePublished":"2023-03-30"`, "dcterms:temporal"},
	} {
		_, body := get(t, server+address+".jsonld")
		_, body, _ = strings.Cut(body, `"type":"@type"}`) // the end of the vocabulary
		if !strings.Contains(body, c.says) || strings.Contains(body, c.not) {
			t.Errorf("%s lacks %s, or contains %s: %s", address, c.says, c.not, body)
		}
	}
}

// Every participation is shown with its role: a mediator of a rebellion did not take part in it.
func TestRoles(t *testing.T) {
	server := serve(t, "../data")
	const (
		rebellion = `<a href="/events/wagner-rebellion-2023">armed rebellion`
		summit    = `<a href="/events/sco-summit-2023">virtual summit`
	)
	for address, c := range map[string]struct{ says, not string }{
		"/people/alexander-lukashenko": {"<li>Mediated in " + rebellion, "Took part"},
		"/people/yevgeny-prigozhin":    {"<li>Led " + rebellion, "Took part"},
		"/people/vladimir-putin":       {"<li>Took part in " + summit, "Mediated"},
		"/organizations/wagner":        {"<li>Took part in " + rebellion, "Led"},
		"/countries/india":             {"<li>Hosted " + summit, "Took part"},
		"/events/wagner-rebellion-2023": {
			`named as “<span lang="en" dir="auto">Belarusian President Alexander Lukashenko</span>”</span>: mediator`,
			"took part",
		},
		"/events/sco-summit-2023": {`<a href="/countries/india">India</a>: host`, "mediator"},
		"/people/alexander-lukashenko.json": {
			`"namedAs":"Belarusian President Alexander Lukashenko","role":"MEDIATOR"`, "HOST",
		},
		"/people/alexander-lukashenko.jsonld": {`"roleName":"MEDIATOR","type":"Role"`, "LEADER"},
		"/organizations/wagner.jsonld":        {`"roleName":"PARTICIPANT","type":"Role"`, "MEDIATOR"},
		"/countries/india.jsonld":             {`"attendee":[{"@reverse":{"attendee":[{`, `"about":`},
		"/views/took-part.csv?person=alexander-lukashenko": {
			"Alexander Lukashenko,armed rebellion in Russia,MEDIATOR," +
				"Belarusian President Alexander Lukashenko,STATED,,INCIDENT,",
			"participation.agent",
		},
	} {
		if _, body := get(t, server+address); !strings.Contains(body, c.says) || strings.Contains(body, c.not) {
			t.Errorf("%s does not show %s, or shows %q: %s", address, c.says, c.not, body)
		}
	}
}

// Errors are sent in the format that the client asked for.
func TestErrorsAsJSON(t *testing.T) {
	server := serve(t, "../data")
	codes := map[int]string{404: "NOT_FOUND", 400: "BAD_REQUEST"}
	for address, status := range map[string]int{
		"/people/putin": 404, "/people/zzz.json": 404, "/people/zzz.jsonld": 404, "/views/statments": 404,
		"/views/statments.json": 404, "/nothing": 404, "/a/b/c": 404,
		"/views/statements?topic=%zz": 400, "/views/statements.json?topic=%zz": 400,
	} {
		response, body := get(t, server+address, "Accept", "application/json")
		code := `"code":"` + codes[status] + `"`
		if response.StatusCode != status || !strings.HasPrefix(body, `{"errors":`) || !strings.Contains(body, code) {
			t.Errorf("%s answers %s %.100s", address, response.Status, body)
		}
	}
}

// A list continues on the next page, also in views that have no variable for that.
func TestMoreRows(t *testing.T) {
	folder := t.TempDir()
	if err := generate.File(t.Context(), filepath.Join(folder, "summitry.db"), 1, 400); err != nil {
		t.Fatal(err)
	}
	server := serve(t, folder)
	first := map[string]bool{}
	for address, pages := "/views/slugs?rows=statements", 0; address != ""; pages++ {
		response, body := get(t, server+address)
		next := ""
		for _, e := range elements(t, body) {
			to := attribute(e, "href")
			if attribute(e, "rel") == "next" {
				next = to
			}
			if strings.HasPrefix(to, "/statements/") {
				first[to] = true
			}
		}
		if response.StatusCode != http.StatusOK || pages > 9 {
			t.Fatalf("%s answers %s", address, response.Status)
		}
		address = next
	}
	if len(first) != 400 {
		t.Errorf("%d of 400 statements are reached", len(first))
	}
}

// The front page shows every statement in both forms of the picture, with the words that describe it, the featured
// statements with their sources, and the questions with their answers.
func TestFront(t *testing.T) {
	server := serve(t, "../data")
	_, body := get(t, server+"/")
	bars := map[string]int{}
	for _, e := range elements(t, body) {
		if class := attribute(e, "class"); strings.HasPrefix(class, "bar ") && e.Data != "svg" {
			bars[e.Data]++
			if len(attribute(e, "aria-label")) < 20 {
				t.Errorf("a bar has the label %q", attribute(e, "aria-label"))
			}
		}
	}
	statements, _ := counts(t, server)
	if bars["a"] != statements || bars["g"] != statements {
		t.Errorf("there are %v bars for %d statements", bars, statements)
	}
	for _, want := range []string{
		"38 statements from four articles, March 2023 to July 2024.",
		`<span class="reported">said that </span>&#34;the Russian people are cohesive like never before.&#34;<`,
		`<strong>Vladimir Putin</strong>, [4 July 2023] <a class="basis added" href="/about#added">added from`,
		"10 quoted, 9 quoted in part, 19 paraphrased",
		`Was Iran a member on 30 March 2023?</a></h3><p>No. It was an observer`,
		"statement(slug: &#34;putin-russian-people-cohesive&#34;)", "&#34;kind&#34;: &#34;DIRECT&#34;",
		`href="/playground#query=`, "established by Russia and China</blockquote>",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the front page does not say %s", want)
		}
	}
}

// The operation on the front page has the answer that the API gives.
func TestFrontPageOperation(t *testing.T) {
	server := serve(t, "../data")
	_, body := get(t, server+"/")
	var texts []string
	for _, e := range elements(t, body) {
		if e.Data == "pre" {
			texts = append(texts, e.FirstChild.Data)
		}
	}
	if len(texts) != 2 {
		t.Fatalf("the front page has the code %q", texts)
	}
	_, answer := get(t, server+"/graphql?query="+url.QueryEscape(texts[0]))
	var shown, given struct{ Data any }
	err := errors.Join(json.Unmarshal([]byte(texts[1]), &shown), json.Unmarshal([]byte(answer), &given))
	if err != nil {
		t.Fatal(err)
	}
	if given.Data == nil || !reflect.DeepEqual(shown, given) {
		t.Errorf("the front page says %v, the API %v", shown, given)
	}
}

// Every page leads to the page about the dataset, which explains each mark at the place that marks link to.
func TestAbout(t *testing.T) {
	server := serve(t, "../data")
	_, about := get(t, server+"/about")
	for _, want := range []string{"The Summitry contributors", "How articles become records", "37 of 38",
		`<a href="https://github.com/summitry/summitry">`, "SHA-256", "CC-BY-4.0"} {
		if !strings.Contains(about, want) {
			t.Errorf("/about does not say %q", want)
		}
	}
	ids := map[string]bool{}
	for _, e := range elements(t, about) {
		ids[attribute(e, "id")] = true
	}
	for _, address := range []string{"/", "/about", "/check", "/views", "/views/statements", "/records", "/changes",
		"/search?words=unity", "/statements/xi-cold-war-mentality", "/documents/eurasian-security-club"} {
		_, body := get(t, server+address, "Accept", "text/html")
		linked := 0
		for _, e := range elements(t, body) {
			place, leads := strings.CutPrefix(attribute(e, "href"), "/about")
			if leads {
				linked++
			}
			if anchor, has := strings.CutPrefix(place, "#"); leads && has && !ids[anchor] {
				t.Errorf("%s links to /about#%s, which is missing", address, anchor)
			}
		}
		if linked < 2 {
			t.Errorf("%s has %d links to /about", address, linked)
		}
	}
}

// serveHostile serves a dataset whose texts try to be markup, scripts and templates.
func serveHostile(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	content, err := os.ReadFile("../data/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "summitry.db")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	const hostile = `</script><script>alert(1)</script>"'><img src=x onerror=alert(2)> {{.}} javascript:alert(3) 𝒳`
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	for table, columns := range map[string][]string{
		"agent":       {"name", "headquarters"},
		"event":       {"name", "place"},
		"statement":   {"text", "occasion_note", "said_note", "said_as_printed"},
		"topic":       {"name"},
		"document":    {"title", "publisher"},
		"citation":    {"exact", "prefix", "suffix"},
		"annotation":  {"note", "reading"},
		"discrepancy": {"note"},
		"speaker":     {"named_as"},
		"claim":       {"value", "reason"},
		"attribution": {"cue"},
		"change":      {"note"},
	} {
		for _, column := range columns {
			if _, err := db.Exec("UPDATE "+table+" SET "+column+" = ?", hostile); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := db.Exec("UPDATE statement SET quoted_spans = '[]'"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	return serve(t, folder)
}

// Printed words are shown as text and never run, whatever they contain.
func TestPrintedWordsAreEscaped(t *testing.T) {
	server := serveHostile(t)
	seen := 0
	for _, address := range []string{
		"/", "/views/statements", "/views/disagreements", "/people/xi-jinping", "/organizations/sco",
		"/countries/iran", "/events/sco-summit-2024", "/topics/unity", "/documents/putin-thanks-allies",
		"/statements/xi-cold-war-mentality", "/annotations/oic-for-sco", "/discrepancies/sco-founders",
		"/citations/b5e575194357", "/memberships/sco-iran-observer", "/people/xi", "/records", "/search?words=alert",
		"/changes", "/statements/xi-cold-war-mentality/embed",
	} {
		_, body := get(t, server+address)
		for _, e := range elements(t, body) {
			image := e.Data == "img" || attribute(e, "onerror") != ""
			file := attribute(e, "src")
			isFile := file == "" || file == "/page.js" || file == "/verify.js"
			script := isInlineScript(e) || e.Data == "script" && !isFile
			if image || script || strings.HasPrefix(attribute(e, "href"), "javascript:") {
				t.Errorf("%s obeys: %s %v", address, e.Data, e.Attr)
			}
		}
		seen += strings.Count(body, "alert(1)&lt;/script&gt;")
	}
	if seen < 50 {
		t.Errorf("the words are shown only %d times", seen)
	}
}

// What an article says in its own voice is shown as such: on its page, in lists, in search, and beside the statement
// that it interprets.
func TestNarrations(t *testing.T) {
	server := serve(t, "../data")
	const (
		presidency = `<a href="/narrations/india-holds-rotating-presidency">India holds the presidency of the SCO`
		gloss      = `/narrations/military-presence-and-united-states" lang="en" dir="auto">` +
			`a clear reference to the United States</a>”`
		own = "In the article’s own voice"
	)
	for address, shows := range map[string][]string{
		"/narrations/india-holds-rotating-presidency": {
			own, `<span class="unmarked">SCO, which rotates, at</span>`, "curators’ summary",
			`<mark>holds the rotating presidency</mark>`, `<a href="/countries/india">India</a>`,
			`<a href="/events/sco-summit-2023">`, `<a href="/documents/putin-thanks-allies">`,
		},
		"/narrations/military-presence-and-united-states": {
			own, "This reading is the article’s, not that of Vladimir Putin",
			"/statements/putin-remove-external-military-presence",
		},
		"/narrations/prosecution-of-operatives-halted": {
			"Editorial notes", "/annotations/his-operatives",
		},
		"/countries/india": {
			own, presidency, "holds the rotating presidency</span>",
		},
		"/organizations/sco": {
			own, presidency,
		},
		"/people/alexander-lukashenko": {
			own, "/narrations/lukashenko-mediation-ended-rebellion",
		},
		"/events/sco-summit-2023": {
			own, presidency,
		},
		"/topics/india-russia": {
			own, "/narrations/discussed-strategic-alliance",
		},
		"/documents/putin-thanks-allies": {
			own, presidency,
		},
		"/statements/putin-remove-external-military-presence": {
			gloss, "not those of Vladimir Putin",
		},
		"/people/vladimir-putin": {
			"The article adds, in its own voice: “", gloss,
		},
		"/topics/eurasian-order": {
			gloss, "on <a href=\"/statements/putin-remove",
		},
		"/search?words=presidency": {
			own + ": India holds", `<p class="print" lang="en" dir="auto">holds the rotating <mark>`,
		},
		"/search?words=connections": {
			own + ": The Belt and Road", "<p>The Belt and Road",
		},
		"/records": {
			`<section id="narrations">`, presidency,
		},
		"/views/narrations?about=jaishankar": {
			"No results",
		},
		"/views/narrations.csv?words=commodities": {
			"new key buyers of Russian commodities,", ",/narrations/sco-nations",
		},
		"/statements/xi-oppose-protectionism.json": {
			`"glosses":[{"url":"/narrations/xi-vow-and-washingtons`,
		},
		"/narrations/india-holds-rotating-presidency.jsonld": {
			`"genre":"NARRATION"`, `"text":{"@language":"en","@value":"holds the rotating presidency"}`,
		},
		"/narrations/xi-vow-and-washingtons-measures.jsonld": {
			`"dcterms:references":{"genre":"MIXED"`,
		},
		"/statements/xi-oppose-protectionism.jsonld": {
			`"dcterms:isReferencedBy":[{"abstract":`,
		},
		"/events/sco-summit-2023.jsonld": {
			`"subjectOf":[{"abstract":`,
		},
		"/documents/eurasian-security-club.jsonld": {
			`"hasPart":[{"abstract":`,
		},
	} {
		_, body := get(t, server+address)
		for _, want := range shows {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not show %s: %s", address, want, body)
			}
		}
		if claimed := strings.Contains(body, `"creator":[{"id":"/people`); claimed &&
			strings.HasPrefix(address, "/narrations") {
			t.Errorf("%s has a speaker: %s", address, body)
		}
	}
	_, body := get(t, server+"/statements/xi-maintain-regional-peace")
	if strings.Contains(body, "How the article reads it") {
		t.Error("a statement without a gloss shows one")
	}
}
