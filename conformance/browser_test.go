//go:build clients

package conformance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	browsers "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A browser is a window of Chromium that records its requests and its console.
type browser struct {
	context context.Context

	mu       sync.Mutex
	requests []*network.Request
	statuses map[string]int64 // by address and method
	console  []string
}

// stepTimeout is the timeout of a step. It is long because the machine may be slow or busy.
const stepTimeout = 2 * time.Minute

// pollInterval is the interval between two checks of a condition.
const pollInterval = 50 * time.Millisecond

// browse opens a window in a new Chromium.
func browse(t *testing.T) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.Flag("disable-quic", true), chromedp.WSURLReadTimeout(stepTimeout))
	allocator, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	return window(t, allocator)
}

// newProfile opens a window in the same Chromium with its own storage and cache.
func (b *browser) newProfile(t *testing.T) *browser {
	t.Helper()
	return window(t, b.context, chromedp.WithNewBrowserContext())
}

func window(t *testing.T, parent context.Context, options ...chromedp.ContextOption) *browser {
	t.Helper()
	ctx, end := chromedp.NewContext(parent, options...)
	t.Cleanup(end)
	b := &browser{context: ctx, statuses: make(map[string]int64)}
	requests := make(map[network.RequestID]string)
	err := chromedp.Listen(ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch event := event.(type) {
		case *network.EventRequestWillBeSent:
			requests[event.RequestID] = event.Request.Method + " " + event.Request.URL
			b.requests = append(b.requests, event.Request)
		case *network.EventResponseReceived:
			b.statuses[requests[event.RequestID]] = event.Response.Status
		case *runtime.EventExceptionThrown:
			b.console = append(b.console, event.ExceptionDetails.Text+" "+event.ExceptionDetails.URL)
		case *runtime.EventConsoleAPICalled:
			if event.Type == runtime.ConsoleAPICalledTypeError || event.Type == runtime.ConsoleAPICalledTypeWarning {
				for _, said := range event.Args {
					b.console = append(b.console, string(said.Value)+said.Description)
				}
			}
		case *log.EventEntryAdded:
			if event.Entry.Level == log.EntryLevelError || event.Entry.Level == log.EntryLevelWarning {
				b.console = append(b.console, event.Entry.Text+" "+event.Entry.URL)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	get(t, b, func(ctx context.Context, target *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, target, network.Enable, network.EnableParams{})
	})
	b.do(t, chromedp.EmulateViewport(1400, 900))
	return b
}

func (b *browser) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, end := context.WithTimeout(b.context, stepTimeout)
	defer end()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.expectQuietConsole(t)
		t.Fatal(err)
	}
}

func get[T any](t *testing.T, b *browser, action chromedp.Action[T]) T {
	t.Helper()
	ctx, end := context.WithTimeout(b.context, stepTimeout)
	defer end()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		b.expectQuietConsole(t)
		t.Fatal(err)
	}
	return value
}

// textOf returns a JavaScript expression for the text of an element or field. Monaco writes non-breaking spaces.
func textOf(selector string) string {
	return fmt.Sprintf(`(e => e?.value ?? e?.innerText.replaceAll("\u00a0", " ") ?? "")(document.querySelector(%q))`,
		selector)
}

// waitForText waits until an element contains a text.
func (b *browser) waitForText(t *testing.T, selector, text string) {
	t.Helper()
	b.wait(t, selector, textOf(selector), contains(text), text)
}

// waitForEmpty waits until an element has no text.
func (b *browser) waitForEmpty(t *testing.T, selector string) {
	t.Helper()
	b.wait(t, selector, textOf(selector), func(got string) bool { return strings.TrimSpace(got) == "" }, "")
}

// waitForAddress waits until the address of the page contains a text.
func (b *browser) waitForAddress(t *testing.T, text string) string {
	t.Helper()
	return b.wait(t, "the address", "location.href", contains(text), text)
}

func contains(text string) func(string) bool {
	return func(got string) bool { return strings.Contains(got, text) }
}

