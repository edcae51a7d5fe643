package openapi

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/graph/selection"
)

// A selector writes the JSON Schema of the results of operations.
type selector struct {
	schema *ast.Schema
	enums  map[string]*schema // by name, of the schemas that it has written
}

// selected are the selection sets of one place in a result. certain leaves out what @skip or @include may leave out.
type selected struct{ all, certain []ast.SelectionSet }

// ofOperation returns the schema of the data of an operation. If kinds is not empty, its field node is a record of one
// of these types, and not null.
func (s *selector) ofOperation(o *ast.OperationDefinition, kinds []string) *schema {
	sets := []ast.SelectionSet{o.SelectionSet}
	data := s.object(s.schema.Query, nil, selected{sets, sets})
	if len(kinds) == 0 {
		return data
	}
	for i, field := range s.fields(s.schema.Query, sets) {
		if field.Nodes[0].Name == "node" {
			record := s.oneOf(s.definitions(kinds), s.below(field, selection.Field{}))
			record.Description = descriptionOf(field.Nodes[0])
			data.Properties[i].value = record
		}
	}
	return data
}

func (s *selector) definitions(names []string) (all []*ast.Definition) {
	for _, name := range names {
		all = append(all, s.schema.Types[name])
	}
	return all
}

// fields returns the fields that selection sets have for objects of a type.
func (s *selector) fields(of *ast.Definition, sets []ast.SelectionSet) []selection.Field {
	return selection.Collect(sets, func(one ast.Selection) bool { return selection.Applies(one, s.schema, of) })
}

// certainFields is fields without those that @skip or @include may leave out.
func (s *selector) certainFields(of *ast.Definition, sets []ast.SelectionSet) []selection.Field {
	return selection.Collect(sets, func(one ast.Selection) bool {
		return selection.Applies(one, s.schema, of) && !selection.IsConditional(one)
	})
}

// below returns what is selected below a field, given the same field of certainFields.
func (s *selector) below(field, certain selection.Field) (sets selected) {
	if len(certain.Nodes) == 0 { // if the field is there, what it selects unconditionally is there as well
		certain = field
	}
	for _, node := range field.Nodes {
		sets.all = append(sets.all, node.SelectionSet)
	}
	for _, node := range certain.Nodes {
		sets.certain = append(sets.certain, node.SelectionSet)
	}
	return sets
}

// object returns the schema of objects of a type. __typename is one of names.
func (s *selector) object(of *ast.Definition, names []any, sets selected) *schema {
	o := &schema{Type: "object"}
	certain := s.certainFields(of, sets.certain)
	for _, field := range s.fields(of, sets.all) {
		var known selection.Field
		if i := slices.IndexFunc(certain, func(f selection.Field) bool { return f.Key == field.Key }); i >= 0 {
			known = certain[i]
			o.Required = append(o.Required, field.Key)
		}
		node := field.Nodes[0]
		if node.Name == "__typename" {
			o.Properties = append(o.Properties, member{field.Key, &schema{Type: "string", Enum: names}})
			continue
		}
		value := s.value(node.Definition.Type, s.below(field, known))
		value.Description = descriptionOf(node)
		o.Properties = append(o.Properties, member{field.Key, value})
	}
	return o
}

// descriptionOf returns the description of a field. The example of an object is GraphQL, which is of no use here.
func descriptionOf(field *ast.Field) string {
	text := field.Definition.Description
	if at := strings.LastIndex(text, "Example:"); at >= 0 && len(field.SelectionSet) > 0 {
		text = text[:at]
	}
	return strings.TrimSpace(text)
}

// value returns the schema of the values of a type.
func (s *selector) value(t *ast.Type, sets selected) *schema {
	var v *schema
	definition := s.schema.Types[t.Name()]
	switch {
	case t.Elem != nil:
		v = &schema{Type: "array", Items: s.value(t.Elem, sets)}
	case definition.IsLeafType():
		v = s.leaf(definition)
	default:
		v = s.oneOf(s.schema.GetPossibleTypes(definition), sets)
	}
	if t.NonNull {
		return v
	}
	return nullable(v)
}

// nullable returns the schema of the same values and null.
func nullable(v *schema) *schema {
	switch {
	case v.Ref != "":
		return &schema{AnyOf: []*schema{v, {Type: "null"}}}
	case v.AnyOf != nil:
		v.AnyOf = append(v.AnyOf, &schema{Type: "null"})
	default:
		v.Type = []string{v.Type.(string), "null"}
	}
	return v
}

// oneOf returns the schema of objects of one of several types. Types with the same fields share a schema.
func (s *selector) oneOf(types []*ast.Definition, sets selected) *schema {
	var shapes []string
	names := map[string][]any{}
	first := map[string]*ast.Definition{}
	for _, t := range types {
		text, err := json.Marshal(s.object(t, nil, sets))
		if err != nil {
			panic(err) // JSON can represent all of it
		}
		shape := string(text)
		if first[shape] == nil {
			first[shape], shapes = t, append(shapes, shape)
		}
		names[shape] = append(names[shape], t.Name)
	}
	var all []*schema
	for _, shape := range shapes {
		all = append(all, s.object(first[shape], names[shape], sets))
	}
	if len(all) == 1 {
		return all[0]
	}
	return &schema{AnyOf: all}
}

// leaf returns the schema of a scalar or an enum.
func (s *selector) leaf(definition *ast.Definition) *schema {
	if definition.Kind == ast.Enum {
		return s.enum(definition)
	}
	switch definition.Name {
	case "Int":
		return &schema{Type: "integer", Format: "int32"}
	case "Float":
		return &schema{Type: "number"}
	case "Boolean":
		return &schema{Type: "boolean"}
	case "Date":
		return &schema{Type: "string", Format: "date"}
	case "URL":
		return &schema{Type: "string", Format: "uri-reference"}
	}
	return &schema{Type: "string"} // of any other scalar, as clients of GraphQL map it
}

// enum refers to the schema of an enum, which describes its values.
func (s *selector) enum(definition *ast.Definition) *schema {
	described := &schema{Type: "string", Description: definition.Description + "\n"}
	for _, value := range definition.EnumValues {
		described.Enum = append(described.Enum, value.Name)
		described.Description += "\n- `" + value.Name + "`: " + value.Description
	}
	s.enums[definition.Name] = described
	return &schema{Ref: "#/components/schemas/" + definition.Name}
}
