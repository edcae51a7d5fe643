package exec

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/plan"
	"github.com/summitry/summitry/graph/selection"
)

// A planKey identifies executions that select the same fields: an operation of a text, and what its variables
// decide, which is what @skip and @include select and which arguments are present. An empty text is not cached: the
// operation was changed after it was parsed.
type planKey struct{ text, choice string }

func keyOf(o *graphql.OperationContext) planKey {
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
	return planKey{o.RawQuery, choice.String()}
}

// An analysis is what executions with one key share. Nothing in it changes.
type analysis struct {
	key    planKey
	fields []*costed
	size   int        // how many fields
	plan   *plan.Plan // nil without a plan
	err    error      // why there is none; nil before the first execution
}

// analyze returns what executions of an operation share.
func (e *Executor) analyze(o *graphql.OperationContext) *analysis {
	key := keyOf(o)
	if p, found := e.plans.Get(key); found {
		return p
	}
	fields, n := costedFields(o.Operation.SelectionSet, nil, selection.Included(o.Variables))
	return &analysis{key: key, fields: fields, size: n}
}

// byPlan answers by a plan. It returns plan.ErrUnsupported if gqlgen's executor must answer, and any other error if
// there is no answer at all.
func (e *Executor) byPlan(
	ctx context.Context, o *graphql.OperationContext, p *analysis, running *load.Operation,
) (answer []byte, err error) {
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
	if p.plan == nil && p.err == nil {
		p = e.compile(ctx, o, p, running)
	}
	if p.err != nil {
		return nil, p.err
	}
	return p.plan.Answer(ctx, running, o.Variables)
}

// compile returns an analysis with its plan, or the reason why it has none, and caches it.
func (e *Executor) compile(
	ctx context.Context, o *graphql.OperationContext, p *analysis, running *load.Operation,
) *analysis {
	compiled := *p
	compiled.plan, compiled.err = e.compiler.Compile(ctx, running, o.Operation, o.Variables)
	unsupported := errors.Is(compiled.err, plan.ErrUnsupported) && !errors.Is(compiled.err, plan.ErrInvalid)
	if p.key.text != "" && (compiled.err == nil || unsupported) {
		bytes := bytesPerByte*len(p.key.text) + bytesPerField*p.size
		if compiled.err == nil {
			bytes += compiled.plan.Bytes()
		}
		e.plans.Put(p.key, &compiled, bytes)
	}
	return &compiled
}

// How much memory a cached plan holds on to beside itself: for each byte of the text that was parsed, and for each
// field whose cost is estimated.
const (
	bytesPerByte  = 15
	bytesPerField = 64
)
