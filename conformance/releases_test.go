package conformance

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// marked returns a dataset whose texts all end with the number of its release, as in <7>, which has the version 9.0.7.
func marked(t *testing.T, release int) []byte {
	t.Helper()
	var statements []string
	for _, column := range []string{"statement.text", "agent.name", "event.name", "topic.name", "document.title",
		"document.name", "speaker.named_as", "citation.exact"} {
		table, name, _ := strings.Cut(column, ".")
		const mark = "UPDATE %s SET %s = %[2]s || ' <%[3]d>' WHERE %[2]s IS NOT NULL"
		statements = append(statements, fmt.Sprintf(mark, table, name, release))
	}
	path := newRelease(t, fmt.Sprintf("9.0.%d", release), fmt.Sprintf("%064d", release))
	return executed(t, path, statements...)
}

// executed executes statements on a dataset file, and returns its content.
func executed(t *testing.T, path string, statements ...string) []byte {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// moveIn writes a file beside a path and renames it to the path, as mv does.
func moveIn(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path+".next", content, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".next", path); err != nil {
		t.Fatal(err)
	}
}

// A publisher is a web server with releases and the line that names the current one.
type publisher struct {
	*httptest.Server
	mu    sync.Mutex
	files map[string][]byte // by path
}

func publish(t *testing.T) *publisher {
	p := &publisher{files: map[string][]byte{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		content, found := p.files[r.URL.Path]
		p.mu.Unlock()
		if !found {
			http.NotFound(w, r)
			return
		}
		w.Write(content)
	}))
	t.Cleanup(p.Close)
	return p
}

// put publishes a release.
func (p *publisher) put(name string, content []byte) {
	sum := sha256.Sum256(content)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files["/releases/"+name] = content
	p.files["/releases/current"] = []byte(hex.EncodeToString(sum[:]) + "  " + name + "\n")
}

// A releaseClient sends requests of many forms and checks that each answer is of one release.
type releaseClient struct {
	address string
	mu      sync.Mutex
	tags    map[string]string // release by address and entity tag
	counts  map[string]int    // answers by release, and "busy" for those that the client was asked to repeat
}

var (
	marks    = regexp.MustCompile(`(?:<|&lt;|\\u003c)(\d+)(?:>|&gt;|\\u003e)`)
	versions = regexp.MustCompile(`\b9\.0\.(\d+)\b`)
)

// releaseRequests lists addresses whose answers have marked texts.
var releaseRequests = []struct{ path, accept string }{
	{"/graphql?query=" + url.QueryEscape(`{statements(first: 60) {nodes {text speakers {namedAs agent {name}}
		topics {name} citations {exact document {title}}}}}`), "application/json"},
	{"/graphql?query=" + url.QueryEscape(`{summits(first: 5) {nodes {name statements {nodes {text topics {name}}}}}}`),
		"application/graphql-response+json"},
	{"/graphql?query=" + url.QueryEscape(`{statements(first: 5) {nodes {text speakers {namedAs}} pageInfo {hasNextPage
		endCursor}}}`), "text/csv"},
	{"/views/statements.csv", ""},
	{"/views/statements.ndjson", ""},
	{"/people/xi-jinping.json", ""},
	{"/people/xi-jinping", "text/html"},
	{"/statements/xi-cold-war-mentality", "text/html"},
	{"/views/statements", "text/html"},
	{"/", "text/html"},
}

// ask sends a request by GET, or a query also by POST, sometimes with the tag of an earlier answer, or to an address
// that no cache holds.
func (c *releaseClient) ask(number int, known map[string]string) error {
	request := releaseRequests[rand.IntN(len(releaseRequests))]
	path, method, body := request.path, "GET", ""
	query, isQuery := strings.CutPrefix(path, "/graphql?query=")
	switch how := rand.IntN(4); {
	case how == 0 && isQuery:
		text, _ := url.QueryUnescape(query)
		method, path, body = "POST", "/graphql", fmt.Sprintf(`{"query": %q}`, strings.Join(strings.Fields(text), " "))
	case how == 1 && isQuery:
		path += fmt.Sprintf("&fresh=%d", number)
	}
	r, err := http.NewRequest(method, "http://"+c.address+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", request.accept)
	key := request.accept + " " + path
	if tag := known[key]; method == "GET" && tag != "" && rand.IntN(2) == 0 {
		r.Header.Set("If-None-Match", tag)
	}
	response, err := http.DefaultClient.Do(r)
	if form := request.path + request.accept; err != nil && (strings.Contains(form, "csv") ||
		strings.Contains(form, "ndjson")) {
		return fmt.Errorf("%s is truncated before its first byte: %w", path, err)
	}
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s is truncated: %w", path, err)
	}
	replaced := bytes.Contains(content, []byte("replaced by another release"))
	if response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") != "" && !replaced {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.counts["busy"]++ // a slow machine cannot answer that many clients
		return nil
	}
	known[key] = response.Header.Get("ETag")
	return c.check(key, r.Header.Get("If-None-Match"), response, content)
}

