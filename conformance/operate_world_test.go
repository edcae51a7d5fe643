//go:build world

package conformance

import (
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

// A deployment is examples/operate/compose.yaml, whose services share one network: here they are processes, with the
// same commands and settings but free ports and Debian's HAProxy and Caddy.
type deployment struct {
	site, state string // addresses of HAProxy
	replicas    map[string]*replica
	releases    string // the folder that Caddy serves
}

// A replica is a server that can be restarted at the same address.
type replica struct {
	address string
	command func() *exec.Cmd
	running *exec.Cmd
}

type composeService struct {
	Command     []string
	Environment map[string]string
}

// example returns a file of examples/operate. It replaces the given texts, in pairs, which must be in the file.
func example(t *testing.T, name string, replacements ...string) string {
	t.Helper()
	text, err := os.ReadFile("../examples/operate/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(replacements); i += 2 {
		if !strings.Contains(string(text), replacements[i]) {
			t.Fatalf("%s does not contain %q", name, replacements[i])
		}
	}
	return strings.NewReplacer(replacements...).Replace(string(text))
}

// writeTemporary writes a file into a new folder, and returns its path.
func writeTemporary(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// composed returns the services of compose.yaml as docker-compose reads them. It also replaces texts.
func composed(t *testing.T, replacements ...string) map[string]composeService {
	t.Helper()
	file := writeTemporary(t, "compose.yaml", example(t, "compose.yaml", replacements...))
	output, err := exec.Command("docker-compose", "-f", file, "config").Output()
	if err != nil {
		t.Fatalf("docker-compose: %v (Debian: apt-get install docker-compose)\n%s", err, stderrOf(err))
	}
	var config struct{ Services map[string]composeService }
	if err := yaml.Unmarshal(output, &config); err != nil {
		t.Fatal(err)
	}
	return config.Services
}

func stderrOf(err error) string {
	if e, ok := err.(*exec.ExitError); ok {
		return string(e.Stderr)
	}
	return ""
}

// deploy starts the services of compose.yaml and waits until HAProxy sends requests to both replicas.
func deploy(t *testing.T) *deployment {
	t.Helper()
	d := &deployment{releases: t.TempDir(), replicas: map[string]*replica{
		"a": {address: freeAddress(t)}, "b": {address: freeAddress(t)},
	}}
	d.site, d.state = freeAddress(t), freeAddress(t)
	releases := freeAddress(t)
	a, b := d.replicas["a"].address, d.replicas["b"].address
	services := composed(t, "127.0.0.1:8081", a, "127.0.0.1:8082", b, "127.0.0.1:8090", releases,
		"0.0.0.0:8080", d.site, " /releases,", " "+d.releases+",")
	d.publish(t, "../data/summitry.db")
	if caddy := services["releases"].Command; !listens(t, exec.Command(caddy[0], caddy[1:]...), releases) {
		t.Fatal("Caddy ended")
	}
	for name, r := range d.replicas {
		service := services["summitry-"+name]
		r.command = func() *exec.Cmd {
			c := command(t, service.Command...)
			for name, value := range service.Environment {
				c.Env = append(c.Env, name+"="+value)
			}
			return c
		}
		r.running, _ = serveBy(t, r.command())
	}
	config := writeTemporary(t, "haproxy.cfg", example(t, "haproxy.cfg",
		"127.0.0.1:8081", a, "127.0.0.1:8082", b, "127.0.0.1:8404", d.state))
	haproxy := exec.Command("haproxy", "-db", "-f", config)
	haproxy.Env = append(os.Environ(), "SUMMITRY_BIND="+services["haproxy"].Environment["SUMMITRY_BIND"])
	if !listens(t, haproxy, d.site) {
		t.Fatal("HAProxy ended")
	}
	for name := range d.replicas {
		d.waitUntilUp(t, name)
	}
	return d
}

// publish makes a copy of a dataset file the current release.
func (d *deployment) publish(t *testing.T, file string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	digest := fmt.Sprintf("%x", sha256.Sum256(content))
	name := "summitry-" + digest[:12] + ".db"
	for name, content := range map[string][]byte{name: content, ".current": []byte(digest + "  " + name + "\n")} {
		if err := os.WriteFile(filepath.Join(d.releases, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(filepath.Join(d.releases, ".current"), filepath.Join(d.releases, "current")); err != nil {
		t.Fatal(err)
	}
}

// replicaState returns a column of HAProxy's statistics of a replica.
func (d *deployment) replicaState(t *testing.T, name, column string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(fetch(t, "http://"+d.state+"/;csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row[0] == "replicas" && row[1] == name {
			return row[slices.Index(rows[0], column)]
		}
	}
	t.Fatalf("HAProxy knows no replica %s: %v", name, rows)
	return ""
}

// waitUntilUp waits until HAProxy has checked a replica and sends requests to it.
func (d *deployment) waitUntilUp(t *testing.T, name string) {
	t.Helper()
	for d.replicaState(t, name, "status") != "UP" || d.replicaState(t, name, "check_status") != "L7OK" {
		time.Sleep(20 * time.Millisecond)
	}
}

// restart stops a replica by SIGTERM and starts it again.
func (d *deployment) restart(t *testing.T, name string) {
	t.Helper()
	r := d.replicas[name]
	if err := r.running.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := r.running.Wait(); err != nil {
		t.Fatalf("replica %s ended with %v", name, err)
	}
	r.running, _ = serveBy(t, r.command())
	d.waitUntilUp(t, name)
}

// loads lists the requests of the clients of a load.
var loads = []struct{ method, path, accept, body string }{
	{"GET", "/people/xi-jinping", "text/html", ""},
	{"GET", "/views/statements.csv", "*/*", ""},
	{"GET", "/graphql?query=" + url.QueryEscape(`{statements(first:50){nodes{text citations{exact}}}}`), "", ""},
	{
		"POST",
		"/graphql",
		"application/json",
		`{"query":"{people(first:20){nodes{name statements(first:5){nodes{text}}}}}"}`,
	},
}

// underLoad calls a function while eight clients send requests to an address, and checks every response.
func underLoad(
	t *testing.T,
	address string,
	do func(),
	correct func(load int, response *http.Response, body string) bool,
) {
	t.Helper()
	var stop atomic.Bool
	var sent, failed atomic.Int64
	var clients sync.WaitGroup
	for n := range 8 {
		clients.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			for i := n; !stop.Load(); i++ {
				load := i % len(loads)
				response, body, err := sendLoad(client, address, load)
				sent.Add(1)
				if err != nil || response.StatusCode != http.StatusOK || !correct(load, response, body) {
					failed.Add(1)
					t.Errorf("%s %s: %v (%v) %.200s", loads[load].method, loads[load].path, response, err, body)
				}
			}
		})
	}
	func() {
		defer clients.Wait()
		defer stop.Store(true)
		do()
	}()
	t.Logf("%d of %d requests failed", failed.Load(), sent.Load())
	if sent.Load() < 100 {
		t.Errorf("only %d requests were sent", sent.Load())
	}
}

func sendLoad(client *http.Client, address string, load int) (*http.Response, string, error) {
	l := loads[load]
	r, err := http.NewRequest(l.method, "http://"+address+l.path, strings.NewReader(l.body))
	if err != nil {
		return nil, "", err
	}
	r.Header.Set("Content-Type", "application/json")
	if l.accept != "" {
		r.Header.Set("Accept", l.accept)
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, string(body), err
}

// Behind HAProxy, no request fails while one replica after the other is restarted.
func TestWorldRollingRestart(t *testing.T) {
	d := deploy(t)
	want := make([]string, len(loads))
	for load := range loads {
		response, body, err := sendLoad(http.DefaultClient, d.replicas["a"].address, load)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatal(loads[load].path, response, err)
		}
		want[load] = body
	}
	underLoad(t, d.site, func() {
		for range 2 {
			d.restart(t, "a")
			d.restart(t, "b")
		}
	}, func(load int, _ *http.Response, body string) bool { return body == want[load] })
	for name := range d.replicas {
		if d.replicaState(t, name, "hrsp_2xx") == "0" {
			t.Errorf("replica %s answered no request", name)
		}
	}
}

// Behind HAProxy, a persisted query takes one more round trip than its uses, as on one server: its hash and its
// registration reach the same replica.
func TestWorldPersistedQueries(t *testing.T) {
	d := deploy(t)
	const uses, operations = 10, 40
	for i := range operations {
		query := fmt.Sprintf("{ people(first: %d) { nodes { slug } } }", i+1)
		extensions := fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":"%x"}}`, sha256.Sum256([]byte(query)))
		trips := 0
		for range uses {
			trips++
			if !answersWithoutErrors(t, d.site, url.Values{"extensions": {extensions}}) {
				trips++
				if !answersWithoutErrors(t, d.site, url.Values{"extensions": {extensions}, "query": {query}}) {
					t.Errorf("%s: the registration fails", query)
				}
			}
		}
		if trips != uses+1 {
			t.Errorf("%s: %d round trips, want %d", query, trips, uses+1)
		}
	}
	for name := range d.replicas {
		if d.replicaState(t, name, "hrsp_2xx") == "0" {
			t.Errorf("replica %s answered no request", name)
		}
	}
}

// HAProxy passes the status 294, and stores no partial result.
func TestWorldPartialResults(t *testing.T) {
	expectUncachedPartialResults(t, deploy(t).site)
}

// answersWithoutErrors reports whether /graphql answers without errors.
func answersWithoutErrors(t *testing.T, address string, parameters url.Values) bool {
	t.Helper()
	var response struct{ Errors []any }
	body := fetch(t, "http://"+address+"/graphql?"+parameters.Encode())
	if err := json.Unmarshal([]byte(body), &response); err != nil {
		t.Fatal(err, body)
	}
	return response.Errors == nil
}

// A release that is published on the web server reaches both replicas, and so does the older one that is published
// again. No request fails, and every response is from one of the two.
func TestWorldReleases(t *testing.T) {
	d := deploy(t)
	released := filepath.Join(t.TempDir(), "released.db")
	content, err := os.ReadFile("../data/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(released, content, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", released)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE dataset SET version = '99.0.0'"); err != nil {
		t.Fatal(err)
	}
	old, _ := datasetAt(t, d.site)
	underLoad(t, d.site, func() {
		d.publish(t, released)
		d.waitForDataset(t, "99.0.0")
		d.publish(t, "../data/summitry.db")
		d.waitForDataset(t, old)
	}, func(_ int, response *http.Response, _ string) bool {
		dataset := response.Header.Get("Summitry-Dataset")
		return strings.HasPrefix(dataset, `"99.0.0"`) || strings.HasPrefix(dataset, `"`+old+`"`)
	})
}

// waitForDataset waits until both replicas serve a version of the dataset.
func (d *deployment) waitForDataset(t *testing.T, version string) {
	t.Helper()
	for _, r := range d.replicas {
		for {
			if got, _ := datasetAt(t, r.address); got == version {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}
