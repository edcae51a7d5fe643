package exec

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/plan"
	"github.com/summitry/summitry/graph/selection"
)

// A planKey identifies executions that select the same fields. It holds the text of an operation, and what its
// variables decide: the selections that @skip and @include let in, and the arguments that are present. An empty text is
// not cached, since the operation was changed after it was parsed.
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

// An analysis holds what executions with the same key share. It never changes.
type analysis struct {
	key    planKey
	fields []*costed
	size   int        // number of fields, nested ones included
	plan   *plan.Plan // nil if there is none
	err    error      // why there is no plan; nil before the first execution
}

// analyze returns the analysis of an operation, from the cache if it is there.
func (e *Executor) analyze(o *graphql.OperationContext) *analysis {
	key := keyOf(o)
	if p, found := e.plans.Get(key); found {
		return p
	}
	fields, n := costedFields(o.Operation.SelectionSet, nil, selection.Included(o.Variables))
	return &analysis{key: key, fields: fields, size: n}
}

// byPlan executes an operation by its plan. The error is plan.ErrUnsupported if gqlgen's executor must answer, and any
// other error if the operation has no result.
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
			reason := err
			if errors.Is(err, plan.ErrInvalid) {
				reason = plan.ErrInvalid // err may have values that the client sent
			}
			e.log.DebugContext(ctx, "executing by gqlgen", "reason", reason)
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

// compile adds the plan to an analysis, or the reason why there is none, and caches it.
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

// Check returns why an operation cannot be executed with its variables: it costs too much, or has no plan. It reads no
// record.
func (e *Executor) Check(ctx context.Context, o *graphql.OperationContext) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = o.RecoverFunc(ctx, cause)
		}
	}()
	analysis := e.analyze(o)
	if _, problem := e.costOf(analysis.fields, o.Variables); problem != nil {
		return problem
	}
	ctx = graphql.WithOperationContext(ctx, o)
	return e.compile(ctx, o, analysis, load.New(e.store, nil, time.Now().Add(e.maxTime), true)).err
}

// Memory that a cached analysis holds beside its plan: for each byte of the parsed text, and for each costed field.
const (
	bytesPerByte  = 15
	bytesPerField = 64
)
