package pages_test

import (
	"database/sql"
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/generate"
)

// headOf returns the title, the metadata and the canonical address of a page by name.
func headOf(t *testing.T, body string) map[string]string {
	t.Helper()
	head := map[string]string{}
	for _, e := range elements(t, body) {
		switch {
		case e.Data == "title" && e.Parent.Data == "head":
			head["title"] = textOf(e)
		case e.Data == "meta" && attribute(e, "property") != "":
			head[attribute(e, "property")] += attribute(e, "content")
		case e.Data == "meta" && attribute(e, "name") != "":
			head[attribute(e, "name")] += attribute(e, "content")
		case e.Data == "link" && attribute(e, "rel") == "canonical":
			head["canonical"] += attribute(e, "href")
		case e.Data == "link" && attribute(e, "type") == "application/atom+xml":
			head["feed"] += attribute(e, "href")
		}
	}
	return head
}

// Every sort of page has a title, a description and Open Graph text, and links to the feed. It has its address only if
// that is known.
func TestHeads(t *testing.T) {
	const own = "https://example.org/summitry"
	server, unknown := serveAt(t, "../data", own), serve(t, "../data")
	addresses := slices.Concat(slices.Collect(maps.Keys(onePageEach)), []string{
		"/about", "/check", "/check?quote=unity", "/narrations/rebellion", "/nothing", "/views/statements?colour=red",
	})
	descriptions := map[string]string{}
	for _, address := range addresses {
		response, body := get(t, server+address, "Accept", "text/html")
		head := headOf(t, body)
		for _, name := range []string{"title", "description", "og:title", "og:description", "og:type", "og:site_name"} {
			if head[name] == "" {
				t.Errorf("%s has no %s: %v", address, name, head)
			}
		}
		if head["description"] != head["og:description"] || !strings.HasPrefix(head["title"], head["og:title"]) {
			t.Errorf("%s has two descriptions or titles: %v", address, head)
		}
		if !strings.HasPrefix(head["feed"], "/summitry/changes.atom") || head["og:url"] != head["canonical"] {
			t.Errorf("%s has another feed or canonical address: %v", address, head)
		}
		if shared := response.StatusCode == http.StatusOK && !strings.HasPrefix(address, "/check?"); shared {
			if head["og:url"] == "" {
				t.Errorf("%s has no og:url", address)
			}
			if other := descriptions[head["description"]]; other != "" {
				t.Errorf("%s has the description of %s: %s", address, other, head["description"])
			}
			descriptions[head["description"]] = address
		}
		if _, body := get(t, unknown+address, "Accept", "text/html"); headOf(t, body)["og:url"] != "" {
			t.Errorf("%s has an og:url although the server has no address", address)
		}
	}
}

// The descriptions of statements say what is inferred, added and annotated.
func TestDescriptionsOfStatements(t *testing.T) {
	_, body := get(t, serve(t, "../data")+"/statements/xi-cold-war-mentality")
	description := headOf(t, body)["description"]
	for _, want := range []string{"Xi Jinping", "quoted in part", "Xinhua", "the West’s “Cold War mentality”", "(inferred)",
		"4 July 2024 (date added)", "(annotated)"} {
		if !strings.Contains(description, want) {
			t.Errorf("the description does not say %s: %s", want, description)
		}
	}
}

// jsonLDOf returns the JSON-LD in a page, as its parser reads it.
func jsonLDOf(t *testing.T, body string) (texts []string) {
	t.Helper()
	for _, e := range elements(t, body) {
		if e.Data == "script" && attribute(e, "type") == "application/ld+json" {
			texts = append(texts, e.FirstChild.Data)
		}
	}
	return texts
}

