package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// An Order is one way to sort the records of a table. Each record has a rank in it, a number from 1. Ranks are computed
// when the dataset is compiled, which settles ties, unknown dates and the collation of names.
type Order struct {
	table    string
	rank     string      // the column of the ranks
	by       string      // SQL expressions to sort by; the last one is unique
	dates    *DateColumn // the date that is first in by, or nil
	latest   bool        // the latest date comes first
	reversed bool        // read from the end
}

// NewOrder declares the order of a table by SQL expressions, the last of which must be unique. rank is the column of
// the ranks.
func NewOrder(table, rank, by string) Order {
	return declareOrder(Order{table: table, rank: rank, by: by})
}

// By returns the SQL expressions of the order.
func (o Order) By() string { return o.by }

// Reverse returns the opposite order.
func (o Order) Reverse() Order {
	o.reversed = !o.reversed
	return o
}

// A Direction is ASC or DESC.
type Direction string

// Of returns the order for the direction.
func (d Direction) Of(ascending, descending Order) Order {
	if d == "DESC" {
		return descending
	}
	return ascending
}

// name returns a name of the order that is unique in its table.
func (o Order) name() string {
	if o.reversed {
		return o.rank + " backward"
	}
	return o.rank
}

// cursorVersion is incremented when older cursors can no longer be read.
const cursorVersion = 2

// cursorAt returns the opaque cursor of a record in a list. It contains the record's slug instead of its rank, so that
// it stays valid when other records are added or removed.
func cursorAt(list, order, slug string) string {
	text, err := json.Marshal([]any{cursorVersion, list, order, slug})
	if err != nil {
		panic(err) // strings and integers always encode
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// slugIn returns the slug in a cursor of the list in the order. argument is the name of the argument, for errors.
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
