//go:build attack

package attack

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// moveIn renames a copy of the dataset to a path, which is a new release, and tells the server.
func (s *server) moveIn(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile("../data/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".next", content, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".next", path); err != nil {
		t.Fatal(err)
	}
	if s.Process != nil {
		s.Process.Signal(syscall.SIGHUP)
	}
}

// A hundred releases, with requests on each, take no more memory than a few: what a release held is released.
func TestReleasesReleaseMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "current.db")
	s := &server{Cmd: command("-database", path, "-poll", "1h"), log: &lockedBuffer{}, ended: make(chan struct{})}
	s.moveIn(t, path)
	s.run(t)
	var early int
	for n := 1; n <= 100; n++ {
		s.log.reset()
		s.moveIn(t, path)
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
	if grown := s.memory(t, "VmRSS") - early; grown > maxGrowth/4 {
		t.Errorf("80 releases took %d bytes", grown)
	}
}
