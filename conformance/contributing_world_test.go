//go:build world

package conformance

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The walks of docs/contributing.md work as written: each is done in a copy of the project, with its commands, and the
// server returns the documented responses.
func TestWorldContributing(t *testing.T) {
	for _, w := range walks(t) {
		t.Run(w.name, func(t *testing.T) {
			root := copyOfProject(t)
			for _, e := range w.edits {
				e.apply(t, root)
			}
			code := codePattern.FindAllStringSubmatch(w.text, -1)
			if len(code) != 3 || code[0][1] != "sh" || code[1][1] != "sh" {
				t.Fatalf("the walk has %d blocks, not commands, a request and its answer", len(code))
			}
			run(t, root, code[0][2])
			run(t, root, "go build -o summitry .")
			c := exec.Command(filepath.Join(root, "summitry"), "-listen", "127.0.0.1:0")
			_, address := serveBy(t, c)
			got := run(t, root, strings.ReplaceAll(code[1][2], "localhost:8080", address))
			if want := strings.TrimSpace(code[2][2]); !strings.HasPrefix(got, strings.TrimSuffix(want, "}")) {
				t.Errorf("%s answers %s, want %s", code[1][2], got, want)
			}
		})
	}
}

// copyOfProject copies the files that git tracks, in their current state.
func copyOfProject(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	run(t, "..", "git ls-files -z | xargs -0 cp --parents -t "+root)
	return root
}
