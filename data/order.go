package data

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// An Order is a total order of a noun's records. Its keys are never NULL, and the last one tells any two records apart.
type Order struct {
	name string // goes into cursors
	keys []key
}

// A key is one expression that a list is ordered by.
type key struct {
	expression string
	descending bool
}

// order makes an ascending order by the expressions.
func order(name string, expressions ...string) Order {
	o := Order{name: name}
	for _, e := range expressions {
		o.keys = append(o.keys, key{expression: e})
	}
	return o
}

// descending turns the order round but for its first keys, fixed of them: unknown days come last either way.
func (o Order) descending(fixed int) Order {
	turned := Order{name: o.name + " descending"}
	for i, k := range o.keys {
		turned.keys = append(turned.keys, key{k.expression, i >= fixed})
	}
	return turned
}

// byDay orders by a date's columns, known days first, and breaks ties by the other expressions.
func byDay(name, date string, ties ...string) Order {
	days := []string{"(" + date + "_edtf IS NULL)", "coalesce(" + date + "_earliest, '" + string(Beginning) + "')", "coalesce(" + date + "_latest, '" + string(End) + "')"}
	return order(name, append(days, ties...)...)
}

func (o Order) expressions() []string {
	var all []string
	for _, k := range o.keys {
		all = append(all, k.expression)
	}
	return all
}

// sql is the ORDER BY, read from the end when backward.
func (o Order) sql(backward bool) string {
	var terms []string
	for _, k := range o.keys {
		term := k.expression
		if k.descending != backward {
			term += " DESC"
		}
		terms = append(terms, term)
	}
	return strings.Join(terms, ", ")
}

// in binds the order's cursors to one list.
func (o Order) in(list string) Order {
	o.name = list + " " + o.name
	return o
}

// A position is where a record stands in an order: the values of its keys.
type position struct {
	order  Order
	values []any
}

func (o Order) position() position { return position{o, make([]any, len(o.keys))} }

func (p position) into() []any {
	var pointers []any
	for i := range p.values {
		pointers = append(pointers, &p.values[i])
	}
	return pointers
}

// cursorVersion changes when cursors that were given out can no longer be understood.
const cursorVersion = 1

// cursor writes the position down for a client, who need not understand it.
func (p position) cursor() string {
	text, err := json.Marshal(append([]any{cursorVersion, p.order.name}, p.values...))
	if err != nil {
		panic(err) // integers and strings only
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// positionAt reads a cursor of this order back. argument is the name under which it was sent.
func (o Order) positionAt(argument, cursor string) (position, error) {
	refused := Invalid(fmt.Sprintf("%s: %.60q is no cursor of this list in this order: send a cursor that pageInfo or an edge of the same list gave, with the same order", argument, cursor))
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return position{}, refused
	}
	var parts []any
	if err := json.Unmarshal(text, &parts); err != nil || len(parts) != 2+len(o.keys) {
		return position{}, refused
	}
	if parts[0] != float64(cursorVersion) || parts[1] != o.name {
		return position{}, refused
	}
	p := o.position()
	for i, part := range parts[2:] {
		switch part := part.(type) {
		case float64:
			p.values[i] = int64(part)
		case string:
			p.values[i] = part
		default:
			return position{}, refused
		}
	}
	return p, nil
}

// after is the condition that a record stands after the position, or before it when backward: by the first key, or by the
// second where the first ties, and so on.
func (p position) after(backward bool) condition {
	var ties []string
	var tied, args []any
	var ways []string
	for i, k := range p.order.keys {
		sign := ">"
		if k.descending != backward {
			sign = "<"
		}
		ways = append(ways, "("+strings.Join(append(ties, k.expression+" "+sign+" ?"), " AND ")+")")
		args = append(append(args, tied...), p.values[i])
		ties, tied = append(ties, k.expression+" = ?"), append(tied, p.values[i])
	}
	return condition{"(" + strings.Join(ways, " OR ") + ")", args}
}

// Direction tells which way a list is ordered.
type Direction string

func (d Direction) of(o Order, fixed int) Order {
	if d == "DESC" {
		return o.descending(fixed)
	}
	return o
}
