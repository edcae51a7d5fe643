//go:build clients

package conformance

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
	queryEditor     = ".graphiql-query-editor .view-lines"
	variablesEditor = ".graphiql-editor-tool .view-lines"
	response        = ".graphiql-response .view-lines"
	execute         = ".graphiql-execute-button"
)

// labelled selects the element with an accessible name.
func labelled(name string) chromedp.CSS { return chromedp.CSS(fmt.Sprintf("[aria-label=%q]", name)) }

func TestPlayground(t *testing.T) {
	if !playground.HasGraphiQL() {
		t.Fatal("GraphiQL is not built: run make graphiql before the tests are compiled")
	}
	_, address := start(t)
	b := browse(t)
	b.do(t, chromedp.Navigate("http://"+address+"/playground"))
	b.waitForText(t, queryEditor, "Who said what, where and when?")
	b.waitForText(t, ".graphiql-editor-tool", "rebellion")
	b.waitForText(t, ".citation", "dataset 0.")

	t.Run("an example runs", func(t *testing.T) {
		b.do(t, chromedp.Click(chromedp.CSS(execute)))
		b.waitForText(t, response, "statements")
	})
	t.Run("another tab", func(t *testing.T) {
		b.do(t, chromedp.Click(chromedp.CSS("#graphiql-session-tab-3")))
		b.waitForText(t, queryEditor, "Where do the articles disagree?")
		b.do(t, chromedp.Click(chromedp.CSS(execute)))
		b.waitForText(t, response, "founders")
	})
	t.Run("what is typed is completed", func(t *testing.T) {
		b.do(t, chromedp.Click(labelled("New tab")))
		b.waitForEmpty(t, queryEditor)
		b.do(t, chromedp.Click(chromedp.CSS(queryEditor)), chromedp.KeyEvent("{ dataset { vers"))
		b.waitForText(t, ".suggest-widget.visible", "version")
		b.do(t, chromedp.KeyEvent(kb.Enter))
		b.waitForText(t, queryEditor, "{ dataset { version")
		b.do(t, chromedp.Click(chromedp.CSS(execute)))
		b.waitForText(t, response, `"version": "0.`)
	})
	t.Run("the documentation is a click away", func(t *testing.T) {
		b.do(t, chromedp.Click(labelled("Show Documentation Explorer")))
		b.waitForText(t, ".graphiql-doc-explorer", "Query")
	})
	t.Run("every view opens in a tab", func(t *testing.T) {
		b.do(t, chromedp.Click(labelled("Show Views")))
		if n := get(t, b, chromedp.Evaluate[int](`document.querySelectorAll(".views li").length`)); n < 20 {
			t.Errorf("there are %d views", n)
		}
		b.do(t, chromedp.Click(chromedp.Search(`//button[text()="Which summits are in the dataset?"]`)))
		b.waitForText(t, queryEditor, "query Summits")
		b.do(t, chromedp.Click(chromedp.CSS(execute)))
		b.waitForText(t, response, "sco-summit-2023")
	})
	t.Run("the answer as a table", func(t *testing.T) {
		folder := t.TempDir()
		b.downloads(t, folder)
		b.do(t, chromedp.Click(labelled("Download CSV")))
		expectDownload(t, filepath.Join(folder, "Summits.csv"), "http://"+address+"/views/summits.csv")
	})
	t.Run("run in a tab that was opened this moment", func(t *testing.T) {
		folder := t.TempDir()
		b.downloads(t, folder)
		const open = `document.querySelector("#graphiql-session-tab-%d").click(); document.querySelector(%q).click()`
		b.do(t, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(open, 0, execute)))
		b.waitForText(t, response, "Tanvi Madan")
		b.do(t, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(open, 3, execute)))
		b.waitForText(t, response, "founders")
		b.do(t, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(open, 5, `[aria-label="Download CSV"]`)))
		expectDownload(t, filepath.Join(folder, "Summits.csv"), "http://"+address+"/views/summits.csv")
	})
	t.Run("a link", func(t *testing.T) {
		b.do(t, chromedp.Click(labelled("Copy a link to this query")))
		link := b.waitForAddress(t, "#query=")
		other := browse(t)
		other.do(t, chromedp.Navigate(link))
		other.waitForText(t, queryEditor, "query Summits")
		other.do(t, chromedp.Click(chromedp.CSS(execute)))
		other.waitForText(t, response, "sco-summit-2023")
		b.do(t, chromedp.Navigate("about:blank"),
			chromedp.Navigate("http://"+address+"/playground#view=through-an-agency"))
		b.waitForText(t, queryEditor, "Which statements did this agency report?")
		other.expectQuietConsole(t)
		other.expectRequestsOnlyTo(t, address)
	})
	checkLayout(t, address, map[string]string{"graphiql": "/playground"}, func(t *testing.T, b *browser) {
		b.waitForText(t, queryEditor, "Who said what, where and when?")
		b.waitForText(t, ".citation", "dataset 0.")
		b.expectQuietConsole(t)
	})
	b.expectQuietConsole(t)
	b.expectRequestsOnlyTo(t, address)
}

