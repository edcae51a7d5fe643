//go:build world

package conformance

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/summitry/summitry/data/rqlite"
)

// The users of a cluster. The server's may only query.
const (
	clusterPassword = "pa:ss@wörd"
	clusterUsers    = `[
		{"username": "reader", "password": "pa:ss@wörd", "perms": ["query"]},
		{"username": "publisher", "password": "pa:ss@wörd", "perms": ["load", "query", "backup"]},
		{"username": "admin", "password": "pa:ss@wörd", "perms": ["all"]}
	]`
)

// A cluster is three nodes of rqlite on this machine, with TLS and users.
type cluster struct {
	folder string
	nodes  []*clusterNode
}

type clusterNode struct {
	id, address, raft, folder string
	args                      []string
	running                   *exec.Cmd
}

// buildOnce builds programs that the tests of clusters need, in a folder that stays until the tests end.
var buildOnce = sync.OnceValues(func() (folder string, err error) {
	folder = filepath.Dir(program)
	rqlited := exec.Command("go", "build", "-o", filepath.Join(folder, "rqlited"),
		"github.com/rqlite/rqlite/v8/cmd/rqlited")
	rqlited.Dir, rqlited.Env = "cluster", append(os.Environ(), "CGO_ENABLED=1")
	publish := exec.Command("go", "build", "-o", filepath.Join(folder, "publish"), "../cmd/publish")
	for _, c := range []*exec.Cmd{rqlited, publish} {
		if output, err := c.CombinedOutput(); err != nil {
			return "", fmt.Errorf(
				"%s: %w\n%s(rqlited needs cgo and gcc: apt-get install gcc libc6-dev)",
				c,
				err,
				output,
			)
		}
	}
	return folder, nil
})

// startNodes starts a cluster without a dataset.
func startNodes(t *testing.T) *cluster {
	t.Helper()
	if _, err := buildOnce(); err != nil {
		t.Fatal(err)
	}
	c := &cluster{folder: t.TempDir()}
	certificate, key := c.writeCertificate(t)
	users := c.write(t, "users.json", []byte(clusterUsers))
	for i := range 3 {
		n := &clusterNode{id: fmt.Sprint("node", i), address: freeAddress(t), raft: freeAddress(t)}
		n.folder = filepath.Join(c.folder, n.id)
		n.args = []string{"-node-id", n.id, "-http-addr", n.address, "-raft-addr", n.raft, "-http-cert", certificate,
			"-http-key", key, "-auth", users, "-join-interval", "500ms", "-join-attempts", "60"}
		if i > 0 {
			n.args = append(n.args, "-join", c.nodes[0].raft, "-join-as", "admin")
		}
		c.nodes = append(c.nodes, n)
		c.start(t, n)
		if i == 0 {
			c.leader(t)
		}
	}
	for len(c.members(t)) < 3 {
		time.Sleep(50 * time.Millisecond)
	}
	t.Setenv("SSL_CERT_FILE", certificate)
	t.Setenv(rqlite.PasswordVariable, clusterPassword)
	return c
}

func (c *cluster) write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(c.folder, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// writeCertificate writes the certificate of net/http/httptest for 127.0.0.1, and its key.
func (c *cluster) writeCertificate(t *testing.T) (certificate, key string) {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	pair := server.TLS.Certificates[0]
	secret, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(kind string, content []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content})
	}
	return c.write(t, "certificate.pem", encode("CERTIFICATE", pair.Certificate[0])),
		c.write(t, "key.pem", encode("PRIVATE KEY", secret))
}