// Pages contain the JSON-LD of their address with .jsonld, whatever the texts contain.
func TestPagesHaveJSONLD(t *testing.T) {
	plain, hostile := serve(t, "../data"), serveHostile(t)
	pages := []string{"/about"}
	for address := range onePageEach {
		if path, _, _ := strings.Cut(address, "?"); strings.Count(path, "/") == 2 && !strings.HasPrefix(path, "/views/") {
			pages = append(pages, path)
		}
	}
	for _, page := range pages {
		for _, address := range []string{plain + page, hostile + page} {
			for _, query := range []string{"", "?base=https://example.org"} {
				_, body := get(t, address+query, "Accept", "text/html")
				_, want := get(t, address+".jsonld"+query)
				texts := jsonLDOf(t, body)
				if len(texts) != 1 || texts[0] != strings.TrimSpace(want) || !json.Valid([]byte(texts[0])) {
					t.Errorf("%s%s has the JSON-LD %.300q, want %.300q", address, query, texts, want)
				}
			}
		}
	}
	_, body := get(t, hostile+"/statements/xi-cold-war-mentality")
	if text := jsonLDOf(t, body)[0]; !strings.Contains(text, `\u003c/script\u003e\u003cscript\u003ealert(1)`) {
		t.Errorf("a text that closes the script is not in the JSON-LD: %s", text)
	}
	for _, address := range []string{"/", "/records", "/views/summits", "/nothing"} {
		if _, body := get(t, plain+address, "Accept", "text/html"); len(jsonLDOf(t, body)) != 0 {
			t.Errorf("%s has JSON-LD", address)
		}
	}
}

const framePolicy = "frame-ancestors *; default-src 'none'; style-src 'self'; " +
	"sandbox allow-popups allow-popups-to-escape-sandbox"

// framed reports whether a response may be framed by other sites.
func framed(t *testing.T, address string, headers ...string) bool {
	t.Helper()
	response, _ := get(t, address, headers...)
	policy := response.Header.Get("Content-Security-Policy")
	return !strings.Contains(policy, "frame-ancestors 'none'") || response.Header.Get("X-Frame-Options") != "DENY"
}

// Every statement has an embed with its words, its speaker, its kind, its article and its doubts. It has no script, and
// its links open windows that do not know it.
func TestEmbeds(t *testing.T) {
	server := serve(t, "../data")
	statements := ask(t, server, `{dataset{version} statements(first:100){nodes{url text kind speakers{namedAs agent{name}}
		saidOn{inWords basis} occasionNote annotations{note} document{title}}}}`)["statements"].(map[string]any)
	for _, n := range statements["nodes"].([]any) {
		s := n.(map[string]any)
		address := s["url"].(string) + "/embed"
		response, body := get(t, server+address)
		policy, frame := response.Header.Get("Content-Security-Policy"), response.Header.Values("X-Frame-Options")
		if response.StatusCode != http.StatusOK || policy != framePolicy || len(frame) != 0 {
			t.Errorf("%s answers %s with the policy %q and X-Frame-Options %q", address, response.Status, policy, frame)
		}
		page := &html.Node{}
		for _, e := range elements(t, body) {
			switch {
			case e.Data == "body":
				page = e
			case slices.Contains([]string{"script", "img", "form", "iframe", "style"}, e.Data):
				t.Errorf("%s has the element %s", address, e.Data)
			case e.Data == "a" && (attribute(e, "target") != "_blank" || attribute(e, "rel") != "noopener noreferrer"):
				t.Errorf("%s has the link %v", address, e.Attr)
			}
		}
		want := []string{s["text"].(string), "dataset 0.4.0"}
		if when, dated := s["saidOn"].(map[string]any); dated {
			want = append(want, when["inWords"].(string)+
				map[string]string{"STATED": " printed", "INFERRED": " inferred", "EXTERNAL": "] added"}[when["basis"].(string)])
		}
		if s["occasionNote"] != nil {
			want = append(want, "inferred")
		}
		for _, a := range s["annotations"].([]any) {
			want = append(want, a.(map[string]any)["note"].(string))
		}
		for _, speaker := range s["speakers"].([]any) {
			name := speaker.(map[string]any)["namedAs"]
			if agent, known := speaker.(map[string]any)["agent"].(map[string]any); known {
				name = agent["name"]
			}
			want = append(want, name.(string))
		}
		if title, printed := s["document"].(map[string]any)["title"].(string); printed {
			want = append(want, title)
		}
		shown := joined(page)
		for _, text := range want {
			if !strings.Contains(shown, strings.Join(strings.Fields(text), " ")) {
				t.Errorf("%s does not show %q: %s", address, text, shown)
			}
		}
	}
}

