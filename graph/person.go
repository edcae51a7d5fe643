package graph

import (
	"context"

	"github.com/summitry/summitry/data"
)

type person struct{ speaking[*data.Person] }

func (person) Country(ctx context.Context, p *data.Person) (data.Country, error) {
	return maybe(ctx, &data.CountryByKey, p.CountryKey)
}

func (person) Positions(ctx context.Context, p *data.Person, asOf *data.Date, match data.Certainty) ([]*data.Position, error) {
	if asOf == nil {
		return every(ctx, &data.Positions, p.Key)
	}
	held, err := gather(ctx, question{&data.Positions, "on", string(*asOf) + string(match)}, p.Key,
		func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key][]*data.Position, error) {
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

func (position) Certainty(ctx context.Context, p *data.Position, asOf data.Date) (*data.Certainty, error) {
	return gather(ctx, question{&data.Positions, "certainty", string(asOf)}, p.Ref(),
		func(ctx context.Context, s *data.Store, places []data.PositionRef) (map[data.PositionRef]*data.Certainty, error) {
			return data.PositionsCertain(ctx, s, places, asOf)
		})
}
