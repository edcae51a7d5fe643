package graph

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/compiled"
)

// An operation gathers what its resolvers ask at the same time, so that the store is asked once for all of it: a batch goes
// off when no resolver has asked anything new for a moment. Answers are kept for as long as the operation lasts.
//
// While a plan is carried out, the questions of its resolvers go to it instead.
type operation struct {
	*purse
	store *store.Store
	yield *yield // to others, if it is heavy

	plan  *compiled.Questions
	brief bool      // none of its statements takes long
	until time.Time // it may last

	context   context.Context // of the resolvers
	crowd     *crowd          // of theirs, if it is heavy
	asked     atomic.Int64    // how often a resolver came with a new key
	mu        sync.Mutex
	gatherers map[question]any // *gatherer of the question's types
}

// A question is all that the keys of one batch have in common.
type question struct {
	relation any // a pointer to the relation
	asks     string
	terms    string
}

type operationKey struct{}

// in is a context in which it is what is asked.
func (o *operation) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, operationKey{}, o)
}

func operationOf(ctx context.Context) *operation { return ctx.Value(operationKey{}).(*operation) }

// A gatherer collects the keys of one question.
type gatherer[K comparable, V any] struct {
	mu      sync.Mutex
	batches map[K]*batch[K, V] // in which each key was, or will be, asked
	open    *batch[K, V]       // takes more keys
}

type batch[K comparable, V any] struct {
	keys     []K
	full     chan struct{}
	answered chan struct{}
	values   map[K]V
	err      error
}

// A batch goes off when nobody has asked anything new for as long as quiet, or when it has maxBatch keys.
const (
	quiet    = 500 * time.Microsecond
	maxBatch = 1000
)

// gather asks a question for one key, together with whoever asks it for others. Without an answer the value is zero.
func gather[K comparable, V any](ctx context.Context, q question, key K, fetch func(context.Context, *store.Store, []K) (map[K]V, error)) (V, error) {
	o := operationOf(ctx)
	if err := ctx.Err(); err != nil { // nobody waits for more
		var none V
		return none, err
	}
	if o.plan != nil {
		return compiled.Ask(o.plan, q, key, fetch)
	}
	o.mu.Lock()
	g, standing := o.gatherers[q].(*gatherer[K, V])
	if !standing {
		g = &gatherer[K, V]{batches: map[K]*batch[K, V]{}}
		o.gatherers[q] = g
	}
	o.mu.Unlock()

	b := g.batch(o, key, fetch)
	if err := o.wait(); err != nil {
		var none V
		return none, err
	}
	defer o.goOn()
	select {
	case <-b.answered:
		return b.values[key], b.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// batch gives the batch that asks for a key, starting one if none takes keys.
func (g *gatherer[K, V]) batch(o *operation, key K, fetch func(context.Context, *store.Store, []K) (map[K]V, error)) *batch[K, V] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if b := g.batches[key]; b != nil {
		return b
	}
	o.asked.Add(1)
	if g.open == nil {
		b := &batch[K, V]{full: make(chan struct{}), answered: make(chan struct{})}
		g.open = b
		go func() {
			o.awaitQuiet(b.full)
			g.mu.Lock()
			if g.open == b {
				g.open = nil
			}
			g.mu.Unlock()
			b.ask(o, fetch)
		}()
	}
	b := g.open
	b.keys = append(b.keys, key)
	g.batches[key] = b
	if len(b.keys) == maxBatch {
		g.open = nil
		close(b.full)
	}
	return b
}

// awaitQuiet waits until every resolver that can go on has gone on, or a batch is full. A resolver that is ready to run goes first.
func (o *operation) awaitQuiet(full <-chan struct{}) {
	for {
		before := o.asked.Load()
		select {
		case <-full:
			return
		case <-time.After(quiet):
		}
		runtime.Gosched()
		if o.asked.Load() == before {
			return
		}
	}
}

func (b *batch[K, V]) ask(o *operation, fetch func(context.Context, *store.Store, []K) (map[K]V, error)) {
	defer close(b.answered)
	defer func() {
		if cause := recover(); cause != nil { // outside of gqlgen's goroutines nobody else would
			b.err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	over, err := o.yield.turn(o.context)
	if err != nil {
		b.err = err
		return
	}
	defer over()
	b.values, b.err = fetch(o.context, o.store, b.keys)
}
