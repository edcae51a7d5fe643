package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// A moment is a day or the days between two, counted from 1 January 1970. 0 is unknown.
type moment struct{ first, last int }

// momentOf returns the days that a date may mean.
func momentOf(date map[string]any) moment {
	day := func(name string) int {
		t, err := time.Parse(time.DateOnly, textOf(date[name]))
		if err != nil {
			return 0
		}
		return int(t.Unix() / (24 * 60 * 60))
	}
	return moment{day("earliest"), day("latest")}
}

// isWide reports whether the days are too many to be drawn as the time of something.
func (m moment) isWide() bool { return m.first == 0 || m.last == 0 || m.last-m.first > 100 }

// A timeAxis is a line to scale in time. Days on it are dots, spans of days are bars, and the last possible day of
// something is a hollow dot.
type timeAxis struct {
	X1, Y1, X2, Y2 int
	Ticks          []axisTick
	Days           []axisDay

	first, last int // days
	blocks      []*articleBlock
}

type axisTick struct{ X1, Y1, X2, Y2 int }

// An axisDay is a time on the axis.
type axisDay struct {
	Mark   rectangle // of a span; a dot has its center and no size
	Hollow bool
	Labels []drawnText
}

// newTimeAxis returns an axis for the days of some blocks, or nil if no day is known.
func newTimeAxis(blocks []*articleBlock) *timeAxis {
	var days []int
	for _, b := range blocks {
		for _, g := range b.groups {
			if g.when.last > 0 {
				days = append(days, g.when.last)
			}
			if !g.when.isWide() {
				days = append(days, g.when.first)
			}
		}
	}
	if len(days) == 0 {
		return nil
	}
	first, last := slices.Min(days), slices.Max(days)
	margin := max(20, (last-first)/20)
	return &timeAxis{first: first - margin, last: last + margin, blocks: blocks}
}

// at returns the place of a day between two places.
func (a *timeAxis) at(day, from, to int) int { return from + (to-from)*(day-a.first)/(a.last-a.first) }

// place draws the axis above the blocks of the wide form or at the left of those of the narrow form.
func (a *timeAxis) place(f pictureForm, height int) {
	isWide := f.left == 0
	if isWide {
		a.X1, a.X2, a.Y1, a.Y2 = 4, f.width-4, 92, 92
	} else {
		a.X1, a.X2, a.Y1, a.Y2 = 40, 40, f.top, max(height-24, f.top+200)
	}
	a.drawTicks(isWide)
	a.drawDays(isWide)
}

// drawTicks draws a tick for each month and a label for each month or year that has room.
func (a *timeAxis) drawTicks(isWide bool) {
	const room = 34
	day := func(t time.Time) int { return int(t.Unix() / (24 * 60 * 60)) }
	start := time.Unix(int64(a.first)*24*60*60, 0).UTC()
	length := max(a.X2-a.X1, a.Y2-a.Y1)
	months := 1 // between ticks
	for _, step := range []int{1, 3, 12, 60, 120, 600, 1200} {
		if months = step; length*step*30/(a.last-a.first) >= room {
			break
		}
	}
	month := (int(start.Month()) + months - 2) / months * months
	t := time.Date(start.Year(), time.Month(month+1), 1, 0, 0, 0, 0, time.UTC)
	for ; day(t) <= a.last; t = t.AddDate(0, months, 0) {
		if day(t) < a.first {
			continue
		}
		words := t.Format("Jan")
		if t.Month() == time.January || months >= 12 {
			words = strconv.Itoa(t.Year())
		}
		a.tick(day(t), isWide, words)
	}
}

func (a *timeAxis) tick(day int, isWide bool, words string) {
	label := drawnText{Class: "q", Text: words}
	if isWide {
		x := a.at(day, a.X1, a.X2)
		a.Ticks = append(a.Ticks, axisTick{x, a.Y1, x, a.Y1 + 7})
		label.X, label.Y, label.Anchor = x+3, a.Y1+18, "start"
	} else {
		y := a.at(day, a.Y1, a.Y2)
		a.Ticks = append(a.Ticks, axisTick{a.X1 - 5, y, a.X1, y})
		label.X, label.Y, label.Anchor = a.X1-8, y+4, "end"
	}
	a.Days = append(a.Days, axisDay{Mark: rectangle{Width: -1}, Labels: []drawnText{label}})
}

