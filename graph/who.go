package graph

import (
	"context"

	"github.com/summitry/summitry/data"
)

// speaking resolves what every agent has.
type speaking[T data.Agent] struct{ cited[T] }

func (speaking[T]) Statements(ctx context.Context, agent T, filter *data.StatementFilter, order *data.StatementOrder, first *int32, after *string, last *int32, before *string) (*data.StatementConnection, error) {
	return connect(ctx, &data.StatementsOfAgent, agent.Fact().Subject, filter.Where(), order.Order(), first, after, last, before)
}

// populated resolves what every country has.
type populated[T data.Country] struct{ speaking[T] }

func (populated[T]) People(ctx context.Context, country T, first *int32, after *string, last *int32, before *string) (*data.PersonConnection, error) {
	return pages(ctx, &data.PeopleOfCountry, country.Fact().Subject, first, after, last, before)
}

// named resolves the agent of whatever names one.
type named[T interface{ Named() *data.Key }] struct{}

func (named[T]) Agent(ctx context.Context, mention T) (data.Agent, error) {
	return maybe(ctx, &data.AgentByKey, mention.Named())
}

type organization struct {
	speaking[*data.Organization]
}

func (organization) Founders(ctx context.Context, o *data.Organization) ([]*data.Mention, error) {
	return every(ctx, &data.Founders, o.Key)
}

func (organization) Memberships(ctx context.Context, o *data.Organization, asOf *data.Date, status []data.MembershipStatus, first *int32, after *string, last *int32, before *string) (*data.MembershipConnection, error) {
	return connect(ctx, &data.MembershipsOfOrganization, o.Key, data.MembershipsWhere(asOf, status), data.Order{}, first, after, last, before)
}

func (organization) Summits(ctx context.Context, o *data.Organization, order *data.EventOrder, first *int32, after *string, last *int32, before *string) (*data.SummitConnection, error) {
	return connect(ctx, &data.SummitsOfOrganization, o.Key, data.Where{}, order.Order(), first, after, last, before)
}

func (organization) Claims(ctx context.Context, o *data.Organization, property *string) ([]*data.Claim, error) {
	return claims(ctx, o.Key, property)
}

type memberState struct{ populated[*data.MemberState] }

func (memberState) Memberships(ctx context.Context, s *data.MemberState, asOf *data.Date, status []data.MembershipStatus, first *int32, after *string, last *int32, before *string) (*data.MembershipConnection, error) {
	return connect(ctx, &data.MembershipsOfState, s.Key, data.MembershipsWhere(asOf, status), data.Order{}, first, after, last, before)
}

func (memberState) SummitsHosted(ctx context.Context, s *data.MemberState, first *int32, after *string, last *int32, before *string) (*data.SummitConnection, error) {
	return pages(ctx, &data.SummitsOfHost, s.Key, first, after, last, before)
}

type otherCountry struct{ populated[*data.OtherCountry] }

type membership struct{ cited[*data.Membership] }

func (membership) State(ctx context.Context, m *data.Membership) (*data.MemberState, error) {
	return one(ctx, &data.MemberStateByKey, m.StateKey)
}

func (membership) Organization(ctx context.Context, m *data.Membership) (*data.Organization, error) {
	return one(ctx, &data.OrganizationByKey, m.OrganizationKey)
}

func (membership) DecidedBy(ctx context.Context, m *data.Membership) ([]*data.Mention, error) {
	return every(ctx, &data.Deciders, m.Key)
}

func (membership) Occasion(ctx context.Context, m *data.Membership) (data.Event, error) {
	return maybe(ctx, &data.EventByKey, m.OccasionKey)
}

func (membership) Certainty(ctx context.Context, m *data.Membership, asOf data.Date) (*data.Certainty, error) {
	return gather(ctx, question{&data.Spans, "on", string(asOf)}, m.Key,
		func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key]*data.Certainty, error) {
			return data.CertaintyOn(ctx, s, keys, asOf)
		})
}

type person struct{ speaking[*data.Person] }

func (person) Country(ctx context.Context, p *data.Person) (data.Country, error) {
	return maybe(ctx, &data.CountryByKey, p.CountryKey)
}

func (person) Positions(ctx context.Context, p *data.Person) ([]*data.Position, error) {
	return every(ctx, &data.Positions, p.Key)
}

func (person) Events(ctx context.Context, p *data.Person, filter *data.EventFilter, order *data.EventOrder, first *int32, after *string, last *int32, before *string) (*data.EventConnection, error) {
	return connect(ctx, &data.EventsOfAgent, p.Key, filter.Where(), order.Order(), first, after, last, before)
}

type position struct{ cited[*data.Position] }

func (position) Of(ctx context.Context, p *data.Position) (data.Agent, error) {
	return maybe(ctx, &data.AgentByKey, p.OfKey)
}
