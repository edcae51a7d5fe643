package graph

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/internal/gen"
)

// What one operation may cost.
const (
	MaxTokens  = 2000             // of its text
	MaxRecords = 20_000           // in all lists of its answer together
	MaxTime    = 10 * time.Second // until its answer is there
	MaxErrors  = 10               // that are shown
)

// spend takes records from what the operation may have, and refuses when there is nothing left.
func (o *operation) spend(records int) error {
	if o.records.Add(int64(records)) > MaxRecords {
		return data.Invalid(fmt.Sprintf("the answer would have more than %d records: ask for smaller pages, or for fewer lists inside of lists", MaxRecords))
	}
	return nil
}

// schema is the one that is served, for what it says about its own types.
var schema = gen.NewExecutableSchema(gen.Config{}).Schema()

// exactEnums refuses enum values in variables that are not written as in the schema, which gqlparser lets pass.
type exactEnums struct{}

func (exactEnums) ExtensionName() string                   { return "ExactEnums" }
func (exactEnums) Validate(graphql.ExecutableSchema) error { return nil }
func (exactEnums) MutateOperationContext(_ context.Context, o *graphql.OperationContext) *gqlerror.Error {
	for _, v := range o.Operation.VariableDefinitions {
		if err := checkEnums(v.Type, o.Variables[v.Variable]); err != nil {
			refused := gqlerror.ErrorPosf(v.Position, "$%s: %v", v.Variable, err)
			return coded(refused, refused.Message, badInput)
		}
	}
	return nil
}

func checkEnums(t *ast.Type, value any) error {
	if list := reflect.ValueOf(value); list.Kind() == reflect.Slice { // of any, or of a single value's type
		for i := range list.Len() {
			if err := checkEnums(itemOf(t), list.Index(i).Interface()); err != nil {
				return err
			}
		}
		return nil
	}
	switch value := value.(type) {
	case map[string]any:
		for _, field := range schema.Types[t.Name()].Fields {
			if err := checkEnums(field.Type, value[field.Name]); err != nil {
				return fmt.Errorf("%s: %w", field.Name, err)
			}
		}
	case string:
		definition := schema.Types[t.Name()]
		if definition.Kind != ast.Enum || definition.EnumValues.ForName(value) != nil {
			return nil
		}
		var names []string
		for _, v := range definition.EnumValues {
			names = append(names, v.Name)
		}
		return fmt.Errorf("%.40q is no %s: send one of %s", value, definition.Name, strings.Join(names, ", "))
	}
	return nil
}

// itemOf is the type of a list's items; a single value may stand for a list.
func itemOf(t *ast.Type) *ast.Type {
	if t.Elem != nil {
		return t.Elem
	}
	return t
}
