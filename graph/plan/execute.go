package plan

import (
	"context"
	"errors"
	"reflect"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// An execution executes a plan once, one node after another.
type execution struct {
	*Plan
	ctx       context.Context
	operation *load.Operation
	variables map[string]any
}

// A resultRow is a row of a node with the results of its fetches.
type resultRow struct {
	read    store.Row
	results []result // one for each fetch of the node
}

// A result is the result of a fetch for one row: rows if the value has fetches of its own, otherwise a value.
type result struct {
	rows  []*resultRow
	value reflect.Value
}

// rowsOf turns a value into rows, and executes the fetches of their node.
func (x *execution) rowsOf(s *output, v reflect.Value) ([]*resultRow, error) {
	all := s.rows(v, nil)
	return all, x.fill(s.nodeOf(), all)
}

// nodeOf returns the node of a value, or of the elements of a list.
func (s *output) nodeOf() *node {
	if s.elem != nil {
		return s.elem.node
	}
	return s.node
}

// rows appends the rows of a value. A missing record is a nil row.
func (s *output) rows(v reflect.Value, to []*resultRow) []*resultRow {
	if s.elem != nil {
		for i := range v.Len() {
			to = s.elem.rows(v.Index(i), to)
		}
		return to
	}
	records := recordsOf(v)
	if records == nil {
		return append(to, nil)
	}
	return append(to, &resultRow{records, make([]result, len(s.node.fetches))})
}

// recordsOf returns the records in a value: those of a row, or the single one.
func recordsOf(v reflect.Value) store.Row {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		return nil
	case v.Type() == rowType:
		return v.Interface().(store.Row)
	case v.Kind() == reflect.Struct:
		return store.Row{v.Addr().Interface()}
	case v.IsNil():
		return nil
	}
	return store.Row{v.Interface()}
}

// fill executes the fetches of a node.
func (x *execution) fill(l *node, rows []*resultRow) error {
	for i, s := range l.fetches {
		if err := x.fillFetch(i, s, rows); err != nil {
			return err
		}
	}
	return nil
}

func (x *execution) fillFetch(i int, s *fetch, rows []*resultRow) error {
	var of []*resultRow // the rows whose record has the field
	var sources []*source
	for _, r := range rows {
		if r == nil || r.read[s.at] == nil {
			continue
		}
		if a := s.of[reflect.TypeOf(r.read[s.at])]; a != nil {
			of, sources = append(of, r), append(sources, a)
		}
	}
	if len(of) == 0 {
		return nil
	}
	values := make([]reflect.Value, len(of))
	var err error
	switch {
	case s.edge != nil:
		err = x.fetchEdge(s, of, sources, values)
	case sources[0].accessor != nil:
		for k, r := range of {
			values[k] = sources[k].accessor.of(reflect.ValueOf(r.read[s.at]))
		}
	default:
		err = x.resolve(s, of, sources, values)
	}
	if err != nil {
		return err
	}
	if s.output.inert() {
		for k, r := range of {
			r.results[i].value = values[k]
		}
		return nil
	}
	var below []*resultRow
	for k, r := range of {
		from := len(below)
		below = s.output.rows(values[k], below)
		r.results[i].rows = below[from:len(below):len(below)]
	}
	if err := x.readReferences(s.output.nodeOf().referenced, below); err != nil {
		return err
	}
	return x.fill(s.output.nodeOf(), below)
}

// charge charges the budget with values and text. In a heavy operation, it makes room for light ones.
func (x *execution) charge(values, text int) error {
	if err := x.ctx.Err(); err != nil {
		return err
	}
	if err := x.operation.Charge(0, 0, values, text); err != nil {
		return err
	}
	return x.operation.Query(x.ctx, func(context.Context) error { return nil })
}

// resolve calls the resolvers of a fetch again until everything that they load has been read.
func (x *execution) resolve(s *fetch, of []*resultRow, sources []*source, values []reflect.Value) error {
	pending := &load.Pending{}
	ctx := x.operation.Collect(x.ctx, pending)
	contexts := map[*source]context.Context{}
	arguments := map[*source][]reflect.Value{}
	for _, a := range sources {
		if contexts[a] == nil {
			bound, err := x.compiler.bind(a.resolver, s.fields[0], x.variables)
			if err != nil {
				return err
			}
			contexts[a], arguments[a] = a.resolver.in(ctx), bound
		}
	}
	for {
		waiting := false
		for k, r := range of {
			if values[k].IsValid() {
				continue
			}
			reset := x.operation.Mark()
			a := sources[k]
			value, err := a.resolver.call(contexts[a], reflect.ValueOf(r.read[s.at]), arguments[a])
			switch {
			case errors.Is(err, load.ErrPending):
				reset()
				waiting = true
			case err != nil:
				return x.failed(err)
			default:
				values[k] = value
			}
		}
		if !waiting {
			return nil
		}
		some, err := pending.Fetch(x.ctx, x.operation)
		if err == nil && !some {
			err = unsupportedf("a resolver is pending without keys")
		}
		if err != nil {
			return x.failed(err)
		}
	}
}

// failed returns an error of a resolver as ErrUnsupported, so that gqlgen's executor reports it, unless the time or the
// budget is exceeded.
func (x *execution) failed(err error) error {
	switch over := x.ctx.Err(); {
	case over != nil:
		return over
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled): // the operation reports it
		return err
	}
	if over := x.operation.Charge(0, 0, 0, 0); over != nil {
		return over
	}
	var problem store.Invalid
	switch {
	case errors.Is(err, ErrUnsupported):
		return err
	case errors.As(err, &problem):
		return invalidf("%v", err)
	}
	return unsupportedf("%v", err)
}