// start starts a node, which is killed when the test ends.
func (c *cluster) start(t *testing.T, n *clusterNode) {
	t.Helper()
	log, err := os.OpenFile(n.folder+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	n.running = exec.Command(filepath.Join(filepath.Dir(program), "rqlited"), append(n.args, n.folder)...)
	n.running.Stdout, n.running.Stderr = log, log
	if err := n.running.Start(); err != nil {
		t.Fatal(err)
	}
	running := n.running
	t.Cleanup(func() {
		running.Process.Kill()
		running.Wait()
	})
}

// kill ends a node as kill -9 does.
func (n *clusterNode) kill() {
	n.running.Process.Kill()
	n.running.Wait()
}

// database returns the value of -database for a user.
func (c *cluster) database(user string) string {
	var hosts []string
	for _, n := range c.nodes {
		hosts = append(hosts, n.address)
	}
	return "rqlite:https://" + user + "@" + strings.Join(hosts, ",")
}

// as returns the cluster as a client knows it.
func (c *cluster) as(t *testing.T, user string) *rqlite.Cluster {
	t.Helper()
	nodes, err := rqlite.Parse(strings.TrimPrefix(c.database(user), "rqlite:"), clusterPassword)
	if err != nil {
		t.Fatal(err)
	}
	return nodes
}

type clusterMember struct {
	Leader, Reachable bool
}

// members returns what any node says about all nodes, by id; nothing while no node says it.
func (c *cluster) members(t *testing.T) map[string]clusterMember {
	t.Helper()
	content, _ := os.ReadFile(filepath.Join(c.folder, "certificate.pem"))
	client := clientTrusting(content)
	for _, n := range c.nodes {
		r, err := http.NewRequest("GET", "https://"+n.address+"/nodes?timeout=1s", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth("admin", clusterPassword)
		response, err := client.Do(r)
		if err != nil {
			continue
		}
		var all map[string]clusterMember
		err = json.NewDecoder(response.Body).Decode(&all)
		response.Body.Close()
		if err == nil && response.StatusCode == http.StatusOK {
			return all
		}
	}
	return nil
}

// leader waits until the cluster has a leader, and returns it.
func (c *cluster) leader(t *testing.T) *clusterNode {
	t.Helper()
	for {
		all := c.members(t)
		for _, n := range c.nodes {
			if all[n.id].Leader && all[n.id].Reachable {
				return n
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// publish loads a dataset file into the cluster by the command that the documentation names.
func (c *cluster) publish(t *testing.T, file string) {
	t.Helper()
	command := exec.Command(filepath.Join(filepath.Dir(program), "publish"), c.database("publisher"), file)
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if n := bytes.Count(output, []byte("has it\n")); n != len(c.nodes) {
		t.Errorf("%d nodes have the file, want %d:\n%s", n, len(c.nodes), output)
	}
}

// serve starts a server on the cluster, and returns its address and what it logs.
func (c *cluster) serve(t *testing.T, args ...string) (address string, log *syncBuffer) {
	t.Helper()
	args = append([]string{"-listen", "127.0.0.1:0", "-database", c.database("reader"), "-poll", "1s"}, args...)
	server := command(t, args...)
	for _, name := range []string{"SSL_CERT_FILE", rqlite.PasswordVariable} {
		server.Env = append(server.Env, name+"="+os.Getenv(name))
	}
	log = &syncBuffer{}
	output := io.TeeReader(logOf(t, server), log)
	address = addressIn(t, output)
	go io.Copy(io.Discard, output)
	return address, log
}

// waitUntilAll waits until each node holds what the leader holds.
func (c *cluster) waitUntilAll(t *testing.T) {
	t.Helper()
	nodes := c.as(t, "reader")
	for _, node := range nodes.Nodes() {
		for {
			want, err := nodes.Current(t.Context())
			held, failed := nodes.HeldBy(t.Context(), node, "none")
			if err == nil && failed == nil && held == want {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// A syncBuffer is a buffer that several goroutines use.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// withoutRequests returns a log without its lines for requests.
func withoutRequests(log *syncBuffer) string {
	return regexp.MustCompile(`(?m)^.* level=INFO msg=request .*\n`).ReplaceAllString(log.String(), "")
}

// clientTrusting returns a client that trusts one certificate.
func clientTrusting(certificate []byte) *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificate)
	return &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true,
	}}
}

// hostile lists texts that rqlite, JSON or SQL could take for something else.
var hostile = []string{
	"X'41'", "x''", " X'00'", "'", `"`, "''; DROP TABLE agent; --", "?", "??", ":name", "@p1", "$1", "NULL", "null",
	"1e999", "9007199254740993", "-9223372036854775808", "\x00", "a\x00b", "\xff\xfe", "\u2028", "\ufeff",
	"\U0001f600", "%", "_", `\`, "\r\n", "[1,2]", `{"a":1}`, "<script>", "é", "e\u0301", "Σ", "ſ",
	strings.Repeat("x", 900), "unity OR peace", "\"unity",
}

// On a cluster, every view, page and hostile value has the bytes, the status and the tag that it has from the file,
// only the file itself is not available.
func TestClusterAnswers(t *testing.T) {
	c := startNodes(t)
	c.publish(t, "../data/summitry.db")
	address, log := c.serve(t, "-time", "8s")
	_, fromFile := start(t, "-time", "8s")
	paths := []string{
		"/",
		"/about",
		"/openapi.json",
		"/schema.graphql",
		"/changes.atom",
		"/version",
		"/nobody",
		"/check",
	}
	for _, v := range viewsWithExamples(t) {
		for _, extension := range []string{"", ".csv", ".json", ".ndjson", ".xlsx"} {
			paths = append(paths, "/views/"+v.Name+extension+"?"+v.Example.Encode())
		}
	}
	const base = "https://example.org"
	sitemap := fetch(t, "http://"+fromFile+"/sitemap.xml?base="+url.QueryEscape(base))
	pages := regexp.MustCompile(`<loc>`+base+`([^<]*)</loc>`).FindAllStringSubmatch(sitemap, -1)
	for _, page := range pages {
		paths = append(paths, page[1])
		if strings.Count(page[1], "/") == 2 && !strings.HasPrefix(page[1], "/views/") {
			paths = append(paths, page[1]+".json")
		}
	}
	for _, text := range hostile {
		for _, path := range []string{
			"/people/", "/search?words=", "/views/statements.csv?speaker=", "/views/check-a-quote.json?quote=",
			"/views/search.json?words=", "/graphql?query={statements(first:2){nodes{slug}}}&x=", "/statements?after=",
		} {
			paths = append(paths, path+url.QueryEscape(text))
		}
	}
	differ, path := 0, ""
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("after %s, the log is %s", path, withoutRequests(log))
		}
	})
	for { // this document has an answer of each view, which on a slow machine takes longer than a response may
		if response, err := http.Get("http://" + address + "/openapi.json"); err == nil {
			response.Body.Close()
			break
		}
	}
	for _, path = range paths {
		a, want := send(t, "GET", "http://"+fromFile+path)
		b, got := send(t, "GET", "http://"+address+path)
		if a.StatusCode != b.StatusCode || !bytes.Equal(want, got) {
			t.Errorf(
				"%s: %s with %d bytes from the file, %s with %d from the cluster: %.200s",
				path,
				a.Status,
				len(want),
				b.Status,
				len(got),
				got,
			)
			differ++
		}
		expectSameHeaders(t, path, a, b)
	}
	t.Logf("%d of %d answers differ, %d pages are in the sitemap", differ, len(paths), len(pages))
	if len(pages) < 500 {
		t.Error("the sitemap lacks pages")
	}
	response, body := send(t, "GET", "http://"+address+"/summitry.db")
	if response.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "not available") {
		t.Errorf("the file: %s %s", response.Status, body)
	}
	if strings.Contains(log.String(), clusterPassword) || strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("the log has the password or an error:\n%s", log)
	}
	c.expectOperations(t)
}

// expectOperations runs the tests of random operations and of values on the cluster.
func (c *cluster) expectOperations(t *testing.T) {
	t.Helper()
	at := strings.TrimPrefix(c.database("reader"), "rqlite:")
	for _, args := range [][]string{
		{"./graph", "-run", "TestRandomOperations", "-operations", "500", "-cluster", at},
		{"./data/rqlite", "-run", "TestValues", "-cluster", at},
	} {
		test := exec.Command("go", append([]string{"test", "-count", "1", "-v"}, args...)...)
		test.Dir = ".."
		output, err := test.CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s", err, output)
		}
		for line := range strings.Lines(string(output)) {
			if strings.Contains(line, "operations, ") {
				t.Log(strings.TrimSpace(line))
			}
		}
	}
}

// The user of the server cannot write, and the publisher cannot load a file that a server would refuse. A node that
// does not get the file is named.
func TestClusterPermissions(t *testing.T) {
	c := startNodes(t)
	c.publish(t, "../data/summitry.db")
	reader := c.as(t, "reader")
	for _, path := range []string{
		"/db/execute", "/db/request", "/db/load", "/db/backup", "/nodes", "/status", "/remove",
	} {
		for _, method := range []string{"GET", "POST", "DELETE"} {
			response, err := reader.Do(t.Context(), method, reader.Nodes()[0], path, "application/json",
				strings.NewReader(`["DELETE FROM dataset"]`))
			if err == nil {
				response.Body.Close()
				t.Errorf("the server's user may send %s %s", method, path)
			}
		}
	}
	bad := filepath.Join(t.TempDir(), "bad.db")
	if err := os.WriteFile(bad, edited(t, "CREATE VIEW evil AS SELECT 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	publish := exec.Command(filepath.Join(filepath.Dir(program), "publish"), c.database("publisher"), bad)
	output, err := publish.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "is not defined as in this program") {
		t.Errorf("%v\n%s", err, output)
	}
	c.waitUntilAll(t)
	if held, err := reader.Current(t.Context()); err != nil || strings.Contains(held, "9.1.0") {
		t.Error(held, err)
	}
	follower := c.nodes[(slices.Index(c.nodes, c.leader(t))+1)%3]
	follower.kill()
	publish = exec.Command(filepath.Join(filepath.Dir(program), "publish"), "-within", "8s", c.database("publisher"),
		"../data/summitry.db")
	output, err = publish.CombinedOutput()
	if err == nil || !strings.Contains(string(output), follower.address+" has not got the file, run ") {
		t.Errorf("without a node: %v\n%s", err, output)
	}
}

// A clusterLoad is a few clients of a server, whose answers are checked.
type clusterLoad struct {
	releaseClient
	sent, failed, broken atomic.Int64
	slowest              atomic.Int64 // nanoseconds
}

const (
	loadClients   = 4
	leastRequests = 100
)

// run sends requests while do runs, and at least leastRequests.
func (l *clusterLoad) run(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	var running sync.WaitGroup
	for i := range loadClients {
		running.Go(func() {
			tags := map[string]string{}
			for n := i; ; n += loadClients {
				select {
				case <-done:
					return
				default:
				}
				l.askOnce(t, n, tags)
				time.Sleep(50 * time.Millisecond) // so that two processors can also run three nodes
			}
		})
	}
	func() {
		defer running.Wait()
		defer close(done)
		do()
		for l.sent.Load() < leastRequests && !t.Failed() {
			time.Sleep(50 * time.Millisecond)
		}
	}()
	t.Logf("%d requests: %d failed, %d tables broken off, slowest %v, by release %v", l.sent.Load(), l.failed.Load(),
		l.broken.Load(), time.Duration(l.slowest.Load()).Round(time.Millisecond), l.counts)
}

func (l *clusterLoad) askOnce(t *testing.T, number int, tags map[string]string) {
	began := time.Now()
	err := l.ask(number, tags)
	took := int64(time.Since(began))
	for slowest := l.slowest.Load(); took > slowest && !l.slowest.CompareAndSwap(slowest, took); {
		slowest = l.slowest.Load()
	}
	l.sent.Add(1)
	switch {
	case err == nil:
	case strings.Contains(err.Error(), "is truncated"):
		l.broken.Add(1)
	default:
		l.failed.Add(1)
		t.Error(err)
	}
}

// waitForAnswers waits until clients have got more answers of a release.
func (l *clusterLoad) waitForAnswers(t *testing.T, release string, more int) {
	count := func() int {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.counts[release]
	}
	for before := count(); count() < before+more && !t.Failed(); {
		time.Sleep(50 * time.Millisecond)
	}
}

func newLoad(address string) *clusterLoad {
	return &clusterLoad{releaseClient: releaseClient{
		address: address, tags: map[string]string{}, counts: map[string]int{},
	}}
}

// No request fails when the leader, a follower or a majority is killed, a node is frozen, or one loses its disk and
// joins again.
func TestClusterFailures(t *testing.T) {
	c := startNodes(t)
	c.publish(t, c.write(t, "release.db", marked(t, 1)))
	address, log := c.serve(t, "-cache", "0", "-time", "8s")
	for name, fail := range map[string]func(){
		"killed leader": func() {
			leader := c.leader(t)
			leader.kill()
			c.leader(t)
			c.start(t, leader)
		},
		"killed follower": func() {
			leader := c.leader(t)
			follower := c.nodes[(slices.Index(c.nodes, leader)+1)%3]
			follower.kill()
			time.Sleep(time.Second)
			c.start(t, follower)
		},
		"killed majority": func() {
			for _, n := range c.nodes[1:] {
				n.kill()
			}
			time.Sleep(2 * time.Second)
			for _, n := range c.nodes[1:] {
				c.start(t, n)
			}
		},
		"frozen leader": func() {
			leader := c.leader(t)
			leader.running.Process.Signal(syscall.SIGSTOP)
			time.Sleep(5 * time.Second)
			leader.running.Process.Signal(syscall.SIGCONT)
		},
		"wiped node": func() {
			leader := c.leader(t)
			wiped := c.nodes[(slices.Index(c.nodes, leader)+2)%3]
			wiped.kill()
			if err := os.RemoveAll(wiped.folder); err != nil {
				t.Fatal(err)
			}
			args := wiped.args
			if !slices.Contains(args, "-join") {
				wiped.args = append(slices.Clone(args), "-join", leader.raft, "-join-as", "admin")
			}
			c.start(t, wiped)
			wiped.args = args
		},
	} {
		t.Run(name, func(t *testing.T) {
			load := newLoad(address)
			load.run(t, func() {
				fail()
				c.waitUntilAll(t)
			})
			if load.broken.Load() > 0 {
				t.Errorf("%d tables broke off", load.broken.Load())
			}
		})
	}
	if t.Failed() {
		t.Log(withoutRequests(log))
	}
}

// While releases change under load, no answer is of two releases, and none fails but tables under way.
func TestClusterReleases(t *testing.T) {
	c := startNodes(t)
	const releases = 5
	var files []string
	for i := range releases {
		files = append(files, c.write(t, fmt.Sprintf("release-%d.db", i), marked(t, i)))
	}
	c.publish(t, files[0])
	address, log := c.serve(t, "-time", "8s")
	load := newLoad(address)
	load.run(t, func() {
		for i := range releases {
			next := (i + 1) % releases // the last one is a rollback
			c.publish(t, files[next])
			load.waitForAnswers(t, fmt.Sprint(next), 16)
		}
	})
	if len(load.counts) < releases {
		t.Errorf("the answers are of %d releases, want %d", len(load.counts), releases)
	}
	if t.Failed() {
		t.Log(withoutRequests(log))
	}
}
