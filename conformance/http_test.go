package conformance

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// send sends a request with the given headers and no others.
func send(t *testing.T, method, address string, headers ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return roundTrip(t, r)
}

// roundTrip sends a request on a new connection.
func roundTrip(t *testing.T, r *http.Request) (*http.Response, []byte) {
	t.Helper()
	response, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}

// Pages of any origin may read responses, unless -origins restricts it. Credentials are never allowed.
func TestCORS(t *testing.T) {
	preflight := []string{
		"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type,x-anything",
	}
	for _, c := range []struct{ origins, origin, allowed string }{
		{"*", "https://example.org", "*"},
		{"https://example.org, https://*.example.net", "https://example.org", "https://example.org"},
		{"https://example.org, https://*.example.net", "https://a.example.net", "https://a.example.net"},
		{"https://example.org, https://*.example.net", "https://example.com", ""},
		{"none", "https://example.org", ""},
	} {
		_, address := start(t, "-origins", c.origins)
		for _, path := range []string{
			"/graphql?query={dataset{version}}", "/views/summits.csv", "/schema.graphql", "/summitry.db",
		} {
			for _, method := range []string{"OPTIONS", "GET", "HEAD"} {
				headers := []string{"Origin", c.origin}
				if method == "OPTIONS" {
					headers = append(headers, preflight...)
				}
				response, _ := send(t, method, "http://"+address+path, headers...)
				got := response.Header.Get("Access-Control-Allow-Origin")
				if got != c.allowed || response.Header.Get("Access-Control-Allow-Credentials") != "" ||
					method == "OPTIONS" && c.allowed != "" && response.StatusCode/100 != 2 {
					t.Errorf("-origins %s: %s %s from %s answers %s %v", c.origins, method, path, c.origin,
						response.Status, response.Header)
				}
			}
		}
	}
}

// Pages of other origins may send Authorization, which "*" does not include and which clients of servers with API keys
// send, and may read whether a download can be resumed.
func TestCORSHeaders(t *testing.T) {
	for _, origins := range []string{"*", "https://example.org"} {
		_, address := start(t, "-origins", origins)
		for _, requested := range []string{"authorization", "authorization,content-type,x-anything", "x-anything"} {
			response, _ := send(t, "OPTIONS", "http://"+address+"/graphql", "Origin", "https://example.org",
				"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", requested)
			allowed := strings.ToLower(response.Header.Get("Access-Control-Allow-Headers"))
			names := strings.Split(strings.ReplaceAll(allowed, " ", ""), ",")
			if !slices.Contains(names, "*") || !slices.Contains(names, "authorization") {
				t.Errorf("-origins %s: %s may be sent as %q", origins, requested, allowed)
			}
		}
		response, _ := send(t, "GET", "http://"+address+"/summitry.db", "Origin", "https://example.org")
		exposed := response.Header.Get("Access-Control-Expose-Headers")
		for _, name := range []string{
			"Accept-Ranges", "Content-Range", "ETag", "Link", "Retry-After", "Content-Disposition",
		} {
			if !slices.Contains(strings.Split(strings.ToLower(exposed), ","), strings.ToLower(name)) {
				t.Errorf("-origins %s: scripts may read %q, and not %s", origins, exposed, name)
			}
		}
	}
}

// A cached response would hide the server's state.
func TestHealthIsNotCached(t *testing.T) {
	_, address := start(t)
	for _, method := range []string{"GET", "HEAD"} {
		response, _ := send(t, method, "http://"+address+"/healthz")
		if response.StatusCode != http.StatusOK || response.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s %v", method, response.Status, response.Header)
		}
	}
}

// Every response has the headers that restrict browsers.
func TestSecurityHeaders(t *testing.T) {
	_, address := start(t)
	for _, path := range []string{
		"/", "/records", "/changes", "/changes.atom", "/people/xi-jinping", "/people/xi-jinping.jsonld", "/style.css",
		"/views",
		"/views/statements.csv", "/playground", "/playground/assets/none.js",
		"/graphql?query={dataset{version}}", "/graphql?query={", "/schema.graphql", "/summitry.db", "/healthz",
		"/nothing/here", "/views/nothing.csv",
	} {
		response, _ := send(t, "GET", "http://"+address+path)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s (%s) has %s %q", path, response.Status, name, got)
			}
		}
		if policy := response.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src '") ||
			!strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s (%s) has the policy %q", path, response.Status, policy)
		}
	}
}

