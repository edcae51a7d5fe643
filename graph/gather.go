package graph

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/compiled"
)

// An operation gathers what its resolvers ask at the same time, so that the store is asked once for all of it: a batch goes
// off when no resolver has asked anything new for a moment. Answers are kept for as long as the operation lasts.
//
// While a plan is carried out, the questions of its resolvers go to it instead.
type operation struct {
	*budget
	store    *data.Store
	priority *priority // to others, if it is heavy

	batches *compiled.Batches
	brief   bool      // none of its statements takes long
	until   time.Time // it may last

	context      context.Context // of the resolvers
	backpressure *backpressure   // of theirs, if it is heavy
	keys         atomic.Int64    // how often a resolver came with a new key
	mu           sync.Mutex
	loaders      map[batchKey]any // *loader of the question's types
}

// A batchKey is all that the keys of one batch have in common.
type batchKey struct {
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

// A loader collects the keys of one question.
type loader[K comparable, V any] struct {
	mu         sync.Mutex
	batches    map[K]*batch[K, V] // in which each key was, or will be, asked
	collecting *batch[K, V]       // takes more keys
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
	batchWait = 500 * time.Microsecond
	maxBatch  = 1000
)

// fetch asks a question for one key, together with whoever asks it for others. Without an answer the value is zero.
func fetch[K comparable, V any](ctx context.Context, q batchKey, key K, fetch func(context.Context, *data.Store, []K) (map[K]V, error)) (V, error) {
	o := operationOf(ctx)
	if err := ctx.Err(); err != nil { // nobody waits for more
		var none V
		return none, err
	}
	if o.batches != nil {
		return compiled.Await(o.batches, q, key, fetch)
	}
	o.mu.Lock()
	g, standing := o.loaders[q].(*loader[K, V])
	if !standing {
		g = &loader[K, V]{batches: map[K]*batch[K, V]{}}
		o.loaders[q] = g
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
func (g *loader[K, V]) batch(o *operation, key K, fetch func(context.Context, *data.Store, []K) (map[K]V, error)) *batch[K, V] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if b := g.batches[key]; b != nil {
		return b
	}
	o.keys.Add(1)
	if g.collecting == nil {
		b := &batch[K, V]{full: make(chan struct{}), answered: make(chan struct{})}
		g.collecting = b
		go func() {
			o.awaitBatch(b.full)
			g.mu.Lock()
			if g.collecting == b {
				g.collecting = nil
			}
			g.mu.Unlock()
			b.fetch(o, fetch)
		}()
	}
	b := g.collecting
	b.keys = append(b.keys, key)
	g.batches[key] = b
	if len(b.keys) == maxBatch {
		g.collecting = nil
		close(b.full)
	}
	return b
}

// awaitBatch waits until every resolver that can go on has gone on, or a batch is full. A resolver that is ready to run goes first.
func (o *operation) awaitBatch(full <-chan struct{}) {
	for {
		before := o.keys.Load()
		select {
		case <-full:
			return
		case <-time.After(batchWait):
		}
		runtime.Gosched()
		if o.keys.Load() == before {
			return
		}
	}
}

func (b *batch[K, V]) fetch(o *operation, fetch func(context.Context, *data.Store, []K) (map[K]V, error)) {
	defer close(b.answered)
	defer func() {
		if cause := recover(); cause != nil { // outside of gqlgen's goroutines nobody else would
			b.err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	over, err := o.priority.acquire(o.context)
	if err != nil {
		b.err = err
		return
	}
	defer over()
	b.values, b.err = fetch(o.context, o.store, b.keys)
}
