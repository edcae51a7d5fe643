package exec

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/internal/scalar"
)

// coerceVariables converts the JSON values of variables to the types of an operation, as the specification says
// (CoerceVariableValues). gqlparser's own function takes "3" for an Int, rejects 3.0, and ignores the case of enum
// values. Variables that the operation does not define are ignored.
func coerceVariables(
	needed map[*ast.VariableDefinition]bool, o *ast.OperationDefinition, sent map[string]any,
) (map[string]any, gqlerror.List) {
	values := make(map[string]any)
	var problems gqlerror.List
	for _, v := range o.VariableDefinitions {
		value, given := sent[v.Variable]
		message := ""
		switch {
		case given && value == nil && needed[v] && !v.Type.NonNull:
			const invalid = "Variable %q got invalid value: null is not allowed where it is used: send a value, or " +
				"leave it out"
			message = fmt.Sprintf(invalid, "$"+v.Variable)
		case given:
			coerced, err := Coerce(v.Type, value)
			if err != nil {
				message = fmt.Sprintf("Variable %q got invalid value: %v", "$"+v.Variable, err)
			}
			values[v.Variable] = coerced
		case v.DefaultValue != nil:
			values[v.Variable], _ = v.DefaultValue.Value(nil) // validated with the operation
		case v.Type.NonNull:
			message = fmt.Sprintf("Variable %q of required type %q was not provided: add it to the variables",
				"$"+v.Variable, v.Type)
		}
		if message != "" {
			problems = append(problems, coded(gqlerror.ErrorPosf(v.Position, ""), message, BadInput))
		}
	}
	return values, problems
}

// neededIn returns the variables of nullable types with a default that are used where null is not allowed. It writes
// into the document.
func neededIn(document *ast.QueryDocument) map[*ast.VariableDefinition]bool {
	needed := make(map[*ast.VariableDefinition]bool)
	var uses core.Events
	uses.OnValue(func(_ *core.Walker, v *ast.Value) {
		if v.Kind == ast.Variable && v.ExpectedType != nil && v.ExpectedType.NonNull {
			needed[v.VariableDefinition] = true
		}
	})
	core.Walk(Schema, document, &uses)
	return needed
}

// Coerce converts a JSON value to a type of the schema. The error says what to send instead.
func Coerce(t *ast.Type, value any) (any, error) {
	switch definition := Schema.Types[t.Name()]; {
	case value == nil && t.NonNull:
		return nil, nullFor(t)
	case value == nil:
		return nil, nil
	case t.Elem != nil:
		return coerceList(t, value)
	case definition.Kind == ast.InputObject:
		return coerceObject(definition, value)
	case definition.Kind == ast.Enum:
		if text, ok := value.(string); ok && definition.EnumValues.ForName(text) != nil {
			return text, nil
		}
		return nil, notInEnum(definition, value)
	default:
		return scalarOf(definition, value)
	}
}

// coerceList converts a list, or a single value to a list of one.
func coerceList(t *ast.Type, value any) (any, error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	if len(items) > store.MaxValues {
		return nil, store.Invalid(fmt.Sprintf("%d values are too many: send %d at most at a time", len(items),
			store.MaxValues))
	}
	coerced := make([]any, len(items))
	for i, item := range items {
		var err error
		if coerced[i], err = Coerce(t.Elem, item); err != nil {
			return nil, err
		}
	}
	return coerced, nil
}

func coerceObject(definition *ast.Definition, value any) (any, error) {
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, notAnObject(definition, value)
	}
	coerced := make(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if definition.Fields.ForName(name) == nil {
			return nil, undefinedField(definition, name)
		}
	}
	for _, f := range definition.Fields {
		given, sent := fields[f.Name]
		switch {
		case sent:
			var err error
			if coerced[f.Name], err = Coerce(f.Type, given); err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
		case f.DefaultValue != nil:
			coerced[f.Name], _ = f.DefaultValue.Value(nil) // validated with the schema
		case f.Type.NonNull:
			return nil, missingField(f)
		}
	}
	return coerced, nil
}

// scalarOf converts a JSON value, or the value of a literal, to a scalar.
func scalarOf(definition *ast.Definition, value any) (any, error) {
	switch definition.Name {
	case "Int":
		n, err := scalar.UnmarshalInt(value)
		return int64(n), err
	case "Float":
		if number, ok := value.(json.Number); ok {
			if f, err := number.Float64(); err == nil {
				return f, nil
			}
		}
		return nil, scalar.Refused(value, definition.Name, "a number")
	case "Boolean":
		if _, ok := value.(bool); ok {
			return value, nil
		}
		return nil, scalar.Refused(value, definition.Name, "true or false")
	case "ID":
		switch value := value.(type) {
		case string:
			return value, nil
		case int64:
			return fmt.Sprint(value), nil
		case json.Number:
			if n, err := value.Float64(); err == nil && n == math.Trunc(n) {
				return strconv.FormatFloat(n+0, 'f', -1, 64), nil
			}
		}
		return nil, scalar.Refused(value, definition.Name, "a text")
	case "Date":
		_, err := scalar.UnmarshalDate(value)
		return value, err
	}
	if _, ok := value.(string); !ok {
		return nil, scalar.Refused(value, definition.Name, "a text")
	}
	return value, nil
}
