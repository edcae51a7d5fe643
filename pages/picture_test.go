package pages

import (
	"fmt"
	"slices"
	"testing"
)

// Rows are sorted by their number of dots, the rarest share the last one, and every dot is in its row.
func TestChart(t *testing.T) {
	var statements []any
	for i := range 60 {
		speaker := fmt.Sprintf("Speaker %d", i%30)
		if i%3 == 0 {
			speaker = "Speaker 0"
		}
		statements = append(statements, map[string]any{
			"url": fmt.Sprintf("/statements/%d", i), "kind": "DIRECT",
			"passage":  map[string]any{"exact": "He said words."},
			"cueSpan":  map[string]any{"start": 3, "end": 7},
			"textSpan": map[string]any{"start": 8, "end": 13},
			"saidOn":   map[string]any{"inWords": fmt.Sprintf("day %d", i/20)},
			"speakers": []any{map[string]any{
				"namedAs": "he", "agent": map[string]any{"name": speaker, "url": "/people/" + speaker},
			}},
			"attribution": []any{}, "topics": []any{map[string]any{"name": "Topic", "url": "/topics/topic"}},
		})
	}
	p := newChart(statements)
	if len(p.Groups) != 2 || len(p.Days) != 3 || len(p.Marks) != 60 {
		t.Fatalf("%d bands, %d days, %d marks", len(p.Groups), len(p.Days), len(p.Marks))
	}
	who := p.Groups[0]
	if len(who.Rows) != maxRows || who.Rows[0].Name != "Speaker 0" || who.Rows[maxRows-1].Name != "4 others" {
		t.Errorf("rows from %s to %s", who.Rows[0].Name, who.Rows[len(who.Rows)-1].Name)
	}
	dots := map[int]int{}
	for i, m := range p.Marks {
		rows := len(m.Speakers) == 1 && len(m.Topics) == 1 && m.Top == m.Speakers[0] && m.Bottom == m.Topics[0]
		if !rows || i > 0 && m.X <= p.Marks[i-1].X {
			t.Errorf("mark %d is %+v", i, m)
		}
		dots[m.Speakers[0]]++
	}
	for i, r := range who.Rows {
		if dots[r.Y] == 0 || i > 0 && i < maxRows-1 && dots[r.Y] > dots[who.Rows[i-1].Y] {
			t.Errorf("row %s has %d dots", r.Name, dots[r.Y])
		}
	}
	const label = "Speaker 0, day 0, on Topic: said words"
	if !slices.ContainsFunc(p.Marks, func(m chartMark) bool { return m.Label == label }) {
		t.Error("no mark says what it shows")
	}
}

// A label does not reach over its neighbours: of a long one only the end is shown, or nothing.
func TestChartLabelsFit(t *testing.T) {
	for _, c := range []struct {
		words string
		width int
		want  string
	}{
		{"4 July 2024", 80, "4 July 2024"},
		{"4 July 2024", 42, "2024"},
		{"4 July 2024", 10, ""},
		{"some day from 4 to 31 July 2023", 220, "some day from 4 to 31 July 2023"},
		{"some day from 1 January 2001 to 30 March 2023", 115, "by 30 March 2023"},
		{"some day from 1 January 2001 to 30 March 2023", 28, "2023"},
		{"4 July 2023 (uncertain)", 84, "4 July 2023?"},
	} {
		if got := labelFor(c.words, c.width); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.words, c.width, got, c.want)
		}
	}
}
