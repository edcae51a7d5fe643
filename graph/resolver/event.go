package resolver

import (
	"context"
	"fmt"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// happening resolves the fields that all events have.
type happening[T data.Event] struct{ cited[T] }

func (happening[T]) Organization(ctx context.Context, event T) (*data.Organization, error) {
	return load.LoadOptional(ctx, &data.OrganizationByKey, event.Organizer())
}

func (happening[T]) Participants(ctx context.Context, event T, agent []string) ([]*data.Participant, error) {
	if agent == nil {
		return load.LoadAll(ctx, &data.Participants, event.Fact().Subject)
	}
	participants, err := load.ByKey(ctx, load.BatchKey{Source: &data.Participants, Query: "agent",
		Terms: fmt.Sprintf("%q", agent)}, event.Fact().Subject,
		func(ctx context.Context, s *store.Store, events []store.Key) (map[store.Key][]*data.Participant, error) {
			return data.ParticipantsAmong(ctx, s, events, agent)
		})
	if err != nil {
		return nil, err
	}
	return participants, load.Of(ctx).ChargeOwned(len(participants))
}

func (happening[T]) Outcomes(ctx context.Context, event T) ([]*data.Outcome, error) {
	return load.LoadAll(ctx, &data.Outcomes, event.Fact().Subject)
}

func (happening[T]) Annotations(ctx context.Context, event T) ([]*data.Annotation, error) {
	return load.LoadAll(ctx, &data.AnnotationsOfEvent, event.Fact().Subject)
}

func (happening[T]) Statements(
	ctx context.Context, event T, filter *data.StatementFilter, order *data.StatementOrder, first *int32, after *string,
	last *int32, before *string,
) (*data.StatementConnection, error) {
	return load.Page(ctx, &data.StatementsAtEvent, event.Fact().Subject, filter.Where(), order.Order(), first, after,
		last, before)
}

type summit struct{ happening[*data.Summit] }

func (summit) Host(ctx context.Context, s *data.Summit) (data.Country, error) {
	return load.LoadOptional(ctx, &data.CountryByKey, s.HostKey)
}

func (summit) Claims(ctx context.Context, s *data.Summit, property *string) ([]*data.Claim, error) {
	return claims(ctx, s.Key, property)
}

type meeting struct{ happening[*data.Meeting] }

type incident struct{ happening[*data.Incident] }

type participant struct {
	cited[*data.Participant]
	named[*data.Participant]
}

type outcome struct{ cited[*data.Outcome] }

func (outcome) Membership(ctx context.Context, o *data.Outcome) (*data.Membership, error) {
	return load.LoadOptional(ctx, &data.MembershipByKey, o.MembershipKey)
}
