package conformance

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// stepPattern matches the steps of docs/your-own.md: an edit, commands, or the start of a response.
var stepPattern = regexp.MustCompile(editPattern.String() + "|" + codePattern.String())

// docs/your-own.md works as written, in an empty folder: its ten commands lead to a server that gives the printed
// response. Nothing on the pages of that server is from the curated dataset.
func TestDocsYourOwn(t *testing.T) {
	text, err := os.ReadFile("../docs/your-own.md")
	if err != nil {
		t.Fatal(err)
	}
	programs := t.TempDir()
	t.Setenv("GOBIN", programs)
	t.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("SUMMITRY_DOCUMENTS", "")
	tour := tour{folder: t.TempDir()}
	for _, m := range stepPattern.FindAllStringSubmatch(string(text), -1) {
		switch {
		case m[6] == "":
			edit{m[1] + m[2], m[3], m[4], m[5]}.apply(t, tour.folder)
		case m[6] == "sh":
			for line := range strings.Lines(m[7]) {
				tour.run(t, strings.TrimSpace(line))
			}
		default:
			if want := strings.TrimSuffix(strings.TrimSpace(m[7]), "}"); !strings.HasPrefix(tour.response, want) {
				t.Errorf("the server responds %s, want %s", tour.response, want)
			}
			tour.compared++
		}
	}
	if tour.commands != 10 || tour.compared != 1 {
		t.Errorf("%d commands and %d responses were tried, want 10 and 1", tour.commands, tour.compared)
	}
	expectViews(t, "http://"+tour.address)
	curated := curatedNames(t)
	files, err := filepath.Glob(tour.folder + "/*/*") // those that curate init made, too
	if err != nil || len(files) < 20 {
		t.Fatalf("%q %v", files, err)
	}
	for _, file := range files {
		content, _ := os.ReadFile(file) // not of folders
		if found := curated.in(string(content)); len(found) > 0 {
			t.Errorf("%s has %q", file, found)
		}
	}
	for _, address := range []string{"/", "/about", "/views", "/people/owen-pike", "/statements/auvray-paierons",
		"/documents/greve", "/views/statements.csv", "/playground", "/changes.atom"} {
		response, body := send(t, "GET", "http://"+tour.address+address, "Accept", "text/html, */*;q=0.1")
		if found := curated.in(string(body)); response.StatusCode != http.StatusOK || len(found) > 0 {
			t.Errorf("%s answers %s with %q", address, response.Status, found)
		}
	}
}

// expectViews fails for each view whose example is not answered, unless the dataset has none for a required variable.
func expectViews(t *testing.T, server string) {
	t.Helper()
	full := 0
	for _, address := range viewsOf(t, server) {
		response, body := send(t, "GET", server+address)
		missing := strings.Contains(string(body), " is missing: send it as a parameter")
		if response.StatusCode != http.StatusOK && !missing {
			t.Errorf("%s answers %s %.300s", address, response.Status, body)
		}
		if strings.Contains(address, ".csv?") && bytes.Count(body, []byte("\n")) > 1 {
			full++
		}
	}
	if full < 10 {
		t.Errorf("only %d tables have rows", full)
	}
}

// A tour runs the commands of a page.
type tour struct {
	folder             string
	address            string // of the server
	response           string // the last one
	commands, compared int    // how many commands ran and how many responses were compared
}

func (s *tour) run(t *testing.T, line string) {
	t.Helper()
	s.commands++
	program, rest, _ := strings.Cut(line, " ")
	switch program {
	case "go":
		run(t, "..", line)
	case "summitry":
		c := exec.Command(program, append(strings.Fields(rest), "-listen", "127.0.0.1:0")...)
		c.Dir = s.folder
		_, s.address = serveBy(t, c)
	case "curl":
		s.commands--
		s.response = run(t, s.folder, strings.Replace(line, "localhost:8080", s.address, 1))
	default:
		run(t, s.folder, line)
	}
}
