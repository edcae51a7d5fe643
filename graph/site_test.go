package graph_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/site"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data"
)

// serveAt is like serve with a public address.
func serveAt(t *testing.T, site string) string {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	api := apiFrom(t, db)
	api.ServeAt(site)
	mux := http.NewServeMux()
	mux.Handle("/", api)
	mux.HandleFunc("/views", api.ServeView)
	mux.HandleFunc("/views/", api.ServeView)
	return startServer(t, mux)
}

// whole prepends a site to the addresses of pages in a response, citations included. key is the path of the value.
func whole(key string, value any, site string) any {
	switch value := value.(type) {
	case map[string]any:
		for key := range value {
			value[key] = whole(key, value[key], site)
		}
	case []any:
		for i := range value {
			value[i] = whole(key, value[i], site)
		}
	case string:
		switch key = key[strings.LastIndex(key, ".")+1:]; key { // for a column, the last name of its path
		case "url":
			return site + value
		case "cite", "html", "bibTeX", "cslJSON":
			return strings.ReplaceAll(value, "/statements/", site+"/statements/")
		}
	}
	return value
}

// In views and their tables, all addresses of pages begin with the public address or with base, and nothing else
// differs.
func TestAddressesAreAbsolute(t *testing.T) {
	const own, others = "https://example.org/summitry", "https://other.example:8443"
	plain, knowing := serve(t), serveAt(t, own)
	all := graph.ViewsWithExamples(t)
	for _, v := range all {
		for _, extension := range []string{"json", "ndjson"} {
			path := "/views/" + v.Name + "." + extension + "?" + v.Example.Encode()
			status, _, relative := fetch(t, plain+path)
			if status != http.StatusOK {
				t.Fatalf("%s answers %d %s", path, status, relative)
			}
			for site, address := range map[string]string{
				own: knowing + path, others: knowing + path + "&base=" + others,
				own + "/x": plain + path + "&base=" + own + "/x/",
			} {
				want, got := whole("", decodedLines(t, relative), site), any(lines(t, address))
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s answers %.1000v\nwant %.1000v", address, got, want)
				}
			}
		}
	}
	var list struct {
		Views []struct{ Formats []struct{ URL string } }
	}
	if _, _, body := fetch(t, knowing+"/views"); json.Unmarshal([]byte(body), &list) != nil || len(list.Views) == 0 {
		t.Fatal(body)
	}
	for _, v := range list.Views {
		for _, format := range v.Formats {
			if !strings.HasPrefix(format.URL, own+"/views/") {
				t.Errorf("a view is listed at %s", format.URL)
			}
		}
	}
}

// lines decodes each line of a response.
func lines(t *testing.T, address string) []any {
	t.Helper()
	status, _, body := fetch(t, address)
	if status != http.StatusOK {
		t.Fatalf("%s answers %d %s", address, status, body)
	}
	return decodedLines(t, body)
}

func decodedLines(t *testing.T, body string) (all []any) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSpace(body), "\n") {
		var value any
		if err := json.Unmarshal([]byte(line), &value); err != nil {
			t.Fatal(err)
		}
		all = append(all, value)
	}
	return all
}

// Views name every address of a page url, and nothing else, since addresses in JSON are completed by that name.
func TestViewsCallAddressesURL(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	all := graph.ViewsWithExamples(t)
	for _, v := range all {
		document, problems := gqlparser.LoadQueryWithRules(schema, v.Operation, nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var look func(ast.SelectionSet)
		look = func(set ast.SelectionSet) {
			for _, s := range set {
				switch s := s.(type) {
				case *ast.Field:
					isURL := s.Definition.Type.Name() == "URL"
					if isURL != (s.Alias == "url") || isURL && s.Definition.Type.Elem != nil {
						t.Errorf("%s selects the %s %s as %s", v.Name, s.Definition.Type, s.Name, s.Alias)
					}
					look(s.SelectionSet)
				case *ast.InlineFragment:
					look(s.SelectionSet)
				}
			}
		}
		look(document.Operations[0].SelectionSet)
		for _, f := range document.Fragments {
			look(f.SelectionSet)
		}
	}
}

// In the JSON of an operation only citations are absolute: Node.url does not depend on where the server is. In its
// tables all addresses are absolute.
func TestOperationsAtAnAddress(t *testing.T) {
	const site = "https://example.org/summitry"
	plain, knowing := serve(t), serveAt(t, site)
	const path = "/statements/xi-cold-war-mentality"
	const query = `{ statement(slug: "xi-cold-war-mentality") {
		url cite given: cite(base: "https://other.example") bibTeX: cite(style: BIBTEX)
	} }`
	got := get(t, knowing, query)["statement"].(map[string]any)
	for key, ends := range map[string]string{
		"url": path, "cite": ", " + site + path, "given": ", https://other.example" + path,
		"bibTeX": "  url = {" + site + path + "}\n}\n",
	} {
		if text := got[key].(string); !strings.HasSuffix(text, ends) || key == "url" && text != ends {
			t.Errorf("%s is %s", key, text)
		}
	}
	if got := get(t, plain, query)["statement"].(map[string]any)["cite"].(string); !strings.HasSuffix(got, ", "+path) {
		t.Errorf("without an address it is cited as %s", got)
	}
	address := "/graphql?query=" + url.QueryEscape(`{ statements(first: 1) { nodes { url cite } } }`)
	if _, _, table := fetch(t, knowing+address, "Accept", "text/csv"); strings.Count(table,
		site+"/statements/") < 2*38 {
		t.Errorf("the table is %s", table)
	}
	for _, path := range []string{address, "/views/statements.json", "/views/statements.csv", "/views"} {
		_, one, _ := fetch(t, plain+path)
		_, other, _ := fetch(t, knowing+path)
		if one.Get("ETag") == other.Get("ETag") || one.Get("ETag") == "" {
			t.Errorf("%s has the tag %s with an address and without", path, one.Get("ETag"))
		}
	}
}

// An invalid base is refused in every format.
func TestInvalidBases(t *testing.T) {
	server := serve(t)
	for _, base := range []string{
		"example.org", "//example.org", "javascript:alert(1)", "ftp://example.org", "https://example.org?x",
		"https://example.org?",
		"https://example.org#", "https://a:b@example.org", `https://exa"mple.org`, "https://example.org/<b>",
		"https://",
		"https://" + strings.Repeat("a", 200), "https://example.org//a", "https://example.org/a/../b",
		"https://example.org/a/./b",
		"https://example.org:99999", "https://example.org:0", "https://example.org/%0a", "https://:80",
	} {
		if _, err := site.Parse("-url", base); err == nil || !strings.HasPrefix(err.Error(), "-url must ") {
			t.Errorf("-url %s: %v", base, err)
		}
		for _, path := range []string{"/views/summits.json?", "/views/summits.csv?", "/views/summits.ndjson?",
			"/views?"} {
			status, _, body := fetch(t, server+path+"base="+url.QueryEscape(base))
			if status != http.StatusBadRequest || !strings.Contains(body, `"base must `) {
				t.Errorf("%sbase=%s answers %d %.200s", path, base, status, body)
			}
		}
	}
	for address, want := range map[string]string{
		"https://example.org/": "https://example.org", "HTTP://[::1]:8080/a//": "http://[::1]:8080/a",
	} {
		if got, err := site.Parse("-url", address); err != nil || got != want {
			t.Errorf("%s is read as %s (%v)", address, got, err)
		}
	}
}
