package graph

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/compiled"
)

// A planned operation is one of a text, with what it leaves to its variables: what @skip and @include leave in, and which are given.
type planned struct{ text, choice string }

func plannedOf(o *graphql.OperationContext) planned {
	var choice strings.Builder
	choice.WriteString(o.Operation.Name)
	for _, v := range o.Operation.VariableDefinitions {
		switch value := o.Variables[v.Variable].(type) {
		case nil:
			choice.WriteString(" -")
		case bool:
			fmt.Fprint(&choice, " ", value)
		default:
			choice.WriteString(" +")
		}
	}
	return planned{o.RawQuery, choice.String()}
}

// byPlan answers by a plan. It gives compiled.ErrGivesUp if the resolvers must, and otherwise an error if there is no answer at all.
func (a *API) byPlan(ctx context.Context, o *graphql.OperationContext, host *operation) (answer []byte, err error) {
	if a.compiler == nil {
		return nil, compiled.ErrGivesUp
	}
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: %w", compiled.ErrGivesUp, o.RecoverFunc(ctx, cause))
		}
		if errors.Is(err, compiled.ErrGivesUp) {
			a.log.Debug("the resolvers answer", "why", err)
		}
	}()
	if !host.brief {
		var cancel func()
		ctx, cancel = context.WithDeadline(ctx, host.until)
		defer cancel()
	}
	plan, err := a.planFor(ctx, o, host)
	if err != nil {
		return nil, err
	}
	return plan.Answer(ctx, host, o.Variables)
}

// planFor compiles an operation, or finds that done.
func (a *API) planFor(ctx context.Context, o *graphql.OperationContext, host *operation) (*compiled.Plan, error) {
	key := plannedOf(o)
	if known, found := a.plans.get(key); found {
		return known.plan, known.err
	}
	plan, err := a.compiler.Compile(ctx, host, o.Operation, o.Variables)
	if key.text != "" && !errors.Is(err, compiled.ErrMistaken) { // each page of a table is an operation of its own
		bytes := perByte * len(key.text)
		if err == nil {
			bytes += plan.Bytes()
		}
		a.plans.keep(key, compilation{plan, err}, bytes)
	}
	return plan, err
}

// A compilation is a plan, or why there is none.
type compilation struct {
	plan *compiled.Plan
	err  error
}

// perByte is how much memory a byte of a text takes as a document, which a plan holds on to.
const perByte = 15

// What a plan asks of its operation (compiled.Host).

func (o *operation) Context(ctx context.Context, q *compiled.Questions) context.Context {
	return (&operation{purse: o.purse, plan: q}).in(ctx)
}

// Turn waits until the operation may ask the store. Statements of a brief one end so soon that they are not interrupted: to wait for that
// takes database/sql and the driver a goroutine each.
func (o *operation) Turn(ctx context.Context) (context.Context, func(), error) {
	switch {
	case o.brief && time.Now().After(o.until):
		return nil, nil, context.DeadlineExceeded
	case o.brief:
		return context.WithoutCancel(ctx), func() {}, ctx.Err()
	}
	over, err := o.yield.turn(ctx)
	return ctx, over, err
}

func (o *operation) Store() *store.Store { return o.store }

func (o *operation) Spend(records, owned, values, text int) error {
	o.records.Add(int64(records))
	o.owned.Add(int64(owned))
	o.values.Add(int64(values))
	o.text.Add(int64(text))
	return o.overspent()
}

func (o *operation) Mark() (reset func()) { return o.purse.mark() }
