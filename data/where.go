package data

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A condition is a part of a WHERE: a constant term and the values of its placeholders.
type condition struct {
	sql  string
	args []any
}

// Where holds the conditions that a list must meet, all of them. The zero value asks for nothing.
type Where struct {
	conditions []condition
	err        error // of a condition that cannot be asked
}

func (w Where) and(sql string, args ...any) Where {
	w.conditions = append(w.conditions, condition{sql, args})
	return w
}

func (w Where) refuse(format string, args ...any) Where {
	w.err = Invalid(fmt.Sprintf(format, args...))
	return w
}

// among adds a term with one placeholder, for a list that is met by any of its values: an empty list is met by nothing, an
// absent one does not ask.
func among[S ~string](w Where, sql string, values []S) Where {
	if values == nil {
		return w
	}
	return w.and(sql, list(values))
}

// known is the condition that a column refers to a record of the space by one of some slugs.
func known(column, space string) string {
	return column + " IN (SELECT record_id FROM slug WHERE space = '" + space + "' AND slug IN (SELECT lower(value) FROM json_each(?)))"
}

// sql joins the conditions and collects their values, unless one of them was refused.
func (w Where) sql() (string, []any, error) {
	if len(w.conditions) == 0 || w.err != nil {
		return "TRUE", nil, w.err
	}
	var terms []string
	var args []any
	for _, c := range w.conditions {
		terms = append(terms, c.sql)
		args = append(args, c.args...)
	}
	return strings.Join(terms, " AND "), args, nil
}

// list makes of several values the one that json_each takes apart again.
func list[T any](values []T) string {
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // strings and integers only
	}
	return string(text)
}
