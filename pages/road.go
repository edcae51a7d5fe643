package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A road shows the memberships of a country as bars to scale in time. Places and widths are percentages of the drawing,
// so that it fits any window while its words keep their size.
type road struct {
	Height, AxisY                int
	Bars                         []roadBar
	Ticks                        []roadTick
	HasBars, HasUnended, HasDays bool // what the legend explains
}

// A roadBar is a membership. Whole covers all days that it may include; Sure covers those that it includes whatever the
// exact days of its start and its end are.
type roadBar struct {
	Status, Dates string // in words
	Class         string
	Y             int // of the bar; the words are above
	Whole, Sure   daySpan
	Unended       *daySpan   // from the last day that is known to the end of the drawing, if no end is printed
	Days          []position // on which an article attests the membership
}

// A daySpan is a part of the width.
type daySpan struct{ X, Width position }

// A position is a percentage of the width.
type position float64

func (p position) String() string { return strconv.FormatFloat(float64(p), 'f', 2, 64) + "%" }

// A roadTick is a month on the axis.
type roadTick struct {
	X    position
	Text string
}

// Anchor returns how the text stands to its place, so that it stays within the drawing.
func (t roadTick) Anchor() string {
	switch {
	case t.X < 11:
		return "start"
	case t.X > 89.5:
		return "end"
	}
	return "middle"
}

// The sizes of a road, in pixels.
const (
	roadRow   = 64
	roadWords = 38 // from the top of a row to its bar
	roadAxis  = 30 // below the last row
)

// newRoad draws memberships, or returns nil if no day of them is known.
func newRoad(memberships []any) *road {
	s := roadScale(memberships)
	if s == nil {
		return nil
	}
	r := &road{Ticks: s.ticks()}
	for i, m := range memberships {
		membership := m.(map[string]any)
		bar := s.bar(membership)
		bar.Status, bar.Dates = membershipWords(membership), membershipDates(membership)
		bar.Class, bar.Y = textOf(membership["status"]), i*roadRow+roadWords
		r.Bars = append(r.Bars, bar)
		r.HasBars = r.HasBars || bar.Whole.Width > 0
		r.HasUnended = r.HasUnended || bar.Unended != nil
		r.HasDays = r.HasDays || len(bar.Days) > 0
	}
	r.AxisY = len(memberships) * roadRow
	r.Height = r.AxisY + roadAxis
	return r
}

// A scale places days between the first and the last one.
type scale struct{ first, last int }

// roadScale returns the scale on which all days of memberships have room, or nil if there are none.
func roadScale(memberships []any) *scale {
	var days []int
	for _, m := range memberships {
		for _, date := range datesOf(m.(map[string]any)) {
			when := momentOf(date)
			days = append(days, when.first, when.last)
		}
	}
	days = slices.DeleteFunc(days, func(day int) bool { return day == 0 })
	if len(days) == 0 {
		return nil
	}
	first, last := slices.Min(days), slices.Max(days)
	margin := max(30, (last-first)/25)
	return &scale{first - margin, last + margin}
}

// datesOf returns the start, the end and the attested dates of a membership, those that it has.
func datesOf(membership map[string]any) []map[string]any {
	return slices.Concat(listOf(membership["start"]), listOf(membership["end"]), listOf(membership["attested"]))
}

func (s *scale) at(day int) position {
	return position(100*(day-s.first)) / position(s.last-s.first)
}

// between returns the daySpan from the beginning of a day to the end of another, none if the second is earlier.
func (s *scale) between(first, last int) daySpan {
	if first == 0 || last < first {
		return daySpan{}
	}
	return daySpan{s.at(first), s.at(last+1) - s.at(first)}
}

// bar places a membership. Without a start it consists of the attested days alone: what was between them is not known.
func (s *scale) bar(membership map[string]any) (b roadBar) {
	latest := 0
	for _, date := range listOf(membership["attested"]) {
		when := momentOf(date)
		first := cmp.Or(when.first, when.last)
		latest = max(latest, first)
		b.Days = append(b.Days, s.at((first+when.last)/2))
	}
	start, hasStart := membership["start"].(map[string]any)
	end, hasEnd := membership["end"].(map[string]any)
	switch from, to := momentOf(start), momentOf(end); {
	case hasStart && hasEnd:
		first := cmp.Or(from.first, from.last)
		b.Whole, b.Sure = s.between(first, to.last), s.between(from.last, cmp.Or(to.first, first))
	case hasStart:
		known := max(latest, from.last)
		b.Whole = s.between(cmp.Or(from.first, from.last), known)
		b.Sure = s.between(from.last, latest)
		open := s.between(known, s.last)
		b.Unended = &open
	case hasEnd:
		b.Days = append(b.Days, s.at(cmp.Or(to.first, to.last)))
	}
	return b
}

// ticks returns at most five months, at equal distances.
func (s *scale) ticks() (all []roadTick) {
	const most, daysOfMonth = 5, 30
	step := 1
	for _, months := range []int{1, 3, 6, 12, 24, 60, 120, 240, 600, 1200} {
		if step = months; (s.last-s.first)/(months*daysOfMonth) < most {
			break
		}
	}
	day := func(t time.Time) int { return int(t.Unix() / (24 * 60 * 60)) }
	start := time.Unix(int64(s.first)*24*60*60, 0).UTC()
	year := start.Year() / max(1, step/12) * max(1, step/12)
	for t := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC); day(t) <= s.last; t = t.AddDate(0, step, 0) {
		if day(t) < s.first {
			continue
		}
		words := t.Format("Jan 2006")
		if step >= 12 {
			words = strconv.Itoa(t.Year())
		}
		all = append(all, roadTick{s.at(day(t)), words})
	}
	return all
}

// membershipWords returns the status of a country and the organization.
func membershipWords(membership map[string]any) string {
	organization, _ := membership["organization"].(map[string]any)
	name := cmp.Or(textOf(organization["acronym"]), truncate(textOf(organization["name"]), 30))
	return capitalize(enumLabels[textOf(membership["status"])]) + ", " + name
}

// membershipDates returns the dates of a membership in few words.
func membershipDates(membership map[string]any) string {
	start, hasStart := membership["start"].(map[string]any)
	end, hasEnd := membership["end"].(map[string]any)
	attested := listOf(membership["attested"])
	switch {
	case hasStart && hasEnd && start["edtf"] == end["edtf"]:
		return roadDate(start)
	case hasStart && hasEnd:
		return "from " + roadDate(start) + " to " + roadDate(end)
	case hasStart:
		return "from " + roadDate(start)
	case hasEnd:
		return "to " + roadDate(end)
	case len(attested) > 1:
		return "last attested " + roadDate(attested[len(attested)-1])
	case len(attested) == 1:
		return "attested " + roadDate(attested[0])
	}
	return "dates not printed"
}

// roadDate returns a date in few words, with what it is based on.
func roadDate(date map[string]any) string {
	words := bracketed(strings.TrimPrefix(strings.TrimPrefix(textOf(date["inWords"]), "some day "), "from "), date)
	if textOf(date["basis"]) == "INFERRED" {
		words += ", inferred"
	}
	return words
}
