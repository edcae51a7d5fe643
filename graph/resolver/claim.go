package resolver

import (
	"context"
	"slices"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

func claims(ctx context.Context, subject store.Key, property *string) ([]*data.Claim, error) {
	if err := checkProperty(ctx, property); err != nil {
		return nil, err
	}
	if property == nil {
		return load.LoadAll(ctx, &data.ClaimsOfSubject, subject)
	}
	all, err := load.LoadRecords(ctx, &data.ClaimsOfSubject, subject)
	return slices.DeleteFunc(slices.Clone(all), func(c *data.Claim) bool { return c.Property != *property }), err
}

type discrepancy struct{}

func (discrepancy) Subject(ctx context.Context, d *data.Discrepancy) (data.Node, error) {
	return load.Node(ctx, d.Subject)
}

func (discrepancy) Claims(ctx context.Context, d *data.Discrepancy) ([]*data.Claim, error) {
	return load.LoadAll(ctx, &data.ClaimsOfDiscrepancy, d.Key)
}
