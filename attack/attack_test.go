//go:build attack

// Package attack tests the server as an untrusted client: it starts the program and abuses it over the network. It
// imports none of the server's code.
package attack

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	program  string
	damages  = flag.Int("damages", 20, "how many damaged datasets to try")
	soakTime = flag.Duration("soak", 10*time.Second, "how long to soak")
)

func TestMain(m *testing.M) { os.Exit(withProgram(m.Run)) }

// withProgram builds the server, with the race detector if the tests use it, in a folder that every user can read,
// since one test runs it as nobody.
func withProgram(run func() int) int {
	folder, err := os.MkdirTemp("", "attack")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	os.Chmod(folder, 0o755)
	program = filepath.Join(folder, "summitry")
	build := exec.Command("go", append(buildFlags, "-o", program, "..")...)
	if output, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, output)
		return 1
	}
	return run()
}

// A server is a running server process.
type server struct {
	*exec.Cmd
	address string
	log     *lockedBuffer
	ended   chan struct{} // closed when the process has ended
	idle    int           // bytes of memory after one light query
	marked  bool          // the server has a marked release
}

// A lockedBuffer keeps the end of a log, and its errors.
type lockedBuffer struct {
	mu     sync.Mutex
	text   bytes.Buffer
	errors []string
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text.Write(p)
	for line := range strings.Lines(string(p)) {
		if strings.Contains(line, "level=ERROR") && len(b.errors) < 10 {
			b.errors = append(b.errors, line)
		}
	}
	if b.text.Len() > 1<<21 {
		b.text.Next(b.text.Len() - 1<<20)
	}
	return len(p), nil
}

func (b *lockedBuffer) reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text.Reset()
}

// failures returns the first errors that the server logged.
func (b *lockedBuffer) failures() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.errors
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// start runs the server with flags on a free port.
func start(t testing.TB, flags ...string) *server {
	t.Helper()
	s := newServer(flags...)
	s.run(t)
	s.warm(t)
	return s
}

func newServer(flags ...string) *server {
	return &server{Cmd: command(flags...), log: &lockedBuffer{}, ended: make(chan struct{})}
}

// warm runs one light query and measures the memory of the idle server.
func (s *server) warm(t testing.TB) {
	t.Helper()
	if _, err := s.runLightQuery(); err != nil {
		t.Fatal(err)
	}
	s.idle = s.memory(t, "VmRSS")
}

// command returns the server's command with an empty environment. The response cache is disabled unless flags say
// otherwise, so that every attack reaches the executor.
func command(flags ...string) *exec.Cmd {
	c := exec.Command(program, append([]string{"-listen", "127.0.0.1:0", "-cache", "0"}, flags...)...)
	c.Env = []string{"GORACE=halt_on_error=1"}
	return c
}

func (s *server) run(t testing.TB) {
	t.Helper()
	read, write := io.Pipe()
	if s.Stderr == nil {
		s.Stderr = io.MultiWriter(s.log, write)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		s.Wait()
		write.Close()
		close(s.ended)
	}()
	t.Cleanup(func() {
		s.Process.Kill()
		<-s.ended
	})
	lines := bufio.NewScanner(read)
	for lines.Scan() {
		if s.address = addressIn(lines.Text()); s.address != "" {
			go io.Copy(io.Discard, read)
			return
		}
	}
	t.Fatalf("the server ended before it logged its address:\n%s", s.log)
}

// addressIn returns the server's address from its log.
func addressIn(log string) string {
	found := regexp.MustCompile(`graphql=http://([^/]+)/graphql`).FindStringSubmatch(log)
	if found == nil {
		return ""
	}
	return found[1]
}

func freePort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

// alive reports whether the process still runs.
func (s *server) alive() bool {
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// memory returns the memory that the process holds (VmRSS) or held at most (VmHWM), in bytes.
func (s *server) memory(t testing.TB, name string) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid))
	found := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(text)
	if found == nil {
		t.Fatalf("the server's %s cannot be read: %v", name, err)
	}
	kilobytes, _ := strconv.Atoi(string(found[1]))
	return kilobytes << 10
}

// An answer is a response with its body.
type answer struct {
	status int
	header http.Header
	body   string
}

// client opens a new connection for each request.
var client = &http.Client{
	Timeout:   30 * time.Second,
	Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true},
}

func (s *server) do(method, path, body string, headers ...string) (answer, error) {
	r, err := http.NewRequest(method, "http://"+s.address+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	plain := io.Reader(response.Body)
	if response.Header.Get("Content-Encoding") == "gzip" {
		if plain, err = gzip.NewReader(response.Body); err != nil {
			return answer{}, err
		}
	}
	content, err := io.ReadAll(plain)
	return answer{response.StatusCode, response.Header, string(content)}, err
}

// ask sends an operation.
func (s *server) ask(query string, variables any) (answer, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return answer{}, err
	}
	return s.do("POST", "/graphql", string(body), "Content-Type", "application/json")
}

