package exec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/plan"
)

// validation holds the validation rules of the specification.
var validation = validationWith()

// validationOfLarge omits the suggestions of similar names, which are slow for many errors.
var validationOfLarge = validationWith(rules.FieldsOnCorrectTypeRuleWithoutSuggestions,
	rules.KnownArgumentNamesRuleWithoutSuggestions,
	rules.KnownTypeNamesRuleWithoutSuggestions)

func validationWith(others ...core.Rule) *rules.Rules {
	all := rules.NewDefaultRules()
	for _, rule := range others {
		all.RemoveRule(strings.TrimSuffix(rule.Name, "WithoutSuggestions"))
		all.AddRule(rule.Name, rule.RuleFunc)
	}
	all.RemoveRule(rules.MaxIntrospectionDepth.Name) // costOf bounds it with a better message
	all.RemoveRule(rules.ValuesOfCorrectTypeRule.Name)
	all.AddRule("Literals", literals)
	return all
}

// Parse parses and validates an operation and coerces its variables. With errors, it returns as much of the operation
// as could be read.
func (e *Executor) Parse(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	o := &graphql.OperationContext{
		RawQuery: params.Query, OperationName: params.OperationName, Extensions: params.Extensions,
		RecoverFunc:            recovered(e.log),
		ResolverMiddleware:     metered,
		RootResolverMiddleware: introspected,
	}
	read, problems := e.document(ctx, params.Query)
	e.hooks.refusedByAny(problems)
	if read == nil {
		return o, problems
	}
	o.Doc = read.QueryDocument
	if operation := o.Doc.Operations.ForName(params.OperationName); operation != nil {
		ours := *operation // the document is shared
		o.Operation = &ours
	}
	if len(problems) > 0 {
		return o, problems
	}
	if o.Operation == nil {
		return o, gqlerror.List{noOperation(o)}
	}
	o.Variables, problems = coerceVariables(read.needed, o.Operation, params.Variables)
	return o, problems
}

// A valid document is shared by all executions and never changes.
type valid struct {
	*ast.QueryDocument
	needed map[*ast.VariableDefinition]bool // see neededIn
}

// document parses and validates a text, or returns it from the cache. With errors, it returns as much of the document
// as could be read.
func (e *Executor) document(ctx context.Context, query string) (*valid, gqlerror.List) {
	if known, found := e.documents.Get(query); found {
		return known, nil
	}
	if len(query) > MaxQuery {
		instead := "send several operations, or values as variables"
		return nil, gqlerror.List{over(limitBytes, "bytes", len(query), MaxQuery, instead)}
	}
	text := lineBreaks.Replace(query)
	parsed, problems := parse(text)
	if len(problems) > 0 {
		return nil, problems
	}
	read := &valid{QueryDocument: parsed}
	s, problem := measure(parsed)
	if problem != nil {
		return read, gqlerror.List{problem}
	}
	leave, problem := e.admission.admitText(ctx, s.unfolded)
	if problem != nil {
		return read, gqlerror.List{problem}
	}
	defer leave()
	all := validation
	switch {
	case s.cyclic:
		all = rules.NewRules(rules.NoFragmentCyclesRule) // the other rules need a document without cycles
	case s.unfolded > lightText:
		all = validationOfLarge
	}
	problems = slices.DeleteFunc(validator.ValidateWithRules(Schema, parsed, all), isRepeated)
	for _, p := range problems {
		errcode.Set(p, errcode.ValidationFailed)
	}
	if len(problems) > 0 {
		locate(problems, text)
		return read, problems
	}
	read.needed = neededIn(parsed)
	e.documents.Put(query, read, len(query))
	return read, nil
}

// parse parses a text whose lines end in \n.
func parse(text string) (*ast.QueryDocument, gqlerror.List) {
	if problem := checkTokens(text); problem != nil {
		return nil, gqlerror.List{problem}
	}
	parsed, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		problems := problemsOf(err)
		locate(problems, text)
		return nil, problems
	}
	if len(parsed.Operations)+len(parsed.Fragments) == 0 { // gqlparser allows that, the grammar does not
		const message = "The query is empty: send an operation, such as { dataset { version } }"
		return nil, gqlerror.List{Error(message, errcode.ParseFailed)}
	}
	if problem := checkFragments(parsed); problem != nil {
		return nil, gqlerror.List{problem}
	}
	return parsed, nil
}

// isRepeated reports whether an error of gqlparser repeats one of another rule: that several operations have the name
// "", which anonymous operations beside others must not, or that a scalar lacks a field, although no field of a scalar
// can be selected.
func isRepeated(problem *gqlerror.Error) bool {
	on := onType.FindStringSubmatch(problem.Message)
	return strings.HasSuffix(problem.Message, `operation named "".`) || on != nil && Schema.Types[on[1]].IsLeafType()
}

var onType = regexp.MustCompile(`^Cannot query field "\w+" on type "(\w+)"\.`)

// problemsOf returns an error of the parser as a list.
func problemsOf(err error) gqlerror.List {
	var problem *gqlerror.Error
	if !errors.As(err, &problem) {
		problem = gqlerror.Wrap(err)
	}
	errcode.Set(problem, errcode.ParseFailed)
	return gqlerror.List{problem}
}

