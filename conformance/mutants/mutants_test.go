// Package mutants holds faults that tests must catch, one patch each. `make mutants` plants them one at a time.
//
// A patch is a unified diff without line numbers, below a header:
//
//	A sentence that says what the fault breaks.
//
//	Caught by: ./graph TestRandomOperations
//	--- graph/plan/collect.go
//	 	a line of context
//	-	a line that is removed
//	+	a line that is added
//
// Each "Caught by" line names a package and a regular expression of its tests, at least one of which must fail. A line
// "@@" begins a second place in the same file. The old lines must occur exactly once in the file. So a patch still fits
// after code has moved within the file, and after a move to another file only its "---" line changes. Line numbers
// would be wrong after every edit, and applying them would require git.
//
// TestPatchesApply, a part of `make test`, checks that every patch fits the tree.
package mutants

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the folder of the module.
const root = "../.."

// A mutant is a fault that can be planted.
type mutant struct {
	name   string
	breaks string // in one sentence
	caught []tests
	hunks  []hunk
}

// tests are tests of a package that must catch a mutant.
type tests struct{ folder, pattern string }

// A hunk replaces lines of a file.
type hunk struct{ file, old, new string }

// all reads all patches of this folder.
func all(t *testing.T) (mutants []mutant) {
	t.Helper()
	files, err := filepath.Glob("*.patch")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no patches here (%v)", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := parse(string(text))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		m.name = strings.TrimSuffix(file, ".patch")
		mutants = append(mutants, m)
	}
	return mutants
}

// parse reads a patch.
func parse(text string) (m mutant, err error) {
	for line := range strings.Lines(text) {
		if err := m.add(line); err != nil {
			return m, fmt.Errorf("the line %q %w", line, err)
		}
	}
	if m.breaks == "" || len(m.caught) == 0 || len(m.hunks) == 0 {
		return m, errors.New("a patch needs a sentence, a line \"Caught by: PACKAGE TESTS\", and a line \"--- FILE\"")
	}
	return m, nil
}

func (m *mutant) add(line string) error {
	file, begins := strings.CutPrefix(line, "--- ")
	switch {
	case begins:
		m.hunks = append(m.hunks, hunk{file: strings.TrimSpace(file)})
		return nil
	case len(m.hunks) == 0:
		return m.addHeader(strings.TrimSpace(line))
	case line == "@@\n":
		m.hunks = append(m.hunks, hunk{file: m.hunks[len(m.hunks)-1].file})
		return nil
	}
	h := &m.hunks[len(m.hunks)-1]
	switch mark, rest := line[0], line[1:]; mark {
	case ' ':
		h.old, h.new = h.old+rest, h.new+rest
	case '-':
		h.old += rest
	case '+':
		h.new += rest
	default:
		return errors.New("must begin with a space, '-' or '+'")
	}
	return nil
}

func (m *mutant) addHeader(line string) error {
	caught, found := strings.CutPrefix(line, "Caught by: ")
	if !found {
		m.breaks = strings.TrimSpace(m.breaks + " " + line)
		return nil
	}
	folder, pattern, found := strings.Cut(caught, " ")
	if _, err := regexp.Compile(pattern); err != nil || !found {
		return errors.New("must name a package and its tests, such as \"./graph TestRandomOperations\"")
	}
	m.caught = append(m.caught, tests{folder, pattern})
	return nil
}

// files returns the files that the mutant changes, by their paths from the root, with the fault.
func (m mutant) files() (map[string][]byte, error) {
	changed := map[string][]byte{}
	for _, h := range m.hunks {
		text, known := changed[h.file]
		if !known {
			var err error
			if text, err = os.ReadFile(filepath.Join(root, h.file)); err != nil {
				return nil, err
			}
		}
		if n := bytes.Count(text, []byte(h.old)); n != 1 || h.old == "" {
			return nil, fmt.Errorf("%s has these lines %d times, and must once: copy them again from the file\n%s",
				h.file, n, h.old)
		}
		changed[h.file] = bytes.Replace(text, []byte(h.old), []byte(h.new), 1)
	}
	return changed, nil
}

func TestPatchesApply(t *testing.T) {
	for _, m := range all(t) {
		changed, err := m.files()
		if err != nil {
			t.Errorf("%s.patch: %v", m.name, err)
		}
		for file, text := range changed {
			if _, err := format.Source(text); err != nil {
				t.Errorf("%s.patch turns %s into invalid Go: %v", m.name, file, err)
			}
		}
		for _, c := range m.caught {
			if !hasTest(t, c) {
				t.Errorf("%s.patch: %s has no test that matches %s", m.name, c.folder, c.pattern)
			}
		}
	}
}

var testName = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// hasTest reports whether a package has a test that matches the pattern, up to the name of a subtest.
func hasTest(t *testing.T, of tests) bool {
	t.Helper()
	pattern, _, _ := strings.Cut(of.pattern, "/")
	files, err := filepath.Glob(filepath.Join(root, of.folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range testName.FindAllSubmatch(text, -1) {
			if regexp.MustCompile(pattern).Match(found[1]) {
				return true
			}
		}
	}
	return false
}

// A patch that does not fit, or lacks a part, is refused.
func TestParse(t *testing.T) {
	const header = "It breaks.\n\nCaught by: ./graph TestX\n"
	for text, want := range map[string]string{
		"":                                   "needs a sentence",
		header:                               "needs a sentence",
		"It breaks.\n--- a.go\n-x\n":         "needs a sentence",
		"It breaks.\nCaught by: ./graph\n":   "must name a package",
		"It breaks.\nCaught by: ./graph (\n": "must name a package",
		header + "--- a.go\nx\n":             "must begin with",
		header + "--- mutants_test.go\n-no such.\n": "0 times",
		header + "--- mutants_test.go\n+}\n":        "times, and must once",
		header + "--- none.go\n-x\n":                "none.go",
	} {
		m, err := parse(text)
		for i := range m.hunks {
			m.hunks[i].file = "conformance/mutants/" + m.hunks[i].file
		}
		if err == nil {
			_, err = m.files()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
