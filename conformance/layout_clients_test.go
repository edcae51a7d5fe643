//go:build clients

package conformance

import (
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Nothing on a page moves while it loads, in a wide window and in a narrow one (Cumulative Layout Shift is 0).
func TestPagesDoNotShift(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	const observe = `window.shifts = []
		new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value, sources }) =>
			value + " by " + sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName).join(", "))))
			.observe({ type: "layout-shift", buffered: true })`
	get(t, b, func(ctx context.Context, target *chromedp.Target) (page.AddScriptToEvaluateOnNewDocumentResult, error) {
		return cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument,
			page.AddScriptToEvaluateOnNewDocumentParams{Source: observe})
	})
	// Shifts are reported after a frame is painted. The second frame begins after the first was.
	const moved = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
		setTimeout(() => done(shifts.join("\n"))))))`
	for _, width := range []int64{1400, 400} {
		b.do(t, chromedp.EmulateViewport(width, 900))
		for name, path := range pagesOfEachSort {
			b.do(t, chromedp.Navigate("http://"+address+path))
			if shifts := get(t, b, chromedp.Evaluate[string](moved, chromedp.EvalAwaitPromise)); shifts != "" {
				t.Errorf("%s, %d px wide: %s", name, width, shifts)
			}
		}
	}
}

var frameHeight = regexp.MustCompile(`height=&#34;(\d+)`)

// The frame that a statement's page suggests shows all of the statement, in a narrow frame and in a wide one.
func TestEmbedsFit(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	var result struct {
		Data struct {
			Statements struct{ Nodes []struct{ URL string } }
		}
	}
	answer := fetch(t, "http://"+address+"/graphql?query="+"%7Bstatements(first:100)%7Bnodes%7Burl%7D%7D%7D")
	if err := json.Unmarshal([]byte(answer), &result); err != nil || len(result.Data.Statements.Nodes) < 30 {
		t.Fatalf("%v %s", err, answer)
	}
	for _, width := range []int64{400, 640} {
		b.do(t, chromedp.EmulateViewport(width, 50))
		for _, s := range result.Data.Statements.Nodes {
			path := s.URL[strings.Index(s.URL, "/statements/"):]
			given := frameHeight.FindStringSubmatch(fetch(t, "http://"+address+path))
			if given == nil {
				t.Fatalf("%s suggests no height", path)
			}
			height, err := strconv.ParseInt(given[1], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			b.do(t, chromedp.Navigate("http://"+address+path+"/embed"))
			needed := get(t, b, chromedp.Evaluate[int64](`document.documentElement.scrollHeight`))
			if needed > height {
				t.Errorf("%s is %d px high in a frame of %d × %d", path, needed, width, height)
			}
		}
	}
}
