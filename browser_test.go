//go:build clients

package main

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
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A browser is a window of Chromium that remembers what it asked for and what went wrong in it.
type browser struct {
	context context.Context

	mu       sync.Mutex
	asked    []*network.Request
	statuses map[string]int64 // by address and method
	noise    []string
}

// browse opens a new window with a profile of its own.
func browse(t *testing.T) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("disable-quic", true))
	allocator, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	b := &browser{context: ctx, statuses: make(map[string]int64)}
	requests := make(map[network.RequestID]string)
	err := chromedp.Listen(ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch event := event.(type) {
		case *network.EventRequestWillBeSent:
			requests[event.RequestID] = event.Request.Method + " " + event.Request.URL
			b.asked = append(b.asked, event.Request)
		case *network.EventResponseReceived:
			b.statuses[requests[event.RequestID]] = event.Response.Status
		case *runtime.EventExceptionThrown:
			b.noise = append(b.noise, event.ExceptionDetails.Text+" "+event.ExceptionDetails.URL)
		case *runtime.EventConsoleAPICalled:
			if event.Type == runtime.ConsoleAPICalledTypeError || event.Type == runtime.ConsoleAPICalledTypeWarning {
				for _, said := range event.Args {
					b.noise = append(b.noise, string(said.Value)+said.Description)
				}
			}
		case *log.EventEntryAdded:
			if event.Entry.Level == log.EntryLevelError || event.Entry.Level == log.EntryLevelWarning {
				b.noise = append(b.noise, event.Entry.Text+" "+event.Entry.URL)
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

// do does something in the window, within half a minute.
func (b *browser) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, end := context.WithTimeout(b.context, 30*time.Second)
	defer end()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.wasQuiet(t)
		t.Fatal(err)
	}
}

// get asks the window something, which must answer within half a minute.
func get[T any](t *testing.T, b *browser, action chromedp.Action[T]) T {
	t.Helper()
	ctx, end := context.WithTimeout(b.context, 30*time.Second)
	defer end()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		b.wasQuiet(t)
		t.Fatal(err)
	}
	return value
}

// shows waits until an element has some text in it. Monaco writes spaces that do not break.
func (b *browser) shows(t *testing.T, selector, text string) {
	t.Helper()
	content := fmt.Sprintf(`document.querySelector(%q)?.innerText.replaceAll("\u00a0", " ") ?? ""`, selector)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		got := get(t, b, chromedp.Evaluate[string](content))
		if strings.Contains(got, text) {
			return
		}
		if time.Now().After(deadline) {
			b.screenshot(t, filepath.Join(os.TempDir(), "summitry-failed.png"))
			t.Fatalf("%s does not show %q, but %q", selector, text, got)
		}
	}
}

// downloads has the window save files in a folder.
func (b *browser) downloads(t *testing.T, folder string) {
	t.Helper()
	get(t, b, func(ctx context.Context, target *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, target, browsers.SetDownloadBehavior, browsers.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: folder})
	})
}

// look takes pictures of pages in a wide, light window and in a narrow, dark one, when they have settled; it fails if one is wider than
// the window, and hands each over to be looked at more closely.
func look(t *testing.T, address string, paths map[string]string, settle time.Duration, closely func(t *testing.T, b *browser)) {
	t.Helper()
	for scheme, width := range map[string]int64{"light": 1400, "dark": 420} {
		b := browse(t)
		get(t, b, func(ctx context.Context, target *chromedp.Target) (cdp.Empty, error) {
			preference := &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme}
			return cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{preference}})
		})
		b.do(t, chromedp.EmulateViewport(width, 900))
		for name, path := range paths {
			b.do(t, chromedp.Navigate("http://"+address+path), chromedp.Sleep(settle))
			b.screenshot(t, filepath.Join(os.TempDir(), fmt.Sprintf("summitry-%s-%d-%s.png", name, width, scheme)))
			if over := get(t, b, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`)); over > width {
				t.Errorf("%s is %d wide in a window of %d", path, over, width)
			}
			closely(t, b)
		}
	}
}

// stayedAt fails if the window asked anybody else.
func (b *browser) stayedAt(t *testing.T, address string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.asked {
		if !strings.HasPrefix(r.URL, "http://"+address+"/") && !strings.HasPrefix(r.URL, "data:") && !strings.HasPrefix(r.URL, "blob:http://"+address+"/") {
			t.Errorf("the page asked for %s", r.URL)
		}
	}
}

// operations tells how a server's /graphql was asked, in short.
func (b *browser) operations(address string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, r := range b.asked {
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

// fill puts a text into a field of a form.
func fill(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`{ const field = document.querySelector(%q); field.value = %q; field.dispatchEvent(new Event("change")) }`, selector, text))
}

// wasQuiet fails if the console was told of an error or a warning.
func (b *browser) wasQuiet(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range b.noise {
		t.Error("console:", text)
	}
}

// screenshot writes the whole page to a PNG file, to be looked at.
func (b *browser) screenshot(t *testing.T, file string) {
	t.Helper()
	picture := get(t, b, chromedp.FullScreenshot(100))
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}
