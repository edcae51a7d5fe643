//go:build clients

package conformance

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	browsers "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A reader opens a statement and copies each form of its citation by keyboard. The short one is the
// default. All but that one have the whole address.
func TestPagesCopyAQuote(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	allow(t, b, "http://"+address)
	own := "http://" + address + "/statements/xi-oppose-external-interference"
	b.do(t, chromedp.Navigate(own))
	b.waitForText(t, ".said", "“SCO members should consolidate unity")
	for _, form := range []struct{ key, begins, ends string }{
		{"", "Xi Jinping, through Xinhua news agency: “SCO members should", "Eurasian security club”"},
		{kb.ArrowRight, "“SCO members should", ", " + own},
		{kb.ArrowRight, `<blockquote cite="` + own + `" lang="en">`, "</blockquote>"},
		{kb.ArrowRight, "@misc{sco-summits-xi-oppose-external-interference,", "  url = {" + own + "}\n}"},
		{kb.ArrowRight, "[\n  {\n    \"id\": \"sco-summits-xi-oppose-external-interference\"", "}\n]"},
	} {
		if form.key != "" {
			b.do(t, chromedp.Focus(chromedp.CSS(".copy input:checked")), chromedp.KeyEvent(form.key))
			b.waitForEmpty(t, "#copied")
		}
		b.do(t, chromedp.Focus(chromedp.CSS("#copy")), chromedp.KeyEvent(kb.Enter))
		b.waitForText(t, "#copied", "Copied.")
		copied := get(t, b, chromedp.Evaluate[string](`navigator.clipboard.readText()`, chromedp.EvalAwaitPromise))
		if !strings.HasPrefix(copied, form.begins) || !strings.HasSuffix(copied, form.ends) {
			t.Errorf("the clipboard has %q, want %q to %q", copied, form.begins, form.ends)
		}
	}
	b.expectQuietConsole(t)
	b.expectRequestsOnlyTo(t, address)
}

// allow lets pages of a server use the clipboard, as pressing a button does.
func allow(t *testing.T, b *browser, origin string) {
	t.Helper()
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		get(t, b, func(ctx context.Context, target *chromedp.Target) (cdp.Empty, error) {
			return cdp.Call(ctx, target, browsers.SetPermission, browsers.SetPermissionParams{
				Permission: &browsers.PermissionDescriptor{Name: name}, Setting: "granted", Origin: origin,
			})
		})
	}
}

// A reader opens a view from the front page, changes its variables, downloads its table and opens it in the playground.
func TestPagesDownloadATable(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	b.do(t, chromedp.Navigate("http://"+address+"/views"),
		chromedp.Click(chromedp.Search(`//a[text()="Who was a member or an observer on this day, and who says so?"]`)))
	b.waitForText(t, "main", "Example: 4 July 2023. Choose another day.")
	b.do(t, fill(`input[name=day]`, "2022-01-01"), chromedp.Click(chromedp.CSS(`input[value=OBSERVER]`)),
		chromedp.Click(chromedp.CSS("form.variables button")))
	b.waitForText(t, "[data-address]", "/views/member-states-on-a-day?day=2022-01-01&status=OBSERVER")
	b.waitForText(t, ".composed tbody", "Iran")
	folder := t.TempDir()
	b.downloads(t, folder)
	b.do(t, chromedp.Click(chromedp.CSS("#csv")))
	expectDownload(t, filepath.Join(folder, "member-states-on-a-day.csv"),
		"http://"+address+"/views/member-states-on-a-day.csv?day=2022-01-01&status=OBSERVER&bom=1&base=http://"+address)
	b.do(t, chromedp.Click(chromedp.Search(`//a[text()="Open in the playground"]`)))
	b.waitForText(t, "body", "2022-01-01")
	b.expectQuietConsole(t)
	b.expectRequestsOnlyTo(t, address)
}

