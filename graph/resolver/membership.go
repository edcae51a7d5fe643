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

func (membership) Annotations(ctx context.Context, m *data.Membership) ([]*data.Annotation, error) {
	return load.LoadAll(ctx, &data.AnnotationsOfMembership, m.Key)
}

func (membership) Held(ctx context.Context, m *data.Membership, on store.Date) (*data.DayAnswer, error) {
	return held(ctx, m.Holding(), on)
}
