// Package conformance tests the program as a process, from outside: HTTP, the statements of README.md and SECURITY.md,
// and, with the build tags clients and world, browsers, clients and proxies. TestMain builds the program; start runs
// it. The folders beside these tests hold the audits of other projects, the contract and the settings of the linter.
package conformance

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	_ "modernc.org/sqlite"
)

// Exit statuses of the program.
const (
	exitFailure = 1 // it could not start, or stopped on its own
	exitUsage   = 2 // its command line is invalid
)

// program is the path of the server's binary.
var program string

func TestMain(m *testing.M) { os.Exit(withProgram(m.Run)) }

// withProgram builds the server for some tests, and returns their exit status.
func withProgram(run func() int) int {
	folder, err := os.MkdirTemp("", "conformance")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	program = filepath.Join(folder, "summitry")
	if output, err := exec.Command("go", "build", "-o", program, "..").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, output)
		return 1
	}
	return run()
}

// command returns the server's command with an empty environment: no HOME, no folder for temporary files.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, program, args...)
	c.Env = []string{"TMPDIR=/nowhere", "SQLITE_TMPDIR=/nowhere"}
	return c
}

// start runs the server on a free port and returns its address.
func start(t *testing.T, args ...string) (*exec.Cmd, string) {
	t.Helper()
	return serveBy(t, command(t, append([]string{"-listen", "127.0.0.1:0"}, args...)...))
}

// logOf starts a server, which is killed when the test ends, and returns what it logs.
func logOf(t *testing.T, c *exec.Cmd) io.Reader {
	t.Helper()
	output, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	return output
}

// serveBy runs a server and returns its address.
func serveBy(t *testing.T, c *exec.Cmd) (*exec.Cmd, string) {
	t.Helper()
	output := logOf(t, c)
	address := addressIn(t, output)
	go io.Copy(io.Discard, output)
	return c, address
}

// addressIn returns the server's address from its log.
func addressIn(t *testing.T, log io.Reader) string {
	t.Helper()
	for lines := bufio.NewScanner(log); lines.Scan(); {
		if found := regexp.MustCompile(`http://([^/]+)/graphql`).FindStringSubmatch(lines.Text()); found != nil {
			return found[1]
		}
	}
	t.Fatal("the server ended before it logged its address")
	return ""
}

func TestServes(t *testing.T) {
	server, address := start(t)
	for path, want := range map[string]string{
		"/graphql?query=" + url.QueryEscape(`{person(slug:"wang"){name otherNames}}`): `{"data":{"person":` +
			`{"name":"Wang","otherNames":[]}},"extensions":{"dataset":{"version":"`,
		"/healthz": "ok\n",
		"/":        "<!doctype html>",
	} {
		response, err := http.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != http.StatusOK || !strings.HasPrefix(string(body), want) {
			t.Errorf("%s answers %s %s", path, response.Status, body)
		}
	}
	opensNoFile(t, server.Process.Pid)
}

// opensNoFile fails if the process holds a file open: the dataset is embedded and read without a copy.
func opensNoFile(t *testing.T, pid int) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return // only Linux lists descriptors
	}
	descriptors, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil || len(descriptors) == 0 {
		t.Fatalf("cannot list the open files of the server: %v", err)
	}
	for _, d := range descriptors {
		target, _ := os.Readlink(d)
		kernels := strings.HasPrefix(target, "/sys/") || strings.HasPrefix(target, "/proc/")
		if info, err := os.Stat(d); err == nil && info.Mode().IsRegular() && filepath.IsAbs(target) && !kernels {
			t.Errorf("the server holds %s open", target)
		}
	}
}

// The server can serve a dataset file instead of the embedded one.
func TestServesAFile(t *testing.T) {
	_, address := start(t, "-database", "../data/summitry.db")
	response, err := http.Get("http://" + address + "/graphql?query={dataset{version}}")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Data struct{ Dataset struct{ Version string } }
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Data.Dataset.Version == "" {
		t.Errorf("%+v %v", answer, err)
	}
}

