//go:build attack

package attack

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	postHead   = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	askVersion = `{"query":"{dataset{version}}"}`
)

// Invalid requests are refused with a suitable status.
func TestInvalidRequests(t *testing.T) {
	s := start(t)
	nested := strings.Repeat("[", 60_000)
	asJSON := []string{"Content-Type", "application/json"}
	const version = "/graphql?query={dataset{version}}"
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             []int
	}{
		"a body of 128 KiB":  {"POST", "/graphql", fmt.Sprintf("%-*s", 128<<10, askVersion), asJSON, []int{200}},
		"a larger body":      {"POST", "/graphql", fmt.Sprintf("%-*s", 128<<10+1, askVersion), asJSON, []int{413}},
		"a much larger body": {"POST", "/graphql", strings.Repeat("a", 20<<20), asJSON, []int{413}},
		"headers of 31 KiB":  {"GET", "/healthz", "", []string{"X-Long", strings.Repeat("a", 31<<10)}, []int{200}},
		"larger headers":     {"GET", "/healthz", "", []string{"X-Long", strings.Repeat("a", 33<<10)}, []int{431}},
		"a long address":     {"GET", "/graphql?query={" + strings.Repeat("a", 17<<10) + "}", "", nil, []int{414}},
		"a longer address":   {"GET", "/graphql?query={" + strings.Repeat("a", 33<<10) + "}", "", nil, []int{414, 431}},
		"broken JSON":        {"POST", "/graphql", `{"query":"secret`, asJSON, []int{400}},
		"nested JSON": {
			"POST", "/graphql", `{"query":"{dataset{version}}","variables":{"secret":` + nested,
			asJSON, []int{400},
		},
		"nested variables": {
			"POST", "/graphql",
			`{"query":"query($deep:StatementFilter){statements(filter:$deep){totalCount}}","variables":{"deep":` +
				nested[:9000] + strings.Repeat("]", 9000) + "}}",
			asJSON, []int{422},
		},
		"a batch": {"POST", "/graphql", "[" + askVersion + "," + askVersion + "]", asJSON, []int{422}},
		"a form": {
			"POST", "/graphql", "query={dataset{version}}",
			[]string{"Content-Type", "application/x-www-form-urlencoded"}, []int{415},
		},
		"several parts": {
			"POST", "/graphql",
			"--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n" + askVersion + "\r\n--x--",
			[]string{"Content-Type", "multipart/form-data; boundary=x"}, []int{415},
		},
		"a simple request of forms": {
			"POST", "/graphql", askVersion, []string{"Content-Type", "text/plain"}, []int{415},
		},
		"a compressed body": {
			"POST", "/graphql", askVersion, append(asJSON, "Content-Encoding", "gzip"), []int{415},
		},
		"another charset": {
			"POST", "/graphql", askVersion, []string{"Content-Type", "application/json; charset=utf-7"}, []int{415},
		},
		"a websocket": {"GET", "/graphql", "", []string{
			"Connection", "Upgrade", "Upgrade", "websocket",
			"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version", "13",
		}, []int{422}},
		"PUT":                       {"PUT", "/graphql", askVersion, asJSON, []int{405}},
		"DELETE of a page":          {"DELETE", "/people/xi-jinping", "", nil, []int{405}},
		"TRACE":                     {"TRACE", "/graphql", "", nil, []int{405}},
		"another method in headers": {"GET", version, "", []string{"X-HTTP-Method-Override", "DELETE"}, []int{200}},
		"half an escape":            {"GET", "/graphql?query=%7", "", nil, []int{400}},
		"variables that are none":   {"GET", version + "&variables=[secret]", "", nil, []int{422}},
		"no such view":              {"GET", "/views/secret.csv", "", nil, []int{404}},
		"a path out of there":       {"GET", "/views/..%2f..%2fgo.mod", "", nil, []int{404}},
		"a path to the root":        {"GET", "/playground/assets/..%2f..%2f..%2fplayground.go", "", nil, []int{404}},
		"dots":                      {"GET", "/../../etc/passwd", "", nil, []int{404, 307, 301, 400}},
		"a folder":                  {"GET", "/playground/assets/", "", nil, []int{404}},
		"an end of line in base": {
			"GET", "/views/summits.csv?base=https://example.org%0d%0aSet-Cookie:%20a=b", "", nil, []int{400},
		},
		"a script in base":        {"GET", "/views/summits.csv?base=javascript:alert(1)", "", nil, []int{400}},
		"a media type of nowhere": {"GET", version, "", []string{"Accept", "image/png"}, []int{406}},
		"many media types": {
			"GET", version, "", []string{"Accept", strings.Repeat("a/b;q=0.1,", 1400)}, []int{406},
		},
		"many ranges": {
			"GET", "/summitry.db", "", []string{"Range", "bytes=" + strings.Repeat("0-,", 3000) + "0-"},
			[]int{200, 206, 416},
		},
		"many tags": {"GET", version, "", []string{"If-None-Match", strings.Repeat(`"a",`, 3000)}, []int{200}},
	} {
		a, err := s.do(c.method, strings.ReplaceAll(c.path, " ", "%20"), c.body, c.headers...)
		if err == nil && c.path != "/summitry.db" {
			err = a.check()
		}
		leaked := strings.Contains(a.body, "secret") && a.status != http.StatusNotFound && c.path != "/summitry.db"
		if err != nil && name != "a much larger body" || err == nil && !slices.Contains(c.status, a.status) || leaked {
			t.Errorf("%s: %d %.300s (%v)", name, a.status, a.body, err)
		}
		if a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: a header was injected", name)
		}
	}
	if grown := s.memory(t, "VmHWM") - s.idle; grown > maxGrowth {
		t.Errorf("its memory grew by %d bytes", grown)
	}
}

