package compiled

import (
	"context"
	"errors"
	"sync"

	"github.com/summitry/summitry/data/store"
)

// A Link is all that a resolver does which follows one relation: a plan can read it by itself.
type Link struct {
	From store.Reader // of records: all of them if Many, or the one
	Many bool
	List store.Pager // or of a page
	store.ListQuery
	Listed func(store.Key) store.Totals // what the page tells of its list
	Key    any                          // whose records are asked for: a key of From, or a store.Key of List
}

// ErrAsked ends a resolver whose question is not answered yet. It is called again.
var ErrAsked = errors.New("the answer is not there yet")

// Questions are what resolvers ask that a plan calls, each for one record.
type Questions struct {
	seen   *Link
	survey bool // nothing is answered
	mu     sync.Mutex
	asked  map[any]answering
	open   []answering // with keys that are not answered
}

// answering is a batch of whatever keys and values.
type answering interface {
	answer(context.Context, *store.Store) error
}

// See takes note of a link. It gives ErrAsked to a resolver that is only asked where it leads, and otherwise nothing.
func (q *Questions) See(l Link) error {
	if q == nil || !q.survey {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.seen == nil {
		q.seen = &l
	}
	return ErrAsked
}

// A batch is the keys for which the same is asked, with the answers.
type batch[K comparable, V any] struct {
	open    []K
	values  map[K]V
	waiting map[K]bool
	fetch   func(context.Context, *store.Store, []K) (map[K]V, error)
}

// Ask gives what is the answer for a key. While there is none, it is ErrAsked.
func Ask[K comparable, V any](q *Questions, question any, key K, fetch func(context.Context, *store.Store, []K) (map[K]V, error)) (V, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var none V
	if q.survey {
		return none, ErrAsked
	}
	b, standing := q.asked[question].(*batch[K, V])
	if !standing {
		b = &batch[K, V]{values: map[K]V{}, waiting: map[K]bool{}, fetch: fetch}
		if q.asked == nil {
			q.asked = map[any]answering{}
		}
		q.asked[question] = b
	}
	if value, answered := b.values[key]; answered {
		return value, nil
	}
	if len(b.open) == 0 {
		q.open = append(q.open, b)
	}
	if !b.waiting[key] {
		b.waiting[key] = true
		b.open = append(b.open, key)
	}
	return none, ErrAsked
}

func (b *batch[K, V]) answer(ctx context.Context, s *store.Store) error {
	found, err := b.fetch(ctx, s, b.open)
	for _, key := range b.open {
		b.values[key] = found[key]
		delete(b.waiting, key)
	}
	b.open = nil
	return err
}

// answer asks all that is open, or gives up if nothing is.
func (q *Questions) answer(ctx context.Context, host Host) error {
	if len(q.open) == 0 {
		return givesUp("a resolver waits for nothing")
	}
	open := q.open
	q.open = nil
	for _, b := range open {
		if err := turn(ctx, host, func(ctx context.Context) error { return b.answer(ctx, host.Store()) }); err != nil {
			return err
		}
	}
	return nil
}