// A link that is pasted into the address bar of the open playground is followed, and edits stay in their tab.
func TestPlaygroundPastedLink(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	b.followsPasted(t, "http://"+address+"/playground", graphiqlPage)
	b.do(t, chromedp.Click(chromedp.CSS("#graphiql-session-tab-0")))
	b.waitForText(t, queryEditor, editedComment)
	b.expectQuietConsole(t)
}

func TestPlainPlaygroundPastedLink(t *testing.T) {
	_, address := serveBy(t, exec.CommandContext(t.Context(), withoutGraphiQL(t), "-listen", "127.0.0.1:0"))
	b := browse(t)
	b.followsPasted(t, "http://"+address+"/playground", plainPage)
	b.expectQuietConsole(t)
}

func (b *browser) followsPasted(t *testing.T, page string, p playgroundPage) {
	t.Helper()
	b.do(t, chromedp.Navigate(page))
	b.expectContent(t, p, p.home)
	b.paste(t, p.query, kb.Home, editedComment+"\n")
	b.do(t, chromedp.Evaluate[chromedp.Void](fmt.Sprintf("location.assign(%q)", page+viewLink)))
	b.expectContent(t, p, viewContent)
	b.do(t, chromedp.Evaluate[chromedp.Void](fmt.Sprintf("location.assign(%q)", page+queryLink)))
	b.expectContent(t, p, queryContent)
}

// A link that the Link button put into the address is removed on the first edit, so that a reload keeps the edit.
func TestPlaygroundEditedLink(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	b.do(t, chromedp.Navigate("http://"+address+"/playground"))
	b.expectContent(t, graphiqlPage, graphiqlPage.home)
	b.do(t, chromedp.Click(labelled("Copy a link to this query")))
	b.waitForAddress(t, "#query=")
	b.do(t, chromedp.Reload())
	b.expectContent(t, graphiqlPage, graphiqlPage.home)
	b.waitForAddress(t, "#query=")
	b.paste(t, variablesEditor, "a", graphiqlPage.home.otherVariables)
	b.wait(t, "the address", "location.href", func(got string) bool { return !strings.Contains(got, "#") }, "no link")
	b.do(t, chromedp.Reload())
	b.waitForText(t, variablesEditor, "sanctions")
	b.expectQuietConsole(t)
}

// Over plain HTTP from another host, browsers have no navigator.clipboard. The page then copies by a selection, or
// shows the text if that is denied.
func TestPlaygroundWithoutClipboard(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	b.withoutClipboard(t)
	b.do(t, chromedp.Navigate("http://"+address+"/playground"))
	b.expectContent(t, graphiqlPage, graphiqlPage.home)
	b.do(t, chromedp.Click(labelled("Copy a link to this query")))
	link := b.waitForAddress(t, "#query=")
	b.wait(t, "the clipboard", "window.copied ?? ''", contains(link), link)
	b.expectQuietConsole(t)
	b.do(t, chromedp.Click(labelled("Copy query (Shift-Ctrl-C)")))
	b.wait(t, "the clipboard", "window.copied ?? ''", contains("\nquery Statements("), "the query")
	b.clearConsole() // GraphiQL warns that it could not copy, but our page could

	b.do(t, chromedp.Evaluate[chromedp.Void]("document.execCommand = () => false"))
	b.do(t, chromedp.Click(labelled("Copy a link to this query")))
	const selected = `(e => e ? e.value.slice(e.selectionStart, e.selectionEnd) : "")(
		document.querySelector("dialog[open] input"))`
	b.wait(t, "the dialog", selected, contains(link), link)
	b.screenshot(t, filepath.Join(os.TempDir(), "summitry-link-dialog.png"))
	b.do(t, chromedp.Click(chromedp.CSS("dialog[open] button")))
	b.waitForText(t, response, graphiqlPage.home.answer)
	b.expectQuietConsole(t)
}

