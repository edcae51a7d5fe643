package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/load"
)

type document struct{ cited[*data.Document] }

func (document) Statements(
	ctx context.Context, d *data.Document, filter *data.StatementFilter, order *data.StatementOrder, first *int32,
	after *string, last *int32, before *string,
) (*data.StatementConnection, error) {
	return load.Page(ctx, &data.StatementsInDocument, d.Key, filter.Where(), order.Order(), first, after, last, before)
}

func (document) Annotations(ctx context.Context, d *data.Document) ([]*data.Annotation, error) {
	return load.LoadAll(ctx, &data.AnnotationsOfDocument, d.Key)
}

func (document) Remainders(ctx context.Context, d *data.Document) ([]*data.Remainder, error) {
	return load.LoadAll(ctx, &data.RemaindersOfDocument, d.Key)
}

func (document) Passages(
	ctx context.Context, d *data.Document, first *int32, after *string, last *int32, before *string,
) (*data.CitationConnection, error) {
	return load.UnfilteredPage(ctx, &data.PassagesOfDocument, d.Key, first, after, last, before)
}

// openingPassages is the number of passages of which the opening is one.
const openingPassages = 20

// Opening returns the first passage. If no title is printed, it returns the first passage that no editorial note is
// about; of several that start there, the longest.
func (document) Opening(ctx context.Context, d *data.Document) (*data.Citation, error) {
	first := int32(openingPassages)
	page, err := load.UnfilteredPage(ctx, &data.PassagesOfDocument, d.Key, &first, nil, nil, nil)
	if err != nil || len(page.Edges) == 0 {
		return nil, err
	}
	if d.Title != nil {
		return page.Edges[0].Node, nil
	}
	var opening *data.Citation
	for _, e := range page.Edges {
		if !e.Node.Remarks() && (opening == nil || e.Node.Start == opening.Start) {
			opening = e.Node
		}
	}
	if opening == nil {
		return page.Edges[0].Node, nil
	}
	return opening, nil
}
