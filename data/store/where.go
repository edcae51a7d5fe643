package store

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Where is a set of conditions that the records of a list must meet. The zero value has none.
type Where struct {
	in         []indexCondition
	dates      *dateCondition
	text       *textQuery
	conditions []Condition // on the posting l
	err        error       // of an invalid condition
}

// An indexCondition matches records with one of several values of an index.
type indexCondition struct {
	index  *Index
	values []string
}

// A Condition is a part of a WHERE clause: constant SQL and the arguments of its placeholders.
type Condition struct {
	sql  string
	args []any
}

// NewCondition returns a condition of constant SQL.
func NewCondition(sql string, args ...any) Condition { return Condition{sql, args} }

// InSlugs returns the condition that a column is the key of a record with one of the slugs.
func InSlugs(column string, space Space, slugs []string) Condition {
	return NewCondition(column+` IN (
		SELECT record_id FROM slug WHERE space = '`+space.Table+`' AND slug IN (SELECT lower(value) FROM json_each(?))
	)`, jsonList(slugs))
}

// MaxValues is the maximum number of values of an index condition.
const MaxValues = 100

// In adds the condition that a record has one of several values of an index. A nil list adds no condition; an empty
// list matches nothing. field is the client's name of the filter, for errors.
func In[S ~string](w Where, field string, i *Index, values []S) Where {
	if values == nil {
		return w
	}
	if len(values) > MaxValues {
		return w.refuse(TooManyValues(field, len(values)))
	}
	c := indexCondition{i, make([]string, len(values))}
	for i, v := range values {
		c.values[i] = string(v)
	}
	w.in = append(w.in, c)
	return w
}

// InDateRange adds the condition that a date lies in a range. prefix precedes from and to in error messages, such as
// "filter.said.".
func (w Where) InDateRange(prefix string, d *DateColumn, r *DateRange) Where {
	if r == nil {
		return w
	}
	from, to := r.bounds()
	if from > to {
		const message = "%[1]sfrom must not be after %[1]sto, got %[2]s and %[3]s: swap them"
		return w.refuse(Invalid(fmt.Sprintf(message, prefix, from, to)))
	}
	if from == Beginning && to == End && r.Match == Possible {
		return w // every date may lie in it
	}
	w.dates = &dateCondition{d, from, to, r}
	return w
}

// Match adds the condition that words occur in one column of search. field names the argument in error messages.
func (w Where) Match(field, column string, typed *string) Where {
	if typed == nil {
		return w
	}
	query, err := parseTextQuery(field, column, *typed)
	if err != nil {
		w.err = err
	}
	w.text = query
	return w
}

// Check adds an SQL condition on the posting l, such as on l.record_id.
func (w Where) Check(sql string, args ...any) Where {
	w.conditions = append(w.conditions, NewCondition(sql, args...))
	return w
}

func (w Where) refuse(err error) Where {
	w.err = err
	return w
}

// TooManyValues returns the error for an argument with more than MaxValues values.
func TooManyValues(argument string, n int) error {
	return Invalid(fmt.Sprintf("%s must have at most %d values, got %d", argument, MaxValues, n))
}

func (w Where) unconditional() bool {
	return len(w.in) == 0 && w.dates == nil && w.text == nil && len(w.conditions) == 0
}

// String returns a text that differs for conditions with different results.
func (w Where) String() string {
	var b strings.Builder
	for _, c := range w.in {
		fmt.Fprintf(&b, "%s %q ", c.index.name, c.values)
	}
	if d := w.dates; d != nil {
		open, endless := d.asked.From == nil, d.asked.To == nil
		fmt.Fprintf(&b, "%s %s %s %s %t %t ", d.column.prefix, d.from, d.to, d.asked.Match, open, endless)
	}
	if w.text != nil {
		fmt.Fprint(&b, w.text, " ")
	}
	for _, c := range w.conditions {
		fmt.Fprintf(&b, "%s %q ", c.sql, c.args)
	}
	return fmt.Sprint(b.String(), w.err)
}

// and returns the conjunction of conditions.
func and(conditions []Condition) Condition {
	if len(conditions) == 0 {
		return NewCondition("TRUE")
	}
	var terms []string
	var args []any
	for _, c := range conditions {
		terms = append(terms, c.sql)
		args = append(args, c.args...)
	}
	return Condition{strings.Join(terms, " AND "), args}
}

// oneOf returns the condition that a column has one of the values. For a single value SQLite need not read a list.
func oneOf[T any](column string, values []T) Condition {
	if len(values) == 1 {
		return NewCondition(column+" = ?", values[0])
	}
	return NewCondition(column+" IN (SELECT value FROM json_each(?))", jsonList(values))
}

// jsonList encodes values for json_each.
func jsonList[T any](values []T) string {
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // strings and integers always encode
	}
	return string(text)
}
