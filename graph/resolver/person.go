package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/load"
)

type person struct{ speaking[*data.Person] }

func (person) Country(ctx context.Context, p *data.Person) (data.Country, error) {
	return load.LoadOptional(ctx, &data.CountryByKey, p.CountryKey)
}

func (person) Positions(ctx context.Context, p *data.Person, asOf *data.Date, match data.Certainty) ([]*data.Position, error) {
	if asOf == nil {
		return load.LoadAll(ctx, &data.Positions, p.Key)
	}
	held, err := load.One(ctx, load.BatchKey{Source: &data.Positions, Query: "on", Terms: string(*asOf) + string(match)}, p.Key,
		func(ctx context.Context, s *data.Store, keys []data.Key) (map[data.Key][]*data.Position, error) {
			return data.PositionsOn(ctx, s, keys, *asOf, match)
		})
	if err != nil {
		return nil, err
	}
	return held, load.Of(ctx).ChargePage(len(held))
}

type position struct{ cited[*data.Position] }

func (position) Of(ctx context.Context, p *data.Position) (data.Agent, error) {
	return load.LoadOptional(ctx, &data.AgentByKey, p.OfKey)
}

func (position) Certainty(ctx context.Context, p *data.Position, asOf data.Date) (*data.Certainty, error) {
	return load.One(ctx, load.BatchKey{Source: &data.Positions, Query: "certainty", Terms: string(asOf)}, p.Place(),
		func(ctx context.Context, s *data.Store, places []data.Place) (map[data.Place]*data.Certainty, error) {
			return data.PositionsCertain(ctx, s, places, asOf)
		})
}
