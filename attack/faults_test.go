//go:build attack

package attack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A server that is told to stop under load finishes the requests in progress, loses no accepted request, and exits with
// status 0.
func TestStopsUnderLoad(t *testing.T) {
	whole := map[string]string{}
	s := start(t)
	paths := []string{
		"/views/statements.csv", "/views/statements.json", "/graphql?query=" + url.QueryEscape(expensive["citations"]),
		"/documents/eurasian-security-club", "/schema.graphql",
	}
	for _, path := range paths {
		a, err := s.do("GET", path, "")
		if err != nil || a.status != http.StatusOK {
			t.Fatal(path, a.status, err)
		}
		whole[path] = a.body
	}
	var clients sync.WaitGroup
	var answered atomic.Int64
	for i := range 16 {
		clients.Go(func() {
			asking := &http.Client{Transport: &http.Transport{DisableCompression: true}}
			for {
				path := paths[(i+rand.IntN(2)*3)%len(paths)]
				response, err := asking.Get("http://" + s.address + path)
				if err != nil {
					if !errors.Is(err, syscall.ECONNREFUSED) {
						t.Errorf("%s is lost: %v", path, err)
					}
					return
				}
				body, err := io.ReadAll(response.Body)
				response.Body.Close()
				if err != nil || response.StatusCode == http.StatusOK && string(body) != whole[path] {
					t.Errorf("%s is truncated: %d of %d bytes (%v)", path, len(body), len(whole[path]), err)
				}
				answered.Add(1)
			}
		})
	}
	time.Sleep(time.Second)
	began := time.Now()
	s.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(endTimeout):
		t.Fatalf("the server still runs %v after the signal to stop", endTimeout)
	}
	clients.Wait()
	t.Logf("%d answers; ended after %v", answered.Load(), time.Since(began))
	if code := s.ProcessState.ExitCode(); code != 0 {
		t.Errorf("it ended with %d:\n%s", code, s.log)
	}
}

// Clients that do not read delay the end by a few seconds at most, and the exit status is still 0.
func TestStopsBesideSlowClients(t *testing.T) {
	s := start(t)
	for range 50 {
		conn, err := s.dial(t.Context(), largeRequest)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	time.Sleep(time.Second)
	s.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(endTimeout):
		t.Fatalf("the server still runs %v after the signal to stop", endTimeout)
	}
	if code := s.ProcessState.ExitCode(); code != 0 {
		t.Errorf("it ended with %d:\n%s", code, s.log)
	}
}

// The server needs no user account, home directory, folder for temporary files, or disk for its log.
func TestNeedsNoHomeAndNoDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for name, change := range map[string]func(*exec.Cmd){
		"nobody": func(c *exec.Cmd) {
			if os.Getuid() != 0 {
				t.Log("only root can become nobody: it runs as who tests it")
				return
			}
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		},
		"no folders": func(c *exec.Cmd) {
			c.Env = []string{"HOME=/nowhere", "TMPDIR=/nowhere", "SQLITE_TMPDIR=/nowhere"}
			c.Dir = "/proc"
		},
		"64 MiB": func(c *exec.Cmd) { c.Env = []string{"GOMEMLIMIT=64MiB"} },
	} {
		t.Run(name, func(t *testing.T) {
			s := &server{Cmd: command(), log: &lockedBuffer{}, ended: make(chan struct{})}
			change(s.Cmd)
			s.run(t)
			for _, path := range []string{"/", "/views/statements.csv", "/search?words=unity", "/summitry.db"} {
				if a, err := s.do("GET", path, ""); err != nil || a.status != http.StatusOK {
					t.Errorf("%s: %d %v", path, a.status, err)
				}
			}
			if a, err := s.ask(expensive["searches"], nil); err != nil || a.status != http.StatusOK {
				t.Errorf("%d %.200s %v", a.status, a.body, err)
			}
		})
	}
	t.Run("a full disk", func(t *testing.T) {
		port := freePort(t)
		c := exec.Command(program, "-listen", "127.0.0.1:"+port)
		c.Env, c.Stderr = []string{}, full // the log cannot be written
		s := &server{Cmd: c, address: "127.0.0.1:" + port, log: &lockedBuffer{}, ended: make(chan struct{})}
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
		defer s.Process.Kill()
		for tries := 0; ; tries++ {
			if _, err := s.runLightQuery(); err == nil {
				break
			} else if tries > 100 {
				t.Fatal(err)
			}
			time.Sleep(50 * time.Millisecond)
		}
		s.Process.Signal(syscall.SIGTERM)
		if err := s.Wait(); err != nil {
			t.Error(err)
		}
	})
}

