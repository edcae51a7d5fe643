// Package graph answers GraphQL from a data.Store: the resolvers, one file a noun, the gathering of their questions, and the
// addresses at which it is asked: operations and saved views, as JSON or as tables.
package graph

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/internal/gen"
	"github.com/summitry/summitry/views"
)

// An API answers operations, whoever asks them.
type API struct {
	executor *executor.Executor
	views    []*views.View
	log      *slog.Logger
}

// New makes an API of a dataset and the saved views. What goes wrong inside is told to log, never to the client.
func New(store *data.Store, log *slog.Logger) (*API, error) {
	saved, err := views.All()
	if err != nil {
		return nil, err
	}
	for _, v := range saved {
		if err := checkView(v); err != nil {
			return nil, fmt.Errorf("views/%s.graphql: %w", v.Name, err)
		}
	}
	e := executor.New(gen.NewExecutableSchema(gen.Config{Resolvers: resolvers{saved}}))
	e.SetParserTokenLimit(MaxTokens)
	e.Use(extension.Introspection{})
	e.Use(exactEnums{})
	e.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		ctx, cancel := context.WithTimeout(ctx, MaxTime)
		defer cancel()
		response := next(withOperation(ctx, store))
		if len(response.Errors) > MaxErrors {
			response.Errors = response.Errors[:MaxErrors]
		}
		return response
	})
	e.SetErrorPresenter(presenter(log))
	e.SetRecoverFunc(recovered(log))
	return &API{e, saved, log}, nil
}

// checkView refuses a view that is no operation of the schema, or not exactly one.
func checkView(v *views.View) error {
	document, problems := gqlparser.LoadQueryWithRules(schema, v.Operation, nil)
	if len(problems) > 0 {
		return problems
	}
	if n := len(document.Operations); n != 1 {
		return fmt.Errorf("it holds %d operations: keep one", n)
	}
	for _, variable := range document.Operations[0].VariableDefinitions {
		if reserved[variable.Variable] {
			return fmt.Errorf("the address takes %s for itself: name the variable otherwise", variable.Variable)
		}
	}
	return nil
}

// operation parses and validates, or says why there is no such operation.
func (a *API) operation(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, context.Context, gqlerror.List) {
	o, problems := a.executor.CreateOperationContext(graphql.StartOperationTrace(ctx), params)
	if len(problems) > 0 && o.Doc != nil && o.Operation == nil {
		problems = gqlerror.List{noOperation(o)}
	}
	return o, graphql.WithOperationContext(ctx, o), problems
}

// answer executes an operation.
func (a *API) answer(ctx context.Context, o *graphql.OperationContext) *graphql.Response {
	responses, ctx := a.executor.DispatchOperation(ctx, o)
	return responses(ctx)
}

// refuse makes the answer to what is no operation.
func (a *API) refuse(ctx context.Context, problems gqlerror.List) *graphql.Response {
	return a.executor.DispatchError(ctx, problems)
}

var _ http.Handler = (*API)(nil)
