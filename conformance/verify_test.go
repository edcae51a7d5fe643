//go:build clients

package conformance

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// articlePage is the page of an article, whose text has no ASCII quotation marks and several lines.
const articlePage = "/documents/patrushev-in-india"

// article returns the text of the article at articlePage.
func article(t *testing.T, address string) string {
	t.Helper()
	folder := os.Getenv("SUMMITRY_DOCUMENTS")
	if folder == "" {
		t.Skip("SUMMITRY_DOCUMENTS does not name the folder of the articles")
	}
	b := browse(t)
	b.do(t, chromedp.Navigate("http://"+address+articlePage))
	file := get(t, b, chromedp.Evaluate[string](`document.querySelector("#verify code").textContent`))
	content, err := os.ReadFile(filepath.Join(folder, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// A reader compares files with an article. The browser tells the article, in other ways to save it too, from a changed
// and from another text, and sends nothing.
func TestPagesVerifyAFile(t *testing.T) {
	_, address := start(t)
	right := article(t, address)
	middle := strings.Index(right, "\n")
	beyond := "😀😀 " + right // two characters that are four UTF-16 units
	b := browse(t)
	b.do(t, chromedp.Navigate("http://"+address+articlePage))
	cited := get(t, b, chromedp.Evaluate[string](`document.querySelector("#verify .cited > li").textContent`))
	words := strings.Fields(cited)
	changed := strings.Replace(right, cited, strings.Replace(cited, words[1], "never", 1), 1)
	crlf := strings.ReplaceAll(right, "\n", "\r\n")
	for name, c := range map[string]struct {
		content string
		want    []string
	}{
		"right":   {right, []string{"byte for byte", "each at its place"}},
		"CRLF":    {crlf, []string{"saved differently: its lines end in CRLF", "each at its place"}},
		"BOM":     {"\ufeff" + right, []string{"differently: it begins with a byte order", "each at its place"}},
		"both":    {"\ufeff" + crlf, []string{"(BOM), the article’s file does not; its lines end in CRLF"}},
		"end":     {strings.TrimRight(right, "\n") + "\n\n\n", []string{"saved differently", "each at its place"}},
		"changed": {changed, []string{"SHA-256 is another", "altered or missing", "differs: ", "never"}},
		"moved":   {beyond, []string{"SHA-256 is another", ": 0 at the right place", "stand 3 characters later"}},
		"wrapped": {strings.ReplaceAll(right, " the ", "\nthe "), []string{"differs only in spaces and line breaks"}},
		"both ways": {"\ufeff" + strings.ReplaceAll(changed, "\n", "\r\n"),
			[]string{"differences in saving were ignored"}},
		"unrelated": {"A lighthouse keeper wrote this.", []string{"SHA-256 is another", "None of", "another text"}},
		"empty":     {"", []string{"SHA-256 is another", "None of"}},
		"picture":   {"\x89PNG\xff\xfe", []string{"not a text file in UTF-8"}},
	} {
		file := filepath.Join(t.TempDir(), "article.txt")
		if err := os.WriteFile(file, []byte(c.content), 0o644); err != nil {
			t.Fatal(err)
		}
		b.do(t, chromedp.SetUploadFiles(chromedp.CSS("#verify input"), []string{file}))
		for _, want := range c.want {
			b.waitForText(t, "#verify output", want)
		}
		b.screenshot(t, filepath.Join(os.TempDir(), "summitry-verify-"+name+".png"))
	}
	if middle < 0 {
		t.Error("the article has one line: compare one with several")
	}
	for _, r := range b.requests {
		name := strings.TrimPrefix(r.URL, "http://"+address)
		if !slices.Contains([]string{articlePage, "/style.css", "/page.js", "/verify.js", "/icon.svg"}, name) {
			t.Errorf("the comparison sent %s %s", r.Method, name)
		}
	}
	b.expectQuietConsole(t)
}

// Without scripts, and where browsers have no crypto.subtle, the page has no field for a file but names the command.
func TestPagesVerifyWithoutScript(t *testing.T) {
	_, address := start(t)
	for name, restrict := range map[string]func(*testing.T, *browser){
		"no script": func(t *testing.T, b *browser) { b.withoutScript(t) },
		"no crypto": withoutSubtle,
	} {
		t.Run(name, func(t *testing.T) {
			b := browse(t)
			restrict(t, b)
			b.do(t, chromedp.Navigate("http://"+address+articlePage))
			b.waitForText(t, "#verify", "go run ./cmd/curate verify -documents FOLDER")
			b.wait(t, "the page", "document.readyState", contains("complete"), "complete")
			if get(t, b, chromedp.Evaluate[bool](`document.querySelector("#verify input") !== null`)) {
				t.Error("the page has a field for a file that does nothing")
			}
			b.expectQuietConsole(t)
		})
	}
}

// withoutSubtle removes crypto.subtle from pages that are opened from now on, as over plain HTTP.
func withoutSubtle(t *testing.T, b *browser) {
	t.Helper()
	const script = `Object.defineProperty(crypto, "subtle", { value: undefined })`
	get(t, b, func(ctx context.Context, target *chromedp.Target) (page.AddScriptToEvaluateOnNewDocumentResult, error) {
		return cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument,
			page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	})
}