// Behind a proxy that strips a path, pages and the playground work, and copied links and downloads stay under the path.
func TestPagesUnderAPath(t *testing.T) {
	site := strippedUnder(t)
	address, _, _ := strings.Cut(strings.TrimPrefix(site, "http://"), "/")
	b := browse(t)
	b.do(t, chromedp.Navigate(site+"/"))
	b.do(t, chromedp.Click(chromedp.Search(`//nav/a[text()="Views"]`)))
	b.do(t, chromedp.Click(chromedp.Search(`//a[text()="Which summits are in the dataset?"]`)))
	b.waitForText(t, "[data-address]", site+"/views/summits")
	folder := t.TempDir()
	b.downloads(t, folder)
	b.do(t, chromedp.Click(chromedp.CSS("#csv")))
	expectDownload(t, filepath.Join(folder, "summits.csv"), site+"/views/summits.csv?bom=1")
	b.do(t, chromedp.Click(chromedp.CSS(`tbody a[href$="/events/sco-summit-2024"]`)))
	b.waitForText(t, "h1", "Astana")
	b.do(t, chromedp.Click(chromedp.CSS("ul.lines a")))
	b.do(t, chromedp.Click(chromedp.CSS("#as-full")))
	b.waitForText(t, "#form-full", site+"/statements/")
	b.do(t, fill("input[name=words]", "sanctions"), chromedp.Click(chromedp.CSS("header.site button")))
	b.waitForText(t, "h1", "records with “sanctions”")
	b.do(t, chromedp.Click(chromedp.Search(`//a[text()="Playground"]`)))
	b.waitForText(t, "body", "dataset 0.")
	b.do(t, chromedp.Click(chromedp.CSS(".home, h1 a")))
	b.waitForText(t, "h1.lead", "Who said what")
	b.expectQuietConsole(t)
	b.expectRequestsOnlyTo(t, address)
}

// pagesOfEachSort lists one page of each sort, without errors.
var pagesOfEachSort = map[string]string{
	"front": "/", "records": "/records", "changes": "/changes", "search": "/search?words=external",
	"views": "/views", "view": "/views/statements?topic=unity", "columns": "/views/summits?columns=all",
	"day": "/views/member-states-on-a-day", "people": "/views/countries-that-speak", "timeline": "/views/timeline",
	"check": "/check", "checked": "/check?quote=" + url.QueryEscape(draftToCheck),
	"statement": "/statements/xi-oppose-external-interference",
	"part":      "/statements/putin-stand-up-to-western-pressure",
	"person":    "/people/vladimir-putin", "organization": "/organizations/sco", "country": "/countries/iran",
	"event": "/events/sco-summit-2024", "document": "/documents/eurasian-security-club", "topic": "/topics/unity",
	"discrepancy": "/discrepancies/sco-founders", "membership": "/memberships/sco-iran-full-member",
	"annotation": "/annotations/oic-for-sco", "citation": "/citations/b5e575194357",
}

// pagesThatRefuse lists pages with errors, whose statuses appear in the console.
var pagesThatRefuse = map[string]string{"refused": "/views/statements?first=1000", "missing": "/people/putin"}

// All pages pass the accessibility rules of axe, and fit the width of a phone.
func TestPagesAreAccessible(t *testing.T) {
	_, address := start(t)
	install(t, ".")
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	const run = `axe.run({ rules: { "target-size": { enabled: true } } }).then(({ passes, violations }) =>
		passes.length < 5 ? "axe did not run" : violations
			.map(({ help, nodes }) => [help, ...nodes.map(({ html }) => html)].join("\n  ")).join("\n"))`
	audit := func(t *testing.T, b *browser) {
		get(t, b, chromedp.Evaluate[bool](string(axe)+"; true"))
		if found := get(t, b, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise)); found != "" {
			t.Errorf("%s: %s", get(t, b, chromedp.Location()), found)
		}
	}
	checkLayout(t, address, pagesThatRefuse, audit)
	checkLayout(t, address, pagesOfEachSort, func(t *testing.T, b *browser) {
		audit(t, b)
		b.expectQuietConsole(t)
	})
}