// The dataset can be downloaded, and its views show names instead of keys.
func TestDownload(t *testing.T) {
	_, address := start(t)
	response, err := http.Get("http://" + address + "/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.Header.Get("Content-Type") != "application/vnd.sqlite3" {
		t.Fatal(err, response.Header)
	}
	file := filepath.Join(t.TempDir(), "taken.db")
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, c := range []struct{ query, want string }{
		{
			"SELECT speakers || ', ' || occasion FROM statements WHERE slug = 'putin-united-front'",
			"Vladimir Putin, virtual summit of the Shanghai Cooperation Organization",
		},
		{
			"SELECT state || ', ' || organization || ', ' || decided_by FROM memberships " +
				"WHERE status = 'APPLICATION_REFUSED'",
			"Iran, Shanghai Cooperation Organization, Tajikistan",
		},
		{
			"SELECT sort_name || ', ' || country || ', ' || positions FROM people WHERE slug = 'narendra-modi'",
			"Modi, Narendra, India, Prime Minister of India",
		},
		{
			"SELECT day || ', ' || host FROM events WHERE slug = 'sco-summit-2023'",
			"2023-07-04, India",
		},
		{
			"SELECT COUNT(*) FROM passages WHERE slug IS NULL",
			"0",
		},
	} {
		var got string
		if err := db.QueryRow(c.query).Scan(&got); err != nil || got != c.want {
			t.Errorf("%s returns %q (%v), want %q", c.query, got, err, c.want)
		}
	}
}

func TestExitStatuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	text := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 1000)), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args   []string
		env    string
		status int
		want   string
	}{
		"taken port": {args: []string{"-listen", taken.Addr().String()}, status: exitFailure,
			want: "-listen must be a free address of this machine, such as localhost:8080: listen tcp"},
		"no address": {args: []string{"-listen", "nowhere"}, status: exitFailure,
			want: "such as localhost:8080: listen tcp: address nowhere: missing port in address"},
		"unknown flag": {args: []string{"-port", "80"}, status: exitUsage, want: "-port"},
		"no flag":      {args: []string{"serve"}, status: exitUsage, want: `unknown argument "serve": use flags`},
		"missing file": {args: []string{"-database", "missing.db"}, status: exitFailure,
			want: "-database missing.db: open missing.db: no such file"},
		"no origin": {args: []string{"-origins", "example.org"}, status: exitUsage,
			want: `-origins must be * (all), none, or a comma-separated list such as https://example.org, ` +
				`got "example.org"`},
		"no size": {args: []string{"-cache", "4MB"}, status: exitUsage,
			want: `-cache must be a number of megabytes between 0 and 1024, got "4MB"`},
		"a size below 0": {env: "SUMMITRY_CACHE=-1", status: exitUsage, want: `got "-1"`},
		"folder": {args: []string{"-database", "../data"}, status: exitFailure,
			want: "open ../data: not a regular file"},
		"no duration": {args: []string{"-poll", "10"}, status: exitUsage,
			want: `-poll must be a duration between 1s and 24h0m0s, such as 24h0m0s, got "10"`},
		"a short duration": {args: []string{"-poll", "999ms"}, status: exitUsage, want: `got "999ms"`},
		"no such folder": {args: []string{"-releases", "nowhere"}, status: exitUsage,
			want: `-releases must name an existing folder, got "nowhere"`},
		"an address over HTTP": {args: []string{"-database", "http://example.org/current"}, status: exitUsage,
			want: "-database must be a file or https://host/path/current"},
		"a cluster over HTTP": {args: []string{"-database", "rqlite:http://example.org:4001"}, status: exitUsage,
			want: "-database must be rqlite:https://user@host:port,host:port (http on this machine only)"},
		"a password": {args: []string{"-database", "rqlite:https://reader:secret@a:4001"}, status: exitUsage,
			want: "-database must not have a password: set it as SUMMITRY_RQLITE_PASSWORD"},
		"no password": {args: []string{"-database", "rqlite:https://reader@a:4001"}, status: exitUsage,
			want: "-database names the user reader: set the password as SUMMITRY_RQLITE_PASSWORD"},
		"no user": {args: []string{"-database", "rqlite:https://a:4001"}, env: "SUMMITRY_RQLITE_PASSWORD=secret",
			status: exitUsage, want: "-database must name the user of the password in SUMMITRY_RQLITE_PASSWORD"},
		"absolute path": {args: []string{"-database", "/nope"}, status: exitFailure,
			want: "open /nope: no such file"},
		"no database":        {args: []string{"-database", text}, status: exitFailure, want: "not a Summitry dataset"},
		"wrong environment":  {env: "SUMMITRY_DATABASE=missing.db", status: exitFailure, want: "missing.db"},
		"empty address":      {args: []string{"-listen", ""}, status: exitUsage, want: "-listen must not be empty"},
		"empty file":         {args: []string{"-database="}, status: exitUsage, want: "-database must not be empty"},
		"empty origins":      {args: []string{"-origins", ""}, status: exitUsage, want: "-origins must not be empty"},
		"empty cache":        {args: []string{"-cache="}, status: exitUsage, want: "-cache must not be empty"},
		"SUMMITRY_LISTEN":    {env: "SUMMITRY_LISTEN=", status: exitUsage, want: "unset SUMMITRY_LISTEN"},
		"SUMMITRY_DATABASE":  {env: "SUMMITRY_DATABASE=", status: exitUsage, want: "unset SUMMITRY_DATABASE"},
		"SUMMITRY_ORIGINS":   {env: "SUMMITRY_ORIGINS=", status: exitUsage, want: "unset SUMMITRY_ORIGINS"},
		"SUMMITRY_CACHE":     {env: "SUMMITRY_CACHE=", status: exitUsage, want: "unset SUMMITRY_CACHE"},
		"SUMMITRY_LOG_LEVEL": {env: "SUMMITRY_LOG_LEVEL=", status: exitUsage, want: "unset SUMMITRY_LOG_LEVEL"},
		"no drain": {args: []string{"-drain", "5"}, status: exitUsage,
			want: `-drain must be a duration between 0s and 7s, such as 7s, got "5"`},
		"a long drain":   {env: "SUMMITRY_DRAIN=1m", status: exitUsage, want: `got "1m"`},
		"an empty drain": {env: "SUMMITRY_DRAIN=", status: exitUsage, want: "unset SUMMITRY_DRAIN"},
		"a log's format": {args: []string{"-log", "xml"}, status: exitUsage,
			want: `-log must be text or json, got "xml"`},
		"a log's level": {env: "SUMMITRY_LOG_LEVEL=loud", status: exitUsage,
			want: `must be debug, info, warn or error, got "loud"`},
		"no network": {args: []string{"-trust", "10.0.0.1"}, status: exitUsage,
			want: `-trust must be a comma-separated list of networks, such as 127.0.0.0/8,::1/128, got "10.0.0.1"`},
		"few connections": {args: []string{"-connections", "15"}, status: exitUsage,
			want: `-connections must be a number between 16 and 4096, got "15"`},
		"many records": {env: "SUMMITRY_RECORDS=20001", status: exitUsage,
			want: `-records must be a number between 10000 and 20000, got "20001"`},
		"no number": {args: []string{"-records", "all"}, status: exitUsage, want: `got "all"`},
		"little time": {args: []string{"-time", "10ms"}, status: exitUsage,
			want: `-time must be a duration between 1s and 8s, such as 8s, got "10ms"`},
		"no time": {args: []string{"-time="}, status: exitUsage, want: "-time must not be empty"},
		"no port": {args: []string{"-metrics", "localhost"}, status: exitUsage,
			want: `-metrics must be a port or an address with a port, such as :9090 or 10.0.0.5:9090, got "localhost"`},
		"a taken port of metrics": {args: []string{"-metrics", taken.Addr().String()}, status: exitFailure,
			want: "-metrics must be a free address of this machine, such as :9090: listen tcp"},
		"a wrong address": {args: []string{"-url", "example.org"}, status: exitUsage, want: "-url must be"},
		"no such playground": {args: []string{"-playground", "nowhere"}, status: exitFailure,
			want: "-playground must name an existing folder: open nowhere: no such file"},
		"no such views": {args: []string{"-views", "nowhere"}, status: exitFailure,
			want: "-views must name a folder of valid views: open nowhere: no such file"},
		"invalid views": {args: []string{"-views", invalidViews(t)}, status: exitFailure,
			want: "/wrong.graphql:6:15: Cannot query field"},
		"blank origins": {env: "SUMMITRY_ORIGINS= , ", status: exitUsage,
			want: `such as https://example.org, got " , "`},
		"help": {args: []string{"-help"}, status: 0, want: "SUMMITRY_LOG_LEVEL"},
	} {
		t.Run(name, func(t *testing.T) {
			server := command(t, c.args...)
			server.Env = append(server.Env, c.env)
			output, _ := server.CombinedOutput()
			if status := server.ProcessState.ExitCode(); status != c.status ||
				!strings.Contains(string(output), c.want) {
				t.Errorf("status %d, want %d; output\n%s\nwant %q", status, c.status, output, c.want)
			}
			if bytes.Contains(output, []byte("goroutine ")) {
				t.Errorf("a stack was printed:\n%s", output)
			}
		})
	}
}

