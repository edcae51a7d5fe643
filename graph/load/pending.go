package load

import (
	"context"
	"errors"
	"sync"

	"github.com/summitry/summitry/data/store"
)

// An Edge is what a resolver follows that does nothing else: a relation to one or all records of a key, or a list to a
// page of them. A plan reads it without the resolver.
type Edge struct {
	From store.Reader // nil if List is set
	Many bool         // all records of the key, not one of them
	List store.Pager
	store.ListQuery
	Totals func(store.Key) store.Totals // the totals of the whole list, for a page
	Key    any                          // a key of From, or a store.Key of List
}

// ErrPending ends a resolver whose key has not been read yet. The plan calls it again afterwards.
var ErrPending = errors.New("the key has not been read yet")

// A Pending holds the keys of resolvers that a plan calls, one record after another. The loading functions of this
// package add keys, and Fetch reads them.
type Pending struct {
	dryRun  bool // record edges, read nothing
	mu      sync.Mutex
	edge    *Edge
	batches map[BatchKey]pendingBatch
	waiting []pendingBatch // batches with keys to read
}

// A pendingBatch is a keyBatch of any types.
type pendingBatch interface {
	fetch(context.Context, *store.Store) error
}

// DryRun returns a Pending that records the edge that a resolver follows, and reads nothing.
func DryRun() *Pending { return &Pending{dryRun: true} }

// Edge returns the first edge that was recorded, or nil.
func (p *Pending) Edge() *Edge { return p.edge }

// record records an edge in a dry run, and then returns ErrPending.
func (p *Pending) record(e Edge) error {
	if p == nil || !p.dryRun {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.edge == nil {
		p.edge = &e
	}
	return ErrPending
}

// A keyBatch holds the keys of one batch key, and the values that were read.
type keyBatch[K comparable, V any] struct {
	keys    []K // not read yet
	waiting map[K]bool
	values  map[K]V
	read    Fetch[K, V]
}

// await returns the value of a key, or ErrPending if it has not been read.
func await[K comparable, V any](p *Pending, batch BatchKey, key K, read Fetch[K, V]) (value V, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dryRun {
		return value, ErrPending
	}
	b, known := p.batches[batch].(*keyBatch[K, V])
	if !known {
		b = &keyBatch[K, V]{values: map[K]V{}, waiting: map[K]bool{}, read: read}
		if p.batches == nil {
			p.batches = map[BatchKey]pendingBatch{}
		}
		p.batches[batch] = b
	}
	if value, done := b.values[key]; done {
		return value, nil
	}
	if len(b.keys) == 0 {
		p.waiting = append(p.waiting, b)
	}
	if !b.waiting[key] {
		b.waiting[key] = true
		b.keys = append(b.keys, key)
	}
	return value, ErrPending
}

func (b *keyBatch[K, V]) fetch(ctx context.Context, s *store.Store) error {
	found, err := b.read(ctx, s, b.keys)
	for _, key := range b.keys {
		b.values[key] = found[key]
		delete(b.waiting, key)
	}
	b.keys = nil
	return err
}

// Fetch reads all pending keys, one query for each batch. It reports false if there are none.
func (p *Pending) Fetch(ctx context.Context, o *Operation) (some bool, err error) {
	open := p.waiting
	p.waiting = nil
	for _, b := range open {
		err := o.Query(ctx, func(ctx context.Context) error { return b.fetch(ctx, o.store) })
		if err != nil {
			return true, err
		}
	}
	return len(open) > 0, nil
}
