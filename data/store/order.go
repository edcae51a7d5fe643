package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// An Order is one way in which the records of a table are sorted. Each record has a rank in it, a number from 1, which
// is computed when the dataset is compiled: ties, unknown days and the letters of names are settled there.
type Order struct {
	table    string
	rank     string      // the column that holds the ranks
	by       string      // the expressions that rank the records; the last one tells any two apart
	dates    *DateColumn // the date that comes first in by, if one does
	latest   bool        // the latest day comes first
	reversed bool        // read from the end
}

// NewOrder sorts the records of a table by SQL expressions, the last of which tells any two records apart. rank is the
// column of the ranks.
func NewOrder(table, rank, by string) Order {
	return declareOrder(Order{table: table, rank: rank, by: by})
}

// By gives the expressions that rank the records.
func (o Order) By() string { return o.by }

// Reverse is the order read from the end.
func (o Order) Reverse() Order {
	o.reversed = !o.reversed
	return o
}

// A Direction tells which way a list is ordered.
type Direction string

// Of gives one of two orders, the first or the one that runs the other way.
func (d Direction) Of(ascending, descending Order) Order {
	if d == "DESC" {
		return descending
	}
	return ascending
}

// name tells the order from others of the same table.
func (o Order) name() string {
	if o.reversed {
		return o.rank + " backward"
	}
	return o.rank
}

// cursorVersion changes when cursors that were given out can no longer be understood.
const cursorVersion = 2

// cursorAt writes down, for a client who need not understand it, at which record a list stands. It holds the record's
// slug and not its rank, so that it keeps its meaning when other records come or go.
func cursorAt(list, order, slug string) string {
	text, err := json.Marshal([]any{cursorVersion, list, order, slug})
	if err != nil {
		panic(err) // strings and integers only
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// slugIn reads the slug back from a cursor of the list in the order. argument is the name under which it was sent.
func slugIn(argument, cursor, list, order string) (string, error) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return "", refusedCursor(argument, cursor)
	}
	var parts []any
	if err := json.Unmarshal(text, &parts); err != nil || len(parts) != 4 {
		return "", refusedCursor(argument, cursor)
	}
	slug, isText := parts[3].(string)
	if !isText || parts[0] != float64(cursorVersion) || parts[1] != list || parts[2] != order {
		return "", refusedCursor(argument, cursor)
	}
	return slug, nil
}

func refusedCursor(argument, cursor string) error {
	const message = "%s must be a cursor of this list, got %.60q: send one from pageInfo or edges of the same list, " +
		"with the same filter and order"
	return Invalid(fmt.Sprintf(message, argument, cursor))
}
