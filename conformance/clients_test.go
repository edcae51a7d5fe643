//go:build clients

package conformance

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
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
	for ask, want := range map[string]string{
		"2023-03-30": "Iran         OBSERVER             YES      Iran became an observer of the SCO in 2005",
		"vladimir-putin": "2023-07-04 (EXTERNAL)  Vladimir Putin: thanked his country's Asian allies\n" +
			"    “Russian President Vladimir Putin on Tuesday thanked",
	} {
		printed := runIn(t, "../examples/go", "http://"+address, "go", "run", ".", ask)
		if !strings.Contains(printed, want) {
			t.Errorf("%s prints %s", ask, printed)
		}
	}
}

// Relay compiles a pagination fragment that refetches itself by the person's id, and reads all pages of it.
func TestRelayExample(t *testing.T) {
	_, address := start(t)
	install(t, "../examples/relay")
	runIn(t, "../examples/relay", "http://"+address, "npm", "run", "build")
	printed := runIn(t, "../examples/relay", "http://"+address, "npm", "start")
	if !strings.Contains(printed, "Vladimir Putin: 13 of 13 statements") ||
		!strings.Contains(printed,
			"“Russian President Vladimir Putin on Tuesday thanked his country's Asian allies”") {
		t.Errorf("it prints %s", printed)
	}
}

// The page of the web example, built from the served schema and served from another origin, shows statements with their
// passages. Apollo Client requests by hash: the first request contains the query as well, later ones only the hash, by
// GET.
func TestWebExample(t *testing.T) {
	_, address := start(t)
	install(t, "../examples/web")
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
