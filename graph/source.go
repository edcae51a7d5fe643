package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data"
)

// cited resolves the passages of whatever they support.
type cited[T data.Cited] struct{}

func (cited[T]) Citations(ctx context.Context, fact T, property *string) ([]*data.Citation, error) {
	if err := checkProperty(ctx, property); err != nil {
		return nil, err
	}
	f := fact.Fact()
	all, err := every(ctx, &data.CitationsOfSubject, f.Subject)
	return data.Supporting(all, f, property), err
}

func claims(ctx context.Context, subject data.Key, property *string) ([]*data.Claim, error) {
	if err := checkProperty(ctx, property); err != nil {
		return nil, err
	}
	all, err := every(ctx, &data.ClaimsOfSubject, subject)
	if property == nil || err != nil {
		return all, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(c *data.Claim) bool { return c.Property != *property }), nil
}

// checkProperty refuses the name of a field that the type at hand does not have, or that no passage supports on its own.
func checkProperty(ctx context.Context, property *string) error {
	if property == nil {
		return nil
	}
	at := graphql.GetFieldContext(ctx).Object
	if fields := data.Citable[at]; !slices.Contains(fields, *property) {
		return data.Invalid(fmt.Sprintf("property: %.40q is no field of %s that passages support on its own: send one of %s", *property, at, strings.Join(fields, ", ")))
	}
	return nil
}

type document struct{}

func (document) Statements(ctx context.Context, d *data.Document, filter *data.StatementFilter, order *data.StatementOrder, first *int32, after *string, last *int32, before *string) (*data.StatementConnection, error) {
	return connect(ctx, &data.StatementsInDocument, d.Key, filter.Where(), order.Order(), first, after, last, before)
}

func (document) Annotations(ctx context.Context, d *data.Document) ([]*data.Annotation, error) {
	return every(ctx, &data.AnnotationsOfDocument, d.Key)
}

func (document) Passages(ctx context.Context, d *data.Document, first *int32, after *string, last *int32, before *string) (*data.CitationConnection, error) {
	return pages(ctx, &data.PassagesOfDocument, d.Key, first, after, last, before)
}

type citation struct{}

func (citation) Document(ctx context.Context, c *data.Citation) (*data.Document, error) {
	return one(ctx, &data.DocumentByKey, c.DocumentKey)
}

func (citation) Subject(ctx context.Context, c *data.Citation) (data.Node, error) {
	return subject(ctx, c.Subject)
}

type discrepancy struct{}

func (discrepancy) Subject(ctx context.Context, d *data.Discrepancy) (data.Node, error) {
	return subject(ctx, d.Subject)
}

func (discrepancy) Claims(ctx context.Context, d *data.Discrepancy) ([]*data.Claim, error) {
	return every(ctx, &data.ClaimsOfDiscrepancy, d.Key)
}
