package store

import (
	"fmt"
	"strings"
	"time"
)

// A Date is a day of the Gregorian calendar, YYYY-MM-DD, from 0000-01-01 to 9999-12-31. Dates compare as text.
type Date string

// ParseDate reads a Date.
func ParseDate(text string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return "", Invalid(fmt.Sprintf("%.40q is no day: send YYYY-MM-DD, such as 2023-07-04", text))
	}
	return Date(text), nil
}

// DateBasis tells where a date comes from.
type DateBasis string

// Stated is printed so. The others, INFERRED and EXTERNAL, need a note.
const Stated DateBasis = "STATED"

// An UncertainDate is a date as far as it is known: the days that it may mean, and how we know.
type UncertainDate struct {
	EDTF      string    `json:"edtf"`     // level 0 of the Extended Date/Time Format, and parts of levels 1 and 2
	Earliest  *Date     `json:"earliest"` // nil: open
	Latest    *Date     `json:"latest"`   // nil: open
	AsPrinted *string   `json:"asPrinted"`
	Basis     DateBasis `json:"basis"`
	Note      *string   `json:"note"`
}

// IsOneOf tells whether the date is a set of EDTF: one day, month or year out of a range.
func (d *UncertainDate) IsOneOf() bool { return strings.HasPrefix(d.EDTF, "[") }

// dateParts are the six columns of an uncertain date, by what follows the prefix; all NULL leaves it nil.
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

// dateDestinations gives those of the columns of an uncertain date, which fills a field.
func dateDestinations(prefix, field string, date **UncertainDate) (all []destination) {
	for _, p := range dateParts {
		column := storedColumn{name: prefix + p.suffix, field: field, datePart: p.field}
		all = append(all, destination{column, datePart{date, p.set}})
	}
	return all
}

// datePart scans one column of an uncertain date, which comes into being with its first part that is not NULL.
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
		return fmt.Errorf("a date column holds %T", value)
	}
	if *p.date == nil {
		*p.date = new(UncertainDate)
	}
	p.set(*p.date, text)
	return nil
}

// Certainty tells how sure an answer about time is.
type Certainty string

const (
	Certain  Certainty = "CERTAIN"
	Possible Certainty = "POSSIBLE"
)

// A DateRange is a span of days, both ends included; an absent end is open. Match Certain takes dates that lie inside
// whole, Possible also those of which some day may, so an unknown date too.
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

// The first and the last day that there are: they stand for open ends.
const (
	Beginning Date = "0000-01-01"
	End       Date = "9999-12-31"
)

// plus moves a day by so many days, not beyond the first and the last.
func (d Date) plus(days int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d // not a day of ours
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
