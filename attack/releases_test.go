//go:build attack

package attack

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// marked returns a dataset whose texts end with the number of its release, as in <7>, which has the version 9.0.7.
func marked(t testing.TB, release int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "release.db")
	if err := os.WriteFile(path, dataset(t), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	statements := []string{fmt.Sprintf("UPDATE dataset SET version = '9.0.%d', sha256 = '%064[1]d'", release)}
	for _, column := range []string{"statement.text", "agent.name", "event.name", "topic.name", "document.title",
		"document.name", "speaker.named_as", "citation.exact"} {
		table, name, _ := strings.Cut(column, ".")
		const mark = "UPDATE %s SET %s = %[2]s || ' <%[3]d>' WHERE %[2]s IS NOT NULL"
		statements = append(statements, fmt.Sprintf(mark, table, name, release))
	}
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

// dataset returns the dataset that is part of the program.
func dataset(t testing.TB) []byte {
	t.Helper()
	content, err := os.ReadFile("../data/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// numberOfReleases is how many marked releases alternate.
const numberOfReleases = 3

var versions = regexp.MustCompile(`\b9\.0\.(\d+)\b`)

// checkRelease returns an error if a response from a marked release has the text or the version of another.
func (a answer) checkRelease() error {
	named := versions.FindStringSubmatch(a.header.Get("Summitry-Dataset"))
	if named == nil {
		return nil
	}
	for other := range numberOfReleases {
		for _, form := range []string{"<%d>", "&lt;%d&gt;", `\u003c%d\u003e`, "9.0.%d"} {
			mark := fmt.Sprintf(form, other)
			if strconv.Itoa(other) != named[1] && strings.Contains(a.body, mark) {
				return fmt.Errorf("a response from release %s has %s: %.300s", named[1], mark, a.body)
			}
		}
	}
	return nil
}

// moveIn writes a file beside a path and renames it to the path, as mv does.
func moveIn(path string, content []byte) error {
	if err := os.WriteFile(path+".next", content, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".next", path)
}

// A publisher moves marked releases to a path, one after the other.
type publisher struct {
	path     string
	releases [][]byte
	current  int
}

func newPublisher(t testing.TB) *publisher {
	p := &publisher{path: filepath.Join(t.TempDir(), "current.db")}
	for n := range numberOfReleases {
		p.releases = append(p.releases, marked(t, n))
	}
	if err := moveIn(p.path, p.releases[0]); err != nil {
		t.Fatal(err)
	}
	return p
}

// start runs a server that looks for the releases of the publisher every second.
func (p *publisher) start(t testing.TB, flags ...string) *server {
	t.Helper()
	s := newServer(append([]string{"-database", p.path, "-poll", "1s"}, flags...)...)
	s.marked = true
	s.run(t)
	s.warm(t)
	return s
}

// publish moves in the next release every second until ctx ends, and then until the server has served one of them. It
// returns how many of them it saw the server serve.
func (p *publisher) publish(ctx context.Context, s *server) (served int, err error) {
	last, err := s.release()
	var deadline time.Time
	for err == nil {
		if ctx.Err() != nil && deadline.IsZero() {
			deadline = time.Now().Add(endTimeout)
		}
		if !deadline.IsZero() && (served > 0 || time.Now().After(deadline)) {
			break
		}
		p.current = (p.current + 1) % len(p.releases)
		if err := moveIn(p.path, p.releases[p.current]); err != nil {
			return served, err
		}
		select {
		case <-ctx.Done():
			time.Sleep(time.Second)
		case <-time.After(time.Second):
		}
		var now string
		if now, err = s.release(); now != last {
			last = now
			served++
		}
	}
	return served, err
}

// release returns the version of the release that the server serves.
func (s *server) release() (string, error) {
	a, err := s.do("GET", "/version", "")
	return versions.FindString(a.body), err
}

// publishDuring moves in releases while it calls attack, and fails if the server serves none of them.
func (p *publisher) publishDuring(t *testing.T, s *server, attack func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	began := time.Now()
	var publishing sync.WaitGroup
	publishing.Go(func() {
		served, err := p.publish(ctx, s)
		lasted := time.Since(began)
		t.Logf("served %d releases in %v", served, lasted.Round(time.Second))
		if err != nil || served == 0 {
			t.Errorf("the server serves no new release (%v)", err)
		}
	})
	attack()
	stop()
	publishing.Wait()
}

// While releases change, slow clients, aborted downloads and hostile operations do no more harm than otherwise, and
// each response is of one release.
func TestAttackWhileReleasesChange(t *testing.T) {
	p := newPublisher(t)
	s := p.start(t, "-cache", "4")
	attacks := soakClients(s)
	p.publishDuring(t, s, func() {
		s.underAttack(t, 16, 15*time.Second, func(ctx context.Context) error {
			return attacks[rand.IntN(len(attacks))](ctx)
		})
	})
	s.expectNoErrors(t)
}

// A hundred releases, with requests on each, take no more memory than a few: what a release held is released.
func TestReleasesReleaseMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "current.db")
	next := func() {
		if err := moveIn(path, dataset(t)); err != nil {
			t.Fatal(err)
		}
	}
	next()
	s := newServer("-database", path, "-poll", "1h")
	s.run(t)
	var early int
	for n := 1; n <= 100; n++ {
		s.log.reset()
		next()
		s.Process.Signal(syscall.SIGHUP)
		for !strings.Contains(s.log.String(), "serving a release") {
			if !s.alive() {
				t.Fatalf("the server died:\n%s", s.log)
			}
			time.Sleep(10 * time.Millisecond)
		}
		for _, path := range []string{"/", "/views/statements.csv", "/summitry.db"} {
			if a, err := s.do("GET", path, ""); err != nil || a.status != http.StatusOK {
				t.Fatal(path, a.status, err)
			}
		}
		if n == 20 {
			early = s.memory(t, "VmRSS")
		}
		if n%20 == 0 {
			files, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.Process.Pid))
			t.Logf("after %d releases: %d kB, %d descriptors", n, s.memory(t, "VmRSS")>>10, len(files))
		}
	}
	if grown := s.memory(t, "VmRSS") - early; grown > maxGrowth/8 {
		t.Errorf("80 releases took %d bytes", grown)
	}
}