// raw sends bytes, and returns what the server sends until the connection ends or the time is over.
func (s *server) raw(text string, wait time.Duration) (string, error) {
	conn, err := s.dial(context.Background(), text)
	if conn == nil {
		return "", err
	}
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(wait))
	answer, _ := io.ReadAll(conn)
	return string(answer), nil
}

// Bytes that are not HTTP get an error or no response.
func TestBytesThatAreNotHTTP(t *testing.T) {
	s := start(t)
	for name, text := range map[string]string{
		"noise":             "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 \r\n\r\n",
		"no version":        "GET /graphql\r\n\r\n",
		"a version to come": "GET /graphql HTTP/9.9\r\nHost: x\r\n\r\n",
		"HTTP/2 at once":    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"two lengths":       postHead + "Content-Length: 5\r\nContent-Length: 60\r\n\r\n" + askVersion,
		"a length and chunks": postHead + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
			"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
		"a negative length":        postHead + "Content-Length: -1\r\n\r\n",
		"a large length":           postHead + "Content-Length: 99999999999999999999\r\n\r\n",
		"chunks of nothing":        postHead + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
		"a chunk too large":        postHead + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
		"no host":                  "GET /healthz HTTP/1.1\r\n\r\n",
		"two hosts":                "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"an end of line in a name": "GET /healthz HTTP/1.1\r\nHost: x\r\nA\rB: c\r\n\r\n",
		"an address elsewhere": "GET http://example.org/healthz HTTP/1.1\r\nHost: example.org\r\n" +
			"Connection: close\r\n\r\n",
		"a tunnel":            "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
		"a line without end":  "GET /" + strings.Repeat("a", 100_000),
		"headers without end": "GET /healthz HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A: b\r\n", 20_000),
		"requests in a row":   strings.Repeat("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 500),
	} {
		got, err := s.raw(text, 300*time.Millisecond)
		if found := leaks.FindString(got); found != "" || err != nil {
			t.Errorf("%s: %q %.300s (%v)", name, found, got, err)
		}
		if took, err := s.runLightQuery(); err != nil {
			t.Errorf("%s: a light query after it: %v %v", name, took, err)
		}
	}
}