func TestPlainPlaygroundWithoutClipboard(t *testing.T) {
	_, address := serveBy(t, exec.CommandContext(t.Context(), withoutGraphiQL(t), "-listen", "127.0.0.1:0"))
	b := browse(t)
	b.withoutClipboard(t)
	b.do(t, chromedp.Navigate("http://"+address+"/playground"))
	b.expectContent(t, plainPage, plainPage.home)
	b.do(t, chromedp.Click(chromedp.CSS("#link")))
	b.waitForText(t, "#copied", "Copied.")
	link := b.waitForAddress(t, "#query=")
	b.wait(t, "the clipboard", "window.copied ?? ''", contains(link), link)
	b.do(t, chromedp.Evaluate[chromedp.Void]("document.execCommand = () => false"),
		chromedp.Click(chromedp.CSS("#link")))
	b.waitForText(t, "#copied", "copy the link from the address bar")
	b.waitForText(t, "#answer", plainPage.home.answer)
	b.expectQuietConsole(t)
}

// expectDownload waits for a downloaded file and compares it with the response of an address.
func expectDownload(t *testing.T, file, address string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	want, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	deadline := time.Now().Add(stepTimeout)
	for ; time.Now().Before(deadline) && string(got) != string(want); time.Sleep(pollInterval) {
		got, _ = os.ReadFile(file) // not downloaded yet
	}
	if string(got) != string(want) || len(want) == 0 {
		t.Errorf("%s holds %q, want %q", file, got, want)
	}
}

// withoutGraphiQL builds the server without GraphiQL.
func withoutGraphiQL(t *testing.T) string {
	t.Helper()
	built, err := filepath.Abs("../playground/built/app/index.html.gz")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	overlay := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(overlay, fmt.Appendf(nil, `{"Replace": {%q: ""}}`, built), 0o644); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(folder, "summitry")
	runIn(t, "..", "", "go", "build", "-overlay", overlay, "-o", program, ".")
	return program
}

// Without GraphiQL the same address serves a plain page that needs no build.
func TestPlainPlayground(t *testing.T) {
	_, address := serveBy(t, exec.CommandContext(t.Context(), withoutGraphiQL(t), "-listen", "127.0.0.1:0"))
	b := browse(t)
	b.do(t, chromedp.Navigate("http://"+address+"/playground"))
	b.waitForText(t, "#description", "Every statement by date")
	b.do(t, fill("#query", "{ dataset { version } }"), fill("#variables", ""),
		chromedp.Click(chromedp.CSS("form button")))
	b.waitForText(t, "#answer", `"version": "0.`)
	b.do(t, fill("#view", "summits"))
	folder := t.TempDir()
	b.downloads(t, folder)
	b.do(t, chromedp.Click(chromedp.CSS("#csv")))
	expectDownload(t, filepath.Join(folder, "summits.csv"), "http://"+address+"/views/summits.csv")
	b.do(t, chromedp.Click(chromedp.CSS("#link")))
	link := b.waitForAddress(t, "#query=")
	other := browse(t)
	other.do(t, chromedp.Navigate(link))
	other.waitForText(t, "#citation", "dataset 0.")
	if query := get(t, other, chromedp.Value(chromedp.CSS("#query"))); !strings.Contains(query, "query Summits") {
		t.Errorf("%s shows %s", link, query)
	}
	wrong := browse(t)
	wrong.do(t, chromedp.Navigate("http://"+address+"/playground"))
	wrong.waitForText(t, "#description", "Every statement")
	wrong.do(t, fill("#variables", "{"), chromedp.Click(chromedp.CSS("form button")))
	wrong.waitForText(t, "#answer", "The variables are not valid JSON")
	wrong.do(t, fill("#variables", ""), fill("#query", "{ topics { nodes { name } } people { nodes { name } } }"),
		chromedp.Click(chromedp.CSS("#csv")))
	wrong.waitForText(t, "#answer", "rows=")
	checkLayout(t, address, map[string]string{"plain": "/playground"}, func(t *testing.T, b *browser) {
		b.waitForText(t, "#citation", "dataset 0.")
		b.expectQuietConsole(t)
	})
	b.expectQuietConsole(t)
	b.expectRequestsOnlyTo(t, address)
}

// A playgroundPage describes one of the two pages by the selectors of its parts.
type playgroundPage struct {
	query, variables, run, answer string
	home                          playgroundContent // content at the first visit
	tabs                          bool              // links open in a new tab
}

var (
	graphiqlPage = playgroundPage{queryEditor, variablesEditor, execute, response,
		playgroundContent{"Who said what, where and when?", `"rebellion"`, "Tanvi Madan",
			`{"topic": "sanctions"}`, "Nikolai Patrushev"}, true}
	plainPage = playgroundPage{"#query", "#variables", "form button", "#answer",
		playgroundContent{"query Statements(", `"rebellion"`, "Tanvi Madan", `{"topic": "sanctions"}`,
			"Nikolai Patrushev"}, false}
)

// playgroundContent is the content of a playground: parts of the query, of the variables and of the response to them,
// and other variables with their response.
type playgroundContent struct{ query, variables, answer, otherVariables, otherAnswer string }

