package conformance

import (
	"os"
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

// An edit creates a file, or adds lines above or below a line of a file.
type edit struct{ file, where, anchor, lines string }

var editPattern = regexp.MustCompile("(?s)(?:New\\s+file\\s+`([^`]+)`|" +
	"In\\s+`([^`]+)`,\\s+(above|below)\\s+the\\s+line\\s+with\\s+`([^`]+)`):\n\n```\\w+\n(.*?)```\n")

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