// check returns an error if an answer fails, or is of several releases.
func (c *releaseClient) check(key, sent string, response *http.Response, content []byte) error {
	named := versions.FindStringSubmatch(response.Header.Get("Summitry-Dataset"))
	if named == nil || bytes.Contains(content, []byte(`"errors":`)) {
		return fmt.Errorf("%s: %s %.300s", key, response.Status, content)
	}
	release := named[1]
	switch found := marks.FindAllSubmatch(content, -1); {
	case response.StatusCode == http.StatusNotModified && sent == response.Header.Get("ETag"):
	case response.StatusCode != http.StatusOK || len(found) == 0:
		return fmt.Errorf("%s: %s %.300s", key, response.Status, content)
	default:
		for _, mark := range append(found, versions.FindAllSubmatch(content, -1)...) {
			if string(mark[1]) != release {
				return fmt.Errorf("%s is of release %s and has %s", key, release, mark[0])
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[release]++
	if tag := response.Header.Get("ETag"); tag != "" {
		if other := c.tags[key+tag]; other != "" && other != release {
			return fmt.Errorf("%s has the tag %s in the releases %s and %s", key, tag, other, release)
		}
		c.tags[key+tag] = release
	}
	return nil
}

// served returns the release that a server answers from, or "" if it does not.
func (c *releaseClient) served(t *testing.T) string {
	response, err := http.Get("http://" + c.address + "/graphql?query={dataset{version}}")
	if err != nil {
		t.Error(err)
		return ""
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return ""
	}
	return response.Header.Get("Summitry-Dataset")
}

// While releases change, each answer is complete and of one release, with its version and its tag.
func TestReleasesUnderLoad(t *testing.T) {
	const clients = 8
	file := func(t *testing.T) (string, func([]byte)) {
		path := filepath.Join(t.TempDir(), "current.db")
		return path, func(content []byte) { moveIn(t, path, content) }
	}
	for name, c := range map[string]struct {
		releases int
		signal   bool
		poll     string
		publish  func(t *testing.T) (database string, put func([]byte))
	}{
		"moved in place": {4, false, "1s", file},
		"signal":         {12, true, "1h", file},
		"digest": {4, false, "1s", func(t *testing.T) (string, func([]byte)) {
			p := publish(t)
			return p.URL + "/releases/current", func(content []byte) { p.put("summitry.db", content) }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			releases := make([][]byte, c.releases+1)
			for i := range releases {
				releases[i] = marked(t, i)
			}
			database, put := c.publish(t)
			put(releases[0])
			server, address := start(t, "-database", database, "-poll", c.poll)
			all := &releaseClient{address: address, tags: map[string]string{}, counts: map[string]int{}}
			done := make(chan struct{})
			var running sync.WaitGroup
			for i := range clients {
				running.Go(func() {
					known := map[string]string{}
					for n := i; ; n += clients {
						select {
						case <-done:
							return
						default:
						}
						time.Sleep(100 * time.Millisecond) // so that two processors can answer and check releases
						if err := all.ask(n, known); err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
			for i, content := range releases[1:] {
				put(content)
				if c.signal {
					server.Process.Signal(syscall.SIGHUP)
				}
				want := fmt.Sprintf(`"9.0.%d"; `, i+1)
				for !strings.HasPrefix(all.served(t), want) && !t.Failed() {
					time.Sleep(50 * time.Millisecond)
				}
			}
			close(done)
			running.Wait()
			t.Log("answers by release: ", all.counts)
			if len(all.counts) < 2 {
				t.Error("all answers are of one release")
			}
		})
	}
}

// A serverLog yields the lines of a server's log.
type serverLog struct {
	address string
	lines   chan string
}

// startLogged runs the server on a free port.
func startLogged(t *testing.T, args ...string) (*exec.Cmd, *serverLog) {
	t.Helper()
	c := command(t, append([]string{"-listen", "127.0.0.1:0"}, args...)...)
	output := logOf(t, c)
	log := &serverLog{addressIn(t, output), make(chan string, 10_000)}
	go func() {
		defer close(log.lines)
		for lines := bufio.NewScanner(output); lines.Scan(); {
			log.lines <- lines.Text()
		}
	}()
	return c, log
}

// expect reads the log up to a line with a text.
func (l *serverLog) expect(t *testing.T, text string) {
	t.Helper()
	for line := range l.lines {
		if strings.Contains(line, text) {
			return
		}
	}
	t.Fatalf("the server ended before it logged %q", text)
}

// edited returns a dataset on which a statement was executed.
func edited(t *testing.T, statement string) []byte {
	t.Helper()
	return executed(t, newRelease(t, "9.1.0", strings.Repeat("9", 64)), statement)
}

// Good releases are served, also older ones. Bad ones are refused with a reason, and the one before is served on. The
// operations that clients registered are known to each.
func TestReleasesAreChecked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "current.db")
	moveIn(t, path, marked(t, 2))
	server, log := startLogged(t, "-database", path, "-poll", "1h")
	client := &releaseClient{address: log.address}
	const query = "{ topics { nodes { name } } }"
	sum := sha256.Sum256([]byte(query))
	persisted := "http://" + log.address + "/graphql?extensions=" + url.QueryEscape(
		`{"persistedQuery":{"version":1,"sha256Hash":"`+hex.EncodeToString(sum[:])+`"}}`)
	fetch(t, persisted+"&query="+url.QueryEscape(query))
	for _, step := range []struct {
		content        []byte
		logged, served string
	}{
		{marked(t, 3), "serving a release", "9.0.3"},
		{[]byte("no dataset"), "not a Summitry dataset", "9.0.3"},
		{marked(t, 4), "serving a release", "9.0.4"},
		{edited(t, "CREATE VIEW evil AS SELECT 1"), "is not defined as in this program", "9.0.4"},
		{edited(t, "UPDATE dataset SET format = 'x'"), "this program reads", "9.0.4"},
		{edited(t, "UPDATE agent SET other_names = 'x'"), "has no answer for its example", "9.0.4"},
		{marked(t, 1), "a rollback", "9.0.1"},
	} {
		moveIn(t, path, step.content)
		server.Process.Signal(syscall.SIGHUP)
		log.expect(t, step.logged)
		if served := client.served(t); !strings.HasPrefix(served, `"`+step.served+`"`) {
			t.Errorf("after %q: %s is served, want %s", step.logged, served, step.served)
		}
		if body := fetch(t, persisted); !strings.Contains(body, "<"+step.served[4:]+">") {
			t.Errorf("after %q: the persisted operation answers %.300s", step.logged, body)
		}
	}
}

// SIGHUP does not end a server that serves the embedded dataset, and is logged.
func TestReloadOfTheEmbeddedDataset(t *testing.T) {
	server, log := startLogged(t)
	server.Process.Signal(syscall.SIGHUP)
	log.expect(t, "nothing to reload")
	if served := (&releaseClient{address: log.address}).served(t); served == "" {
		t.Error("the server does not answer")
	}
}

// At start, the server waits for the first release, and a signal to stop ends it meanwhile.
func TestWaitsForTheFirstRelease(t *testing.T) {
	t.Parallel()
	p := publish(t)
	c := command(t, "-listen", "127.0.0.1:0", "-database", p.URL+"/releases/current", "-poll", "1s")
	output := logOf(t, c)
	lines := bufio.NewReader(output)
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "has the status 404") {
		t.Error(line, err)
	}
	p.put("summitry.db", marked(t, 1))
	address := addressIn(t, lines)
	if served := (&releaseClient{address: address}).served(t); !strings.HasPrefix(served, `"9.0.1"`) {
		t.Errorf("%s is served", served)
	}
	go io.Copy(io.Discard, lines)
	c.Process.Signal(os.Interrupt)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}
