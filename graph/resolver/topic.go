package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/load"
)

type topic struct{}

func (topic) Statements(
	ctx context.Context, t *data.Topic, filter *data.StatementFilter, order *data.StatementOrder, first *int32,
	after *string, last *int32, before *string,
) (*data.StatementConnection, error) {
	return load.Page(ctx, &data.StatementsOnTopic, t.Key, filter.Where(), order.Order(), first, after, last, before)
}
