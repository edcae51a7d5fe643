//go:build clients

package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The TypeScript client in the README passes tsc with strict rules and prints statements.
func TestREADMEExample(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile("(?s)```ts\n(.*?)```").FindSubmatch(text)
	if code == nil {
		t.Fatal("the README has no TypeScript")
	}
	_, address := start(t)
	const relay = "../examples/relay" // it has tsc and esbuild
	install(t, relay)
	folder, err := os.MkdirTemp(relay, "readme-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	client := strings.ReplaceAll(string(code[1]), "localhost:8080", address)
	if err := os.WriteFile(filepath.Join(folder, "client.mts"), []byte(client), 0o644); err != nil {
		t.Fatal(err)
	}
	runIn(t, folder, "", "npx", "tsc", "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--types",
		"node", "client.mts")
	runIn(t, folder, "", "npx", "esbuild", "client.mts", "--outfile=client.mjs", "--log-level=warning")
	printed := runIn(t, folder, "", "node", "client.mjs")
	if n := strings.Count(printed, "\n"); n < 3 || !strings.Contains(printed, "4 July 2023") {
		t.Errorf("it prints %s", printed)
	}
}

// TestScreenshot writes the picture in the README. make screenshot runs it.
func TestScreenshot(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	b.do(t, chromedp.EmulateViewport(1200, 760), chromedp.Navigate("http://"+address+"/"),
		chromedp.WaitVisible(chromedp.CSS("main")))
	picture := get(t, b, chromedp.CaptureScreenshot())
	if err := os.WriteFile("../docs/front-page.png", picture, 0o644); err != nil {
		t.Fatal(err)
	}
}
