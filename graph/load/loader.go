package load

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/summitry/summitry/data/store"
)

// A BatchKey identifies a batch: one query reads all of its keys.
type BatchKey struct {
	Source any    // the relation or list that is read, or a name
	Query  string // the query on it
	Terms  string
}

// A Fetch reads the values of keys. A key without a value may be absent.
type Fetch[K comparable, V any] func(context.Context, *store.Store, []K) (map[K]V, error)

// ByKey returns the value of one key, which is read together with other keys of the same batch. Without a value it
// returns the zero value.
func ByKey[K comparable, V any](ctx context.Context, batch BatchKey, key K, fetch Fetch[K, V]) (value V, err error) {
	o := Of(ctx)
	if err := ctx.Err(); err != nil { // the operation is over
		return value, err
	}
	if o.pending != nil {
		return await(o.pending, batch, key, fetch)
	}
	b := loaderOf[K, V](o, batch).batchFor(o, key, fetch)
	if err := o.startWaiting(); err != nil {
		return value, err
	}
	defer o.stopWaiting()
	select {
	case <-b.done:
		return b.values[key], b.err
	case <-ctx.Done():
		return value, ctx.Err()
	}
}

// A loader collects the keys of one batch key while gqlgen's resolvers run, and caches values until the operation ends.
type loader[K comparable, V any] struct {
	mu         sync.Mutex
	batches    map[K]*batch[K, V] // batches by each of their keys
	collecting *batch[K, V]       // the batch that takes more keys
}

func loaderOf[K comparable, V any](o *Operation, key BatchKey) *loader[K, V] {
	o.mu.Lock()
	defer o.mu.Unlock()
	l, known := o.loaders[key].(*loader[K, V])
	if !known {
		l = &loader[K, V]{batches: map[K]*batch[K, V]{}}
		o.loaders[key] = l
	}
	return l
}

type batch[K comparable, V any] struct {
	keys   []K
	full   chan struct{}
	done   chan struct{}
	values map[K]V
	err    error
}

// A batch is sent when no resolver has asked for a new key within batchWait, or when it has maxBatch keys.
const (
	batchWait = 500 * time.Microsecond
	maxBatch  = 1000
)

// batchFor returns the batch of a key, and starts one if none collects keys.
func (l *loader[K, V]) batchFor(o *Operation, key K, fetch Fetch[K, V]) *batch[K, V] {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.batches[key]; b != nil {
		return b
	}
	o.keys.Add(1)
	if l.collecting == nil {
		l.collecting = &batch[K, V]{full: make(chan struct{}), done: make(chan struct{})}
		go l.send(o, l.collecting, fetch)
	}
	b := l.collecting
	b.keys = append(b.keys, key)
	l.batches[key] = b
	if len(b.keys) == maxBatch {
		l.collecting = nil
		close(b.full)
	}
	return b
}

// send reads a batch once it is complete.
func (l *loader[K, V]) send(o *Operation, b *batch[K, V], fetch Fetch[K, V]) {
	o.awaitKeys(b.full)
	l.mu.Lock()
	if l.collecting == b {
		l.collecting = nil
	}
	l.mu.Unlock()
	b.read(o, fetch)
}

// awaitKeys waits until no resolver adds keys any more, or a batch is full. It yields to resolvers that are ready to
// run.
func (o *Operation) awaitKeys(full <-chan struct{}) {
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

func (b *batch[K, V]) read(o *Operation, fetch Fetch[K, V]) {
	defer close(b.done)
	defer func() {
		if cause := recover(); cause != nil { // only gqlgen's own goroutines recover
			b.err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	b.err = o.Query(o.ctx, func(ctx context.Context) (err error) {
		b.values, err = fetch(ctx, o.store, b.keys)
		return err
	})
}