// slow lists slow clients: the bytes that they send first, and what they do then. cut is how long the server waits
// before it closes their connections.
var slow = map[string]struct {
	prefix string
	drip   func(io.Writer, *bufio.Reader)
	cut    time.Duration
}{
	"nothing said":      {"", nil, 5 * time.Second},
	"slow headers":      {"GET /healthz HTTP/1.1\r\nHost: x\r\n", writes("A: b\r\n"), 5 * time.Second},
	"slow bodies":       {postHead + "Content-Length: 1000\r\n\r\n{", writes(" "), 10 * time.Second},
	"slow chunks":       {postHead + "Transfer-Encoding: chunked\r\n\r\n", writes("1\r\n \r\n"), 10 * time.Second},
	"idle between":      {"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", nil, 30 * time.Second},
	"nothing read":      {largeRequest, nil, 0},
	"slow reading":      {largeRequest, func(_ io.Writer, r *bufio.Reader) { r.ReadByte() }, 0},
	"a table not read":  {"GET /views/statements.csv HTTP/1.1\r\nHost: x\r\n\r\n", nil, 0},
	"a dataset not had": {"GET /summitry.db HTTP/1.1\r\nHost: x\r\n\r\n", nil, 0},
}

func writes(text string) func(io.Writer, *bufio.Reader) {
	return func(w io.Writer, _ *bufio.Reader) { io.WriteString(w, text) }
}

var largeRequest = "GET /graphql?query=" + url.QueryEscape(expensive["texts"]) + " HTTP/1.1\r\nHost: x\r\n\r\n"

// Slow clients do not shut out others, even if there are more of them than connections.
func TestSlowClients(t *testing.T) {
	for name, c := range slow {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			clients := 1000
			if c.cut == 0 {
				clients = 100 // no more, since all are answered
			}
			s.underAttack(t, clients, 2*time.Second, func(ctx context.Context) error {
				time.Sleep(time.Duration(rand.IntN(1000)) * time.Millisecond)
				conn, err := s.dial(ctx, c.prefix)
				if err != nil {
					return nil // the server may close it
				}
				defer conn.Close()
				reader := bufio.NewReader(conn)
				for ctx.Err() == nil {
					select {
					case <-ctx.Done():
					case <-time.After(time.Second):
						if c.drip != nil {
							c.drip(conn, reader)
						}
					}
				}
				return nil
			})
		})
	}
}

// Connections of slow clients are closed in time.
func TestTimeouts(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, c := range slow {
		if c.cut == 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := s.dial(t.Context(), c.prefix)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			go func() {
				for c.drip != nil && t.Context().Err() == nil {
					c.drip(conn, nil)
					time.Sleep(200 * time.Millisecond)
				}
			}()
			conn.SetReadDeadline(time.Now().Add(c.cut + endTimeout))
			began := time.Now()
			answer, err := io.ReadAll(conn)
			if took := time.Since(began); took > c.cut+endTimeout-time.Second || took < c.cut-time.Second {
				t.Errorf("the connection is closed after %v with %q (%v)", took, answer, err)
			}
		})
	}
}

// An operation ends when its client disconnects, even one that waits for a slot.
func TestDisconnects(t *testing.T) {
	s := start(t)
	s.underAttack(t, 32, 3*time.Second, func(ctx context.Context) error {
		request := "GET /graphql?query=" + url.QueryEscape(expensive["citations"]) + " HTTP/1.1\r\nHost: x\r\n\r\n"
		conn, err := s.dial(t.Context(), request)
		if err != nil {
			return err
		}
		time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
		return conn.Close()
	})
	time.Sleep(time.Second)
	if took, err := s.runLightQuery(); err != nil || took > endTimeout {
		t.Errorf("a light query afterwards: %v %v", took, err)
	}
	if a, err := s.ask(expensive["objects"], nil); err != nil || a.status != http.StatusOK {
		t.Errorf("a heavy query afterwards: %d %.200s %v", a.status, a.body, err)
	}
}