// joined returns the text of an element as a reader sees it, with single spaces.
func joined(e *html.Node) string {
	var text strings.Builder
	for n := range e.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// Only embeds may be framed: no other page, no error, and no redirect to an embed's address.
func TestOnlyEmbedsMayBeFramed(t *testing.T) {
	server := serve(t, "../data")
	const embed = "/statements/xi-cold-war-mentality/embed"
	response, _ := get(t, server+embed)
	tag := response.Header.Get("ETag")
	response, _ = get(t, server+embed, "If-None-Match", tag)
	if response.StatusCode != http.StatusNotModified || response.Header.Get("Content-Security-Policy") != framePolicy {
		t.Errorf("an embed that the client has is answered with %s %v", response.Status, response.Header)
	}
	for address := range onePageEach {
		response, _ := get(t, server+address, "Accept", "text/html")
		policy := response.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "frame-ancestors *") {
			t.Errorf("%s has the policy %q", address, policy)
		}
	}
	for _, address := range []string{
		"/statements/nothing/embed", embed + "?dataset=x", embed + "?base=x", "/people/xi-jinping/embed", "/embed",
	} {
		if response, _ := get(t, server+address, "Accept", "text/html"); response.StatusCode < 400 || framed(t, server+address,
			"Accept", "text/html") {
			t.Errorf("%s answers %s %v", address, response.Status, response.Header)
		}
	}
	response, _ = get(t, server+"/statements/XI-cold-war-mentality/embed?dataset=0.4.0")
	if to := response.Header.Get("Location"); response.StatusCode != http.StatusFound || to != embed+"?dataset=0.4.0" {
		t.Errorf("other capitals are answered with %s to %s", response.Status, to)
	}
}

// An embed that cites another dataset says so.
func TestEmbedsOfOtherDatasets(t *testing.T) {
	server := serve(t, "../data")
	const embed = "/statements/xi-cold-war-mentality/embed?dataset="
	if _, body := get(t, server+embed+"0.3.0"); !strings.Contains(body, "Cited from dataset 0.3.0.") {
		t.Errorf("an embed of another dataset is %s", body)
	}
	if _, body := get(t, server+embed+"0.4.0"); strings.Contains(body, "Cited from dataset") {
		t.Errorf("an embed of the served dataset is %s", body)
	}
}

// sitemapFile is what the protocol of https://www.sitemaps.org allows.
type sitemapFile struct {
	XMLName  xml.Name
	Pages    []string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url>loc"`
	Sitemaps []string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemap>loc"`
}

func sitemapAt(t *testing.T, address string) (file sitemapFile) {
	t.Helper()
	response, body := get(t, address)
	err := xml.Unmarshal([]byte(body), &file)
	if err != nil || response.Header.Get("Content-Type") != "application/xml; charset=utf-8" {
		t.Fatalf("%s answers %s %.200s (%v)", address, response.Status, body, err)
	}
	return file
}

// recordsOf returns the addresses of all records in a dataset file.
func recordsOf(t *testing.T, folder, site string) (all []string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "summitry.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, k := range data.Kinds {
		query := "SELECT slug FROM " + k.Table.Name
		if k.Table.Name == "agent" {
			kinds := map[string]string{"person": "'PERSON'", "organization": "'ORGANIZATION'",
				"country": "'MEMBER_STATE', 'OTHER_COUNTRY'"}
			query += " WHERE kind IN (" + kinds[k.Name] + ")"
		}
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var slug string
			if err := rows.Scan(&slug); err != nil {
				t.Fatal(err)
			}
			all = append(all, site+"/"+k.Folder+"/"+slug)
		}
		rows.Close()
	}
	slices.Sort(all)
	return all
}

