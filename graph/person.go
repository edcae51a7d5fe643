package graph

import (
	"context"

	"github.com/summitry/summitry/data"
)

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
