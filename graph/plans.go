package graph

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data"
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
func (a *API) byPlan(ctx context.Context, o *graphql.OperationContext) (answer []byte, err error) {
	if a.compiler == nil {
		return nil, compiled.ErrGivesUp
	}
	host := operationOf(ctx)
	reset := host.Mark()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: %w", compiled.ErrGivesUp, o.RecoverFunc(ctx, cause))
		}
		if errors.Is(err, compiled.ErrGivesUp) {
			reset()
			a.log.Debug("the resolvers answer", "why", err)
		}
	}()
	plan, err := a.planFor(ctx, o)
	if err != nil {
		return nil, err
	}
	return plan.Answer(ctx, host, o.Variables)
}

// planFor compiles an operation, or finds that done.
func (a *API) planFor(ctx context.Context, o *graphql.OperationContext) (*compiled.Plan, error) {
	key := plannedOf(o)
	if plan, found := a.plans.get(key); found {
		return plan, nil
	}
	plan, err := a.compiler.Compile(ctx, operationOf(ctx), o.Operation, o.Variables)
	if err == nil && key.text != "" { // of a table: its pages are operations of their own
		a.plans.keep(key, plan, len(key.text)+plan.Bytes())
	}
	return plan, err
}

// What a plan asks of its operation (compiled.Host).

func (o *operation) Context(ctx context.Context, q *compiled.Questions) context.Context {
	return context.WithValue(ctx, operationKey{}, &operation{purse: o.purse, context: o.context, store: o.store, yield: o.yield, plan: q})
}

// Turn waits until the operation may ask the store. The statements of a light one are so short that it is not worth a goroutine each to
// wait for their end: they cannot be interrupted.
func (o *operation) Turn(ctx context.Context) (context.Context, func(), error) {
	if o.yield == nil {
		return context.WithoutCancel(ctx), func() {}, ctx.Err()
	}
	over, err := o.yield.turn(ctx)
	return ctx, over, err
}

func (o *operation) Store() *data.Store { return o.store }

func (o *operation) Spend(records, owned, values, text int) error {
	o.records.Add(int64(records))
	o.owned.Add(int64(owned))
	o.values.Add(int64(values))
	o.text.Add(int64(text))
	return o.overspent()
}

func (o *operation) Mark() (reset func()) { return o.purse.mark() }