// Other sites may frame the embeds of statements, whether a response is new, cached or unmodified, and nothing else.
func TestOnlyEmbedsMayBeFramed(t *testing.T) {
	_, address := start(t)
	const policy = "frame-ancestors *; default-src 'none'; style-src 'self'; " +
		"sandbox allow-popups allow-popups-to-escape-sandbox"
	embed := "http://" + address + "/statements/xi-cold-war-mentality/embed"
	var tag string
	for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusNotModified} {
		headers := [][]string{nil, nil, {"If-None-Match", tag}}[i]
		response, _ := send(t, "GET", embed, headers...)
		frame, hasFrame := response.Header["X-Frame-Options"]
		got := response.Header.Get("Content-Security-Policy")
		if response.StatusCode != want || hasFrame || got != policy {
			t.Errorf("request %d is answered with %s, X-Frame-Options %v, policy %q", i, response.Status, frame, got)
		}
		tag = response.Header.Get("ETag")
	}
	for _, path := range []string{
		"/statements/xi-cold-war-mentality", "/statements/nothing/embed", "/statements/XI-cold-war-mentality/embed",
		"/statements/xi-cold-war-mentality/embed?dataset=x", "/people/xi-jinping/embed", "/robots.txt", "/sitemap.xml",
	} {
		response, _ := send(t, "GET", "http://"+address+path, "Accept", "text/html")
		got := response.Header.Get("Content-Security-Policy")
		if response.Header.Get("X-Frame-Options") != "DENY" || !strings.Contains(got, "frame-ancestors 'none'") {
			t.Errorf("%s is answered with %s %v", path, response.Status, response.Header)
		}
	}
}

// A response has the same content plain and compressed, with different ETags, each of which gets a 304.
func TestCompression(t *testing.T) {
	_, address := start(t)
	for _, path := range []string{
		"/views/statements.json", "/views/statements.csv", "/schema.graphql",
		"/graphql?query={statements(first:50){nodes{text}}}",
	} {
		plain, text := send(t, "GET", "http://"+address+path)
		packed, content := send(t, "GET", "http://"+address+path, "Accept-Encoding", "br;q=1, gzip;q=0.9, *;q=0.1")
		if packed.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" ||
			len(content) >= len(text)*2/3 {
			t.Errorf("%s: %d bytes %v, %d bytes %v", path, len(text), plain.Header, len(content), packed.Header)
		}
		head, _ := send(t, "HEAD", "http://"+address+path, "Accept-Encoding", "gzip")
		for _, name := range []string{"Content-Encoding", "Content-Type", "ETag", "Cache-Control"} {
			if head.Header.Get(name) != packed.Header.Get(name) {
				t.Errorf("HEAD %s has %s %q, and GET %q", path, name, head.Header.Get(name), packed.Header.Get(name))
			}
		}
		if unpacked := gunzip(t, content); unpacked != string(text) {
			t.Errorf("%s has other content when it is compressed", path)
		}
		tags := []string{plain.Header.Get("ETag"), packed.Header.Get("ETag")}
		if tags[0] == tags[1] || tags[0] == "" || tags[1] == "" {
			t.Errorf("%s has the tags %v", path, tags)
		}
		for i, encoding := range []string{"identity", "gzip"} {
			for j, tag := range tags {
				response, body := send(t, "GET", "http://"+address+path,
					"Accept-Encoding", encoding, "If-None-Match", tag)
				want := map[bool]int{true: 304, false: 200}[i == j]
				if response.StatusCode != want || want == 304 && len(body) > 0 {
					t.Errorf("%s in %s with tag %d answers %s", path, encoding, j, response.Status)
				}
				if vary := response.Header.Values("Vary"); len(vary) != 1 ||
					!strings.HasPrefix(vary[0], "Accept-Encoding") {
					t.Errorf("%s varies by %v", path, response.Header.Values("Vary"))
				}
			}
		}
	}
	whole, content := send(t, "GET", "http://"+address+"/summitry.db", "Accept-Encoding", "gzip")
	part, rest := send(t, "GET", "http://"+address+"/summitry.db", "Range", "bytes=1000-", "If-Range",
		whole.Header.Get("ETag"))
	if part.StatusCode != http.StatusPartialContent || string(rest) != string(content[1000:]) ||
		whole.Header.Get("Content-Encoding") != "" {
		t.Errorf("a download is resumed with %s %v", part.Status, part.Header)
	}
}

