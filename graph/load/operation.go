// Package load reads what one GraphQL operation asks of a dataset. Resolvers call Load, LoadAll, Page and their like
// for one record each; keys that are asked for at the same time are read by one statement. While a plan runs an
// operation, it calls resolvers itself, and the keys are collected in its Pending instead. Everything that is read
// is charged to the operation's Budget.
//
// An Operation travels in the context: Operation.In puts it there, Of takes it out. The package depends on data alone.
package load

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/summitry/summitry/data/store"
)

// An Operation is one execution of a GraphQL operation: its budget, the store that it reads from, and the batches
// that are open.
type Operation struct {
	*Budget
	store    *store.Store
	priority *Priority // nil if the operation is light

	pending *Pending  // of a plan that calls resolvers; nil if gqlgen does
	brief   bool      // none of its statements takes long
	until   time.Time // it may last

	ctx     context.Context // of gqlgen's resolvers
	keys    atomic.Int64    // how many different keys they have asked for
	mu      sync.Mutex
	loaders map[BatchKey]any // *loader of the key's types
}

// New starts an operation that a plan executes until a time. A heavy one has a priority, and lets light ones go
// first. The statements of a brief one are not interrupted.
func New(store *store.Store, priority *Priority, until time.Time, brief bool) *Operation {
	return &Operation{Budget: &Budget{}, store: store, priority: priority, until: until, brief: brief}
}

// ForResolvers starts an operation that gqlgen's resolvers execute, until ctx is done.
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

// Collect returns a context in which the operation's resolvers add their keys to p.
func (o *Operation) Collect(ctx context.Context, p *Pending) context.Context {
	return (&Operation{Budget: o.Budget, pending: p}).In(ctx)
}

// Store is the dataset that the operation reads.
func (o *Operation) Store() *store.Store { return o.store }

// Wait lets light operations go first, if this one is heavy.
func (o *Operation) Wait(ctx context.Context) { o.priority.wait(ctx) }

// Query runs a query when the operation may send one to the store. It returns the error of a context when the time
// is up.
func (o *Operation) Query(ctx context.Context, query func(context.Context) error) error {
	switch {
	case o.brief && time.Now().After(o.until):
		return context.DeadlineExceeded
	case o.brief && ctx.Err() != nil:
		return ctx.Err()
	case o.brief: // waiting for an interruption would take database/sql and the driver a goroutine each
		return query(context.WithoutCancel(ctx))
	}
	release, err := o.priority.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	return query(ctx)
}

// Until is when the operation must have ended, and whether its statements are interrupted then.
func (o *Operation) Until() (until time.Time, interrupt bool) { return o.until, !o.brief }
