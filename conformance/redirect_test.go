package conformance

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// An address with a trailing slash redirects to the one without it, for every method, with the same parameters, also
// behind a proxy that strips a path, and never to another host.
func TestTrailingSlash(t *testing.T) {
	_, address := start(t)
	for path, want := range map[string]string{
		"/graphql/":                     "/graphql",
		"/graphql/?query={a}&b=%C3%BC+": "/graphql?query={a}&b=%C3%BC+",
		"/playground/":                  "/playground",
		"/playground/assets/":           "/playground/assets",
		"/schema.graphql/":              "/schema.graphql",
		"/summitry.db/":                 "/summitry.db",
		"/healthz/":                     "/healthz",
		"/style.css/":                   "/style.css",
		"/records/":                     "/records",
		"/changes/":                     "/changes",
		"/search/?words=the+":           "/search?words=the+",
		"/people/":                      "/people",
		"/people/xi-jinping/":           "/people/xi-jinping",
		"/people/xi-jinping.jsonld/":    "/people/xi-jinping.jsonld",
		"/people/no%20body%2F/":         "/people/no%20body%2F",
		"/views/":                       "/views",
		"/views/summits/":               "/views/summits",
		"/views/summits.csv/?bom=1":     "/views/summits.csv?bom=1",
		"/nothing/here/":                "/nothing/here",
		"/javascript:alert(1)/":         "/javascript:alert(1)",
		"/a/%5C%5Cevil.example/":        "/a/%5C%5Cevil.example",
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "OPTIONS"} {
			response, body := send(t, method, "http://"+address+path)
			if response.StatusCode != http.StatusPermanentRedirect || len(body) > 0 {
				t.Errorf("%s %s answers %s %s", method, path, response.Status, body)
			}
			for _, before := range []string{"http://example.org", "https://example.org/deep/path"} {
				if got := resolved(t, before+path, response); got != before+want {
					t.Errorf("%s %s redirects from %s to %s", method, path, before, got)
				}
			}
		}
	}
	response, _ := send(t, "GET", "http://"+address+"/")
	if response.StatusCode != http.StatusOK {
		t.Errorf("the front page answers %s", response.Status)
	}
}

// resolved returns the absolute target of a redirect.
func resolved(t *testing.T, address string, response *http.Response) string {
	t.Helper()
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	to, err := base.Parse(response.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return to.String()
}

// Redirects of malformed addresses stay on the host and do not loop.
func TestRedirectsStayOnTheHost(t *testing.T) {
	_, address := start(t)
	for _, path := range []string{
		"//evil.example/", "//evil.example", "///evil.example/", "//evil.example//", "/%2Fevil.example/",
		"/%2F%2Fevil.example/", "/\\evil.example/", "/%5Cevil.example/", "/https://evil.example/",
		"/https:%2F%2Fevil.example/", "/.//evil.example/", "/..//evil.example/", "/people/..//evil.example/",
		"/graphql//", "/../", "/./", "/people/../", "/%2e%2e/", "//", "/@evil.example/",
		"/views//evil.example/", "/people//evil.example/", "/http:evil.example/", "/?//evil.example/",
	} {
		at := "http://" + address + path
		for range 6 {
			target := strings.TrimPrefix(at, "http://"+address)
			response, _ := sendRaw(t, address, "GET "+target+" HTTP/1.0\r\nHost: "+address+"\r\n\r\n")
			if response.StatusCode/100 != 3 {
				at = ""
				break
			}
			location := response.Header.Get("Location")
			if strings.HasPrefix(location, "//") || strings.HasPrefix(location, `/\`) {
				t.Errorf("%s redirects to %s", path, location)
			}
			at = resolved(t, strings.ReplaceAll(at, `\`, "%5C"), response)
			if to, err := url.Parse(at); err != nil || to.Host != address || to.Scheme != "http" {
				t.Errorf("%s redirects to %s", path, at)
			}
		}
		if at != "" {
			t.Errorf("%s redirects in a loop, at last to %s", path, at)
		}
	}
}

// Browsers that open the API are redirected to the playground. Programs get the API's response.
func TestBrowsersAtTheAPI(t *testing.T) {
	_, address := start(t)
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
	const query = "?query=%7Bdataset%7Bversion%7D%7D"
	unknown := `{"persistedQuery":{"version":1,"sha256Hash":"` + strings.Repeat("0", 64) + `"}}`
	hash := "?extensions=" + url.QueryEscape(unknown)
	for _, c := range []struct {
		path, accept string
		status       int
	}{
		{"", browser, 303}, {"", "text/html", 303}, {"", "text/html, application/json;q=0.9", 303},
		{"", "TEXT/HTML", 303}, {"?", browser, 303}, {"?query=", browser, 303}, {"?utm_source=mail", browser, 303},
		{"?variables={}&operationName=A", browser, 303},
		{"", "", 422}, {"", "*/*", 422}, {"", "text/*", 422}, {"", "application/json", 422},
		{"", "application/json, text/html", 422}, {"", "application/json, text/html;q=0.5", 422},
		{"", "application/graphql-response+json, text/html", 422}, {"", "text/html;q=0, */*", 422},
		{"", "text/html;q=0.1, */*", 422}, {"", "application/json, text/plain, */*", 422},
		{query, browser, 200}, {"?documentId=summits", browser, 200}, {hash, browser, 200}, {query, "text/html", 406},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			var headers []string
			if c.accept != "" {
				headers = []string{"Accept", c.accept}
			}
			response, body := send(t, method, "http://"+address+"/graphql"+c.path, headers...)
			vary := strings.Split(response.Header.Get("Vary"), ", ")
			if response.StatusCode != c.status || !slices.Contains(vary, "Accept") {
				t.Errorf("%s %s with %q answers %s, and varies by %v", method, c.path, c.accept, response.Status, vary)
			}
			if c.status == http.StatusSeeOther {
				const deep = "https://example.org/deep"
				if to := resolved(t, deep+"/graphql"+c.path, response); to != deep+"/playground" {
					t.Errorf("%s redirects to %s", c.path, to)
				}
			} else if method == "GET" && !strings.HasPrefix(string(body), "{") {
				t.Errorf("%s with %q is answered %s", c.path, c.accept, body)
			}
		}
	}
	response, _ := send(t, "POST", "http://"+address+"/graphql", "Accept", browser)
	if response.StatusCode == http.StatusSeeOther {
		t.Errorf("POST is redirected to the playground")
	}
	response, _ = send(t, "GET", "http://"+address+"/playground", "Accept", browser)
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		t.Errorf("the playground answers %s", response.Status)
	}
}
