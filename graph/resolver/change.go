package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/load"
)

type change struct{}

func (change) Subject(ctx context.Context, c *data.Change) (data.Node, error) {
	if c.Ref() == nil {
		return nil, nil
	}
	return load.Node(ctx, *c.Ref())
}
