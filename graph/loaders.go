package graph

import (
	"context"
	"sync"
	"time"

	"github.com/vikstrous/dataloadgen"

	"github.com/summitry/summitry/data"
)

// loaders gather what the resolvers of one operation ask of a relation at the same time, so that the store is asked once for
// all of it. They remember what they got for as long as the operation lasts.
type loaders struct {
	store *data.Store
	mu    sync.Mutex
	all   map[question]any // *dataloadgen.Loader of the question's types
}

// A question is all that the keys of one batch have in common.
type question struct {
	relation any // a pointer to the relation
	asks     string
	terms    string
}

type loadersKey struct{}

func withLoaders(ctx context.Context, store *data.Store) context.Context {
	return context.WithValue(ctx, loadersKey{}, &loaders{store: store, all: map[question]any{}})
}

// gathering is how long a loader waits for more keys.
const gathering = time.Millisecond

// load asks a question for one key, together with whoever asks it for others. Without an answer the value is zero.
func load[K comparable, V any](ctx context.Context, q question, key K, fetch func(context.Context, *data.Store, []K) (map[K]V, error)) (V, error) {
	l := ctx.Value(loadersKey{}).(*loaders)
	l.mu.Lock()
	loader, standing := l.all[q].(*dataloadgen.Loader[K, V])
	if !standing {
		loader = dataloadgen.NewLoader(func(ctx context.Context, keys []K) ([]V, []error) {
			found, err := fetch(ctx, l.store, keys)
			if err != nil {
				return nil, []error{err}
			}
			values := make([]V, len(keys))
			for i, key := range keys {
				values[i] = found[key]
			}
			return values, nil
		}, dataloadgen.WithWait(gathering))
		l.all[q] = loader
	}
	l.mu.Unlock()
	return loader.Load(ctx, key)
}

// one follows a relation from a key to a single record, which may not be there.
func one[K comparable, T any](ctx context.Context, r *data.Relation[K, T], key K) (T, error) {
	return load(ctx, question{r, "one", ""}, key, r.One)
}

// maybe follows a relation from a key that may be absent.
func maybe[T any](ctx context.Context, r *data.Relation[data.Key, T], key *data.Key) (T, error) {
	if key == nil {
		var none T
		return none, nil
	}
	return one(ctx, r, *key)
}

// every follows a relation from a key to all of its records.
func every[T any](ctx context.Context, r *data.Relation[data.Key, T], key data.Key) ([]T, error) {
	return load(ctx, question{r, "all", ""}, key, r.All)
}

// connect gives a page of a key's records. Its count is asked only if the operation selects it.
func connect[T any](ctx context.Context, r *data.Relation[data.Key, T], key data.Key, where data.Where, order data.Order, first *int32, after *string, last *int32, before *string) (*data.Page[T], error) {
	slice, err := data.NewSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	terms := data.Terms{Where: where, Order: order, Slice: slice}
	page, err := load(ctx, question{r, "page", terms.String()}, key,
		func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key]*data.Page[T], error) {
			return r.Pages(ctx, s, keys, terms)
		})
	if err != nil {
		return nil, err
	}
	return page.Counted(func(ctx context.Context) (int32, error) {
		all := data.Terms{Where: where}
		return load(ctx, question{r, "count", all.String()}, key,
			func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key]int32, error) {
				return r.Counts(ctx, s, keys, all)
			})
	}), nil
}

// pages is connect for lists without filters and orders.
func pages[T any](ctx context.Context, r *data.Relation[data.Key, T], key data.Key, first *int32, after *string, last *int32, before *string) (*data.Page[T], error) {
	return connect(ctx, r, key, data.Where{}, data.Order{}, first, after, last, before)
}
