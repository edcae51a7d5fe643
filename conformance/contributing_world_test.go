//go:build world

package conformance

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var codePattern = regexp.MustCompile("(?s)```(sh|json|csv)\n(.*?)```\n")

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

// apply makes an edit in a copy of the project.
func (e edit) apply(t *testing.T, root string) {
	t.Helper()
	file := filepath.Join(root, e.file)
	content, err := os.ReadFile(file)
	if e.where == "" {
		if err == nil {
			t.Errorf("%s exists already", e.file)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		content = []byte(e.lines)
	} else {
		before, after, found := strings.Cut(string(content), e.anchor)
		if !found {
			t.Fatalf("%s has no line with %s (%v)", e.file, e.anchor, err)
		}
		start := strings.LastIndexByte(before, '\n') + 1
		if e.where == "below" {
			rest, _, _ := strings.Cut(after, "\n")
			start = len(before) + len(e.anchor) + len(rest) + 1
		}
		content = []byte(string(content[:start]) + e.lines + string(content[start:]))
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// copyOfProject copies the files that git tracks, in their current state.
func copyOfProject(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	run(t, "..", "git ls-files -z | xargs -0 cp --parents -t "+root)
	return root
}

// run runs a script and returns what it prints.
func run(t *testing.T, folder, script string) string {
	t.Helper()
	c := exec.Command("sh", "-ec", script)
	c.Dir, c.Stderr = folder, os.Stderr
	output, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, output)
	}
	return string(output)
}
