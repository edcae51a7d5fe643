package data

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Where holds the conditions that the records of a list must meet, all of them. The zero value asks for nothing.
type Where struct {
	terms  []asked
	days   *during
	words  *wording
	checks []condition // of the record l.record_id
	err    error       // of a condition that cannot be asked
}

// asked are values of a term, any of which will do.
type asked struct {
	term   *term
	values []string
}

// A condition is a part of a WHERE: a constant term and the values of its placeholders.
type condition struct {
	sql  string
	args []any
}

// MaxValues bounds the values of one term.
const MaxValues = 100

// among asks for records that are on one of the lists of a term: an empty list of values is met by nothing, an absent one does
// not ask. field is what the values are called where they come from.
func among[S ~string](w Where, field string, t *term, values []S) Where {
	if values == nil {
		return w
	}
	if len(values) > MaxValues {
		return w.refuse("%s: %d values are too many: send %d at most", field, len(values), MaxValues)
	}
	a := asked{t, make([]string, len(values))}
	for i, v := range values {
		a.values[i] = string(v)
	}
	w.terms = append(w.terms, a)
	return w
}

// during asks for records whose date lies in a range. field is what the range is called where it comes from.
func (w Where) during(field string, d *dated, r *DateRange) Where {
	if r == nil {
		return w
	}
	from, to := r.bounds()
	if from > to {
		return w.refuse("%sfrom %s lies after to %s: exchange them", field, from, to)
	}
	w.days = &during{d, from, to, r}
	return w
}

// worded asks for records in which words are found, in one column of search that has the name of the argument.
func (w Where) worded(column string, typed *string) Where {
	if typed == nil {
		return w
	}
	words, err := worded(column, column, *typed)
	if err != nil {
		w.err = err
	}
	w.words = words
	return w
}

func (w Where) check(sql string, args ...any) Where {
	w.checks = append(w.checks, condition{sql, args})
	return w
}

func (w Where) refuse(format string, args ...any) Where {
	w.err = Invalid(fmt.Sprintf(format, args...))
	return w
}

// everything tells whether nothing is asked.
func (w Where) everything() bool {
	return len(w.terms) == 0 && w.days == nil && w.words == nil && len(w.checks) == 0
}

// String tells two apart that ask for different things.
func (w Where) String() string {
	var b strings.Builder
	for _, a := range w.terms {
		fmt.Fprintf(&b, "%s %q ", a.term.name, a.values)
	}
	if w.days != nil {
		fmt.Fprintf(&b, "%s %s %s %s %t %t ", w.days.date.prefix, w.days.from, w.days.to, w.days.asked.Match, w.days.asked.From == nil, w.days.asked.To == nil)
	}
	if w.words != nil {
		fmt.Fprint(&b, w.words, " ")
	}
	for _, c := range w.checks {
		fmt.Fprintf(&b, "%s %q ", c.sql, c.args)
	}
	return fmt.Sprint(b.String(), w.err)
}

// conjunction joins conditions and collects their values.
func conjunction(conditions []condition) (string, []any) {
	if len(conditions) == 0 {
		return "TRUE", nil
	}
	var terms []string
	var args []any
	for _, c := range conditions {
		terms = append(terms, c.sql)
		args = append(args, c.args...)
	}
	return strings.Join(terms, " AND "), args
}

// oneOf asks that a column has one of some values. Of a single one SQLite need not make a list.
func oneOf[T any](column string, values []T) condition {
	if len(values) == 1 {
		return condition{column + " = ?", []any{values[0]}}
	}
	return condition{column + " IN (SELECT value FROM json_each(?))", []any{list(values)}}
}

// list makes of several values the one that json_each takes apart again.
func list[T any](values []T) string {
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // strings and integers only
	}
	return string(text)
}
