//go:build clients

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
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
