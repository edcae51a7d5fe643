package pages

import (
	"math"
	"testing"
)

// roadDates returns a membership with dates as the API gives them, from alternating earliest and latest days.
func roadDates(basis string, days ...string) (all []any) {
	for i := 1; i < len(days); i += 2 {
		all = append(all, map[string]any{"edtf": days[i-1], "inWords": days[i-1], "basis": basis,
			"earliest": days[i-1], "latest": days[i]})
	}
	return all
}

// membershipOf returns a membership with a start, an end and attested days, each of which may be missing.
func membershipOf(status string, start, end, attested []any) map[string]any {
	m := map[string]any{"status": status, "attested": attested, "organization": map[string]any{"acronym": "EU"}}
	if start != nil {
		m["start"] = start[0]
	}
	if end != nil {
		m["end"] = end[0]
	}
	return m
}

// A bar covers what is known: filled from the last possible start to the first possible end, outlined for the days in
// question, dotted after the last day that is known. Without a start only the attested days are drawn.
func TestRoad(t *testing.T) {
	r := newRoad([]any{
		membershipOf("OBSERVER", roadDates("STATED", "2001-01-01", "2001-12-31"),
			roadDates("EXTERNAL", "2011-01-01", "2011-01-01"), nil),
		membershipOf("APPLICATION_REFUSED", roadDates("STATED", "2005-01-01", "2005-12-31"),
			roadDates("STATED", "2005-01-01", "2005-12-31"), nil),
		membershipOf("FULL_MEMBER", roadDates("STATED", "2011-01-01", "2011-01-01"), nil,
			roadDates("INFERRED", "2016-01-01", "2016-01-01")),
		membershipOf("FULL_MEMBER", nil, nil,
			roadDates("INFERRED", "2004-01-01", "2004-01-01", "2016-01-01", "2016-01-01")),
	})
	if len(r.Bars) != 4 || !r.HasBars || !r.HasUnended || !r.HasDays {
		t.Fatalf("the road is %+v", r)
	}
	observer, refused, member, attested := r.Bars[0], r.Bars[1], r.Bars[2], r.Bars[3]
	year := (observer.Whole.Width - observer.Sure.Width)
	near := func(a, b position) bool { return math.Abs(float64(a-b)) < 0.4 }
	switch {
	case !near(observer.Whole.Width, 10*year) || observer.Unended != nil || observer.Whole.X < 0:
		t.Errorf("ten years of an observer are %+v, with a year of %v", observer, year)
	case refused.Sure.Width != 0 || !near(refused.Whole.Width, year):
		t.Errorf("some day of a year is %+v", refused)
	case !near(member.Sure.Width, 5*year) || member.Unended == nil || !near(member.Unended.X+member.Unended.Width, 100):
		t.Errorf("a membership without an end is %+v", member)
	case attested.Whole.Width != 0 || attested.Unended != nil || len(attested.Days) != 2:
		t.Errorf("two attested days are %+v", attested)
	}
	for i, want := range []string{
		"Observer, EU: from 2001-01-01 to [2011-01-01]", "Application refused, EU: 2005-01-01",
		"Full member, EU: from 2011-01-01", "Full member, EU: last attested 2016-01-01, inferred",
	} {
		if got := r.Bars[i].Status + ": " + r.Bars[i].Dates; got != want {
			t.Errorf("bar %d says %q, want %q", i, got, want)
		}
	}
	for _, tick := range r.Ticks {
		if tick.X < 0 || tick.X > 100 {
			t.Errorf("%+v is outside", tick)
		}
	}
	if n := len(r.Ticks); n < 2 || n > 6 {
		t.Errorf("%d ticks: %v", n, r.Ticks)
	}
	if newRoad([]any{membershipOf("OBSERVER", nil, nil, nil)}) != nil {
		t.Error("a membership without days is drawn")
	}
}
