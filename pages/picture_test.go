package pages

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// drawnStatement returns a statement as the view overview does, of an article and a range of days.
func drawnStatement(article, earliest, latest string) map[string]any {
	date := map[string]any{"inWords": "some day from " + earliest + " to " + latest, "basis": "EXTERNAL",
		"earliest": earliest, "latest": latest}
	return map[string]any{
		"url": "/statements/x", "kind": "MIXED", "text": "the “open sea” is ours", "lang": "",
		"passage":     map[string]any{"exact": "Doe said the “open sea” is ours."},
		"cueSpan":     map[string]any{"start": 4, "end": 8},
		"textSpan":    map[string]any{"start": 9, "end": 31},
		"quotedSpans": []any{map[string]any{"start": 5, "end": 13}},
		"saidOn":      date,
		"speakers": []any{map[string]any{"namedAs": "Doe", "agent": map[string]any{
			"name": "Jane Doe", "sortName": "Doe, Jane", "url": "/people/jane-doe"}}},
		"document": map[string]any{"url": "/documents/" + article, "title": "Article " + article,
			"published": map[string]any{"latest": latest, "earliest": earliest, "inWords": latest, "basis": "STATED"}},
	}
}

// Both forms of the picture show each statement once, with its words, in the block of its article, within the drawing.
func TestPicture(t *testing.T) {
	for articles := range 12 {
		var statements []any
		for i := range 3 * articles {
			day := fmt.Sprintf("2031-%02d-10", 1+i/3)
			statements = append(statements, drawnStatement(fmt.Sprint(i/3), day, day))
		}
		p := newPicture(statements)
		for _, d := range []*drawing{p.Wide, p.Narrow} {
			if len(d.Bars) != len(statements) {
				t.Errorf("%s: %d bars for %d statements", d.Class, len(d.Bars), len(statements))
			}
			for i, b := range d.Bars {
				inside := b.Row.X >= 0 && b.Row.X+b.Row.Width <= d.Width && b.Row.Y+b.Row.Height <= d.Height &&
					b.Whole.X+b.Whole.Width <= d.Width && b.Card.X+b.Card.Width <= d.Width
				if !inside || b.Row.Height < 24 {
					t.Errorf("%s: bar %d is at %+v of %d x %d", d.Class, i, b, d.Width, d.Height)
				}
				overlaps := func(other drawnBar) bool {
					return b.Row.X == other.Row.X && b.Row.Y < other.Row.Y+barRow && other.Row.Y < b.Row.Y+barRow
				}
				if slices.ContainsFunc(d.Bars[:i], overlaps) {
					t.Errorf("%s: bar %d overlaps another", d.Class, i)
				}
			}
		}
	}
}

// A bar is filled where its text stands inside quotation marks, and its label and its card say what it shows.
func TestBars(t *testing.T) {
	d := newPicture([]any{drawnStatement("a", "2031-04-02", "2031-04-02")}).Wide
	b := d.Bars[0]
	if len(b.Quoted) != 1 || b.Quoted[0].X <= b.Whole.X || b.Quoted[0].X+b.Quoted[0].Width >= b.Whole.X+b.Whole.Width {
		t.Errorf("the bar %+v is filled at %+v", b.Whole, b.Quoted)
	}
	if want := []span{{"said the ", false}, {"“open sea”", true}, {" is ours", false}}; !slices.Equal(b.Words, want) {
		t.Errorf("the card says %v", b.Words)
	}
	const label = "Jane Doe: said the “open sea” is ours. quoted in part, [2031-04-02 to 2031-04-02]"
	if b.Label != label || b.Name != "Doe" {
		t.Errorf("the bar is called %q and labelled %q", b.Name, b.Label)
	}
}

// Days are on the axis to scale, and in few words.
func TestTimeAxis(t *testing.T) {
	d := newPicture([]any{
		drawnStatement("a", "2031-01-01", "2031-01-01"), drawnStatement("a", "2031-01-31", "2031-01-31"),
		drawnStatement("a", "2031-03-02", "2031-03-02"), drawnStatement("b", "1990-01-01", "2031-02-15"),
	}).Wide
	var dots []int
	for _, day := range d.Axis.Days {
		if day.Mark.Width == 0 {
			dots = append(dots, day.Mark.X)
			if isOpen := day.Mark.X != dots[0] && len(dots) == 3; day.Hollow != isOpen {
				t.Errorf("the dot %d is hollow: %t", len(dots), day.Hollow)
			}
		}
	}
	if len(dots) != 4 || !slices.IsSorted(dots) {
		t.Fatalf("the days are at %v", dots)
	}
	if first, second := dots[1]-dots[0], dots[3]-dots[1]; max(first-second, second-first) > 1 {
		t.Errorf("30 days take %d and then %d", first, second)
	}
	if newTimeAxis(nil) != nil {
		t.Error("there is an axis without days")
	}
	for date, want := range map[string]string{"2031-01-01 2031-01-03": "[2031-01-01 to 2031-01-03]",
		"1990-01-01 2031-02-15": "[by 15 February 2031]"} {
		first, last, _ := strings.Cut(date, " ")
		if got := pictureDay(drawnStatement("a", first, last)["saidOn"].(map[string]any)); got != want {
			t.Errorf("%s is called %q, want %q", date, got, want)
		}
	}
	if got := pictureDay(nil); got != "day not known" {
		t.Errorf("an unknown day is called %q", got)
	}
}

// The labels on the axis do not overlap, and they end within the drawing, however many days there are.
func TestAxisLabels(t *testing.T) {
	var statements []any
	for i := range 60 {
		day := fmt.Sprintf("20%02d-%02d-15", 31+i/12, 1+i%12)
		statements = append(statements, drawnStatement(fmt.Sprint(i%6), day, day))
	}
	ends := map[int]int{}
	p := newPicture(statements)
	for _, day := range p.Wide.Axis.Days {
		for _, l := range day.Labels {
			width := letterWidth * len(l.Text)
			start := l.X
			if l.Anchor == "end" {
				start -= width
			}
			if end := ends[l.Y]; end > start {
				t.Errorf("%q begins at %d, and the label before it ends at %d", l.Text, start, end)
			}
			ends[l.Y] = start + width
		}
	}
	if len(ends) < 2 {
		t.Errorf("there are labels only at the heights %v", ends)
	}
}

// Names are cut to a width, and titles to two lines.
func TestShortLabels(t *testing.T) {
	for text, want := range map[string]string{"Doe": "Doe", "Dóé, Rivers": "Dóé, Rivers", "WWWWWWWWWW": "WWWW…"} {
		if got := shorten(text, 80); len(text) < 10 && got != want || len([]rune(got)) > 12 {
			t.Errorf("%q is cut to %q, want %q", text, got, want)
		}
	}
	lines := wrapTitle("one two three four five six seven eight", 16)
	if want := []string{"one two three", "four five six …"}; !slices.Equal(lines, want) {
		t.Errorf("the title is %q, want %q", lines, want)
	}
}
