package data

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Where holds the conditions that the records of a list must meet, all of them. The zero value asks for nothing.
type Where struct {
	in         []indexCondition
	dates      *dateCondition
	text       *textQuery
	conditions []condition // of the record l.record_id
	err        error       // of a condition that cannot be asked
}

// asked are values of a term, any of which will do.
type indexCondition struct {
	index  *Index
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
func In[S ~string](w Where, field string, t *Index, values []S) Where {
	if values == nil {
		return w
	}
	if len(values) > MaxValues {
		return w.refuse("%s: %d values are too many: send %d at most", field, len(values), MaxValues)
	}
	a := indexCondition{t, make([]string, len(values))}
	for i, v := range values {
		a.values[i] = string(v)
	}
	w.in = append(w.in, a)
	return w
}

// during asks for records whose date lies in a range. field is what the range is called where it comes from.
func (w Where) InDateRange(field string, d *DateColumn, r *DateRange) Where {
	if r == nil {
		return w
	}
	from, to := r.bounds()
	if from > to {
		return w.refuse("%sfrom %s lies after to %s: exchange them", field, from, to)
	}
	w.dates = &dateCondition{d, from, to, r}
	return w
}

// worded asks for records in which words are found, in one column of search that has the name of the argument.
func (w Where) Match(column string, typed *string) Where {
	if typed == nil {
		return w
	}
	words, err := parseTextQuery(column, column, *typed)
	if err != nil {
		w.err = err
	}
	w.text = words
	return w
}

func (w Where) Check(sql string, args ...any) Where {
	w.conditions = append(w.conditions, condition{sql, args})
	return w
}

func (w Where) refuse(format string, args ...any) Where {
	w.err = Invalid(fmt.Sprintf(format, args...))
	return w
}

// everything tells whether nothing is asked.
func (w Where) unconditional() bool {
	return len(w.in) == 0 && w.dates == nil && w.text == nil && len(w.conditions) == 0
}

// String tells two apart that ask for different things.
func (w Where) String() string {
	var b strings.Builder
	for _, a := range w.in {
		fmt.Fprintf(&b, "%s %q ", a.index.Name, a.values)
	}
	if w.dates != nil {
		fmt.Fprintf(&b, "%s %s %s %s %t %t ", w.dates.column.prefix, w.dates.from, w.dates.to, w.dates.asked.Match, w.dates.asked.From == nil, w.dates.asked.To == nil)
	}
	if w.text != nil {
		fmt.Fprint(&b, w.text, " ")
	}
	for _, c := range w.conditions {
		fmt.Fprintf(&b, "%s %q ", c.sql, c.args)
	}
	return fmt.Sprint(b.String(), w.err)
}

// conjunction joins conditions and collects their values.
func and(conditions []condition) (string, []any) {
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
