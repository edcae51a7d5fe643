package store

import (
	"fmt"
	"strings"
	"time"
)

// A Date is a day of the Gregorian calendar as YYYY-MM-DD, from 0000-01-01 to 9999-12-31. Dates compare as strings.
type Date string

// ParseDate parses a Date. The error, an Invalid, continues the name of the argument.
func ParseDate(text string) (Date, error) {
	_, err := time.Parse(time.DateOnly, text)
	switch {
	case err == nil:
		return Date(text), nil
	case strings.HasSuffix(err.Error(), "out of range"):
		return "", Invalid(fmt.Sprintf("must be a date as YYYY-MM-DD, got %.60q, a day that does not exist", text))
	}
	return "", Invalid(fmt.Sprintf("must be a date as YYYY-MM-DD, got %.60q", text))
}

// DateBasis says how a date is known.
type DateBasis string

// Stated dates are printed. Dates with another basis, INFERRED or EXTERNAL, have a note.
const Stated DateBasis = "STATED"

// An UncertainDate is the range of days that a date may mean, and how it is known.
type UncertainDate struct {
	EDTF      string    `json:"edtf"`     // level 0 of the Extended Date/Time Format, and parts of levels 1 and 2
	Earliest  *Date     `json:"earliest"` // nil: open
	Latest    *Date     `json:"latest"`   // nil: open
	AsPrinted *string   `json:"asPrinted"`
	Basis     DateBasis `json:"basis"`
	Note      *string   `json:"note"`
}

// IsOneOf reports whether the date is a set of EDTF: one day, month or year out of a range.
func (d *UncertainDate) IsOneOf() bool { return strings.HasPrefix(d.EDTF, "[") }

// dateParts lists the six columns of an uncertain date by the suffix of their names. If all are NULL, the date is nil.
var dateParts = []struct {
	suffix, field string
	set           func(*UncertainDate, string)
}{
	{"_edtf", "EDTF", func(d *UncertainDate, s string) { d.EDTF = s }},
	{"_earliest", "Earliest", func(d *UncertainDate, s string) { d.Earliest = (*Date)(&s) }},
	{"_latest", "Latest", func(d *UncertainDate, s string) { d.Latest = (*Date)(&s) }},
	{"_as_printed", "AsPrinted", func(d *UncertainDate, s string) { d.AsPrinted = &s }},
	{"_basis", "Basis", func(d *UncertainDate, s string) { d.Basis = DateBasis(s) }},
	{"_note", "Note", func(d *UncertainDate, s string) { d.Note = &s }},
}

// dateDestinations returns the destinations of the six columns of a date.
func dateDestinations(prefix, field string, date **UncertainDate) (all []destination) {
	for _, p := range dateParts {
		column := storedColumn{name: prefix + p.suffix, field: field, datePart: p.field}
		all = append(all, destination{column, datePart{date, p.set}})
	}
	return all
}

// datePart scans one column of an uncertain date. The first column that is not NULL allocates the date.
type datePart struct {
	date **UncertainDate
	set  func(*UncertainDate, string)
}

func (p datePart) Scan(value any) error {
	if value == nil {
		return nil
	}
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a date column must hold text, got %T", value)
	}
	if *p.date == nil {
		*p.date = new(UncertainDate)
	}
	p.set(*p.date, text)
	return nil
}

// Certainty says how certain an answer about a date is.
type Certainty string

const (
	Certain  Certainty = "CERTAIN"
	Possible Certainty = "POSSIBLE"
)

// A DateRange is a range of days, both ends included; a nil end is open. Certain matches dates that lie entirely within
// the range. Possible also matches dates that may lie in it, and therefore unknown dates.
type DateRange struct {
	From, To *Date
	Match    Certainty
}

func (r *DateRange) bounds() (from, to Date) {
	from, to = Beginning, End
	if r.From != nil {
		from = *r.From
	}
	if r.To != nil {
		to = *r.To
	}
	return from, to
}

// Beginning and End are the first and the last Date. They stand for open ends.
const (
	Beginning Date = "0000-01-01"
	End       Date = "9999-12-31"
)

// plus returns the date after a number of days, limited to Beginning and End.
func (d Date) plus(days int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d // not a valid Date
	}
	t = t.AddDate(0, 0, days)
	switch {
	case t.Year() < 0:
		return Beginning
	case t.Year() > 9999:
		return End
	}
	return Date(t.Format(time.DateOnly))
}
