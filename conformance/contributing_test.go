package conformance

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A walk is a section of docs/contributing.md.
type walk struct {
	name  string
	edits []edit
	text  string
}

// An edit creates a file, or puts lines above, below or in place of a line of a file.
type edit struct{ file, where, anchor, lines string }

var editPattern = regexp.MustCompile("(?s)(?:New\\s+file\\s+`([^`]+)`|" +
	"In\\s+`([^`]+)`,\\s+(above|below|in place of)\\s+the\\s+line\\s+with\\s+`([^`]+)`):\n\n```\\w+\n(.*?)```\n")

var codePattern = regexp.MustCompile("(?s)```(sh|json|csv)\n(.*?)```\n")

func walks(t *testing.T) (all []walk) {
	t.Helper()
	text, err := os.ReadFile("../docs/contributing.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		name, _, _ := strings.Cut(section, "\n")
		if !strings.HasPrefix(name, "Add ") {
			continue
		}
		w := walk{name: name, text: section}
		for _, m := range editPattern.FindAllStringSubmatch(section, -1) {
			w.edits = append(w.edits, edit{m[1] + m[2], m[3], m[4], m[5]})
		}
		all = append(all, w)
	}
	return all
}

// done reports whether the first edit has been made here: whoever tries a walk runs this test too.
func (w walk) done() bool {
	if len(w.edits) == 0 {
		return false
	}
	content, _ := os.ReadFile(filepath.Join("..", w.edits[0].file)) // without the file it has not
	return strings.Contains(string(content), w.edits[0].lines)
}

// The walks of docs/contributing.md name files and lines that exist, once, and touch no more files than promised.
func TestContributing(t *testing.T) {
	most := map[string]int{"Add a field": 5, "Add a filter": 2, "Add an entity": 12, "Add a view": 1}
	all := walks(t)
	if len(all) != len(most) {
		t.Fatalf("%d walks, want %d", len(all), len(most))
	}
	for _, w := range all {
		if w.done() {
			t.Logf("%s: somebody is doing it", w.name)
			continue
		}
		files := map[string]bool{}
		for _, e := range w.edits {
			files[e.file] = true
			content, err := os.ReadFile(filepath.Join("..", e.file))
			if e.where == "" {
				if err == nil {
					t.Errorf("%s: the new file %s exists already", w.name, e.file)
				}
			} else if n := strings.Count(string(content), e.anchor); n != 1 {
				t.Errorf("%s: %s has %d times %s (%v)", w.name, e.file, n, e.anchor, err)
			}
		}
		if len(files) == 0 || len(files) > most[w.name] {
			t.Errorf("%s touches %d files, want 1 to %d", w.name, len(files), most[w.name])
		}
		edits := strings.Count(w.text, "the line with `") + strings.Count(w.text, "the line with\n`") +
			strings.Count(w.text, "New file")
		if edits != len(w.edits) {
			t.Errorf("%s: %d of %d edits can be read", w.name, len(w.edits), edits)
		}
		t.Logf("%s: %d files", w.name, len(files))
	}
}

// apply makes an edit in a folder.
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
		rest, _, _ := strings.Cut(after, "\n")
		start, end := strings.LastIndexByte(before, '\n')+1, len(before)+len(e.anchor)+len(rest)+1
		switch e.where {
		case "above":
			end = start
		case "below":
			start = end
		}
		content = []byte(string(content[:start]) + e.lines + string(content[end:]))
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
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