// wait evaluates an expression until its value is right. Errors are ignored until the timeout, since the page may be
// navigating.
func (b *browser) wait(t *testing.T, what, expression string, right func(string) bool, want string) string {
	t.Helper()
	ctx, end := context.WithTimeout(b.context, stepTimeout)
	defer end()
	for {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
		if err == nil && right(got) {
			return got
		}
		select {
		case <-time.After(pollInterval):
		case <-ctx.Done():
			b.screenshot(t, filepath.Join(os.TempDir(), "summitry-failed.png"))
			b.expectQuietConsole(t)
			t.Fatalf("%s shows %q (%v), want %q", what, got, err, want)
		}
	}
}

// downloads makes the window save files in a folder.
func (b *browser) downloads(t *testing.T, folder string) {
	t.Helper()
	get(t, b, func(ctx context.Context, target *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, target, browsers.SetDownloadBehavior,
			browsers.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: folder})
	})
}

// checkLayout takes screenshots of pages in a wide, light window and a narrow, dark one. It fails if a page is wider
// than the window. Before the screenshot, closely waits until a page is complete, and checks it.
func checkLayout(t *testing.T, address string, paths map[string]string, closely func(t *testing.T, b *browser)) {
	t.Helper()
	for scheme, width := range map[string]int64{"light": 1400, "dark": 420} {
		b := browse(t)
		get(t, b, func(ctx context.Context, target *chromedp.Target) (cdp.Empty, error) {
			preference := &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme}
			return cdp.Call(ctx, target, emulation.SetEmulatedMedia,
				emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{preference}})
		})
		b.do(t, chromedp.EmulateViewport(width, 900))
		for name, path := range paths {
			b.do(t, chromedp.Navigate("http://"+address+path))
			closely(t, b)
			b.screenshot(t, filepath.Join(os.TempDir(), fmt.Sprintf("summitry-%s-%d-%s.png", name, width, scheme)))
			if over := get(t, b, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`)); over > width {
				t.Errorf("%s is %d px wide in a window of %d px", path, over, width)
			}
		}
	}
}

// expectRequestsOnlyTo fails if the window sent a request to another server.
func (b *browser) expectRequestsOnlyTo(t *testing.T, address string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.requests {
		if !strings.HasPrefix(r.URL, "http://"+address+"/") && !strings.HasPrefix(r.URL, "data:") &&
			!strings.HasPrefix(r.URL, "blob:http://"+address+"/") {
			t.Errorf("the page asked for %s", r.URL)
		}
	}
}

// operations returns a summary of the requests that the window sent to a server's /graphql.
func (b *browser) operations(address string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, r := range b.requests {
		if !strings.HasPrefix(r.URL, "http://"+address+"/graphql") || r.Method == "OPTIONS" {
			continue
		}
		query := "without query"
		if r.HasPostData || strings.Contains(r.URL, "query=") {
			query = "with query"
		}
		all = append(all, fmt.Sprintf("%s %s %d", r.Method, query, b.statuses[r.Method+" "+r.URL]))
	}
	return strings.Join(all, ", ")
}

// withoutClipboard removes navigator.clipboard from pages that are opened from now on, and records what they copy by
// other means.
func (b *browser) withoutClipboard(t *testing.T) {
	t.Helper()
	const script = `Object.defineProperty(navigator, "clipboard", { value: undefined })
		addEventListener("copy", () => { window.copied = document.activeElement.value })`
	get(t, b, func(ctx context.Context, target *chromedp.Target) (page.AddScriptToEvaluateOnNewDocumentResult, error) {
		return cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument,
			page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	})
}

// withoutScript keeps pages that are opened from now on from running scripts.
func (b *browser) withoutScript(t *testing.T) {
	t.Helper()
	get(t, b, func(ctx context.Context, target *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: true})
	})
}

// fill puts a text into a field of a form.
func fill(selector, text string) chromedp.Action[chromedp.Void] {
	const script = `{ const field = document.querySelector(%q); field.value = %q
		field.dispatchEvent(new Event("change")) }`
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(script, selector, text))
}

// expectQuietConsole fails if the console has an error or a warning.
func (b *browser) expectQuietConsole(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range b.console {
		t.Error("console:", text)
	}
}

// clearConsole discards the recorded console messages.
func (b *browser) clearConsole() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.console = nil
}

// screenshot writes the whole page to a PNG file for visual inspection.
func (b *browser) screenshot(t *testing.T, file string) {
	t.Helper()
	picture := get(t, b, chromedp.FullScreenshot(100))
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}
