package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

type organization struct {
	speaking[*data.Organization]
}

func (organization) Founders(ctx context.Context, o *data.Organization) ([]*data.Mention, error) {
	return load.LoadAll(ctx, &data.Founders, o.Key)
}

func (organization) PartOf(ctx context.Context, o *data.Organization) (*data.Organization, error) {
	return load.LoadOptional(ctx, &data.OrganizationByKey, o.PartOfKey)
}

// Statements returns the statements of the organization and of its members as a body.
func (organization) Statements(
	ctx context.Context, o *data.Organization, filter *data.StatementFilter, order *data.StatementOrder, first *int32,
	after *string, last *int32, before *string,
) (*data.StatementConnection, error) {
	return load.Page(ctx, &data.StatementsOfBody, o.Key, filter.Where(), order.Order(), first, after, last, before)
}

func (organization) Memberships(
	ctx context.Context, o *data.Organization, asOf *store.Date, match store.Certainty, status []data.MembershipStatus,
	first *int32, after *string, last *int32, before *string,
) (*data.MembershipConnection, error) {
	return load.Page(ctx, &data.MembershipsOfOrganization, o.Key, data.MembershipsWhere(asOf, match, status),
		store.Order{}, first, after, last, before)
}

func (organization) Summits(
	ctx context.Context, o *data.Organization, order *data.EventOrder, first *int32, after *string, last *int32,
	before *string,
) (*data.SummitConnection, error) {
	return load.Page(ctx, &data.SummitsOfOrganization, o.Key, store.Where{}, order.Order(), first, after, last, before)
}

func (organization) Claims(ctx context.Context, o *data.Organization, property *string) ([]*data.Claim, error) {
	return claims(ctx, o.Key, property)
}