// invalidViews returns a folder with a view that selects an unknown field.
func invalidViews(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	const view = "\"\"\"\nWhat?\n\nNothing.\n\"\"\"\nquery Wrong { nothing }\n"
	if err := os.WriteFile(filepath.Join(folder, "wrong.graphql"), []byte(view), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// The help fits a terminal of 24 lines and 100 columns, and has a line for each flag with its default.
func TestHelpFitsAScreen(t *testing.T) {
	output, err := command(t, "-help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(output), "\n"), "\n")
	if len(lines) > 24 {
		t.Errorf("the help has %d lines, at most 24 fit", len(lines))
	}
	for _, line := range lines {
		if utf8.RuneCountInString(line) > 100 {
			t.Errorf("more than 100 columns: %s", line)
		}
	}
	for flag, usage := range map[string]string{
		"-listen ADDRESS":     "(default localhost:8080).",
		"-database FILE":      "(default embedded:).",
		"-origins LIST":       "(default *).",
		"-cache SIZE":         "Response cache size in MB; 0 disables it (default 4).",
		"-connections NUMBER": "(default 512).",
		"-time LIMIT":         "(default 5s).",
		"-records NUMBER":     "(default 20000).",
		"-url ADDRESS":        "Public address, including the proxy's path",
		"-drain TIME":         "/readyz fails",
		"-trust LIST":         "10.0.0.0/8",
		"-metrics ADDRESS":    "Prometheus",
		"-version":            "Print the versions",
		"-playground FOLDER":  "GraphiQL",
		"-views FOLDER":       "added to the embedded ones",
		"-log FORMAT":         "text or json (default text).",
		"-log-level LEVEL":    "default info",
	} {
		if !slices.ContainsFunc(lines, func(line string) bool {
			return strings.HasPrefix(line, "  "+flag+" ") && strings.Contains(line, usage)
		}) {
			t.Errorf("no line has %s with %q:\n%s", flag, usage, output)
		}
	}
}

// A request in progress is completed when the server gets a signal to stop.
func TestGracefulStop(t *testing.T) {
	server, address := start(t, "-drain", "0s")
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	body := `{"query":"{ dataset { version } }"}`
	fmt.Fprintf(connection,
		"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"+
			"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n", len(body))
	reader := bufio.NewReader(connection)
	if line, err := reader.ReadString('\n'); err != nil ||
		!strings.HasPrefix(line, "HTTP/1.1 100 ") { // the server reads the body now
		t.Fatal(line, err)
	}
	io.WriteString(connection, body[:10])
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for { // until the server accepts no connections
		other, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		other.Close()
	}
	io.WriteString(connection, body[10:])
	if _, err := reader.ReadString('\n'); err != nil { // the empty line after 100 Continue
		t.Fatal(err)
	}
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(response.Body)
	if err != nil || !strings.Contains(string(answer), `"version":`) {
		t.Errorf("the answer is %q (%v)", answer, err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}
