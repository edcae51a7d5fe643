package graph

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

type person struct{ speaking[*data.Person] }

func (person) Country(ctx context.Context, p *data.Person) (data.Country, error) {
	return maybe(ctx, &data.CountryByKey, p.CountryKey)
}

func (person) Positions(ctx context.Context, p *data.Person, asOf *store.Date, match store.Certainty) ([]*data.Position, error) {
	if asOf == nil {
		return every(ctx, &data.Positions, p.Key)
	}
	held, err := gather(ctx, question{&data.Positions, "on", string(*asOf) + string(match)}, p.Key,
		func(ctx context.Context, s *store.Store, keys []store.Key) (map[store.Key][]*data.Position, error) {
			return data.PositionsOn(ctx, s, keys, *asOf, match)
		})
	if err != nil {
		return nil, err
	}
	return held, operationOf(ctx).spend(len(held))
}

type position struct{ cited[*data.Position] }

func (position) Of(ctx context.Context, p *data.Position) (data.Agent, error) {
	return maybe(ctx, &data.AgentByKey, p.OfKey)
}

func (position) Certainty(ctx context.Context, p *data.Position, asOf store.Date) (*store.Certainty, error) {
	return gather(ctx, question{&data.Positions, "certainty", string(asOf)}, p.Ref(),
		func(ctx context.Context, s *store.Store, places []data.PositionRef) (map[data.PositionRef]*store.Certainty, error) {
			return data.PositionsCertain(ctx, s, places, asOf)
		})
}
