package graph

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/compiled"
)

// one follows a relation from a key to a single record, which may not be there.
func one[K comparable, T any](ctx context.Context, r *store.Relation[K, T], key K) (T, error) {
	if err := operationOf(ctx).plan.See(compiled.Link{From: r, Key: key}); err != nil {
		var none T
		return none, err
	}
	return gather(ctx, question{r, "one", ""}, key, r.One)
}

// maybe follows a relation from a key that may be absent.
func maybe[T any](ctx context.Context, r *store.Relation[store.Key, T], key *store.Key) (T, error) {
	if key == nil {
		var none T
		return none, nil
	}
	return one(ctx, r, *key)
}

// every follows a relation from a key to all of its records. They are the answer as they are: who goes on to choose among them asks
// records.
func every[T any](ctx context.Context, r *store.Relation[store.Key, T], key store.Key) ([]T, error) {
	if err := operationOf(ctx).plan.See(compiled.Link{From: r, Many: true, Key: key}); err != nil {
		return nil, err
	}
	return records(ctx, r, key)
}

// records gives all records of a key.
func records[T any](ctx context.Context, r *store.Relation[store.Key, T], key store.Key) ([]T, error) {
	all, err := gather(ctx, question{r, "all", ""}, key, r.All)
	if err != nil {
		return nil, err
	}
	return all, operationOf(ctx).spendOwned(len(all))
}

// supporting gives the passages that support a fact or, where property is not nil, that field of it.
func supporting(ctx context.Context, f data.Fact, property *string) ([]*data.Citation, error) {
	passages := data.PassagesFor(property)
	if err := operationOf(ctx).plan.See(compiled.Link{From: passages, Many: true, Key: f}); err != nil {
		return nil, err
	}
	all, err := gather(ctx, question{passages, "supporting", ""}, f, passages.All)
	if err != nil {
		return nil, err
	}
	return all, operationOf(ctx).spendOwned(len(all))
}

// connect gives a page of a key's records. Its count and its facets are asked only if the operation selects them.
func connect[T any](ctx context.Context, l *store.List[T], key store.Key, where store.Where, order store.Order, first *int32, after *string, last *int32, before *string) (*store.Page[T], error) {
	slice, err := store.NewSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	terms := store.ListQuery{Where: where, Order: order, Slice: slice}
	listed := func(key store.Key) store.Totals { return listedOf(l, key, where) }
	if err := operationOf(ctx).plan.See(compiled.Link{List: l, ListQuery: terms, Listed: listed, Key: key}); err != nil {
		return nil, err
	}
	page, err := gather(ctx, question{l, "page", terms.String()}, key,
		func(ctx context.Context, s *store.Store, keys []store.Key) (map[store.Key]*store.Page[T], error) {
			return l.Pages(ctx, s, keys, terms)
		})
	if err != nil {
		return nil, err
	}
	if page.Refused != nil {
		return nil, page.Refused
	}
	if err := operationOf(ctx).spend(len(page.Edges)); err != nil {
		return nil, err
	}
	return page.WithTotals(listed(key)), nil
}

// listedOf tells of a whole list.
func listedOf[T any](l *store.List[T], key store.Key, where store.Where) store.Totals {
	return store.Totals{
		Count: func(ctx context.Context) (int32, error) {
			return gather(ctx, question{l, "count", where.String()}, key,
				func(ctx context.Context, s *store.Store, keys []store.Key) (map[store.Key]int32, error) {
					return l.Counts(ctx, s, keys, where)
				})
		},
		Facets: func(ctx context.Context, by store.FacetBy) ([]*store.Facet, error) {
			all, err := gather(ctx, question{l, "facets " + string(by), where.String()}, key,
				func(ctx context.Context, s *store.Store, keys []store.Key) (map[store.Key][]*store.Facet, error) {
					return l.Facets(ctx, s, keys, where, by)
				})
			if err != nil {
				return nil, err
			}
			return all, operationOf(ctx).spend(min(len(all), store.MaxPageSize))
		},
	}
}

// pages is connect for lists without filters and orders.
func pages[T any](ctx context.Context, l *store.List[T], key store.Key, first *int32, after *string, last *int32, before *string) (*store.Page[T], error) {
	return connect(ctx, l, key, store.Where{}, store.Order{}, first, after, last, before)
}
