//go:build clients

package conformance

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The schema and the server pass the audits of other projects (GraphQL over HTTP, Relay) and keep the last release and
// the contract.
func TestConformance(t *testing.T) {
	_, address := start(t)
	install(t, ".")
	t.Log(runIn(t, ".", "http://"+address, "npm", "test"))
}

// The generated code of the Go example is current, and the example prints what its README says.
func TestGoExample(t *testing.T) {
	_, address := start(t)
	committed, err := os.ReadFile("../examples/go/generated.go")
	if err != nil {
		t.Fatal(err)
	}
	runIn(t, "../examples/go", "", "go", "generate")
	if generated, err := os.ReadFile("../examples/go/generated.go"); err != nil ||
		string(generated) != string(committed) {
		t.Errorf("examples/go/generated.go was stale (%v): commit the output of go generate", err)
	}
	runIn(t, "../examples/go", "", "go", "vet", ".")
	for i, want := range []string{
		"2024-07-04 (EXTERNAL)  Xi Jinping: the West’s “Cold War mentality”\n    “",
		"Iran         OBSERVER             YES      Iran became an observer of the SCO in 2005",
	} {
		command := exampleCommands(t, "../examples/go")[i]
		printed := runIn(t, "../examples/go", "http://"+address, "sh", "-c", command)
		if !strings.Contains(printed, want) {
			t.Errorf("%s prints %s", command, printed)
		}
	}
}

// exampleCommands returns the two commands with which the README of an example runs it.
func exampleCommands(t *testing.T, folder string) (commands []string) {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(readme)) {
		if command, is := strings.CutPrefix(line, "    "); is {
			commands = append(commands, strings.TrimSpace(command))
		}
	}
	if len(commands) != 2 {
		t.Fatalf("the README of %s has the commands %q, want two", folder, commands)
	}
	return commands
}

// Relay compiles a pagination fragment that refetches itself by the person's id, and reads all pages of it.
func TestRelayExample(t *testing.T) {
	_, address := start(t)
	install(t, "../examples/relay")
	commands := exampleCommands(t, "../examples/relay")
	printed := runIn(t, "../examples/relay", "http://"+address, "sh", "-c", commands[1])
	if commands[0] != "npm ci" || !strings.Contains(printed, "Xi Jinping: 6 of 6 statements") ||
		!strings.Contains(printed, "saying, warning against the West’s “Cold War mentality”” (") {
		t.Errorf("it prints %s", printed)
	}
}

// The page of the web example, built from the served schema and served from another origin, shows statements with their
// passages. Apollo Client requests by hash: the first request contains the query as well, later ones only the hash, by
// GET.
func TestWebExample(t *testing.T) {
	_, address := start(t)
	install(t, "../examples/web")
	if commands := exampleCommands(t, "../examples/web"); !slices.Equal(commands, []string{"npm ci", "npm run dev"}) {
		t.Errorf("the README runs %q", commands)
	}
	runIn(t, "../examples/web", "http://"+address, "npm", "run", "build")
	site := httptest.NewServer(http.FileServer(http.Dir("../examples/web/dist")))
	t.Cleanup(site.Close)

	for visit, want := range []string{
		"GET without query 200, POST with query 200, GET without query 200",
		"GET without query 200, GET without query 200",
	} {
		b := browse(t)
		articles := chromedp.Evaluate[int](`document.querySelectorAll("article").length`)
		text := chromedp.Text(chromedp.CSS("main"))
		b.do(t, chromedp.Navigate(site.URL+"/?topic=unity"), chromedp.WaitVisible(chromedp.CSS("article")))
		if n, text := get(t, b, articles), get(t, b, text); n != 5 ||
			!strings.Contains(text, "Who said what on unity") {
			t.Errorf("the page shows %d statements: %s", n, text)
		}
		b.do(t, chromedp.Click(chromedp.CSS("button")), chromedp.WaitNotPresent(chromedp.CSS("button")))
		passages := chromedp.Evaluate[int](`document.querySelectorAll("article .passage mark").length`)
		if n, cited, text := get(t, b, articles), get(t, b, passages), get(t, b, text); n != 7 || cited < n ||
			!strings.Contains(text, fmt.Sprintf("%d of %d statements", n, n)) {
			t.Errorf("then %d statements with %d passages: %s", n, cited, text)
		}
		b.screenshot(t, filepath.Join(os.TempDir(), "summitry-web-example.png"))
		if got := b.operations(address); got != want {
			t.Errorf("visit %d asks by %s, want %s", visit, got, want)
		}
		b.expectQuietConsole(t)
	}
}
