package curate

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/summitry/summitry/data/store"
)

// An interval is the range of days that a date may mean; a nil end is open.
type interval struct{ earliest, latest *store.Date }

// parseEDTF parses the part of the Extended Date/Time Format (ISO 8601-2) that records use: a day, month or year,
// optionally followed by ? (uncertain), ~ (approximate) or % (both); a decade or century with X for unknown digits; and
// an interval of two such dates, either of which may be .. (open). A qualifier does not change the range of days.
func parseEDTF(text string) (interval, error) {
	from, to, isInterval := strings.Cut(text, "/")
	if !isInterval {
		return parsePoint(text)
	}
	if from == ".." && to == ".." {
		return interval{}, fmt.Errorf("a period must be open at one end only, got %q: leave the date out", text)
	}
	var whole interval
	if from != ".." {
		p, err := parsePoint(from)
		if err != nil {
			return whole, err
		}
		whole.earliest = p.earliest
	}
	if to != ".." {
		p, err := parsePoint(to)
		if err != nil {
			return whole, err
		}
		whole.latest = p.latest
	}
	if whole.earliest != nil && whole.latest != nil && *whole.earliest > *whole.latest {
		return whole, fmt.Errorf("a period must not end before it starts, got %q: swap its ends", text)
	}
	return whole, nil
}

var point = regexp.MustCompile(`^(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2})(?:-(\d{2}))?)?[?~%]?$`)

func parsePoint(text string) (interval, error) {
	refused := fmt.Errorf("a date must be in EDTF, such as 2023-07-04, 2023-07, 2023 or 202X, optionally followed by "+
		"?, ~ or %%, or two such dates with / between them, got %q", text)
	m := point.FindStringSubmatch(text)
	if m == nil {
		return interval{}, refused
	}
	year, month, day := m[1], m[2], m[3]
	if strings.Contains(year, "X") && month != "" {
		return interval{}, refused
	}
	first, last := strings.ReplaceAll(year, "X", "0"), strings.ReplaceAll(year, "X", "9")
	switch {
	case day != "":
		first = first + "-" + month + "-" + day
		last = first
	case month != "":
		first = first + "-" + month + "-01"
		start, err := time.Parse(time.DateOnly, first)
		if err != nil {
			return interval{}, refused
		}
		last = start.AddDate(0, 1, -1).Format(time.DateOnly)
	default:
		first, last = first+"-01-01", last+"-12-31"
	}
	earliest, err := store.ParseDate(first)
	if err != nil {
		return interval{}, refused
	}
	latest := store.Date(last)
	return interval{&earliest, &latest}, nil
}
