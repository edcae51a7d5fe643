package compiled

import (
	"context"
	"errors"
	"reflect"

	"github.com/summitry/summitry/data/store"
)

// An execution carries a plan out once, one level after another.
type execution struct {
	*Plan
	ctx       context.Context
	host      Host
	variables map[string]any
}

// A row is the records of one row with what was asked for them.
type row struct {
	records store.Row
	given   []given // for each slot of the level
}

// given is the answer for one slot: rows, if something was asked for them in turn, or else a value.
type given struct {
	rows  []*row
	value reflect.Value
}

// rowsOf makes rows of a value, and asks all that is to be asked for them.
func (x *execution) rowsOf(s *shape, v reflect.Value) ([]*row, error) {
	all := s.rows(v, nil)
	return all, x.fill(s.leveled(), all)
}

// leveled is the level of what a shape is, or is a list of.
func (s *shape) leveled() *level {
	if s.elem != nil {
		return s.elem.level
	}
	return s.level
}

// rows adds those that a value has. The absence of a record is one too, nil.
func (s *shape) rows(v reflect.Value, to []*row) []*row {
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
	return append(to, &row{records, make([]given, len(s.level.slots))})
}

// recordsOf gives the records that stand in a value: those of a row, or the one that it is.
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

// fill asks what is to be asked on a level.
func (x *execution) fill(l *level, rows []*row) error {
	for i, s := range l.slots {
		if err := x.fillSlot(i, s, rows); err != nil {
			return err
		}
	}
	return nil
}

func (x *execution) fillSlot(i int, s *slot, rows []*row) error {
	var of []*row // that have a record which is asked
	var askers []*asker
	for _, r := range rows {
		if r == nil || r.records[s.at] == nil {
			continue
		}
		if a := s.of[reflect.TypeOf(r.records[s.at])]; a != nil {
			of, askers = append(of, r), append(askers, a)
		}
	}
	if len(of) == 0 {
		return nil
	}
	values := make([]reflect.Value, len(of))
	var err error
	switch {
	case s.link != nil:
		err = x.follow(s, of, askers, values)
	case askers[0].part != nil:
		for k, r := range of {
			values[k] = askers[k].part.of(reflect.ValueOf(r.records[s.at]))
		}
	default:
		err = x.resolve(s, of, askers, values)
	}
	if err != nil {
		return err
	}
	if s.shape.inert() {
		for k, r := range of {
			r.given[i].value = values[k]
		}
		return nil
	}
	var below []*row
	for k, r := range of {
		from := len(below)
		below = s.shape.rows(values[k], below)
		r.given[i].rows = below[from:len(below):len(below)]
	}
	return x.fill(s.shape.leveled(), below)
}

// turn does something when it is the operation's turn.
func turn(ctx context.Context, host Host, do func(context.Context) error) error {
	ctx, over, err := host.Turn(ctx)
	if err != nil {
		return err
	}
	defer over()
	return do(ctx)
}

func (x *execution) turn(do func(context.Context) error) error { return turn(x.ctx, x.host, do) }

// spend takes what is written from what the answer may hold, and lets others go first if the operation is heavy.
func (x *execution) spend(values, text int) error {
	if err := x.ctx.Err(); err != nil {
		return err
	}
	if err := x.host.Spend(0, 0, values, text); err != nil {
		return err
	}
	return x.turn(func(context.Context) error { return nil })
}

// resolve calls the resolvers of a slot until they have no more questions.
func (x *execution) resolve(s *slot, of []*row, askers []*asker, values []reflect.Value) error {
	questions := &Questions{}
	ctx := x.host.Context(x.ctx, questions)
	contexts := map[*asker]context.Context{}
	arguments := map[*asker][]reflect.Value{}
	for _, a := range askers {
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
			reset := x.host.Mark()
			a := askers[k]
			value, err := a.resolver.call(contexts[a], reflect.ValueOf(r.records[s.at]), arguments[a])
			switch {
			case errors.Is(err, ErrAsked):
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
		if err := questions.answer(x.ctx, x.host); err != nil {
			return x.failed(err)
		}
	}
}

// failed leaves to the resolvers what went wrong, unless there is no time for that.
func (x *execution) failed(err error) error {
	switch over := x.ctx.Err(); {
	case over != nil:
		return over
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled): // the host says so
		return err
	}
	if over := x.host.Spend(0, 0, 0, 0); over != nil {
		return over
	}
	var invalid store.Invalid
	switch {
	case errors.Is(err, ErrGivesUp):
		return err
	case errors.As(err, &invalid):
		return mistaken("%v", err)
	}
	return givesUp("%v", err)
}
