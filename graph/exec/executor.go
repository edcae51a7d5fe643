// Package exec executes GraphQL operations. It parses and validates a text, coerces its variables, bounds its cost,
// waits for admission, and executes the operation by a plan or else by gqlgen's executor. Start at New, Executor.Parse
// and Executor.Execute.
//
// The package depends on graph/plan, graph/load and gqlgen's output. It imports no resolver: New gets them as an
// argument.
package exec

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/internal/gen"
	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/plan"
	"github.com/summitry/summitry/lru"
)

// An Executor executes operations on one dataset. It may be used by several goroutines at a time.
type Executor struct {
	executable graphql.ExecutableSchema
	store      *store.Store
	sizes      Sizes
	documents  *lru.Cache[string, *valid]
	plans      *lru.Cache[planKey, *analysis]
	compiler   *plan.Compiler // nil to execute by gqlgen alone
	admission  *admission
	maxRecords int64 // that an operation may select
	maxTime    time.Duration
	hooks      Hooks
	log        *slog.Logger
	logChange  *sync.Once // logs once that the dataset's file was changed
}

// Sizes are the numbers of views and statements, from which costs are estimated.
type Sizes struct{ Views, Statements int }

// New returns an executor that reads a store through resolvers. Internal errors go to log and never to the client.
func New(resolvers gen.ResolverRoot, store *store.Store, sizes Sizes, log *slog.Logger, options ...Option) *Executor {
	e := &Executor{
		executable: gen.NewExecutableSchema(gen.Config{Resolvers: resolvers}), store: store, sizes: sizes,
		documents: lru.New[string, *valid](MaxDocuments, MaxDocumentsBytes),
		plans:     lru.New[planKey, *analysis](MaxPlans, MaxPlansBytes),
		compiler:  plan.New(Schema, introspection, resolvers), admission: newAdmission(), log: log,
		logChange: &sync.Once{}, maxRecords: load.MaxRecords, maxTime: MaxTime,
	}
	for _, apply := range options {
		apply(e)
	}
	return e
}

// On returns an executor of another dataset. It shares what does not depend on the dataset: validated documents, and
// the limits on what runs at a time. Plans are made again, since they hold the resolvers.
func (e *Executor) On(resolvers gen.ResolverRoot, store *store.Store, sizes Sizes) *Executor {
	next := New(resolvers, store, sizes, e.log)
	next.documents, next.admission, next.hooks = e.documents, e.admission, e.hooks
	next.maxRecords, next.maxTime = e.maxRecords, e.maxTime
	return next
}

// WithoutPlans returns the same executor without plans: gqlgen executes every operation. Tests compare the two.
func (e *Executor) WithoutPlans() *Executor {
	plain := *e
	plain.compiler = nil
	return &plain
}

// DatasetChanged returns a problem once the file of the dataset was changed. It logs the change once.
func (e *Executor) DatasetChanged(ctx context.Context) *gqlerror.Error {
	if e.store.Unchanged == nil {
		return nil
	}
	err := e.store.Unchanged()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrReplaced):
		return Error(replacedMessage, DatasetChanged)
	}
	e.logChange.Do(func() {
		const message = "dataset file was changed and is no longer served: move another file to its place"
		e.log.ErrorContext(ctx, message, "error", err)
	})
	return Error("The dataset file was changed while it was being served: send the request again when another release "+
		"has taken its place", DatasetChanged)
}

// ReserveInput waits until a request body of size bytes fits, or of unknown size if size is negative. The caller
// frees it by done. A problem means that it did not fit in time.
func (e *Executor) ReserveInput(ctx context.Context, size int64) (done func(), problem *gqlerror.Error) {
	done, problem = e.admission.reserveInput(ctx, size)
	e.hooks.refused(problem)
	return done, problem
}

// ReserveOutput waits until a result of size bytes fits. The caller frees it by done once the client has read the
// result. begun means that a part of the response has been sent.
func (e *Executor) ReserveOutput(ctx context.Context, size int, begun bool) (done func(), problem *gqlerror.Error) {
	done, problem = e.admission.reserveOutput(ctx, size, begun)
	e.hooks.refused(problem)
	return done, problem
}

// ReserveBuffer waits for one of the buffers for tables over HTTP/1.0. The caller frees it by done.
func (e *Executor) ReserveBuffer(ctx context.Context) (done func(), problem *gqlerror.Error) {
	done, problem = wait(ctx, e.admission.buffers, 1, maxWait)
	e.hooks.refused(problem)
	return done, problem
}

// WithoutAdmission returns a context in which operations run at once, for those that the server runs for itself before
// it serves a dataset. Their results must not be sent.
func WithoutAdmission(ctx context.Context) context.Context {
	return context.WithValue(ctx, heavySlot{}, (*load.Priority)(nil))
}

// ownTime is how long an operation of the server itself may take. A busy server must not refuse a release for that.
const ownTime = time.Minute

// timeFor returns how long an operation may take.
func (e *Executor) timeFor(ctx context.Context) time.Duration {
	if priority, admitted := ctx.Value(heavySlot{}).(*load.Priority); admitted && priority == nil {
		return ownTime // by WithoutAdmission
	}
	return e.maxTime
}

// ReserveHeavy waits for admission as one heavy operation. Operations that are executed with the returned context, one
// after the other, run without further admission, and their results must not be sent. The caller calls done after the
// last one.
func (e *Executor) ReserveHeavy(ctx context.Context) (slot context.Context, done func(), problem *gqlerror.Error) {
	done, priority, problem := e.admission.admitHeavy(ctx, false)
	e.hooks.refused(problem)
	return context.WithValue(ctx, heavySlot{}, priority), done, problem
}

// QueueFull reports whether the next heavy operation would be shed.
func (e *Executor) QueueFull() bool { return e.admission.queue.Load() >= maxQueue }
