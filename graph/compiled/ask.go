package compiled

import (
	"context"
	"errors"
	"sync"

	"github.com/summitry/summitry/data"
)

// A Edge is all that a resolver does which follows one relation: a plan can read it by itself.
type Edge struct {
	From data.Reader // of records: all of them if Many, or the one
	Many bool
	List data.Pager // or of a page
	data.Terms
	Listed func(data.Key) data.Listed // what the page tells of its list
	Key    any                        // whose records are asked for: a key of From, or a data.Key of List
}

// ErrPending ends a resolver whose question is not answered yet. It is called again.
var ErrPending = errors.New("the answer is not there yet")

// Batches are what resolvers ask that a plan calls, each for one record.
type Batches struct {
	edge    *Edge
	dryRun  bool // nothing is answered
	mu      sync.Mutex
	batches map[any]fetcher
	pending []fetcher // with keys that are not answered
}

// fetcher is a batch of whatever keys and values.
type fetcher interface {
	fetchFrom(context.Context, *data.Store) error
}

// RecordEdge takes note of a link. It gives ErrPending to a resolver that is only asked where it leads, and otherwise nothing.
func (q *Batches) RecordEdge(l Edge) error {
	if q == nil || !q.dryRun {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.edge == nil {
		q.edge = &l
	}
	return ErrPending
}

// A batch is the keys for which the same is asked, with the answers.
type batch[K comparable, V any] struct {
	pending []K
	values  map[K]V
	waiting map[K]bool
	fetch   func(context.Context, *data.Store, []K) (map[K]V, error)
}

// Await gives what is the answer for a key. While there is none, it is ErrPending.
func Await[K comparable, V any](q *Batches, question any, key K, fetch func(context.Context, *data.Store, []K) (map[K]V, error)) (V, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var none V
	if q.dryRun {
		return none, ErrPending
	}
	b, standing := q.batches[question].(*batch[K, V])
	if !standing {
		b = &batch[K, V]{values: map[K]V{}, waiting: map[K]bool{}, fetch: fetch}
		if q.batches == nil {
			q.batches = map[any]fetcher{}
		}
		q.batches[question] = b
	}
	if value, answered := b.values[key]; answered {
		return value, nil
	}
	if len(b.pending) == 0 {
		q.pending = append(q.pending, b)
	}
	if !b.waiting[key] {
		b.waiting[key] = true
		b.pending = append(b.pending, key)
	}
	return none, ErrPending
}

func (b *batch[K, V]) fetchFrom(ctx context.Context, s *data.Store) error {
	found, err := b.fetch(ctx, s, b.pending)
	for _, key := range b.pending {
		b.values[key] = found[key]
		delete(b.waiting, key)
	}
	b.pending = nil
	return err
}

// fetch asks all that is open, or gives up if nothing is.
func (q *Batches) fetch(ctx context.Context, host Host) error {
	if len(q.pending) == 0 {
		return unsupportedf("a resolver waits for nothing")
	}
	open := q.pending
	q.pending = nil
	for _, b := range open {
		if err := acquire(ctx, host, func(ctx context.Context) error { return b.fetchFrom(ctx, host.Store()) }); err != nil {
			return err
		}
	}
	return nil
}
