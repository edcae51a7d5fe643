package resolver

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// cited resolves the citations of types that have them.
type cited[T data.Cited] struct{}

func (cited[T]) Citations(ctx context.Context, fact T, property *string) ([]*data.Citation, error) {
	if err := checkProperty(ctx, property); err != nil {
		return nil, err
	}
	return load.Citations(ctx, fact.Fact(), property)
}

// checkProperty returns an error if property names a field that the type does not have, or that no passage supports on
// its own.
func checkProperty(ctx context.Context, property *string) error {
	if property == nil {
		return nil
	}
	at := graphql.GetFieldContext(ctx).Object
	if fields := data.Citable[at]; !slices.Contains(fields, *property) {
		const message = "property must be a field of %s with citations of its own, one of %s, got %.60q"
		return store.Invalid(fmt.Sprintf(message, at, strings.Join(fields, ", "), *property))
	}
	return nil
}

type citation struct{}

func (citation) Document(ctx context.Context, c *data.Citation) (*data.Document, error) {
	return load.Load(ctx, &data.DocumentByKey, c.DocumentKey)
}

func (citation) Subject(ctx context.Context, c *data.Citation) (data.Node, error) {
	return load.Node(ctx, c.Subject)
}
