package conformance

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// strippedUnder starts a server behind a proxy that strips the path /summitry, with -url set, and returns the public
// address.
func strippedUnder(t *testing.T, args ...string) string {
	t.Helper()
	var server http.Handler
	forward := func(w http.ResponseWriter, r *http.Request) { server.ServeHTTP(w, r) }
	proxy := httptest.NewServer(http.StripPrefix("/summitry", http.HandlerFunc(forward)))
	t.Cleanup(proxy.Close)
	_, address := start(t, append(args, "-url", proxy.URL+"/summitry")...)
	server = httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: address})
	return proxy.URL + "/summitry"
}

// allFormats lists addresses of every form of response that contains addresses of pages.
var allFormats = []string{
	"/", "/records", "/changes", "/views", "/search?words=unity",
	"/statements/xi-cold-war-mentality", "/people/xi-jinping.json",
	"/people/xi-jinping.jsonld", "/views/summits", "/views/summits.json", "/views/summits.csv",
	"/views/summits.ndjson", "/views/summits.xlsx",
	"/countries/RU", "/people", "/people/", "/people/xi-jinping/", "//people/xi-jinping", "/people/nobody",
	"/people/nobody.json", "/views/nothing", "/playground",
	"/graphql?query={statement(slug:%22xi-cold-war-mentality%22){url,cite}}", "/schema.graphql", "/healthz",
}

// Headers that name a host do not change any response.
func TestHostHeadersChangeNoResponse(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-cache", "0"}, {"-cache", "0", "-url", "https://example.org/summitry"}} {
		_, address := start(t, args...)
		for _, path := range allFormats {
			of := func(host string, headers ...string) string {
				r, err := http.NewRequest("GET", "http://"+address+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Host = host
				for i := 0; i < len(headers); i += 2 {
					r.Header.Set(headers[i], headers[i+1])
				}
				response, body := roundTrip(t, r)
				response.Header.Del("Date")
				response.Header.Del("X-Request-Id")
				return fmt.Sprint(response.Status, response.Header, string(body))
			}
			want := of("")
			if strings.Contains(want, address) {
				t.Errorf("%v: the response of %s depends on the host", args, path)
			}
			for _, headers := range [][]string{
				nil, {"X-Forwarded-Host", "evil.example"},
				{"X-Forwarded-Proto", "https", "X-Forwarded-Prefix", "/evil"},
				{"Forwarded", "host=evil.example;proto=https"}, {"X-Original-Url", "/evil"}, {"X-Rewrite-Url", "/evil"},
				{"Referer", "https://evil.example/"},
			} {
				if got := of("evil.example:81", headers...); got != want {
					t.Errorf("%v: %s with %v answers\n%.1500s\nwant\n%.1500s", args, path, headers, got, want)
				}
			}
		}
	}
}

// Behind a proxy that strips a path, redirects stay under the path.
func TestRedirectsUnderAPath(t *testing.T) {
	site := strippedUnder(t)
	_, path, _ := strings.Cut(strings.TrimPrefix(site, "http://"), "/")
	for address, to := range map[string]string{
		"/countries/RU":           "/countries/russia",
		"/people/xi-jinping/":     "/people/xi-jinping",
		"/people":                 "/records#people",
		"/countries/rus.json?x=1": "/countries/russia.json?x=1",
	} {
		response, _ := send(t, "GET", site+address)
		if got, err := response.Location(); err != nil || got.RequestURI()+fragment(got) != "/"+path+to {
			t.Errorf("%s redirects with %s to %v (%v)", address, response.Status, got, err)
		}
		followed, err := http.Get(site + address)
		if err != nil {
			t.Fatal(err)
		}
		followed.Body.Close()
		if followed.StatusCode != http.StatusOK {
			t.Errorf("%s redirects to %s", address, followed.Status)
		}
	}
}

func fragment(u *url.URL) string {
	if u.Fragment == "" {
		return ""
	}
	return "#" + u.Fragment
}

// An invalid -url is refused at start, with what to send.
func TestInvalidURL(t *testing.T) {
	for _, address := range []string{
		"example.org", "ftp://example.org", "https://example.org?x=1", "https://example.org/#x",
		"https://a:b@example.org", "https://",
	} {
		want := fmt.Sprintf("-url must be the address of a server, such as https://example.org, got %q", address)
		for _, c := range []struct {
			args []string
			env  string
		}{{args: []string{"-url", address}}, {env: "SUMMITRY_URL=" + address}} {
			server := command(t, c.args...)
			server.Env = append(server.Env, c.env)
			output, _ := server.CombinedOutput()
			if status := server.ProcessState.ExitCode(); status != exitUsage ||
				!strings.Contains(string(output), want) {
				t.Errorf("-url %s: status %d, and said %s", address, status, output)
			}
		}
	}
}
