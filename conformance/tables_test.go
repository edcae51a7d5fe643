//go:build clients

package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// sortableCells returns what a column of the table on a page says, a line for each row: the key of each cell, or else
// its text.
func sortableCells(column int) string {
	return fmt.Sprintf(`[...document.querySelectorAll(".composed tbody tr")]
		.map(({ cells }) => cells[%d].dataset.sort ?? cells[%[1]d].textContent.trim()).join("\n")`, column)
}

// Titles of columns sort the table: dates by day, numbers by value, texts by locale. Empty cells stay last.
func TestPagesSortTables(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	for path, c := range map[string]struct{ title, first, last string }{
		"/views/timeline":  {"When", "", ""},
		"/views/sources":   {"Characters", "", ""},
		"/views/summits":   {"Name", "summit in the Kazakh capital Astana", "virtual summit"},
		"/views/took-part": {"Place", "", ""},
	} {
		b.do(t, chromedp.Navigate("http://"+address+path))
		at := get(t, b, chromedp.Evaluate[int](fmt.Sprintf(`[...document.querySelectorAll("thead th")]
			.findIndex(({ textContent }) => textContent === %q)`, c.title)))
		served := strings.Split(get(t, b, chromedp.Evaluate[string](sortableCells(at))), "\n")
		click := chromedp.Click(chromedp.CSS(fmt.Sprintf("thead th:nth-child(%d) button", at+1)))
		for _, direction := range []string{"ascending", "descending"} {
			b.do(t, click)
			b.wait(t, path, `document.querySelector("th[aria-sort]")?.ariaSort ?? ""`, contains(direction), direction)
			got := strings.Split(get(t, b, chromedp.Evaluate[string](sortableCells(at))), "\n")
			want := sorted(served, c.title == "Characters", direction == "descending")
			if !slices.Equal(got, want) {
				t.Errorf("%s by %s, %s:\n%q, want\n%q", path, c.title, direction, got, want)
			}
			if direction == "ascending" &&
				(!strings.Contains(got[0], c.first) || !strings.Contains(got[len(got)-1], c.last)) {
				t.Errorf("%s by %s begins with %s and ends with %s", path, c.title, got[0], got[len(got)-1])
			}
		}
		count := chromedp.Evaluate[int](`document.querySelectorAll("[aria-sort]").length`)
		if got := get(t, b, count); got != 1 {
			t.Errorf("%s is sorted by %d columns", path, got)
		}
	}
	b.expectQuietConsole(t)
}

// sorted returns texts in an order, with empty ones last.
func sorted(texts []string, numbers, descending bool) []string {
	filled := slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return text == "" })
	slices.SortStableFunc(filled, func(a, b string) int {
		if numbers {
			a, b = fmt.Sprintf("%12s", a), fmt.Sprintf("%12s", b)
		}
		if descending {
			a, b = b, a
		}
		return strings.Compare(strings.ToLower(a), strings.ToLower(b))
	})
	return append(filled, make([]string, len(texts)-len(filled))...)
}

// Without a script, a table has the order of the view, and no buttons that do nothing.
func TestPagesTablesWithoutScript(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	b.withoutScript(t)
	b.do(t, chromedp.Navigate("http://"+address+"/views/statements"))
	if buttons := get(t, b, chromedp.Evaluate[int](`document.querySelectorAll("th button").length`)); buttons != 0 {
		t.Errorf("there are %d buttons", buttons)
	}
	b.waitForText(t, "thead", "Statement")
}

// On a phone, every table fits the window, and each cell says which column it is in.
func TestPagesTablesOnAPhone(t *testing.T) {
	const width = 400
	_, address := start(t)
	b := browse(t)
	b.do(t, chromedp.EmulateViewport(width, 900))
	for _, path := range []string{
		"/views/statements", "/views/timeline", "/views/narrations", "/views/member-states-on-a-day",
		"/views/sources", "/views/passages-of-a-document", "/views/countries-that-speak",
		"/views/changes", "/views/statements?columns=all",
	} {
		b.do(t, chromedp.Navigate("http://"+address+path))
		if got := get(t, b, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)); got > width {
			t.Errorf("%s is %d px wide in a window of %d px", path, got, width)
		}
		untitled := `document.querySelectorAll("tbody :is(td, th):not([data-title])").length`
		if got := get(t, b, chromedp.Evaluate[int](untitled)); got > 0 {
			t.Errorf("%s has %d cells without a title", path, got)
		}
	}
}
