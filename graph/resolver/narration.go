package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/internal/gen"
	"github.com/summitry/summitry/graph/load"
)

func (Root) Narration() gen.NarrationResolver { return narration{} }

type narration struct{ cited[*data.Narration] }

func (narration) About(ctx context.Context, n *data.Narration) ([]*data.Mention, error) {
	return load.LoadAll(ctx, &data.AgentsOfNarration, n.Key)
}

func (narration) Events(ctx context.Context, n *data.Narration) ([]data.Event, error) {
	return load.LoadAll(ctx, &data.EventsOfNarration, n.Key)
}

func (narration) Interprets(ctx context.Context, n *data.Narration) (*data.Statement, error) {
	return load.LoadOptional(ctx, &data.StatementByKey, n.InterpretsKey)
}

func (narration) Topics(ctx context.Context, n *data.Narration) ([]*data.Topic, error) {
	return load.LoadAll(ctx, &data.TopicsOfNarration, n.Key)
}

func (narration) Document(ctx context.Context, n *data.Narration) (*data.Document, error) {
	return load.Load(ctx, &data.DocumentByKey, n.DocumentKey)
}

func (narration) Passage(ctx context.Context, n *data.Narration) (*data.Citation, error) {
	return load.Load(ctx, &data.PassageOfNarration, n.Key)
}

func (narration) Annotations(ctx context.Context, n *data.Narration) ([]*data.Annotation, error) {
	return load.LoadAll(ctx, &data.AnnotationsOfNarration, n.Key)
}

func (query) Narration(ctx context.Context, slug string) (*data.Narration, error) {
	return bySlug(ctx, &data.NarrationBySlug, slug)
}

func (query) Narrations(
	ctx context.Context, filter *data.NarrationFilter, first *int32, after *string, last *int32, before *string,
) (*data.NarrationConnection, error) {
	return narrations(ctx, &data.Narrations, store.Everything, filter, first, after, last, before)
}

func (speaking[T]) Narrations(
	ctx context.Context, agent T, filter *data.NarrationFilter, first *int32, after *string, last *int32,
	before *string,
) (*data.NarrationConnection, error) {
	return narrations(ctx, &data.NarrationsAboutAgent, agent.Fact().Subject, filter, first, after, last, before)
}

func (happening[T]) Narrations(
	ctx context.Context, event T, filter *data.NarrationFilter, first *int32, after *string, last *int32,
	before *string,
) (*data.NarrationConnection, error) {
	return narrations(ctx, &data.NarrationsAboutEvent, event.Fact().Subject, filter, first, after, last, before)
}

func (topic) Narrations(
	ctx context.Context, t *data.Topic, filter *data.NarrationFilter, first *int32, after *string, last *int32,
	before *string,
) (*data.NarrationConnection, error) {
	return narrations(ctx, &data.NarrationsOnTopic, t.Key, filter, first, after, last, before)
}

func (document) Narrations(
	ctx context.Context, d *data.Document, filter *data.NarrationFilter, first *int32, after *string, last *int32,
	before *string,
) (*data.NarrationConnection, error) {
	return narrations(ctx, &data.NarrationsInDocument, d.Key, filter, first, after, last, before)
}

func (statement) Glosses(ctx context.Context, s *data.Statement) ([]*data.Narration, error) {
	return load.LoadAll(ctx, &data.GlossesOfStatement, s.Key)
}

// narrations returns a page of a key's narrations, in their only order.
func narrations(
	ctx context.Context, l *store.List[*data.Narration], key store.Key, filter *data.NarrationFilter,
	first *int32, after *string, last *int32, before *string,
) (*data.NarrationConnection, error) {
	return load.Page(ctx, l, key, filter.Where(), store.Order{}, first, after, last, before)
}
