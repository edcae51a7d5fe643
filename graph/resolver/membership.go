package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

type membership struct{ cited[*data.Membership] }

func (membership) State(ctx context.Context, m *data.Membership) (*data.MemberState, error) {
	return load.Load(ctx, &data.MemberStateByKey, m.StateKey)
}

func (membership) Organization(ctx context.Context, m *data.Membership) (*data.Organization, error) {
	return load.Load(ctx, &data.OrganizationByKey, m.OrganizationKey)
}

func (membership) DecidedBy(ctx context.Context, m *data.Membership) ([]*data.Mention, error) {
	return load.LoadAll(ctx, &data.Deciders, m.Key)
}

func (membership) Occasion(ctx context.Context, m *data.Membership) (data.Event, error) {
	return load.LoadOptional(ctx, &data.EventByKey, m.OccasionKey)
}

func (membership) Certainty(ctx context.Context, m *data.Membership, asOf store.Date) (*store.Certainty, error) {
	return load.ByKey(ctx, load.BatchKey{Source: &data.MembershipByKey, Query: "certainty", Terms: string(asOf)}, m.Key,
		func(ctx context.Context, s *store.Store, keys []store.Key) (map[store.Key]*store.Certainty, error) {
			return data.MembershipsCertain(ctx, s, keys, asOf)
		})
}
