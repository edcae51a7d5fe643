//go:build world

package mutants

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Plants every mutant in turn and runs the tests that must catch it. The tests pass without the mutant, and with it, at
// least one fails in each package that the patch names. The test prints a table of the results.
//
// The tree stays as it is: the go command reads the changed files from another folder (its flag -overlay), and all
// others from the tree. A copy of the tree would have to be compiled as a whole.
func TestWorldMutants(t *testing.T) {
	table := []string{}
	for _, m := range all(t) {
		t.Run(m.name, func(t *testing.T) {
			caught := []string{}
			for _, c := range m.caught {
				if failed, err := run(t, c, ""); err != nil || len(failed) > 0 {
					t.Fatalf("without the mutant, %s %s: %v fail (%v)", c.folder, c.pattern, failed, err)
				}
				failed, err := run(t, c, overlay(t, m))
				if err != nil {
					t.Fatal(err)
				}
				if len(failed) == 0 {
					t.Errorf("it survives %s %s: %s", c.folder, c.pattern, m.breaks)
					failed = []string{"SURVIVED"}
				}
				caught = append(caught, c.folder+" "+strings.Join(failed, ", "))
			}
			table = append(table, fmt.Sprintf("%-28s %s\n", m.name, strings.Join(caught, "; ")))
			fmt.Print(table[len(table)-1])
		})
	}
	fmt.Printf("\n%-28s %s\n%s\n", "fault", "caught by", strings.Join(table, ""))
}

// overlay writes the files that a mutant changes, and returns the overlay file for the go command.
func overlay(t *testing.T, m mutant) string {
	t.Helper()
	changed, err := m.files()
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	folder := t.TempDir()
	for file, text := range changed {
		path, err := filepath.Abs(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		replace[path] = filepath.Join(folder, fmt.Sprint(len(replace), ".go"))
		if err := os.WriteFile(replace[path], text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list := filepath.Join(folder, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err == nil {
		err = os.WriteFile(list, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// run runs tests, with an overlay unless it is "", and returns those that fail. It returns an error if the code does
// not compile.
func run(t *testing.T, of tests, overlay string) (failed []string, err error) {
	t.Helper()
	arguments := []string{"test", "-json", "-timeout", "10m", "-run", of.pattern}
	if overlay != "" {
		arguments = append(arguments, "-overlay", overlay)
	}
	command := exec.CommandContext(t.Context(), "go", append(arguments, of.folder)...)
	command.Dir = root
	output, err := command.Output()
	failed = failedIn(output)
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		return nil, err
	case err != nil && len(failed) == 0:
		return nil, fmt.Errorf("go test fails without a failing test:\n%s%s", output, exit.Stderr)
	}
	return failed, nil
}

// failedIn returns the failed tests in the output of `go test -json`, without their subtests.
func failedIn(output []byte) (failed []string) {
	for line := range strings.Lines(string(output)) {
		var event struct{ Action, Test string }
		if json.Unmarshal([]byte(line), &event) != nil || event.Action != "fail" || event.Test == "" {
			continue
		}
		if name, _, _ := strings.Cut(event.Test, "/"); !slices.Contains(failed, name) {
			failed = append(failed, name)
		}
	}
	return failed
}
