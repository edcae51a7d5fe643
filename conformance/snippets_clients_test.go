//go:build clients || world

package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// expectedLines returns what each client of docs/api.md prints, with single spaces, as the API has it.
func expectedLines(t *testing.T, server string) string {
	t.Helper()
	var answer struct {
		Data struct {
			Statements struct {
				Nodes []struct {
					Text, URL string
					SaidOn    *struct{ EDTF, Basis string }
				}
			}
		}
	}
	const address = "/views/statements.json?speaker=xi-jinping&speaker=vladimir-putin&first=3"
	if err := json.Unmarshal([]byte(fetch(t, server+address)), &answer); err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, s := range answer.Data.Statements.Nodes {
		if s.SaidOn == nil {
			words = append(words, "day not known")
		} else {
			words = append(words, s.SaidOn.EDTF, s.SaidOn.Basis)
		}
		words = append(words, s.URL, s.Text)
	}
	if len(answer.Data.Statements.Nodes) != 3 {
		t.Fatalf("the view has %d statements", len(answer.Data.Statements.Nodes))
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// runSnippet writes the client in a language to a file, runs commands, and compares what the last one prints.
func runSnippet(t *testing.T, language, folder, file string, commands ...[]string) {
	t.Helper()
	_, address := start(t)
	server := "http://" + address
	code := snippet(t, language, 0, server)
	if err := os.WriteFile(filepath.Join(folder, file), []byte(code), 0o644); err != nil {
		t.Fatal(err)
	}
	var printed string
	for _, c := range commands {
		printed = runIn(t, folder, server, c[0], c[1:]...)
	}
	want := expectedLines(t, server)
	if got := strings.Join(strings.Fields(printed), " "); got != want {
		t.Errorf("the client in %s prints\n%s\nwant\n%s", language, got, want)
	}
}