// noOperation returns the error for an unknown or missing operation name, with the names to choose from.
func noOperation(o *graphql.OperationContext) *gqlerror.Error {
	var names []string
	for _, operation := range o.Doc.Operations {
		if operation.Name != "" { // an anonymous operation is the only one of its document
			names = append(names, operation.Name)
		}
	}
	switch {
	case len(o.Doc.Operations) == 0:
		return Error("The query has no operation: add one, such as { dataset { version } }", BadInput)
	case len(names) == 0:
		message := "Unknown operation named %.60q: the only operation of the query has no name, so omit operationName"
		return Error(fmt.Sprintf(message, o.OperationName), BadInput)
	case o.OperationName == "":
		return Error("Must provide operation name if query contains multiple operations: send as operationName one "+
			"of "+strings.Join(names, ", "), BadInput)
	}
	return Error(fmt.Sprintf("Unknown operation named %.60q: send as operationName one of %s", o.OperationName,
		strings.Join(names, ", ")), BadInput)
}

// Execute executes a parsed operation once it is admitted. begun means that it belongs to a response of which a part
// has been sent. The caller calls done when the response has been written.
func (e *Executor) Execute(
	ctx context.Context, o *graphql.OperationContext, begun bool,
) (response *graphql.Response, done func()) {
	refused := func(problem *gqlerror.Error) (*graphql.Response, func()) {
		e.hooks.refused(problem)
		return &graphql.Response{Errors: gqlerror.List{problem}}, func() {}
	}
	if changed := e.DatasetChanged(ctx); changed != nil {
		return refused(changed)
	}
	analysis := e.analyze(o)
	cost, problem := e.costOf(analysis.fields, o.Variables)
	if problem != nil {
		return refused(problem)
	}
	leave, to, problem := e.admission.admit(ctx, cost, begun)
	if problem != nil {
		return refused(problem)
	}
	func() {
		defer leave()
		response = e.run(ctx, o, analysis, to, cost.work <= briefWork)
		e.hooks.refusedByAny(response.Errors)
	}()
	if changed := e.DatasetChanged(ctx); changed != nil { // the file may have changed during execution
		return refused(changed)
	}
	if done, problem = e.admission.reserveOutput(ctx, len(response.Data), begun); problem != nil {
		return refused(problem)
	}
	response.Extensions = map[string]any{"cost": cost.toJSON(e.maxRecords)}
	return response, done
}

// run executes an operation by its plan, or else by gqlgen's executor.
func (e *Executor) run(
	ctx context.Context, o *graphql.OperationContext, p *analysis, to *load.Priority, brief bool,
) *graphql.Response {
	until := time.Now().Add(e.timeFor(ctx))
	ctx = graphql.WithOperationContext(ctx, o)
	running := load.New(e.store, to, until, brief)
	answer, err := e.byPlan(ctx, o, p, running)
	switch {
	case err == nil:
		e.hooks.executed(byPlans)
		return &graphql.Response{Data: answer}
	case errors.Is(err, plan.ErrUnsupported):
		e.hooks.executed(byGQLGen)
		ctx, cancel := context.WithDeadline(ctx, until)
		defer cancel()
		return e.byResolvers(ctx, o, to)
	}
	return e.timeout(ctx, running, err)
}

// byResolvers executes an operation by gqlgen's executor.
func (e *Executor) byResolvers(
	ctx context.Context, o *graphql.OperationContext, to *load.Priority,
) (response *graphql.Response) {
	running := load.ForResolvers(ctx, e.store, to)
	if to != nil { // the operation is heavy
		ctx = context.WithValue(ctx, backpressureKey{}, &backpressure{})
	}
	ctx = graphql.WithResponseContext(running.In(ctx), presenter(e.log, e.maxTime), o.RecoverFunc)
	defer func() {
		if cause := recover(); cause != nil { // outside of any field, where gqlgen does not recover
			graphql.AddError(ctx, o.RecoverFunc(ctx, cause))
			response = &graphql.Response{Errors: graphql.GetErrors(ctx)}
		}
	}()
	response = e.executable.Exec(ctx)(ctx)
	if err := cmp.Or(running.Exceeded(), ctx.Err()); err != nil {
		return e.timeout(ctx, running, err)
	}
	response.Errors = append(response.Errors, graphql.GetErrors(ctx)...)
	slices.SortStableFunc(response.Errors, byPlace)
	return response
}

// timeout returns the response of an operation that exceeded its time or budget. It has no data: a null for what was
// not reached would look like a fact.
func (e *Executor) timeout(ctx context.Context, o *load.Operation, err error) *graphql.Response {
	if over := o.Exceeded(); over != nil {
		return &graphql.Response{Errors: gqlerror.List{limited(Error(over.Error(), BadInput), limitResult)}}
	}
	return &graphql.Response{Errors: gqlerror.List{presenter(e.log, e.maxTime)(o.In(ctx), err)}}
}

// byPlace compares errors by path. gqlgen runs fields concurrently, and the response must not depend on their order.
func byPlace(a, b *gqlerror.Error) int {
	return cmp.Or(slices.CompareFunc(a.Path, b.Path, func(a, b ast.PathElement) int {
		i, inList := a.(ast.PathIndex)
		k, alsoInList := b.(ast.PathIndex)
		if inList && alsoInList {
			return cmp.Compare(i, k)
		}
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
	}), cmp.Compare(a.Message, b.Message))
}
