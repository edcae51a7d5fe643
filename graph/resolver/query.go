package resolver

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"golang.org/x/sync/errgroup"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/views"
)

// query resolves the fields of Query.
type query struct{ views []*views.View }

// bySlug returns a record by its slug or an alias, in upper or lower case.
func bySlug[T any](ctx context.Context, r *store.Relation[string, T], slug string) (T, error) {
	return load.Load(ctx, r, strings.ToLower(slug))
}

func (query) Dataset(ctx context.Context) (*data.Dataset, error) {
	return load.Load(ctx, &data.TheDataset, store.Everything)
}

func (q query) Views(context.Context) ([]*views.View, error) { return q.views, nil }

func (query) Organization(ctx context.Context, slug string) (*data.Organization, error) {
	return bySlug(ctx, &data.OrganizationBySlug, slug)
}

func (query) MemberState(ctx context.Context, slug string) (*data.MemberState, error) {
	return bySlug(ctx, &data.MemberStateBySlug, slug)
}

func (query) Country(ctx context.Context, slug string) (data.Country, error) {
	return bySlug(ctx, &data.CountryBySlug, slug)
}

func (query) Summit(ctx context.Context, slug string) (*data.Summit, error) {
	return bySlug(ctx, &data.SummitBySlug, slug)
}

func (query) Event(ctx context.Context, slug string) (data.Event, error) {
	return bySlug(ctx, &data.EventBySlug, slug)
}

func (query) Person(ctx context.Context, slug string) (*data.Person, error) {
	return bySlug(ctx, &data.PersonBySlug, slug)
}

func (query) Statement(ctx context.Context, slug string) (*data.Statement, error) {
	return bySlug(ctx, &data.StatementBySlug, slug)
}

func (query) Document(ctx context.Context, slug string) (*data.Document, error) {
	return bySlug(ctx, &data.DocumentBySlug, slug)
}

func (query) Topic(ctx context.Context, slug string) (*data.Topic, error) {
	return bySlug(ctx, &data.TopicBySlug, slug)
}

func (query) Organizations(
	ctx context.Context, first *int32, after *string, last *int32, before *string,
) (*data.OrganizationConnection, error) {
	return load.UnfilteredPage(ctx, &data.Organizations, store.Everything, first, after, last, before)
}

func (query) MemberStates(
	ctx context.Context, first *int32, after *string, last *int32, before *string,
) (*data.MemberStateConnection, error) {
	return load.UnfilteredPage(ctx, &data.MemberStates, store.Everything, first, after, last, before)
}

func (query) Countries(
	ctx context.Context, first *int32, after *string, last *int32, before *string,
) (*data.CountryConnection, error) {
	return load.UnfilteredPage(ctx, &data.Countries, store.Everything, first, after, last, before)
}

func (query) Summits(
	ctx context.Context, order *data.EventOrder, first *int32, after *string, last *int32, before *string,
) (*data.SummitConnection, error) {
	return load.Page(ctx, &data.Summits, store.Everything, store.Where{}, order.Order(), first, after, last, before)
}

func (query) Events(
	ctx context.Context, filter *data.EventFilter, order *data.EventOrder, first *int32, after *string, last *int32,
	before *string,
) (*data.EventConnection, error) {
	return load.Page(ctx, &data.Events, store.Everything, filter.Where(), order.Order(), first, after, last, before)
}

func (query) People(
	ctx context.Context, filter *data.PersonFilter, first *int32, after *string, last *int32, before *string,
) (*data.PersonConnection, error) {
	return load.Page(ctx, &data.People, store.Everything, filter.Where(), store.Order{}, first, after, last, before)
}

func (query) Statements(
	ctx context.Context, filter *data.StatementFilter, order *data.StatementOrder, first *int32, after *string,
	last *int32, before *string,
) (*data.StatementConnection, error) {
	return load.Page(ctx, &data.Statements, store.Everything, filter.Where(), order.Order(), first, after, last, before)
}

