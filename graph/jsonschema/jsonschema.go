// Package jsonschema describes GraphQL types, variables and results in JSON Schema (2020-12). The entry points are
// Variable and Result. The package depends on gqlparser alone. Documents must be validated.
package jsonschema

import (
	"encoding/json"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// A Schema is a JSON Schema, ready to be encoded.
type Schema = map[string]any

// formats has JSON Schema's formats of scalars. Others are plain strings.
var formats = map[string]string{"Date": "date", "URL": "uri-reference"}

// scalar returns the schema of a scalar, which may be one of the built-in ones.
func scalar(name string) Schema {
	switch name {
	case "Int":
		return Schema{"type": "integer"}
	case "Float":
		return Schema{"type": "number"}
	case "Boolean":
		return Schema{"type": "boolean"}
	}
	s := Schema{"type": "string"}
	if format := formats[name]; format != "" {
		s["format"] = format
	}
	return s
}

// nullable lets a schema be null, too.
func nullable(s Schema) Schema {
	name, isOne := s["type"].(string)
	if !isOne {
		return Schema{"anyOf": []Schema{s, {"type": "null"}}}
	}
	s["type"] = []string{name, "null"}
	if values, found := s["enum"].([]any); found {
		s["enum"] = append(values, nil)
	}
	return s
}

// wrapped returns the schema of a type with the schema of its innermost type.
func wrapped(t *ast.Type, innermost Schema) Schema {
	s := innermost
	if t.Elem != nil {
		s = Schema{"type": "array", "items": wrapped(t.Elem, innermost)}
	}
	if t.NonNull {
		return s
	}
	return nullable(clone(s))
}

func clone(s Schema) Schema {
	copied := make(Schema, len(s))
	for key, value := range s {
		copied[key] = value
	}
	return copied
}

// Variable returns the schema of a variable: of what a client sends for it. A variable that may be null is left out
// instead, so the schema does not allow null.
func Variable(schema *ast.Schema, v *ast.VariableDefinition) Schema {
	t := *v.Type
	t.NonNull = true
	s := input(schema, &t)
	if v.DefaultValue != nil {
		if value, err := v.DefaultValue.Value(nil); err == nil {
			s["default"] = value
		}
	}
	return s
}

func input(schema *ast.Schema, t *ast.Type) Schema {
	definition := schema.Types[t.Name()]
	if definition.Kind != ast.InputObject {
		return wrapped(t, leaf(definition))
	}
	properties, required := Schema{}, []string{}
	for _, f := range definition.Fields {
		properties[f.Name] = input(schema, f.Type)
		if f.Type.NonNull && f.DefaultValue == nil {
			required = append(required, f.Name)
		}
	}
	return wrapped(t, Schema{"type": "object", "properties": properties, "required": required,
		"additionalProperties": false})
}

// leaf returns the schema of a scalar or an enum.
func leaf(definition *ast.Definition) Schema {
	if definition.Kind != ast.Enum {
		return scalar(definition.Name)
	}
	values := []any{}
	for _, v := range definition.EnumValues {
		values = append(values, v.Name)
	}
	return Schema{"type": "string", "enum": values}
}

// Result returns the schema of the data of an operation. If it is described, every property has the description of its
// field in the GraphQL schema.
func Result(schema *ast.Schema, operation *ast.OperationDefinition, described bool) Schema {
	r := reader{schema, described}
	return r.object(schema.Query.Name, []ast.SelectionSet{operation.SelectionSet})
}

type reader struct {
	schema    *ast.Schema
	described bool
}

// A use is a field of a selection set. It is conditional if the object may lack it: for its type, or by a directive.
type use struct {
	field       *ast.Field
	conditional bool
}

// uses lists the fields of a selection set on a type, with fragments expanded.
func (r reader) uses(set ast.SelectionSet, on string, conditional bool) (all []use) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			all = append(all, use{s, conditional || len(s.Directives) > 0})
		case *ast.InlineFragment:
			optional := conditional || len(s.Directives) > 0 || !r.always(on, s.TypeCondition)
			all = append(all, r.uses(s.SelectionSet, on, optional)...)
		case *ast.FragmentSpread:
			optional := conditional || len(s.Directives) > 0 || !r.always(on, s.Definition.TypeCondition)
			all = append(all, r.uses(s.Definition.SelectionSet, on, optional)...)
		}
	}
	return all
}

// always reports whether a fragment with a type condition applies to every object of a type.
func (r reader) always(on, condition string) bool {
	if condition == "" || condition == on {
		return true
	}
	allowed := r.schema.GetPossibleTypes(r.schema.Types[condition])
	for _, possible := range r.schema.GetPossibleTypes(r.schema.Types[on]) {
		if !slices.Contains(allowed, possible) {
			return false
		}
	}
	return true
}

// object returns the schema of objects of a type with the fields of some selection sets, which are merged.
func (r reader) object(on string, sets []ast.SelectionSet) Schema {
	var keys []string
	byKey := map[string][]use{}
	for _, set := range sets {
		for _, u := range r.uses(set, on, false) {
			if byKey[u.field.Alias] == nil {
				keys = append(keys, u.field.Alias)
			}
			byKey[u.field.Alias] = append(byKey[u.field.Alias], u)
		}
	}
	properties, required := Schema{}, []string{}
	for _, key := range keys {
		properties[key] = r.property(byKey[key])
		for _, u := range byKey[key] {
			if !u.conditional {
				required = append(required, key)
				break
			}
		}
	}
	return Schema{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// property returns the schema of the fields with one response key. Fields of different types may share it.
func (r reader) property(all []use) Schema {
	var variants []Schema
	seen := map[string]bool{}
	for _, u := range all {
		s := r.typed(u.field.Definition.Type, all)
		if text, _ := json.Marshal(s); !seen[string(text)] {
			seen[string(text)] = true
			variants = append(variants, s)
		}
	}
	s := variants[0]
	if len(variants) > 1 {
		s = Schema{"anyOf": variants}
	}
	if description := all[0].field.Definition.Description; r.described && description != "" {
		s["description"] = description
	}
	return s
}

func (r reader) typed(t *ast.Type, all []use) Schema {
	definition := r.schema.Types[t.Name()]
	if definition.IsLeafType() {
		return wrapped(t, leaf(definition))
	}
	var sets []ast.SelectionSet
	for _, u := range all {
		sets = append(sets, u.field.SelectionSet)
	}
	return wrapped(t, r.object(t.Name(), sets))
}
