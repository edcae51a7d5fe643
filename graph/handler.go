// Package graph answers GraphQL from a data.Store: the resolvers, one file a noun, the gathering of their questions, and the
// HTTP handler around them.
package graph

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/internal/gen"
)

// NewHandler serves GraphQL over HTTP, by GET and by POST of JSON. What goes wrong inside is told to log, never to the
// client.
func NewHandler(store *data.Store, log *slog.Logger) http.Handler {
	server := handler.New(gen.NewExecutableSchema(gen.Config{Resolvers: resolvers{}}))
	server.AddTransport(overHTTP{})
	server.SetParserTokenLimit(MaxTokens)
	server.Use(extension.Introspection{})
	server.Use(exactEnums{})
	server.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		ctx, cancel := context.WithTimeout(ctx, MaxTime)
		defer cancel()
		response := next(withOperation(ctx, store))
		if len(response.Errors) > MaxErrors {
			response.Errors = response.Errors[:MaxErrors]
		}
		return response
	})
	server.SetErrorPresenter(presenter(log))
	server.SetRecoverFunc(recovered(log))
	return server
}
