package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

type person struct{ speaking[*data.Person] }

func (person) Country(ctx context.Context, p *data.Person) (data.Country, error) {
	return load.LoadOptional(ctx, &data.CountryByKey, p.CountryKey)
}

func (person) Positions(
	ctx context.Context, p *data.Person, asOf *store.Date, match store.Certainty,
) ([]*data.Position, error) {
	if asOf == nil {
		return load.LoadAll(ctx, &data.Positions, p.Key)
	}
	held, err := load.ByKey(ctx, load.BatchKey{Source: &data.Positions, Query: "on",
		Terms: string(*asOf) + string(match)}, p.Key,
		func(ctx context.Context, s *store.Store, keys []store.Key) (map[store.Key][]*data.Position, error) {
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

func (position) Held(ctx context.Context, p *data.Position, on store.Date) (*data.DayAnswer, error) {
	return held(ctx, p.Holding(), on)
}
