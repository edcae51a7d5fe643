package curate

import (
	"cmp"
	"slices"
	"time"

	"github.com/summitry/summitry/data/store"
)

// A status is what is known of when a membership or a position held.
type status struct {
	kind       string
	start, end *interval // nil: not known from the documents
	attested   []interval
	notBefore  *store.Date // the date on which the organization was founded
}

// A dayRange is a range of consecutive days with the same certainty, both ends included.
type dayRange struct {
	first, last store.Date
	certainty   store.Certainty
}

// dayRanges returns the days on which a membership certainly or possibly held, given the other memberships of the same
// country in the same organization.
//
// CERTAIN: attested days, all days of an attested interval, and days between two known points (a start, an
// attestation, an end) unless a contrary status began or was attested between them. POSSIBLE: all other days that
// nothing excludes. A day is excluded by a known start after it, a known end before it, the founding of the
// organization after it, or a contrary status that certainly held on it. A day on which a contrary status starts
// belongs to that status. Full membership and every other status are contrary, and so are suspension and withdrawal.
func dayRanges(s status, others []status) []dayRange {
	certain := s.certain(others)
	var days []dayRange
	if first, last := s.lowest(), s.highest(others); first <= last {
		days = []dayRange{{first, last, store.Possible}}
	}
	for _, c := range certain {
		days = subtract(days, c)
	}
	for _, o := range others {
		if contrary(s.kind, o.kind) {
			for _, c := range o.certain(nil) {
				days = subtract(days, c)
			}
		}
	}
	days = append(days, certain...)
	slices.SortFunc(days, func(a, b dayRange) int { return cmp.Compare(a.first, b.first) })
	return days
}

func contrary(a, b string) bool {
	isSuspended, hasLeft := a == "SUSPENDED" || b == "SUSPENDED", a == "WITHDRAWN" || b == "WITHDRAWN"
	return a != b && (a == fullMember || b == fullMember || isSuspended && hasLeft)
}

func (s status) lowest() store.Date {
	lowest := store.Beginning
	if s.notBefore != nil {
		lowest = *s.notBefore
	}
	if s.start != nil && s.start.earliest != nil {
		lowest = max(lowest, *s.start.earliest)
	}
	return lowest
}

func (s status) highest(others []status) store.Date {
	if s.end == nil || s.end.latest == nil {
		return store.End
	}
	highest := *s.end.latest
	for _, o := range others {
		if contrary(s.kind, o.kind) && o.start != nil && o.start.earliest != nil && *o.start.earliest == highest {
			return dayAfter(highest, -1)
		}
	}
	return highest
}

// certain returns the ranges between the known points of a status, merged where they touch.
func (s status) certain(others []status) []dayRange {
	points := slices.Clone(s.attested)
	for _, p := range []*interval{s.start, s.end} {
		if p != nil {
			points = append(points, interval{earliest: p.earliest, latest: p.latest}) // it is on one of these days
		}
	}
	points = slices.DeleteFunc(points, func(p interval) bool { return p.earliest == nil || p.latest == nil })

	var days []dayRange
	add := func(first, last store.Date) {
		if last = min(last, s.highest(others)); first <= last {
			days = append(days, dayRange{first, last, store.Certain})
		}
	}
	for _, p := range points {
		if *p.earliest == *p.latest || p.whole {
			add(*p.earliest, *p.latest)
		}
		if next, found := firstAfter(points, *p.latest); found && !interrupted(s, *p.latest, next, others) {
			add(*p.latest, next)
		}
	}
	return joined(days)
}

// firstAfter gives the first day of the next point that begins after a day.
func firstAfter(points []interval, day store.Date) (next store.Date, found bool) {
	for _, p := range points {
		if day < *p.earliest && (!found || *p.earliest < next) {
			next, found = *p.earliest, true
		}
	}
	return next, found
}

// joined sorts ranges, and makes one of those that touch.
func joined(days []dayRange) (all []dayRange) {
	slices.SortFunc(days, func(a, b dayRange) int { return cmp.Compare(a.first, b.first) })
	for _, d := range days {
		if n := len(all); n > 0 && all[n-1].last >= dayAfter(d.first, -1) {
			all[n-1].last = max(all[n-1].last, d.last)
			continue
		}
		all = append(all, d)
	}
	return all
}

// interrupted reports whether a contrary status began or was attested between two days.
func interrupted(s status, from, to store.Date, others []status) bool {
	for _, o := range others {
		if !contrary(s.kind, o.kind) {
			continue
		}
		for _, c := range o.certain(nil) {
			if from < c.first && c.first < to {
				return true
			}
		}
	}
	return false
}

// subtract returns days without those of out.
func subtract(days []dayRange, out dayRange) []dayRange {
	var left []dayRange
	for _, d := range days {
		if out.last < d.first || d.last < out.first {
			left = append(left, d)
			continue
		}
		if d.first < out.first {
			left = append(left, dayRange{d.first, dayAfter(out.first, -1), d.certainty})
		}
		if out.last < d.last {
			left = append(left, dayRange{dayAfter(out.last, 1), d.last, d.certainty})
		}
	}
	return left
}

// dayAfter returns the date that is a number of days after d.
func dayAfter(d store.Date, days int) store.Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		panic(err) // callers pass parsed dates only
	}
	return store.Date(t.AddDate(0, 0, days).Format(time.DateOnly))
}
