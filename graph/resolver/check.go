package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/check"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// CheckQuote compares a quotation with the printed words. It is charged as many records as its cost estimate.
func (query) CheckQuote(ctx context.Context, quote string, speaker *string) (*check.Result, error) {
	asked := ""
	if speaker != nil {
		asked = "by " + *speaker
	}
	found, err := load.ByKey(ctx, load.BatchKey{Source: "check", Query: quote, Terms: asked}, store.Everything,
		func(ctx context.Context, s *store.Store, _ []store.Key) (map[store.Key]*check.Result, error) {
			found, err := check.Quote(ctx, s, quote, speaker)
			return map[store.Key]*check.Result{store.Everything: found}, err
		})
	if err != nil {
		return nil, err
	}
	return found, load.Of(ctx).ChargePage(load.CheckRecords)
}

type quoteCheck struct{}

func (quoteCheck) Searched(ctx context.Context, _ *check.Result) (*data.Searched, error) {
	return load.Load(ctx, &data.TheSearched, store.Everything)
}

type quoteMatch struct{}

func (quoteMatch) Statement(ctx context.Context, m *check.Match) (*data.Statement, error) {
	return load.LoadOptional(ctx, &data.StatementByKey, m.StatementKey)
}

func (quoteMatch) Narration(ctx context.Context, m *check.Match) (*data.Narration, error) {
	return load.LoadOptional(ctx, &data.NarrationByKey, m.NarrationKey)
}

func (quoteMatch) Citation(ctx context.Context, m *check.Match) (*data.Citation, error) {
	return load.Load(ctx, &data.CitationByKey, m.CitationKey)
}
