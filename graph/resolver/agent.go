package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// speaking resolves the fields that all agents have.
type speaking[T data.Agent] struct{ cited[T] }

func (speaking[T]) Statements(
	ctx context.Context, agent T, filter *data.StatementFilter, order *data.StatementOrder, first *int32, after *string,
	last *int32, before *string,
) (*data.StatementConnection, error) {
	return load.Page(ctx, &data.StatementsOfAgent, agent.Fact().Subject, filter.Where(), order.Order(), first, after,
		last, before)
}

func (speaking[T]) Events(ctx context.Context, agent T, filter *data.EventFilter, order *data.EventOrder,
	first *int32, after *string, last *int32, before *string) (*data.EventConnection, error) {
	key := agent.Fact().Subject
	return load.Page(ctx, &data.EventsOfAgent, key, filter.Where(), order.Order(), first, after, last, before)
}

type mention struct{ named[*data.Mention] }

func (mention) MembersOf(ctx context.Context, m *data.Mention) (*data.Organization, error) {
	return load.LoadOptional(ctx, &data.OrganizationByKey, m.MembersOfKey)
}

// named resolves the agent of types that name one.
type named[T interface{ Named() *store.Key }] struct{}

func (named[T]) Agent(ctx context.Context, mention T) (data.Agent, error) {
	return load.LoadOptional(ctx, &data.AgentByKey, mention.Named())
}
