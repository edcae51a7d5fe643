package resolver

import (
	"context"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/load"
)

type statement struct{ cited[*data.Statement] }

func (statement) Passage(ctx context.Context, s *data.Statement) (*data.Citation, error) {
	return load.Load(ctx, &data.CitationByKey, s.PassageKey)
}

func (statement) Document(ctx context.Context, s *data.Statement) (*data.Document, error) {
	return load.Load(ctx, &data.DocumentByKey, s.DocumentKey)
}

func (statement) Speakers(ctx context.Context, s *data.Statement) ([]*data.Mention, error) {
	return load.LoadAll(ctx, &data.Speakers, s.Key)
}

func (statement) Attribution(ctx context.Context, s *data.Statement) ([]*data.Attribution, error) {
	return load.LoadAll(ctx, &data.AttributionOf, s.Key)
}

func (statement) Occasion(ctx context.Context, s *data.Statement) (data.Event, error) {
	return load.LoadOptional(ctx, &data.EventByKey, s.OccasionKey)
}

func (statement) Summit(ctx context.Context, s *data.Statement) (*data.Summit, error) {
	return load.LoadOptional(ctx, &data.SummitByKey, s.OccasionKey)
}

func (statement) Addressees(ctx context.Context, s *data.Statement) ([]*data.Mention, error) {
	return load.LoadAll(ctx, &data.Addressees, s.Key)
}

func (statement) Topics(ctx context.Context, s *data.Statement) ([]*data.Topic, error) {
	return load.LoadAll(ctx, &data.TopicsOfStatement, s.Key)
}

func (statement) Annotations(ctx context.Context, s *data.Statement) ([]*data.Annotation, error) {
	return load.LoadAll(ctx, &data.AnnotationsOfStatement, s.Key)
}
