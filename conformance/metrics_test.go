package conformance

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

// startMetered runs the server with metrics on a free port, and returns the addresses of both.
func startMetered(t *testing.T, c *exec.Cmd) (address, metrics string) {
	t.Helper()
	output := logOf(t, c)
	var log strings.Builder
	address = addressIn(t, io.TeeReader(output, &log))
	go io.Copy(io.Discard, output)
	found := regexp.MustCompile(`http://([^/]+)/metrics`).FindStringSubmatch(log.String())
	if found == nil {
		t.Fatalf("the log has no address of metrics:\n%s", &log)
	}
	return "http://" + address, "http://" + found[1] + "/metrics"
}

// scrape returns the metrics, and each sample by its name and labels.
func scrape(t *testing.T, address string) (text string, samples map[string]string) {
	t.Helper()
	response, body := send(t, "GET", address)
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/plain") {
		t.Fatalf("%s %v", response.Status, response.Header)
	}
	samples = map[string]string{}
	for line := range strings.Lines(string(body)) {
		at := strings.LastIndexByte(line, ' ')
		samples[line[:at]] = strings.TrimSpace(line[at:])
	}
	return string(body), samples
}

// The metrics count requests, operations, refusals, the cache and the release. Promtool's linter finds nothing.
func TestMetrics(t *testing.T) {
	address, metrics := startMetered(t, command(t, "-listen", "127.0.0.1:0", "-metrics", ":0"))
	if !strings.HasPrefix(metrics, "http://127.0.0.1:") {
		t.Errorf("without a host, metrics are at %s", metrics)
	}
	const hostile = `x"} 1 %0Ainjected`
	for _, path := range []string{
		"/people/xi-jinping", "/people/xi-jinping", "/people/nobody", "/people/",
		"/views/summits.csv", "/views/summits.xlsx",
		"/" + url.PathEscape(hostile), "/graphql?query=" + url.QueryEscape("{dataset{version}}"),
		"/graphql?query={statements(first:-1){totalCount}}", // a plan leaves errors to gqlgen
		"/graphql?query=" + url.QueryEscape("{"+strings.Repeat("a{", 20)+"b"+strings.Repeat("}", 21)),
		"/graphql?query=" + url.QueryEscape("{summits(first:100){nodes{statements(first:100){nodes{citations{exact}"+
			"speakers{agent{... on Person{statements(first:100){nodes{slug}}}}}}}}}}"),
	} {
		send(t, "GET", address+path, "User-Agent", hostile, "X-Request-Id", hostile)
	}
	text, samples := scrape(t, metrics)
	for sample, want := range map[string]string{
		`summitry_http_requests_total{form="html",route="/{folder}/{slug}",status="200"}`: "2",
		`summitry_http_requests_total{form="csv",route="/views/{name}",status="200"}`:     "1",
		`summitry_http_requests_total{form="xlsx",route="/views/{name}",status="200"}`:    "1",
		`summitry_http_requests_total{form="none",route="none",status="308"}`:             "1",
		`summitry_http_request_duration_seconds_count{route="/graphql"}`:                  "4",
		`summitry_cache_requests_total{result="hit"}`:                                     "1",
		`summitry_cache_requests_total{result="shared"}`:                                  "0",
		`summitry_operations_total{executor="gqlgen"}`:                                    "1",
		`summitry_operations_refused_total{limit="depth"}`:                                "1",
		`summitry_operations_refused_total{limit="records"}`:                              "1",
		`summitry_operations_refused_total{limit="queue"}`:                                "0",
		`summitry_queue_length`:           "0",
		`summitry_release_failures_total`: "0",
	} {
		if samples[sample] != want {
			t.Errorf("%s is %q, want %s", sample, samples[sample], want)
		}
	}
	_, version := send(t, "GET", address+"/graphql?query={dataset{version,sha256}}")
	found := regexp.MustCompile(`summitry_release_info{sha256="(\w+)",version="([^"]+)"} 1`).FindStringSubmatch(text)
	if found == nil || !strings.Contains(string(version), found[1]) || !strings.Contains(string(version), found[2]) {
		t.Errorf("the release is %q, want that of %s", found, version)
	}
	for _, name := range []string{"go_goroutines", "process_resident_memory_bytes", "summitry_http_connections"} {
		if samples[name] == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if strings.Contains(text, "injected") || strings.Contains(text, "nobody") {
		t.Errorf("clients add labels:\n%s", text)
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("the linter reports %v (%v)", problems, err)
	}
	if response, _ := send(t, "GET", address+"/metrics"); response.StatusCode != http.StatusNotFound {
		t.Errorf("the public address serves metrics: %s", response.Status)
	}
}

// docs/settings.md lists each metric of the program with its type, labels and text.
func TestDocsOfMetrics(t *testing.T) {
	address, metrics := startMetered(t, command(t, "-listen", "127.0.0.1:0", "-metrics", "127.0.0.1:0"))
	send(t, "GET", address+"/healthz")
	text, _ := scrape(t, metrics)
	rows := []string{"| metric | type | labels | meaning |\n", "|---|---|---|---|\n"}
	head := regexp.MustCompile(`# HELP (summitry_\w+) (.*)\n# TYPE \w+ (\w+)\n\w+(?:{([^}]*)})?`)
	label := regexp.MustCompile(`(\w+)="[^"]*"`)
	for _, m := range head.FindAllStringSubmatch(text, -1) {
		var labels []string
		for _, l := range label.FindAllStringSubmatch(m[4], -1) {
			if l[1] != "le" {
				labels = append(labels, "`"+l[1]+"`")
			}
		}
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s | %s |\n", m[1], m[3], strings.Join(labels, ", "), m[2]))
	}
	docs, err := os.ReadFile("../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	if table := strings.Join(rows, ""); len(rows) < 12 || !strings.Contains(string(docs), table+"\n") {
		t.Errorf("docs/settings.md lacks this table:\n%s", table)
	}
}

// Clients of the metrics cannot take the server's connections: beyond 16, they wait.
func TestConnectionsToMetrics(t *testing.T) {
	address, metrics := startMetered(t, command(t, "-listen", "127.0.0.1:0", "-metrics", "127.0.0.1:0"))
	host := strings.TrimSuffix(strings.TrimPrefix(metrics, "http://"), "/metrics")
	var conns []net.Conn
	for range 17 {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conns = append(conns, conn)
	}
	last := conns[16]
	fmt.Fprint(last, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
	if response, _ := send(t, "GET", address+"/healthz"); response.StatusCode != http.StatusOK {
		t.Errorf("while connections to the metrics are open, the server answers %s", response.Status)
	}
	conns[0].Close()
	response, err := http.ReadResponse(bufio.NewReader(last), nil)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("when another connection was closed, the last one is answered with %v (%v)", response, err)
	}
}