const (
	viewLink  = `#view=took-part&variables={"person":"alexander-lukashenko"}`
	queryLink = `#query=query Named($slug: String!) { person(slug: $slug) { name } }&variables={"slug":"wang"}`
)

var (
	viewContent = playgroundContent{"query TookPart(", `"alexander-lukashenko"`, "Alexander Lukashenko",
		`{"person": "yevgeny-prigozhin"}`, "Yevgeny Prigozhin"}
	queryContent = playgroundContent{"query Named(", `"wang"`, `"name": "Wang"`,
		`{"slug": "narendra-modi"}`, "Narendra Modi"}
)

// edited returns the content after a comment and the other variables were typed.
func (h playgroundContent) edited() playgroundContent {
	return playgroundContent{editedComment, h.otherVariables, h.otherAnswer, h.otherVariables, h.otherAnswer}
}

const editedComment = "# edited"

// After reloads, visits from the menu and links, in any order, with and without edits between them, the playground
// shows and runs the last content.
func TestPlaygroundVisits(t *testing.T) {
	_, address := start(t)
	visitsInEveryOrder(t, address, graphiqlPage)
}

func TestPlainPlaygroundVisits(t *testing.T) {
	_, address := serveBy(t, exec.CommandContext(t.Context(), withoutGraphiQL(t), "-listen", "127.0.0.1:0"))
	visitsInEveryOrder(t, address, plainPage)
}

func visitsInEveryOrder(t *testing.T, address string, p playgroundPage) {
	chromium := browse(t)
	run := func(name string, orders [][]string, edits bool) {
		for _, order := range orders {
			t.Run(strings.Join(order, ", ")+name, func(t *testing.T) {
				b := chromium.newProfile(t)
				b.visits(t, "http://"+address+"/playground", p, order, edits)
				b.expectQuietConsole(t)
			})
		}
	}
	run("", orders("reload", "view", "query"), false)
	run("", orders("menu", "view", "query"), false)
	run(" with edits", orders("reload", "view", "query"), true)
}

// visits opens the playground, takes the steps, and checks its content after each.
func (b *browser) visits(t *testing.T, address string, p playgroundPage, steps []string, edits bool) {
	t.Helper()
	b.do(t, chromedp.Navigate(address))
	now := p.home
	b.expectContent(t, p, now)
	for _, step := range steps {
		before := now
		if edits && now.query != editedComment {
			b.paste(t, p.query, kb.Home, editedComment+"\n")
			b.paste(t, p.variables, "a", now.otherVariables)
			before = now.edited()
		}
		switch step {
		case "reload":
			b.do(t, chromedp.Reload())
			now = before
		case "menu":
			b.do(t, chromedp.Navigate(address))
			now = before
		case "view":
			b.do(t, chromedp.Navigate("about:blank"), chromedp.Navigate(address+viewLink))
			now = viewContent
		case "query":
			b.do(t, chromedp.Navigate("about:blank"), chromedp.Navigate(address+queryLink))
			now = queryContent
		}
		b.expectContent(t, p, now)
		if edits && p.tabs {
			b.wait(t, "the tabs", `localStorage.getItem("graphiql:tabState") ?? ""`, contains(editedComment),
				editedComment)
		}
	}
}

// expectContent waits for a query with its variables, runs it, and checks the response.
func (b *browser) expectContent(t *testing.T, p playgroundPage, want playgroundContent) {
	t.Helper()
	b.waitForText(t, p.query, want.query)
	b.waitForText(t, p.variables, want.variables)
	b.do(t, chromedp.Click(chromedp.CSS(p.run)))
	b.waitForText(t, p.answer, want.answer)
}

// paste pastes a text into an editor after Ctrl and a key: Home moves to the start, A selects all. Monaco would
// complete brackets and quotation marks in typed text.
func (b *browser) paste(t *testing.T, editor, key, text string) {
	t.Helper()
	const focus = `(e => (e.closest(".monaco-editor")?.querySelector("textarea") ?? e).focus())(
		document.querySelector(%q))`
	const paste = `{
		const clipboardData = new DataTransfer()
		clipboardData.setData("text/plain", %q)
		const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })
		const plain = document.activeElement.dispatchEvent(event)
		if (plain) document.execCommand("insertText", false, %[1]q)
	}`
	b.do(t, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(focus, editor)),
		chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierCtrl)),
		chromedp.Evaluate[chromedp.Void](fmt.Sprintf(paste, text)))
	b.waitForText(t, editor, strings.TrimSpace(text))
}

// orders returns every order of three steps.
func orders(a, b, c string) [][]string {
	return [][]string{{a, b, c}, {a, c, b}, {b, a, c}, {b, c, a}, {c, a, b}, {c, b, a}}
}
