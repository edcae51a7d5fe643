package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// Search results, timeline entries and facets lead to records of several types.

type searchConnection struct{}

func (searchConnection) Nodes(ctx context.Context, c *store.SearchConnection) ([]data.Node, error) {
	return together(ctx, c.Edges, searchEdge{}.Node)
}

func (searchConnection) Searched(ctx context.Context, _ *store.SearchConnection) (*data.Searched, error) {
	return load.Load(ctx, &data.TheSearched, store.Everything)
}

type searchEdge struct{}

func (searchEdge) Node(ctx context.Context, e *store.SearchEdge) (data.Node, error) {
	return load.Node(ctx, e.Subject)
}

func (searchEdge) Excerpt(ctx context.Context, e *store.SearchEdge) (string, error) {
	found, err := excerptOf(ctx, e)
	if err != nil {
		return "", err
	}
	return found.Text, nil
}

func (searchEdge) Matches(ctx context.Context, e *store.SearchEdge) ([]*store.Span, error) {
	found, err := excerptOf(ctx, e)
	if err != nil {
		return nil, err
	}
	return found.Matches, nil
}

func excerptOf(ctx context.Context, e *store.SearchEdge) (*store.Excerpt, error) {
	return load.ByKey(ctx, load.BatchKey{Source: "excerpts", Query: e.Words(), Terms: ""}, e.Subject.Key, e.Excerpts)
}

type timelineConnection struct{}

func (timelineConnection) Nodes(ctx context.Context, c *data.TimelineConnection) ([]data.Node, error) {
	return together(ctx, c.Edges, timelineEdge{}.Node)
}

type timelineEdge struct{}

func (timelineEdge) Node(ctx context.Context, e *data.TimelineEdge) (data.Node, error) {
	return load.Node(ctx, e.Subject)
}

type facet struct{}

func (facet) Node(ctx context.Context, f *store.Facet) (data.Node, error) {
	if f.Subject() == nil {
		return nil, nil
	}
	return load.Node(ctx, *f.Subject())
}