// Unknown flags and invalid values are refused by name.
func TestFlags(t *testing.T) {
	for _, c := range []struct {
		args, env []string
		want      string
	}{
		{[]string{"-secret"}, nil, "-secret"},
		{[]string{"serve"}, nil, `unknown argument "serve"`},
		{[]string{"-listen", "nowhere"}, nil, "nowhere"},
		{[]string{"-listen", "127.0.0.1:99999"}, nil, "99999"},
		{[]string{"-origins", "example.org"}, nil, `got "example.org"`},
		{[]string{"-database", "missing.db"}, nil, "missing.db"},
		{[]string{"-cache", "99999999999999999999"}, nil, `got "99999999999999999999"`},
		{nil, []string{"SUMMITRY_ORIGINS=https://example.org/path"}, `got "https://example.org/path"`},
		{nil, []string{"SUMMITRY_DATABASE=missing.db"}, "missing.db"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		cmd := exec.CommandContext(ctx, program, c.args...)
		cmd.Env = c.env
		output, _ := cmd.CombinedOutput()
		code, crashed := cmd.ProcessState.ExitCode(), bytes.Contains(output, []byte("goroutine "))
		if code != 1 && code != 2 || crashed || !bytes.Contains(output, []byte(c.want)) {
			t.Errorf("%v %v: %d %s", c.args, c.env, code, output)
		}
	}
}

// A damaged dataset is refused, or served as far as it can be read, without a crash. The damage is random in each run.
func TestDamagedDatasets(t *testing.T) {
	t.Parallel()
	sound, err := os.ReadFile("../data/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	file := filepath.Join(t.TempDir(), "damaged.db")
	refused, served := 0, 0
	for n := range *damages {
		if err := os.WriteFile(file, damaged(sound, rand.New(rand.NewPCG(seed, uint64(n)))), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := survives(t.Context(), file); errors.Is(err, errRefused) {
			refused++
		} else if err != nil {
			t.Errorf("damage %d: %v", n, err)
		} else {
			served++
		}
	}
	t.Logf("%d refused, %d served", refused, served)
}

// damaged overwrites, removes, repeats or cuts off random parts of a file.
func damaged(sound []byte, draw *rand.Rand) []byte {
	file := bytes.Clone(sound)
	for range 1 + draw.IntN(8) {
		at := draw.IntN(len(file))
		if draw.IntN(3) == 0 {
			at = draw.IntN(min(8192, len(file))) // the description of the tables
		}
		length := min(1+draw.IntN(1<<draw.IntN(13)), len(file)-at)
		switch draw.IntN(10) {
		case 0:
			file = file[:max(at, 200)]
		case 1:
			clear(file[at : at+length])
		case 2:
			copy(file[at:at+length], file[draw.IntN(len(file)-length+1):])
		default:
			for i := range length {
				file[at+i] = byte(draw.Uint32())
			}
		}
	}
	return file
}

var errRefused = errors.New("refused at start")

// survives starts the server on a file and sends it various requests.
func survives(ctx context.Context, file string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, program, "-listen", "127.0.0.1:0", "-database", file)
	log := &lockedBuffer{}
	c.Env, c.Stderr = []string{}, log
	if err := c.Start(); err != nil {
		return err
	}
	s := &server{Cmd: c, log: log, ended: make(chan struct{})}
	go func() { s.Wait(); close(s.ended) }()
	defer func() { s.Process.Kill(); <-s.ended }()
	for s.address = ""; s.address == ""; s.address = addressIn(log.String()) {
		if !s.alive() {
			if code := s.ProcessState.ExitCode(); code != 1 || strings.Contains(log.String(), "goroutine ") {
				return fmt.Errorf("it ended with %d:\n%.2000s", code, log)
			}
			return errRefused
		}
		time.Sleep(time.Millisecond)
	}
	for _, path := range []string{
		"/", "/views/statements.json", "/views/timeline.csv", "/search?words=a", "/people/xi-jinping",
		"/graphql?query=" + url.QueryEscape(expensive["records"]),
	} {
		a, err := s.do("GET", path, "")
		if found := leaks.FindString(a.body); found != "" {
			return fmt.Errorf("%s leaks %q: %.300s", path, found, a.body)
		}
		if !s.alive() {
			return fmt.Errorf("%s killed it (%v):\n%.2000s", path, err, log)
		}
	}
	return nil
}
