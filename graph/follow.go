package graph

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/compiled"
)

// load follows a relation from a key to a single record, which may not be there.
func load[K comparable, T any](ctx context.Context, r *data.Relation[K, T], key K) (T, error) {
	if err := operationOf(ctx).batches.RecordEdge(compiled.Edge{From: r, Key: key}); err != nil {
		var none T
		return none, err
	}
	return fetch(ctx, batchKey{r, "one", ""}, key, r.One)
}

// loadOptional follows a relation from a key that may be absent.
func loadOptional[T any](ctx context.Context, r *data.Relation[data.Key, T], key *data.Key) (T, error) {
	if key == nil {
		var none T
		return none, nil
	}
	return load(ctx, r, *key)
}

// loadAll follows a relation from a key to all of its records. They are the answer as they are: who goes on to choose among them asks
// records.
func loadAll[T any](ctx context.Context, r *data.Relation[data.Key, T], key data.Key) ([]T, error) {
	if err := operationOf(ctx).batches.RecordEdge(compiled.Edge{From: r, Many: true, Key: key}); err != nil {
		return nil, err
	}
	return loadRecords(ctx, r, key)
}

// loadRecords gives all records of a key.
func loadRecords[T any](ctx context.Context, r *data.Relation[data.Key, T], key data.Key) ([]T, error) {
	all, err := fetch(ctx, batchKey{r, "all", ""}, key, r.All)
	if err != nil {
		return nil, err
	}
	return all, operationOf(ctx).chargeOwned(len(all))
}

// loadCitations gives the passages that support a fact or, where property is not nil, that field of it.
func loadCitations(ctx context.Context, f data.Fact, property *string) ([]*data.Citation, error) {
	passages := data.PassagesFor(property)
	if err := operationOf(ctx).batches.RecordEdge(compiled.Edge{From: passages, Many: true, Key: f}); err != nil {
		return nil, err
	}
	all, err := fetch(ctx, batchKey{passages, "supporting", ""}, f, passages.All)
	if err != nil {
		return nil, err
	}
	return all, operationOf(ctx).chargeOwned(len(all))
}

// page gives a page of a key's records. Its count and its facets are asked only if the operation selects them.
func page[T any](ctx context.Context, l *data.List[T], key data.Key, where data.Where, order data.Order, first *int32, after *string, last *int32, before *string) (*data.Page[T], error) {
	slice, err := data.NewSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	terms := data.Terms{Where: where, Order: order, Slice: slice}
	listed := func(key data.Key) data.Listed { return wholeList(l, key, where) }
	if err := operationOf(ctx).batches.RecordEdge(compiled.Edge{List: l, Terms: terms, Listed: listed, Key: key}); err != nil {
		return nil, err
	}
	page, err := fetch(ctx, batchKey{l, "page", terms.String()}, key,
		func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key]*data.Page[T], error) {
			return l.Pages(ctx, s, keys, terms)
		})
	if err != nil {
		return nil, err
	}
	if page.Refused != nil {
		return nil, page.Refused
	}
	if err := operationOf(ctx).chargePage(len(page.Edges)); err != nil {
		return nil, err
	}
	return page.Of(listed(key)), nil
}

// wholeList tells of a whole list.
func wholeList[T any](l *data.List[T], key data.Key, where data.Where) data.Listed {
	return data.Listed{
		Count: func(ctx context.Context) (int32, error) {
			return fetch(ctx, batchKey{l, "count", where.String()}, key,
				func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key]int32, error) {
					return l.Counts(ctx, s, keys, where)
				})
		},
		Facets: func(ctx context.Context, by data.FacetBy) ([]*data.Facet, error) {
			all, err := fetch(ctx, batchKey{l, "facets " + string(by), where.String()}, key,
				func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key][]*data.Facet, error) {
					return l.Facets(ctx, s, keys, where, by)
				})
			if err != nil {
				return nil, err
			}
			return all, operationOf(ctx).chargePage(min(len(all), data.MaxPageSize))
		},
	}
}

// unfilteredPage is connect for lists without filters and orders.
func unfilteredPage[T any](ctx context.Context, l *data.List[T], key data.Key, first *int32, after *string, last *int32, before *string) (*data.Page[T], error) {
	return page(ctx, l, key, data.Where{}, data.Order{}, first, after, last, before)
}
