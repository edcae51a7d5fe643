package curate

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/summitry/summitry/data/store"
)

// An interval is the range of days that a date may mean; a nil end is open.
type interval struct {
	earliest, latest *store.Date
	whole            bool // the date means all of its days: an interval of EDTF
}

// parseEDTF parses the part of the Extended Date/Time Format (ISO 8601-2) that records use: a day, month or year,
// optionally followed by ? (uncertain), ~ (approximate) or % (both); a decade or century with X for unknown digits; an
// interval of two such dates, either of which may be .. (open); and one date out of a range, such as
// [2023-07-04..2023-07-31]. A qualifier does not change the range of days.
func parseEDTF(text string) (interval, error) {
	if strings.HasPrefix(text, "[") {
		return parseOneOf(text)
	}
	from, to, isInterval := strings.Cut(text, "/")
	if !isInterval {
		return parsePoint(text)
	}
	if from == ".." && to == ".." {
		return interval{}, fmt.Errorf("a period must be open at one end only, got %q: leave the date out", text)
	}
	whole := interval{whole: true}
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

var oneOf = regexp.MustCompile(`^\[([0-9-]*)\.\.([0-9-]*)\]$`)

// parseOneOf reads a set: one of the days, months or years of a range, which may be open at one end. Both ends have the
// same precision, as readers of EDTF require.
func parseOneOf(text string) (whole interval, err error) {
	m := oneOf.FindStringSubmatch(text)
	if m == nil || m[1] == "" && m[2] == "" || m[1] != "" && m[2] != "" && len(m[1]) != len(m[2]) {
		return whole, fmt.Errorf("%q is not a set of one date: write [2023-07-04..2023-07-31] with two days, months "+
			"or "+
			"years, or leave one of them out", text)
	}
	var first, last interval
	if m[1] != "" {
		first, err = parsePoint(m[1])
	}
	if m[2] != "" && err == nil {
		last, err = parsePoint(m[2])
	}
	if err == nil && m[1] != "" && m[2] != "" && m[1] >= m[2] {
		err = fmt.Errorf("%q does not go forward: write the first date before a later one", text)
	}
	return interval{earliest: first.earliest, latest: last.latest}, err
}

var point = regexp.MustCompile(`^(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2})(?:-(\d{2}))?)?[?~%]?$`)

func parsePoint(text string) (interval, error) {
	refused := fmt.Errorf("a date must be in EDTF, such as 2023-07-04, 2023-07, 2023 or 202X, optionally followed by "+
		"?, ~ or %%, two such dates with / between them, or [2023-07-04..2023-07-31] for one of these days, got %q",
		text)
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
	return interval{earliest: &earliest, latest: &latest}, nil
}
