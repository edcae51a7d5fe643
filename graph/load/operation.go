// Package load reads what one GraphQL operation asks of a dataset. Resolvers call Load, LoadAll, Page and similar
// functions for one record each. One statement reads all keys that are asked for at the same time. While a plan
// executes an operation, it calls the resolvers itself and collects their keys in a Pending instead. Everything that is
// read is charged to the operation's Budget.
//
// A context carries the Operation: Operation.In adds it, Of returns it. The package depends on data and data/store.
package load

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/summitry/summitry/data/store"
)

// An Operation is one execution of a GraphQL operation: its budget, its store and its batches.
type Operation struct {
	*Budget
	store    *store.Store
	priority *Priority // nil for a light operation

	pending *Pending  // keys of resolvers that a plan calls; nil if gqlgen calls them
	brief   bool      // all of its statements are short
	until   time.Time // when its time is over

	ctx     context.Context // the context of gqlgen's resolvers
	keys    atomic.Int64    // number of different keys so far
	mu      sync.Mutex
	loaders map[BatchKey]any // *loader of the key's types
}

// New starts an operation that a plan executes and that ends at until. A heavy operation has a priority. The statements
// of a brief operation are not interrupted.
func New(store *store.Store, priority *Priority, until time.Time, brief bool) *Operation {
	return &Operation{Budget: &Budget{}, store: store, priority: priority, until: until, brief: brief}
}

// ForResolvers starts an operation that gqlgen's executor executes, until ctx is done.
func ForResolvers(ctx context.Context, store *store.Store, priority *Priority) *Operation {
	return &Operation{Budget: &Budget{}, store: store, priority: priority, ctx: ctx, loaders: map[BatchKey]any{}}
}

type operationKey struct{}

// In returns a context that holds the operation.
func (o *Operation) In(ctx context.Context) context.Context {
	return context.WithValue(ctx, operationKey{}, o)
}

// Of returns the operation in a context.
func Of(ctx context.Context) *Operation { return ctx.Value(operationKey{}).(*Operation) }

// Collect returns a context in which resolvers add their keys to p.
func (o *Operation) Collect(ctx context.Context, p *Pending) context.Context {
	return (&Operation{Budget: o.Budget, pending: p}).In(ctx)
}

// InPlan reports whether a plan calls the resolvers, so that none of them waits for a batch.
func (o *Operation) InPlan() bool { return o.pending != nil }

// Store returns the store that the operation reads.
func (o *Operation) Store() *store.Store { return o.store }

// Wait makes room for light operations if this one is heavy.
func (o *Operation) Wait(ctx context.Context) { o.priority.wait(ctx) }

// Query runs a query once the operation may send one to the store. It returns the error of a context when the time is
// over.
func (o *Operation) Query(ctx context.Context, query func(context.Context) error) error {
	switch {
	case o.brief && time.Now().After(o.until):
		return context.DeadlineExceeded
	case o.brief && ctx.Err() != nil:
		return ctx.Err()
	case o.brief: // an interruption would take two goroutines: database/sql's and the driver's
		return query(context.WithoutCancel(ctx))
	}
	release, err := o.priority.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	return query(ctx)
}

// Until returns when the operation must end, and whether its statements are interrupted then.
func (o *Operation) Until() (until time.Time, interrupt bool) { return o.until, !o.brief }