// drawDays draws the times of the statements, each once, with labels in the wide form.
func (a *timeAxis) drawDays(isWide bool) {
	var groups []*dayGroup
	for _, b := range a.blocks {
		for _, g := range b.groups {
			same := func(other *dayGroup) bool { return other.when == g.when }
			if g.when.last > 0 && !slices.ContainsFunc(groups, same) {
				groups = append(groups, g)
			}
		}
	}
	isHidden := func(g *dayGroup) bool { // by a dot at the same place
		covers := func(other *dayGroup) bool { return !other.when.isWide() && other.when.last == g.when.last }
		return g.when.isWide() && slices.ContainsFunc(groups, covers)
	}
	groups = slices.DeleteFunc(slices.Clone(groups), isHidden)
	slices.SortStableFunc(groups, func(a, b *dayGroup) int { return cmp.Compare(a.when.last, b.when.last) })
	ends := [2]int{-1000, -1000} // of the labels in each row
	for _, g := range groups {
		a.Days = append(a.Days, a.mark(g, isWide, &ends))
	}
}

func (a *timeAxis) mark(g *dayGroup, isWide bool, ends *[2]int) axisDay {
	day := axisDay{Hollow: g.when.isWide()}
	from, to := a.X1, a.X2
	if !isWide {
		from, to = a.Y1, a.Y2
	}
	center := a.center(g.when, from, to)
	size := 0
	if !day.Hollow && g.when.last-g.when.first > 1 {
		size = max(8, a.at(g.when.last, from, to)-a.at(g.when.first, from, to))
	}
	if !isWide {
		day.Mark = rectangle{a.X1, center, 0, 0}
		if size > 0 {
			day.Mark = rectangle{a.X1 - 3, center - size/2, 6, size}
		}
		return day
	}
	day.Mark = rectangle{center, a.Y1, 0, 0}
	if size > 0 {
		day.Mark = rectangle{center - size/2, a.Y1 - 3, size, 6}
	}
	day.Labels = a.labels(g, center, ends)
	return day
}

// center returns the place of a moment: its middle, or its last day if the first is unknown or long before.
func (a *timeAxis) center(m moment, from, to int) int {
	if m.isWide() {
		return a.at(m.last, from, to)
	}
	return (a.at(m.first, from, to) + a.at(m.last, from, to)) / 2
}

// labels returns the day and the occasion of statements, in the lower of two rows that has room, or nothing.
func (a *timeAxis) labels(g *dayGroup, x int, ends *[2]int) []drawnText {
	occasion, _ := g.statements[0]["occasion"].(map[string]any)
	name := truncate(textOf(occasion["name"]), 44)
	width := letterWidth * max(utf8.RuneCountInString(g.label), utf8.RuneCountInString(name))
	anchor, start := "start", x-5
	if start+width > a.X2 {
		anchor, start, x = "end", a.X2-width, a.X2+5
	}
	for row := range ends {
		if start < ends[row]+letterWidth {
			continue
		}
		ends[row] = start + width
		y := a.Y1 - 30 - 38*row
		texts := []drawnText{{X: x - 5, Y: y, Anchor: anchor, Class: "t", Text: g.label}}
		if name == "" {
			texts[0].Y += 18
			return texts
		}
		return append(texts, drawnText{X: x - 5, Y: y + 17, Anchor: anchor, Class: "q", Text: name})
	}
	return nil
}

// leads returns paths from the axis to the days in the blocks, each with its own bend.
func (a *timeAxis) leads(targets []leadTarget) (paths []string) {
	bends := 0
	for _, t := range targets {
		if t.when.last == 0 {
			continue
		}
		if a.Y1 == a.Y2 {
			const path = "M%d %dV%dH%dV%d"
			x, bend := a.center(t.when, a.X1, a.X2), a.Y1+32+5*(bends%8)
			paths = append(paths, fmt.Sprintf(path, x, a.Y1+24, bend, t.x, t.y))
		} else {
			y := a.center(t.when, a.Y1, a.Y2)
			paths = append(paths, fmt.Sprintf("M%d %dH%dV%dH%d", a.X1+6, y, a.X1+8+2*(bends%6), t.y, t.x-4))
		}
		bends++
	}
	return paths
}
