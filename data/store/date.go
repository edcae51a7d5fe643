package store

import (
	"fmt"
	"strings"
	"time"
)

// A Date is a day of the Gregorian calendar, YYYY-MM-DD, from 0000-01-01 to 9999-12-31. Dates compare as text.
type Date string

// ParseDate reads a Date. The error, an Invalid, goes on from the name of the argument.
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

// DateBasis tells where a date comes from.
type DateBasis string

// Stated is printed so. The others, INFERRED and EXTERNAL, need a note.
const Stated DateBasis = "STATED"

// An UncertainDate is a date as far as it is known: the days that it may mean, and how we know.
type UncertainDate struct {
	EDTF      string    `json:"edtf"`     // level 0 and a part of level 1 of the Extended Date/Time Format
	Earliest  *Date     `json:"earliest"` // nil: open
	Latest    *Date     `json:"latest"`   // nil: open
	AsPrinted *string   `json:"asPrinted"`
	Basis     DateBasis `json:"basis"`
	Note      *string   `json:"note"`
}

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
		return fmt.Errorf("a date column must hold text, got %T", value)
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
