package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// populated resolves the fields that all countries have.
type populated[T data.Country] struct{ speaking[T] }

func (populated[T]) People(
	ctx context.Context, country T, first *int32, after *string, last *int32, before *string,
) (*data.PersonConnection, error) {
	return load.UnfilteredPage(ctx, &data.PeopleOfCountry, country.Fact().Subject, first, after, last, before)
}

type memberState struct{ populated[*data.MemberState] }

func (memberState) Memberships(
	ctx context.Context, s *data.MemberState, asOf *store.Date, match store.Certainty, status []data.MembershipStatus,
	first *int32, after *string, last *int32, before *string,
) (*data.MembershipConnection, error) {
	return load.Page(ctx, &data.MembershipsOfState, s.Key, data.MembershipsWhere(asOf, match, status), store.Order{},
		first, after, last, before)
}

func (memberState) SummitsHosted(
	ctx context.Context, s *data.MemberState, first *int32, after *string, last *int32, before *string,
) (*data.SummitConnection, error) {
	return load.UnfilteredPage(ctx, &data.SummitsOfHost, s.Key, first, after, last, before)
}

type otherCountry struct{ populated[*data.OtherCountry] }
