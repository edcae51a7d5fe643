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

// Opening returns the passage by which readers recognize the document; see data.Opening.
func (document) Opening(ctx context.Context, d *data.Document) (*data.Citation, error) {
	first := int32(openingPassages)
	page, err := load.UnfilteredPage(ctx, &data.PassagesOfDocument, d.Key, &first, nil, nil, nil)
	if err != nil {
		return nil, err
	}
	var passages []*data.Citation
	for _, e := range page.Edges {
		passages = append(passages, e.Node)
	}
	return data.Opening(passages), nil
}

// openingPassages is the number of passages at the start of a document among which its opening is looked for.
const openingPassages = 20
