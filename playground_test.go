//go:build clients

package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/summitry/summitry/playground"
)

const (
	queryEditor = ".graphiql-query-editor .view-lines"
	response    = ".graphiql-response .view-lines"
	execute     = ".graphiql-execute-button"
)

// labelled is what a screen reader calls so.
func labelled(name string) chromedp.CSS { return chromedp.CSS(fmt.Sprintf("[aria-label=%q]", name)) }

func TestPlayground(t *testing.T) {
	if !playground.Built() {
		t.Fatal("GraphiQL is not built: make does that, before the tests are compiled")
	}
	_, address := start(t)
	b := browse(t)
	b.do(t, chromedp.Navigate("http://"+address+"/playground"))
	b.shows(t, queryEditor, "# Who said what, where and when?")
	b.shows(t, ".graphiql-editor-tool", "sanctions")
	b.shows(t, ".citation", "dataset 0.")

	t.Run("an example runs", func(t *testing.T) {
		b.do(t, chromedp.Click(chromedp.CSS(execute)))
		b.shows(t, response, "statements")
	})
	t.Run("another tab", func(t *testing.T) {
		b.do(t, chromedp.Click(chromedp.CSS("#graphiql-session-tab-3")))
		b.shows(t, queryEditor, "# Where do the documents disagree?")
		b.do(t, chromedp.Click(chromedp.CSS(execute)))
		b.shows(t, response, "founders")
	})
	t.Run("what is typed is completed", func(t *testing.T) {
		b.do(t, chromedp.Click(labelled("New tab")))
		b.shows(t, queryEditor, "")
		b.do(t, chromedp.Click(chromedp.CSS(queryEditor)), chromedp.KeyEvent("{ dataset { vers"))
		b.shows(t, ".suggest-widget.visible", "version")
		b.do(t, chromedp.KeyEvent(kb.Enter))
		b.shows(t, queryEditor, "{ dataset { version")
		b.do(t, chromedp.Click(chromedp.CSS(execute)))
		b.shows(t, response, `"version": "0.`)
	})
	t.Run("the documentation is a click away", func(t *testing.T) {
		b.do(t, chromedp.Click(labelled("Show Documentation Explorer")))
		b.shows(t, ".graphiql-doc-explorer", "Query")
	})
	t.Run("every view opens in a tab", func(t *testing.T) {
		b.do(t, chromedp.Click(labelled("Show Views")))
		if n := get(t, b, chromedp.Evaluate[int](`document.querySelectorAll(".views li").length`)); n < 20 {
			t.Errorf("there are %d views", n)
		}
		b.do(t, chromedp.Click(chromedp.Search(`//button[text()="Which summits does the record know?"]`)))
		b.shows(t, queryEditor, "query Summits")
		b.do(t, chromedp.Click(chromedp.CSS(execute)))
		b.shows(t, response, "sco-summit-2023")
	})
	t.Run("the answer as a table", func(t *testing.T) {
		folder := t.TempDir()
		b.downloads(t, folder)
		b.do(t, chromedp.Click(labelled("Download CSV")))
		isTable(t, filepath.Join(folder, "Summits.csv"), "http://"+address+"/views/summits.csv")
	})
	t.Run("a link", func(t *testing.T) {
		b.do(t, chromedp.Click(labelled("Copy a link to this query")))
		time.Sleep(300 * time.Millisecond)
		link := get(t, b, chromedp.Location())
		other := browse(t)
		other.do(t, chromedp.Navigate(link))
		other.shows(t, queryEditor, "query Summits")
		other.do(t, chromedp.Click(chromedp.CSS(execute)))
		other.shows(t, response, "sco-summit-2023")
		b.do(t, chromedp.Navigate("about:blank"), chromedp.Navigate("http://"+address+"/playground#view=through-an-agency"))
		b.shows(t, queryEditor, "# Who speaks through this agency?")
		other.wasQuiet(t)
		other.stayedAt(t, address)
	})
	look(t, address, map[string]string{"graphiql": "/playground"}, 3*time.Second, func(t *testing.T, b *browser) { b.wasQuiet(t) })
	b.wasQuiet(t)
	b.stayedAt(t, address)
}

// isTable waits for a file to be downloaded and holds it against what an address answers.
func isTable(t *testing.T, file, address string) {
	t.Helper()
	asked, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer asked.Body.Close()
	want, err := io.ReadAll(asked.Body)
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline) && string(got) != string(want); time.Sleep(50 * time.Millisecond) {
		got, _ = os.ReadFile(file) // not there yet
	}
	if string(got) != string(want) || len(want) == 0 {
		t.Errorf("%s holds %q, and not %q", file, got, want)
	}
}

// withoutGraphiQL builds the server as it is where GraphiQL was never built.
func withoutGraphiQL(t *testing.T) string {
	t.Helper()
	built, err := filepath.Abs("playground/built/app/index.html.gz")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	overlay := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(overlay, fmt.Appendf(nil, `{"Replace": {%q: ""}}`, built), 0o644); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(folder, "summitry")
	in(t, ".", "", "go", "build", "-overlay", overlay, "-o", program, ".")
	return program
}

// Without GraphiQL the same address serves a page that needs no building.
func TestPlainPlayground(t *testing.T) {
	_, address := serveBy(t, exec.CommandContext(t.Context(), withoutGraphiQL(t), "-listen", "127.0.0.1:0"))
	b := browse(t)
	b.do(t, chromedp.Navigate("http://"+address+"/playground"))
	b.shows(t, "#description", "Every statement with its speakers")
	b.do(t, fill("#query", "{ dataset { version } }"), fill("#variables", ""), chromedp.Click(chromedp.CSS("form button")))
	b.shows(t, "#answer", `"version": "0.`)
	b.do(t, fill("#view", "summits"))
	folder := t.TempDir()
	b.downloads(t, folder)
	b.do(t, chromedp.Click(chromedp.CSS("#csv")))
	isTable(t, filepath.Join(folder, "summits.csv"), "http://"+address+"/views/summits.csv")
	b.do(t, chromedp.Click(chromedp.CSS("#link")))
	link := get(t, b, chromedp.Location())
	other := browse(t)
	other.do(t, chromedp.Navigate(link))
	other.shows(t, "#citation", "dataset 0.")
	if query := get(t, other, chromedp.Value(chromedp.CSS("#query"))); !strings.Contains(query, "query Summits") {
		t.Errorf("%s shows %s", link, query)
	}
	wrong := browse(t)
	wrong.do(t, chromedp.Navigate("http://"+address+"/playground"))
	wrong.shows(t, "#description", "Every statement")
	wrong.do(t, fill("#variables", "{"), chromedp.Click(chromedp.CSS("form button")))
	wrong.shows(t, "#answer", "The variables are no JSON")
	wrong.do(t, fill("#variables", ""), fill("#query", "{ topics { nodes { name } } people { nodes { name } } }"), chromedp.Click(chromedp.CSS("#csv")))
	wrong.shows(t, "#answer", "rows=")
	look(t, address, map[string]string{"plain": "/playground"}, 3*time.Second, func(t *testing.T, b *browser) { b.wasQuiet(t) })
	b.wasQuiet(t)
	b.stayedAt(t, address)
}
