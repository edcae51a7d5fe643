// Package exec executes GraphQL operations: it parses and validates a text, coerces its variables, bounds its cost,
// admits it when there is room, and answers it by a plan or else by gqlgen's executor. Start at New, Executor.Parse
// and Executor.Execute.
//
// The package depends on graph/plan, graph/load and gqlgen's output, and on no resolver: New is given them.
package exec

import (
	"context"
	"log/slog"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/internal/gen"
	"github.com/summitry/summitry/graph/plan"
	"github.com/summitry/summitry/lru"
)

// An Executor executes operations on one dataset, by plans or else by gqlgen.
type Executor struct {
	executable graphql.ExecutableSchema
	store      *store.Store
	sizes      Sizes
	documents  *lru.Cache[string, *valid]
	plans      *lru.Cache[planKey, *analysis]
	compiler   *plan.Compiler // nil: the resolvers answer
	admission  *admission
	log        *slog.Logger
	logChange  *sync.Once // of the dataset's file
}

// Sizes are numbers of a dataset from which costs are estimated.
type Sizes struct{ Views, Statements int }

// newExecutor executes operations by gqlgen's resolvers. What goes wrong inside is logged, never told to the client.
func New(resolvers gen.ResolverRoot, store *store.Store, sizes Sizes, log *slog.Logger) *Executor {
	return &Executor{
		executable: gen.NewExecutableSchema(gen.Config{Resolvers: resolvers}), store: store, sizes: sizes,
		documents: lru.New[string, *valid](MaxDocuments, MaxDocumentsBytes),
		plans:     lru.New[planKey, *analysis](MaxPlans, MaxPlansBytes),
		compiler:  plan.New(Schema, introspection, resolvers), admission: newAdmission(), log: log,
		logChange: &sync.Once{},
	}
}

// byResolversAlone returns the same executor without plans.
func (e *Executor) WithoutPlans() *Executor {
	plain := *e
	plain.compiler = nil
	return &plain
}

func (e *Executor) DatasetChanged() *gqlerror.Error {
	if e.store.Unchanged == nil {
		return nil
	}
	err := e.store.Unchanged()
	if err == nil {
		return nil
	}
	e.logChange.Do(func() {
		e.log.Error("The dataset file was changed and is no longer served: restart the server", "error", err)
	})
	return Error(err.Error()+": ask again when the server has been restarted", DatasetChanged)
}

// ReserveInput waits for room for a request's body of so many bytes, or of an unknown number below 0, until done is
// called.
func (e *Executor) ReserveInput(ctx context.Context, size int64) (done func(), problem *gqlerror.Error) {
	return e.admission.reserveInput(ctx, size)
}

// ReserveOutput waits for room for a result of so many bytes, until its client has read it and done is called. begun
// means that a part of the answer has been sent already.
func (e *Executor) ReserveOutput(ctx context.Context, size int, begun bool) (done func(), problem *gqlerror.Error) {
	return e.admission.reserveOutput(ctx, size, begun)
}

// ReserveBuffer waits for one of the buffers in which tables are read over HTTP/1.0, until done is called.
func (e *Executor) ReserveBuffer(ctx context.Context) (done func(), problem *gqlerror.Error) {
	return wait(ctx, e.admission.buffers, 1, maxWait)
}
