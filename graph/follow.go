package graph

import (
	"context"

	"github.com/summitry/summitry/data"
)

// one follows a relation from a key to a single record, which may not be there.
func one[K comparable, T any](ctx context.Context, r *data.Relation[K, T], key K) (T, error) {
	return gather(ctx, question{r, "one", ""}, key, r.One)
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
	all, err := gather(ctx, question{r, "all", ""}, key, r.All)
	if err != nil {
		return nil, err
	}
	return all, operationOf(ctx).spend(len(all))
}

// connect gives a page of a key's records. Its count is asked only if the operation selects it.
func connect[T any](ctx context.Context, r *data.Relation[data.Key, T], key data.Key, where data.Where, order data.Order, first *int32, after *string, last *int32, before *string) (*data.Page[T], error) {
	slice, err := data.NewSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	terms := data.Terms{Where: where, Order: order, Slice: slice}
	page, err := gather(ctx, question{r, "page", terms.String()}, key,
		func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key]*data.Page[T], error) {
			return r.Pages(ctx, s, keys, terms)
		})
	if err != nil {
		return nil, err
	}
	if err := operationOf(ctx).spend(len(page.Edges)); err != nil {
		return nil, err
	}
	return page.Counted(func(ctx context.Context) (int32, error) {
		all := data.Terms{Where: where}
		return gather(ctx, question{r, "count", all.String()}, key,
			func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key]int32, error) {
				return r.Counts(ctx, s, keys, all)
			})
	}), nil
}

// pages is connect for lists without filters and orders.
func pages[T any](ctx context.Context, r *data.Relation[data.Key, T], key data.Key, first *int32, after *string, last *int32, before *string) (*data.Page[T], error) {
	return connect(ctx, r, key, data.Where{}, data.Order{}, first, after, last, before)
}
