package exec

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/graph/internal/gen"
	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/plan"
)

// Schema is the schema that is served.
var Schema = asSpecified(gen.NewExecutableSchema(gen.Config{}).Schema())

var introspection = plan.Introspect(Schema)

// asSpecified changes the built-in definitions that gqlparser adds to those of the GraphQL specification of September
// 2025. The specification leaves descriptions open; they are those of graphql-js 16.
func asSpecified(s *ast.Schema) *ast.Schema {
	delete(s.Directives, "defer")
	const added = "DIRECTIVE_DEFINITION" // a location of a later draft
	deprecated := s.Directives["deprecated"]
	at := slices.Index(deprecated.Locations, added)
	deprecated.Locations = slices.Delete(deprecated.Locations, at, at+1)
	deprecated.Arguments.ForName("reason").Type.NonNull = true
	locations := s.Types["__DirectiveLocation"]
	isAdded := func(v *ast.EnumValueDefinition) bool { return v.Name == added }
	locations.EnumValues = slices.DeleteFunc(locations.EnumValues, isAdded)
	id := s.Types["ID"]
	id.Description = strings.NewReplacer(`"4"`, "`\"4\"`", "(such as 4)", "(such as `4`)").Replace(id.Description)
	s.Types["String"].Description = strings.Replace(s.Types["String"].Description, "`String`scalar",
		"`String` scalar", 1)
	for _, name := range []string{"__Type", "__Field", "__Directive"} {
		for _, f := range s.Types[name].Fields {
			if a := f.Arguments.ForName("includeDeprecated"); a != nil {
				a.Type.NonNull = true
			}
		}
	}
	return s
}

// introspected answers __schema and __type when gqlgen executes an operation, by the same code as plans.
func introspected(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	field := graphql.GetRootFieldContext(ctx).Field
	if !plan.IsIntrospection(field.Field) {
		return next(ctx)
	}
	o := load.Of(ctx)
	merged := *field.Field
	merged.SelectionSet = field.Selections
	json, err := introspection.Answer(&merged, graphql.GetOperationContext(ctx).Variables,
		func(values, text int) error {
			o.Wait(ctx)
			return cmp.Or(o.Charge(0, 0, values, text), ctx.Err())
		})
	if err != nil { // the budget or the context ended the whole operation
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) { w.Write(json) })
}
