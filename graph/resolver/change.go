package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
)

type change struct{}

func (change) Subject(ctx context.Context, c *data.Change) (data.Node, error) {
	if c.Ref() == nil {
		return nil, nil
	}
	return subject(ctx, *c.Ref())
}
