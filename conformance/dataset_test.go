package conformance

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/summitry/summitry/data/release"
)

// served copies the dataset to a file of at least size bytes. SQLite ignores the padding.
func served(t *testing.T, size int64) string {
	t.Helper()
	content, err := os.ReadFile("../data/summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "served.db")
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	if size > int64(len(content)) {
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

var addressesOfTheDataset = []string{
	"/graphql?query={statements{nodes{slug}}}", "/views/statements.json", "/views/statements.csv", "/people/xi-jinping",
	"/people/xi-jinping.json", "/people/xi-jinping.jsonld", "/summitry.db", "/readyz",
}

// A file that is no dataset changes no response when it replaces the one that is served, of any size.
func TestReplacedDataset(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, release.MaxInMemory + 1} {
		path := served(t, size)
		server, log := startLogged(t, "-database", path, "-cache", "0", "-poll", "1h")
		address := log.address
		before := map[string][]byte{}
		for _, of := range addressesOfTheDataset {
			_, before[of] = send(t, "GET", "http://"+address+of)
		}
		moveIn(t, path, []byte("another release"))
		server.Process.Signal(syscall.SIGHUP)
		log.expect(t, "cannot serve the new release, still serving the one before")
		for _, of := range addressesOfTheDataset {
			response, body := send(t, "GET", "http://"+address+of)
			if response.StatusCode != http.StatusOK || !bytes.Equal(body, before[of]) {
				t.Errorf("%d bytes: %s answers %s after the file was replaced", size, of, response.Status)
			}
		}
	}
}

// A large file that is written to in place is no longer served in any format, and the log reports it once.
func TestOverwrittenDataset(t *testing.T) {
	t.Parallel()
	path := served(t, release.MaxInMemory+1)
	server := command(t, "-listen", "127.0.0.1:0", "-database", path, "-poll", "1h")
	output, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill() })
	var log bytes.Buffer
	address := addressIn(t, io.TeeReader(output, &log))
	for _, of := range addressesOfTheDataset {
		if response, _ := send(t, "GET", "http://"+address+of); response.StatusCode != http.StatusOK {
			t.Fatalf("%s answers %s", of, response.Status)
		}
	}
	if err := os.Truncate(path, release.MaxInMemory+2); err != nil {
		t.Fatal(err)
	}
	for _, of := range addressesOfTheDataset {
		response, body := send(t, "GET", "http://"+address+of)
		if response.StatusCode != http.StatusServiceUnavailable ||
			!strings.Contains(string(body), "The dataset file was changed") {
			t.Errorf("%s answers %s: %s", of, response.Status, body)
		}
		if cache := response.Header.Get("Cache-Control"); cache != "no-store" {
			t.Errorf("%s may be cached: %q", of, cache)
		}
	}
	server.Process.Signal(syscall.SIGHUP) // the same file is not opened again
	moveIn(t, path, marked(t, 1))
	server.Process.Signal(syscall.SIGHUP)
	for client := (&releaseClient{address: address}); client.served(t) == ""; {
		time.Sleep(50 * time.Millisecond)
	}
	server.Process.Signal(os.Interrupt)
	if _, err := log.ReadFrom(output); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "move another file to its place"); n != 1 {
		t.Errorf("the log reports it %d times, want once:\n%s", n, &log)
	}
}