func gunzip(t *testing.T, content []byte) string {
	t.Helper()
	packed, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A server with a response cache sends the same responses as a server without, the first time and later.
func TestCachedResponsesAreTheSame(t *testing.T) {
	t.Parallel()
	_, making := start(t, "-cache", "0", "-origins", "https://example.org")
	_, keeping := start(t, "-origins", "https://example.org")
	of := func(address, method, path string, headers []string) string {
		response, body := send(t, method, "http://"+address+path, headers...)
		for _, vary := range strings.Split(response.Header.Get("Vary"), ", ") {
			if vary != "" && vary != "Accept" && vary != "Accept-Encoding" && vary != "Origin" {
				t.Errorf("%s %s depends on %s too", method, path, vary)
			}
		}
		// Uncached long responses have no length.
		for _, changing := range []string{"Date", "X-Request-Id", "Content-Length"} {
			response.Header.Del(changing)
		}
		return fmt.Sprint(response.Status, response.Header, string(body))
	}
	for _, path := range []string{
		"/", "/people/xi-jinping", "/people/xi-jinping.json", "/people/nobody", "/search?words=unity",
		"/views/summits", "/views/summits.csv", "/views/statements.json",
		"/graphql?query={dataset{version}}", "/graphql?query={statements(first:1){nodes{text}}}",
		"/graphql?query={statements(first:1000){nodes{text}}}", "/graphql?query={nothing}", "/graphql",
		"/schema.graphql", "/style.css", "/playground", "/summitry.db", "/healthz", "/views",
	} {
		for _, method := range []string{"GET", "HEAD"} {
			tagged, _ := send(t, method, "http://"+making+path)
			for _, headers := range [][]string{
				nil, {"If-None-Match", tagged.Header.Get("ETag")}, {"Accept", "text/csv"},
				{"Accept", "application/json"}, {"Accept-Encoding", "gzip"}, {"Accept-Encoding", "gzip;q=0"},
				{"Origin", "https://example.org"}, {"Range", "bytes=0-20"}, {"If-None-Match", "*"},
			} {
				want := of(making, method, path, headers)
				for range 2 {
					if got := of(keeping, method, path, headers); got != want {
						t.Fatalf("%s %s with %s is answered\n%.2000s\nwant\n%.2000s",
							method, path, headers, got, want)
					}
				}
			}
		}
	}
}

// sendRaw sends the bytes of a request, and returns the response and the remaining bytes of the connection.
func sendRaw(t *testing.T, address, request string) (*http.Response, []byte) {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := io.WriteString(connection, request); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(request, " ")
	response, err := http.ReadResponse(bufio.NewReader(connection), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}

// Over HTTP/1.0 every response is the same as over HTTP/1.1 and has a Content-Length, so that clients notice a
// truncated one and may keep the connection.
func TestHTTP10(t *testing.T) {
	t.Parallel()
	query := func(text string) string { return "/graphql?query=" + url.QueryEscape(text) }
	paths := []string{
		"/", "/records", "/changes", "/changes.atom",
		"/people/xi-jinping", "/people/xi-jinping.json", "/people/xi-jinping.jsonld",
		"/search?words=the", "/documents/patrushev-in-india", "/views", "/views/statements",
		"/views/statements.json", "/views/statements.csv?bom=1",
		"/views/passages-of-a-document.csv?document=patrushev-in-india",
		"/views/passages-of-a-document.ndjson?document=eurasian-security-club",
		"/schema.graphql", "/summitry.db", "/style.css", "/page.js", "/verify.js", "/icon.svg", "/playground",
		"/healthz",
		query("{statements(first:100){nodes{text citations{exact prefix document{fileName}} speakers{agent{name}}}}}"),
		query("{dataset{version}}"), query("{"), "/graphql", "/people/", "/countries/RU",
		"/people/nobody", "/people/nobody.json", "/views/nothing.csv", "/views/statements.csv?person=x",
	}
	for _, flags := range [][]string{{"-cache", "0"}, nil} {
		_, address := start(t, flags...)
		for _, encoding := range []string{"identity", "gzip"} {
			client := http10Client{address: address, encoding: encoding}
			for _, path := range paths {
				client.compare(t, path)
			}
		}
		part, rest := sendRaw(t, address, "GET /summitry.db HTTP/1.0\r\nRange: bytes=0-15\r\n\r\n")
		if part.StatusCode != http.StatusPartialContent || string(rest) != "SQLite format 3\x00" {
			t.Errorf("a part over HTTP/1.0 is answered %s %q", part.Status, rest)
		}
	}
}

// An http10Client speaks HTTP/1.0 and keeps its connection open.
type http10Client struct {
	address, encoding string
	connection        net.Conn
	received          *bufio.Reader
}

// compare compares a response over HTTP/1.0 with the one over HTTP/1.1.
func (c *http10Client) compare(t *testing.T, path string) {
	t.Helper()
	response, body := send(t, "GET", "http://"+c.address+path, "Accept-Encoding", c.encoding)
	want := decompressed(t, response, body)
	for _, method := range []string{"HEAD", "GET"} {
		old, got := c.send(t, method, path)
		if old.StatusCode != response.StatusCode || method == "GET" && decompressed(t, old, got) != want {
			t.Errorf("%s %s in %s answers %s, %d bytes", method, path, c.encoding, old.Status, len(got))
		}
		for _, name := range []string{"Content-Type", "Content-Encoding", "ETag", "Cache-Control", "Vary", "Location"} {
			if old.Header.Get(name) != response.Header.Get(name) {
				t.Errorf("%s %s in %s has %s %q", method, path, c.encoding, name, old.Header.Get(name))
			}
		}
		measured := c.encoding == "identity" || response.ContentLength >= 0
		whole := method == "HEAD" || old.ContentLength == int64(len(got))
		if measured && !(whole && old.Header.Get("Connection") == "keep-alive") {
			t.Errorf("%s %s in %s closes the connection or has no Content-Length", method, path, c.encoding)
		}
	}
}

func (c *http10Client) send(t *testing.T, method, path string) (*http.Response, []byte) {
	t.Helper()
	if c.connection == nil {
		connection, err := net.Dial("tcp", c.address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { connection.Close() })
		c.connection, c.received = connection, bufio.NewReader(connection)
	}
	fmt.Fprintf(c.connection, "%s %s HTTP/1.0\r\nConnection: keep-alive\r\n", method, path)
	fmt.Fprintf(c.connection, "Accept-Encoding: %s\r\n\r\n", c.encoding)
	response, err := http.ReadResponse(c.received, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.Header.Get("Connection") != "keep-alive" {
		c.connection = nil
	}
	return response, body
}

// decompressed returns the decompressed body of a response.
func decompressed(t *testing.T, response *http.Response, body []byte) string {
	t.Helper()
	if response.Header.Get("Content-Encoding") == "gzip" && len(body) > 0 {
		return gunzip(t, body)
	}
	return string(body)
}

// Addresses that are only read respond to other methods with 405, Allow, and an error: JSON, or a page for browsers.
func TestOtherMethodsAreNotAllowed(t *testing.T) {
	_, address := start(t)
	for _, path := range []string{
		"/", "/views", "/views/statements", "/views/statements.csv", "/people/xi-jinping", "/people/xi-jinping.json",
		"/changes.atom", "/search", "/style.css", "/healthz", "/schema.graphql", "/summitry.db", "/nowhere/at/all",
	} {
		for _, method := range []string{"POST", "DELETE"} {
			want := `Method \"` + method + `\" is not allowed: send GET or HEAD`
			response, body := send(t, method, "http://"+address+path)
			if response.StatusCode != http.StatusMethodNotAllowed || response.Header.Get("Allow") != "GET, HEAD" ||
				!strings.Contains(string(body), want) || !strings.Contains(string(body), `"METHOD_NOT_ALLOWED"`) ||
				response.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s %s: %s %v %s", method, path, response.Status, response.Header, body)
			}
		}
	}
	response, body := send(t, "POST", "http://"+address+"/views", "Accept", "text/html")
	if response.StatusCode != http.StatusMethodNotAllowed || !strings.Contains(string(body), "<h1>The request failed") {
		t.Errorf("a browser gets %s %s", response.Status, body)
	}
}
