package conformance

import (
	"flag"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/summitry/summitry/views"
)

var update = flag.Bool("update", false, "write the answers that the server gives now into README.md")

// The addresses in the README return the responses that the README shows. go test ./conformance -run README -update
// renews them.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, address := start(t)
	example := regexp.MustCompile("(?s)curl 'localhost:8080([^']+)'\n\n```csv\n(.*?)```")
	if n := len(example.FindAll(text, -1)); n < 3 {
		t.Fatalf("the README has %d examples, not three", n)
	}
	current := example.ReplaceAllStringFunc(string(text), func(found string) string {
		parts := example.FindStringSubmatch(found)
		response, err := http.Get("http://" + address + parts[1])
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s answers %s %s (%v)", parts[1], response.Status, body, err)
		}
		answer := strings.ReplaceAll(string(body), "\r\n", "\n")
		if !*update && parts[2] != answer {
			t.Errorf("%s\nanswers\n%s\nwant\n%s", parts[1], answer, parts[2])
		}
		return "curl 'localhost:8080" + parts[1] + "'\n\n```csv\n" + answer + "```"
	})
	if *update {
		if err := os.WriteFile("../README.md", []byte(current), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The README lists every view, with its title and its variables. go test ./conformance -run README -update renews the
// rows.
func TestREADMEListsTheViews(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, v := range all {
		folder := "views/"
		if v.ForPage {
			folder += "pages/"
		}
		var variables []string
		for _, d := range v.Variables {
			if d.Variable != "first" && d.Variable != "after" {
				variables = append(variables, "`"+d.Variable+"`")
			}
		}
		rows[folder] += "| [" + v.Name + "](" + folder + v.Name + ".graphql) | " + v.Title + " | " +
			strings.Join(variables, ", ") + " |\n"
	}
	current := string(text)
	for folder, want := range rows {
		listed := regexp.MustCompile(`(?m)(^\| \[[^]]+\]\(` + folder + `[^/)]+\.graphql\) .*\n)+`)
		current = listed.ReplaceAllString(current, strings.ReplaceAll(want, "$", "$$"))
	}
	if *update {
		if err := os.WriteFile("../README.md", []byte(current), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if current != string(text) {
		t.Error("the README does not list the views as they are: run go test ./conformance -run README -update")
	}
}
