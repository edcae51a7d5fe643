package graph

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/plan"
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

// byPlan answers by a plan. It gives plan.ErrUnsupported if the resolvers must, and otherwise an error if there is no answer at all.
func (e *Executor) byPlan(ctx context.Context, o *graphql.OperationContext, running *load.Operation) (answer []byte, err error) {
	if e.compiler == nil {
		return nil, plan.ErrUnsupported
	}
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: %w", plan.ErrUnsupported, o.RecoverFunc(ctx, cause))
		}
		if errors.Is(err, plan.ErrUnsupported) {
			e.log.Debug("the resolvers answer", "why", err)
		}
	}()
	if until, interrupt := running.Until(); interrupt {
		var cancel func()
		ctx, cancel = context.WithDeadline(ctx, until)
		defer cancel()
	}
	compiled, err := e.planFor(ctx, o, running)
	if err != nil {
		return nil, err
	}
	return compiled.Answer(ctx, running, o.Variables)
}

// planFor compiles an operation, or finds that done.
func (e *Executor) planFor(ctx context.Context, o *graphql.OperationContext, running *load.Operation) (*plan.Plan, error) {
	key := plannedOf(o)
	if known, found := e.plans.Get(key); found {
		return known.compiled, known.err
	}
	compiled, err := e.compiler.Compile(ctx, running, o.Operation, o.Variables)
	if key.text != "" && !errors.Is(err, plan.ErrInvalid) { // each page of a table is an operation of its own
		bytes := perByte * len(key.text)
		if err == nil {
			bytes += compiled.Bytes()
		}
		e.plans.Put(key, compilation{compiled, err}, bytes)
	}
	return compiled, err
}

// A compilation is a plan, or why there is none.
type compilation struct {
	compiled *plan.Plan
	err      error
}

// perByte is how much memory a byte of a text takes as a document, which a plan holds on to.
const perByte = 15
