package store

import (
	"strings"
	"time"
)

// InWords returns the date in English: 4 July 2024, 3–4 July 2024, June 2024, from 2005 on, up to 30 March 2023, some
// day from 4 to 31 July 2023, about 2001 (uncertain).
func (d *UncertainDate) InWords() string {
	if d.IsOneOf() {
		first, last, _ := strings.Cut(strings.Trim(d.EDTF, "[]"), "..")
		return "some " + precision(first+last) + " " + rangeInWords(first, last)
	}
	from, to, isInterval := strings.Cut(d.EDTF, "/")
	first, firstIsDay := dayOf(from)
	last, lastIsDay := dayOf(to)
	switch {
	case !isInterval:
		return pointInWords(from)
	case firstIsDay && lastIsDay && inOneMonth(first, last):
		return first.Format("2") + "–" + last.Format("2 January 2006")
	case from != ".." && to != "..":
		return pointInWords(from) + " to " + pointInWords(to)
	}
	return rangeInWords(strings.TrimPrefix(from, ".."), strings.TrimPrefix(to, ".."))
}

// precision names what one point of a set is, by its length or that of two.
func precision(points string) string {
	switch len(points) {
	case len("2023"), len("20232024"):
		return "year"
	case len("2023-07"), len("2023-072023-08"):
		return "month"
	}
	return "day"
}

// rangeInWords says from when to when, either of which may be absent.
func rangeInWords(from, to string) string {
	first, firstIsDay := dayOf(from)
	last, lastIsDay := dayOf(to)
	switch {
	case from == "":
		return "up to " + pointInWords(to)
	case to == "":
		return "from " + pointInWords(from) + " on"
	case firstIsDay && lastIsDay && inOneMonth(first, last):
		return "from " + first.Format("2") + " to " + last.Format("2 January 2006")
	}
	return "from " + pointInWords(from) + " to " + pointInWords(to)
}

func inOneMonth(a, b time.Time) bool { return a.Year() == b.Year() && a.Month() == b.Month() }

func dayOf(edtf string) (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, edtf)
	return day, err == nil
}

// pointInWords converts a day, month, year, decade or century, optionally followed by ~ (approximate), ? (uncertain) or
// % (both).
func pointInWords(edtf string) string {
	point := strings.TrimRight(edtf, "?~%")
	words := point
	if day, ok := dayOf(point); ok {
		words = day.Format("2 January 2006")
	} else if month, err := time.Parse("2006-01", point); err == nil {
		words = month.Format("January 2006")
	} else if strings.HasSuffix(point, "XX") {
		words = strings.ReplaceAll(point, "X", "0") + " to " + strings.ReplaceAll(point, "X", "9")
	} else if decade, ok := strings.CutSuffix(point, "X"); ok {
		words = "the " + decade + "0s"
	}
	switch strings.TrimPrefix(edtf, point) {
	case "~":
		return "about " + words
	case "?":
		return words + " (uncertain)"
	case "%":
		return "about " + words + " (uncertain)"
	}
	return words
}
