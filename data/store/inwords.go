package store

import (
	"strings"
	"time"
)

// InWords returns the date in English: 4 July 2024, 3–4 July 2024, June 2024, from 2005 on, by 30 March 2023, about
// 2001 (uncertain).
func (d *UncertainDate) InWords() string {
	from, to, isInterval := strings.Cut(d.EDTF, "/")
	switch {
	case !isInterval:
		return pointInWords(from)
	case from == "..":
		return "by " + pointInWords(to)
	case to == "..":
		return "from " + pointInWords(from) + " on"
	}
	first, firstIsDay := dayOf(from)
	last, lastIsDay := dayOf(to)
	if firstIsDay && lastIsDay && first.Year() == last.Year() && first.Month() == last.Month() {
		return first.Format("2") + "–" + last.Format("2 January 2006")
	}
	return pointInWords(from) + " to " + pointInWords(to)
}

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
