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
			const invalid = "Variable %[1]q got invalid value: %[1]s must not be null where it is used: send a " +
				"value, or omit it"
			message = fmt.Sprintf(invalid, "$"+v.Variable)
		case given:
			coerced, err := Coerce("$"+v.Variable, v.Type, value)
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

// Coerce converts a JSON value to a type of the schema. name is what error messages call the value.
func Coerce(name string, t *ast.Type, value any) (any, error) {
	switch definition := Schema.Types[t.Name()]; {
	case value == nil && t.NonNull:
		return nil, named(name, nullFor(t))
	case value == nil:
		return nil, nil
	case t.Elem != nil:
		return coerceList(name, t, value)
	case definition.Kind == ast.InputObject:
		return coerceObject(name, definition, value)
	case definition.Kind == ast.Enum:
		if text, ok := value.(string); ok && definition.EnumValues.ForName(text) != nil {
			return text, nil
		}
		return nil, named(name, notInEnum(definition, value))
	default:
		coerced, err := scalarOf(definition, value)
		if err != nil {
			return nil, named(name, err)
		}
		return coerced, nil
	}
}

// coerceList converts a list, or a single value to a list of one.
func coerceList(name string, t *ast.Type, value any) (any, error) {
	items, ok := value.([]any)
	if !ok {
		coerced, err := Coerce(name, t.Elem, value)
		return []any{coerced}, err
	}
	if len(items) > store.MaxValues {
		return nil, store.TooManyValues(name, len(items))
	}
	coerced := make([]any, len(items))
	for i, item := range items {
		var err error
		if coerced[i], err = Coerce(element(name, i), t.Elem, item); err != nil {
			return nil, err
		}
	}
	return coerced, nil
}

func coerceObject(name string, definition *ast.Definition, value any) (any, error) {
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, named(name, notAnObject(definition, value))
	}
	coerced := make(map[string]any)
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		if definition.Fields.ForName(field) == nil {
			return nil, undefinedField(definition, field)
		}
	}
	for _, f := range definition.Fields {
		given, sent := fields[f.Name]
		switch {
		case sent:
			var err error
			if coerced[f.Name], err = Coerce(name+"."+f.Name, f.Type, given); err != nil {
				return nil, err
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
		return nil, scalar.Refused(value, "a number")
	case "Boolean":
		if _, ok := value.(bool); ok {
			return value, nil
		}
		return nil, scalar.Refused(value, "true or false")
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
		return nil, scalar.Refused(value, "a string or an integer")
	case "Date":
		_, err := scalar.UnmarshalDate(value)
		return value, err
	}
	if _, ok := value.(string); !ok {
		return nil, scalar.Refused(value, "a string")
	}
	return value, nil
}
