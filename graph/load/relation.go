package load

import (
	"context"
	"fmt"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// Load follows a relation from a key to one record, or to the zero value if there is none.
func Load[K comparable, T any](ctx context.Context, r *store.Relation[K, T], key K) (record T, err error) {
	if err := Of(ctx).pending.record(Edge{From: r, Key: key}); err != nil {
		return record, err
	}
	return ByKey(ctx, BatchKey{r, "one", ""}, key, r.Single)
}

// LoadOptional follows a relation from a key that may be nil.
func LoadOptional[T any](ctx context.Context, r *store.Relation[store.Key, T], key *store.Key) (record T, err error) {
	if key == nil {
		return record, nil
	}
	return Load(ctx, r, *key)
}

// LoadAll follows a relation from a key to all of its records, which are the result as they are. A resolver that
// chooses among them calls LoadRecords.
func LoadAll[T any](ctx context.Context, r *store.Relation[store.Key, T], key store.Key) ([]T, error) {
	if err := Of(ctx).pending.record(Edge{From: r, Many: true, Key: key}); err != nil {
		return nil, err
	}
	return LoadRecords(ctx, r, key)
}

// LoadRecords returns all records of a key, for a resolver that chooses among them.
func LoadRecords[T any](ctx context.Context, r *store.Relation[store.Key, T], key store.Key) ([]T, error) {
	all, err := ByKey(ctx, BatchKey{r, "all", ""}, key, r.All)
	if err != nil {
		return nil, err
	}
	return all, Of(ctx).ChargeOwned(len(all))
}

// Citations returns the passages that support a fact or, if property is not nil, that field of it.
func Citations(ctx context.Context, f data.Fact, property *string) ([]*data.Citation, error) {
	passages := data.PassagesFor(property)
	if err := Of(ctx).pending.record(Edge{From: passages, Many: true, Key: f}); err != nil {
		return nil, err
	}
	all, err := ByKey(ctx, BatchKey{passages, "supporting", ""}, f, passages.All)
	if err != nil {
		return nil, err
	}
	return all, Of(ctx).ChargeOwned(len(all))
}

// Node returns the record to which a reference leads, of any kind. In a plan it returns a data.Reference, because the
// plan itself reads the selected columns of all such records at once.
func Node(ctx context.Context, to store.Ref) (data.Node, error) {
	kind := data.FindKind(func(k *data.Kind) bool { return k.Table.Name == to.Space })
	switch {
	case kind == nil:
		return nil, fmt.Errorf("the dataset is damaged: it has records in %q", to.Space)
	case Of(ctx).InPlan():
		return &data.Reference{Ref: to}, nil
	}
	return ByKey(ctx, BatchKey{kind.Table, "node by key", ""}, to.Key, kind.ByKey.All)
}

// Page returns a page of a key's records. It reads the count and the facets only if the operation selects them.
func Page[T any](
	ctx context.Context, l *store.List[T], key store.Key, where store.Where, order store.Order,
	first *int32, after *string, last *int32, before *string,
) (*store.Page[T], error) {
	slice, err := store.NewSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	terms := store.ListQuery{Where: where, Order: order, Slice: slice}
	listed := func(key store.Key) store.Totals { return wholeList(l, key, where) }
	if err := Of(ctx).pending.record(Edge{List: l, ListQuery: terms, Totals: listed, Key: key}); err != nil {
		return nil, err
	}
	page, err := ByKey(ctx, BatchKey{l, "page", terms.String()}, key,
		func(ctx context.Context, s *store.Store, keys []store.Key) (map[store.Key]*store.Page[T], error) {
			return l.PagesByKey(ctx, s, keys, terms)
		})
	if err != nil {
		return nil, err
	}
	if page.Refused != nil {
		return nil, page.Refused
	}
	if err := Of(ctx).ChargePage(len(page.Edges)); err != nil {
		return nil, err
	}
	return page.WithTotals(listed(key)), nil
}

// UnfilteredPage is Page for lists without filters and orders.
func UnfilteredPage[T any](
	ctx context.Context, l *store.List[T], key store.Key, first *int32, after *string, last *int32, before *string,
) (*store.Page[T], error) {
	return Page(ctx, l, key, store.Where{}, store.Order{}, first, after, last, before)
}

// wholeList counts the list to which a page belongs.
func wholeList[T any](l *store.List[T], key store.Key, where store.Where) store.Totals {
	return store.Totals{
		Count: func(ctx context.Context) (int32, error) {
			return ByKey(ctx, BatchKey{l, "count", where.String()}, key,
				func(ctx context.Context, s *store.Store, keys []store.Key) (map[store.Key]int32, error) {
					return l.Counts(ctx, s, keys, where)
				})
		},
		Facets: func(ctx context.Context, by store.FacetBy) ([]*store.Facet, error) {
			all, err := ByKey(ctx, BatchKey{l, "facets " + string(by), where.String()}, key,
				func(ctx context.Context, s *store.Store, keys []store.Key) (map[store.Key][]*store.Facet, error) {
					return l.Facets(ctx, s, keys, where, by)
				})
			if err != nil {
				return nil, err
			}
			return all, Of(ctx).ChargePage(min(len(all), store.MaxPageSize))
		},
	}
}