func (query) Documents(
	ctx context.Context, first *int32, after *string, last *int32, before *string,
) (*data.DocumentConnection, error) {
	return load.UnfilteredPage(ctx, &data.Documents, store.Everything, first, after, last, before)
}

func (query) Topics(
	ctx context.Context, first *int32, after *string, last *int32, before *string,
) (*data.TopicConnection, error) {
	return load.UnfilteredPage(ctx, &data.Topics, store.Everything, first, after, last, before)
}

func (query) Discrepancies(
	ctx context.Context, first *int32, after *string, last *int32, before *string,
) (*data.DiscrepancyConnection, error) {
	return load.UnfilteredPage(ctx, &data.Discrepancies, store.Everything, first, after, last, before)
}

func (query) Annotations(
	ctx context.Context, filter *data.AnnotationFilter, first *int32, after *string, last *int32, before *string,
) (*data.AnnotationConnection, error) {
	return load.Page(ctx, &data.Annotations, store.Everything, filter.Where(), store.Order{}, first, after, last,
		before)
}

func (query) Changes(
	ctx context.Context, version, record *string, first *int32, after *string, last *int32, before *string,
) (*data.ChangeConnection, error) {
	return load.Page(ctx, &data.Changes, store.Everything, data.ChangesWhere(version, record), store.Order{}, first,
		after, last, before)
}

func (query) Search(
	ctx context.Context, words string, first *int32, after *string, last *int32, before *string,
) (*store.SearchConnection, error) {
	slice, err := store.NewSlice(first, after, last, before)
	if err != nil {
		return nil, err
	}
	found, err := load.ByKey(ctx, load.BatchKey{Source: "search", Query: words, Terms: slice.String()},
		store.Everything,
		func(ctx context.Context, s *store.Store, _ []store.Key) (map[store.Key]*store.SearchConnection, error) {
			found, err := s.Search(ctx, words, slice)
			return map[store.Key]*store.SearchConnection{store.Everything: found}, err
		})
	if err != nil {
		return nil, err
	}
	return found, load.Of(ctx).ChargePage(len(found.Edges))
}

func (query) Timeline(
	ctx context.Context, from, to *store.Date, match store.Certainty, first *int32, after *string, last *int32,
	before *string,
) (*data.TimelineConnection, error) {
	page, err := load.Page(ctx, &data.Timeline, store.Everything, data.MomentsWhere(from, to, match), store.Order{},
		first, after, last, before)
	if err != nil {
		return nil, err
	}
	return data.NewTimelineConnection(page), nil
}

func (query) Node(ctx context.Context, id string) (data.Node, error) { return nodeByID(ctx, id) }

func (query) Nodes(ctx context.Context, ids []string) ([]data.Node, error) {
	if len(ids) > store.MaxPageSize {
		return nil, store.Invalid(fmt.Sprintf("ids must have at most %d values, got %d", store.MaxPageSize, len(ids)))
	}
	return together(ctx, ids, nodeByID)
}

// together calls do for several keys, so that their keys share batches: concurrently if do waits for its batch.
func together[K, V any](ctx context.Context, keys []K, do func(context.Context, K) (V, error)) ([]V, error) {
	values := make([]V, len(keys))
	if load.Of(ctx).InPlan() {
		var first error
		for i, key := range keys {
			var err error
			if values[i], err = do(ctx, key); first == nil {
				first = err
			}
		}
		return values, first
	}
	var all errgroup.Group
	for i, key := range keys {
		all.Go(func() (err error) {
			defer func() {
				if cause := recover(); cause != nil { // outside gqlgen's goroutines nothing else recovers
					err = graphql.GetOperationContext(ctx).Recover(ctx, cause)
				}
			}()
			values[i], err = do(ctx, key)
			return err
		})
	}
	return values, all.Wait()
}