// lightQuery is what an ordinary client sends during an attack.
const lightQuery = `/graphql?query={person(slug:"xi-jinping"){name}}`

// runLightQuery sends lightQuery on a new connection, and returns how long the response took.
func (s *server) runLightQuery() (time.Duration, error) {
	began := time.Now()
	a, err := s.do("GET", strings.ReplaceAll(lightQuery, `"`, url.QueryEscape(`"`)), "")
	want := `{"data":{"person":{"name":"Xi Jinping"}}`
	if s.marked {
		want = `{"data":{"person":{"name":"Xi Jinping <`
	} else if slices.Contains(s.Args, "-database") {
		want = `{"data":{"person":null}` // synthetic datasets have nobody of this name
	}
	if err == nil && !strings.HasPrefix(a.body, want) {
		err = fmt.Errorf("%d %s", a.status, a.body)
	}
	return time.Since(began), err
}

// leaks matches internal details, which no response may contain.
var leaks = regexp.MustCompile(`goroutine \d|\.go:\d|(?i:\bselect\b.{1,80}\bfrom\b)|sqlite|SQL logic|runtime error|` +
	`nil pointer|panic|/(?:root|home|tmp|usr)/|summitry\.db:|modernc|gqlgen`)

// check returns an error if a response leaks internal details, is invalid JSON although it claims to be JSON, is of
// several releases, or has a status from 500 on that is not a request to wait.
func (a answer) check() error {
	if found := leaks.FindString(a.body); found != "" {
		return fmt.Errorf("%d leaks %q: %.300s", a.status, found, a.body)
	}
	if regexp.MustCompile(`[/+]json\b`).MatchString(a.header.Get("Content-Type")) && !json.Valid([]byte(a.body)) {
		return fmt.Errorf("status %d with invalid JSON: %.300s", a.status, a.body)
	}
	waits := a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != ""
	if a.status >= 500 && !waits || strings.Contains(a.body, "INTERNAL_SERVER_ERROR") {
		return fmt.Errorf("%d failed internally: %.300s", a.status, a.body)
	}
	return a.checkRelease()
}

// endTimeout is the timeout for things that end by themselves within seconds on an idle machine.
const endTimeout = 30 * time.Second

// maxGrowth limits how much the server's memory may grow during an attack. maxMedian limits how long a light query may
// take meanwhile, on a slow machine that also runs the attackers. bench measures more precisely.
const (
	maxGrowth = 60 << 20
	maxMedian = time.Second
)

// maxGrowthByRelease limits how much the memory of a server may grow by another release, with its caches, while the one
// before finishes its requests.
const maxGrowthByRelease = 16 << 20

// mayGrow returns how much the memory of a server may grow.
func (s *server) mayGrow() int {
	if s.marked {
		return maxGrowth + maxGrowthByRelease
	}
	return maxGrowth
}

// underAttack attacks from many clients at once for a while, and fails unless the server survives, answers light
// queries, and keeps its memory within bounds.
func (s *server) underAttack(t *testing.T, clients int, lasting time.Duration, attack func(ctx context.Context) error) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), lasting)
	defer stop()
	var attackers sync.WaitGroup
	var once sync.Once
	for range clients {
		attackers.Go(func() {
			for ctx.Err() == nil {
				if err := attack(ctx); err != nil && ctx.Err() == nil {
					once.Do(func() { t.Error(err) })
				}
			}
		})
	}
	var times []time.Duration
	for ctx.Err() == nil {
		took, err := s.runLightQuery()
		if err != nil {
			t.Errorf("a light query is answered with %v", err)
			break
		}
		times = append(times, took)
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	attackers.Wait()
	grown := s.memory(t, "VmHWM") - s.idle
	if len(times) == 0 {
		return
	}
	slices.Sort(times)
	t.Logf("%d light queries: p50 %v, p95 %v; memory %d MB and at most %d MB more",
		len(times), times[len(times)/2], times[len(times)*95/100], s.idle>>20, grown>>20)
	if !s.alive() {
		t.Fatalf("the server died:\n%s", s.log)
	}
	if median := times[len(times)/2]; median > maxMedian {
		t.Errorf("light queries took %v", median)
	}
	if grown > s.mayGrow() {
		t.Errorf("its memory grew by %d bytes", grown)
	}
}

// dial opens a connection and sends some bytes.
func (s *server) dial(ctx context.Context, text string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.address)
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(conn, text)
	return conn, err
}