// The sitemap lists every record once and nothing else, and every address in it is that of a page.
func TestSitemap(t *testing.T) {
	const own = "https://example.org/summitry"
	server := serveAt(t, "../data", own)
	file := sitemapAt(t, server+"/sitemap.xml")
	if file.XMLName.Local != "urlset" || len(file.Sitemaps) != 0 {
		t.Errorf("the sitemap is a %s", file.XMLName.Local)
	}
	listed := slices.Clone(file.Pages)
	slices.Sort(listed)
	if want := recordsOf(t, "../data", own); !slices.Equal(listed, want) || len(listed) < 500 {
		t.Errorf("the sitemap lists %d addresses, want %d", len(listed), len(want))
	}
	for i := 0; i < len(file.Pages); i += 20 {
		address := strings.TrimPrefix(file.Pages[i], own)
		if _, body := get(t, server+address, "Accept", "text/html"); canonicalOf(t, body) != file.Pages[i] {
			t.Errorf("%s has another canonical address: %s", file.Pages[i], canonicalOf(t, body))
		}
	}
	unknown := serve(t, "../data")
	if response, body := get(t, unknown+"/sitemap.xml"); response.StatusCode != 404 || !strings.Contains(body, "-url") {
		t.Errorf("a server without an address answers %s %s", response.Status, body)
	}
	if based := sitemapAt(t, unknown+"/sitemap.xml?base="+own); !slices.Equal(based.Pages, file.Pages) {
		t.Error("a sitemap with a base lists other pages")
	}
	for _, part := range []string{"0", "2", "x", "-1", "99999999999999999999"} {
		if response, _ := get(t, server+"/sitemap.xml?part="+part); response.StatusCode != http.StatusBadRequest {
			t.Errorf("part %s is answered with %s", part, response.Status)
		}
	}
}

// A dataset with more records than fit in a sitemap has an index of sitemaps, which list every record once together.
func TestSitemapIndex(t *testing.T) {
	folder := t.TempDir()
	if err := generate.File(t.Context(), filepath.Join(folder, "summitry.db"), 1, 4000); err != nil {
		t.Fatal(err)
	}
	const own = "https://example.org"
	server := serveAt(t, folder, own)
	index := sitemapAt(t, server+"/sitemap.xml")
	if index.XMLName.Local != "sitemapindex" || len(index.Pages) != 0 || len(index.Sitemaps) < 2 {
		t.Fatalf("the index is a %s of %d sitemaps and %d pages", index.XMLName.Local, len(index.Sitemaps), len(index.Pages))
	}
	var listed []string
	for _, address := range index.Sitemaps {
		part := sitemapAt(t, server+strings.TrimPrefix(address, own))
		if len(part.Pages) == 0 || len(part.Pages) > 50_000 {
			t.Errorf("%s lists %d pages", address, len(part.Pages))
		}
		listed = append(listed, part.Pages...)
	}
	slices.Sort(listed)
	if want := recordsOf(t, folder, own); !slices.Equal(listed, want) {
		t.Errorf("the sitemaps list %d addresses, want %d", len(listed), len(want))
	}
}

// robots.txt lets crawlers read all records, and names the sitemap if the address of the server is known.
func TestRobots(t *testing.T) {
	for site, path := range map[string]string{"": "", "https://example.org": "", "https://example.org/summitry": "/summitry"} {
		response, body := get(t, serveAt(t, "../data", site)+"/robots.txt")
		if response.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("robots.txt is %s", response.Header.Get("Content-Type"))
		}
		want := "User-agent: *\nDisallow: " + path + "/search?\nDisallow: " + path + "/check?\nDisallow: " + path + "/graphql?\n"
		if site != "" {
			want += "\nSitemap: " + site + "/sitemap.xml\n"
		}
		if body != want {
			t.Errorf("at %q, robots.txt is %q, want %q", site, body, want)
		}
	}
}

// The code to embed a statement frames its embed, with a name and a size.
func TestCodeToEmbed(t *testing.T) {
	const own = "https://example.org/summitry"
	_, body := get(t, serveAt(t, "../data", own)+"/statements/xi-cold-war-mentality")
	at := slices.IndexFunc(elements(t, body), func(e *html.Node) bool {
		return e.Data == "pre" && attribute(e, "aria-label") == "HTML to embed"
	})
	if at < 0 {
		t.Fatal("the page has no code to embed the statement")
	}
	code := elements(t, joined(elements(t, body)[at]))
	frame := code[slices.IndexFunc(code, func(e *html.Node) bool { return e.Data == "iframe" })]
	if attribute(frame, "src") != own+"/statements/xi-cold-war-mentality/embed" ||
		!strings.HasPrefix(attribute(frame, "title"), "Xi Jinping, 4 July 2024") ||
		!regexp.MustCompile(`^[1-9]\d\d$`).MatchString(attribute(frame, "height")) {
		t.Errorf("the code is %v", frame.Attr)
	}
}
