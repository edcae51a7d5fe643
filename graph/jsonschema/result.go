package jsonschema

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/graph/selection"
)

// A Writer writes schemas for a GraphQL schema.
type Writer struct {
	GraphQL *ast.Schema
	// Components has the schemas of enums and input objects, by name, with descriptions of their values and fields.
	// The written schemas refer to them as an OpenAPI document does. If it is nil, enums and input objects are written
	// where they are used, and fields of results have no descriptions, which is shorter.
	Components map[string]*Schema
	Closed     bool // objects of results have no other properties than those that are selected
}

// selected are the selection sets of one place in a result. certain leaves out what @skip or @include may leave out.
type selected struct{ all, certain []ast.SelectionSet }

// Result returns the schema of the data of an operation. If kinds is not empty, its field node is a record of one of
// these types, and not null.
func (w *Writer) Result(o *ast.OperationDefinition, kinds []string) *Schema {
	sets := []ast.SelectionSet{o.SelectionSet}
	data := w.object(w.GraphQL.Query, nil, selected{sets, sets})
	if len(kinds) == 0 {
		return data
	}
	for i, field := range w.fields(w.GraphQL.Query, sets) {
		if field.Nodes[0].Name == "node" {
			record := w.oneOf(w.definitions(kinds), w.below(field, selection.Field{}))
			record.Description = w.descriptionOf(field.Nodes[0])
			data.Properties[i].Value = record
		}
	}
	return data
}

func (w *Writer) definitions(names []string) (all []*ast.Definition) {
	for _, name := range names {
		all = append(all, w.GraphQL.Types[name])
	}
	return all
}

// fields returns the fields that selection sets have for objects of a type.
func (w *Writer) fields(of *ast.Definition, sets []ast.SelectionSet) []selection.Field {
	return selection.Collect(sets, func(one ast.Selection) bool { return selection.Applies(one, w.GraphQL, of) })
}

// certainFields is fields without those that @skip or @include may leave out.
func (w *Writer) certainFields(of *ast.Definition, sets []ast.SelectionSet) []selection.Field {
	return selection.Collect(sets, func(one ast.Selection) bool {
		return selection.Applies(one, w.GraphQL, of) && !selection.IsConditional(one)
	})
}

// below returns what is selected below a field, given the same field of certainFields.
func (w *Writer) below(field, certain selection.Field) (sets selected) {
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
func (w *Writer) object(of *ast.Definition, names []any, sets selected) *Schema {
	o := &Schema{Type: "object"}
	if w.Closed {
		o.AdditionalProperties = new(bool)
	}
	certain := w.certainFields(of, sets.certain)
	for _, field := range w.fields(of, sets.all) {
		var known selection.Field
		if i := slices.IndexFunc(certain, func(f selection.Field) bool { return f.Key == field.Key }); i >= 0 {
			known = certain[i]
			o.Required = append(o.Required, field.Key)
		}
		node := field.Nodes[0]
		if node.Name == "__typename" {
			o.Properties = append(o.Properties, Member{field.Key, &Schema{Type: "string", Enum: names}})
			continue
		}
		value := w.value(node.Definition.Type, w.below(field, known))
		value.Description = w.descriptionOf(node)
		o.Properties = append(o.Properties, Member{field.Key, value})
	}
	return o
}

// descriptionOf returns the description of a field. The example of an object is GraphQL, which is of no use here.
func (w *Writer) descriptionOf(field *ast.Field) string {
	if w.Components == nil {
		return ""
	}
	text := field.Definition.Description
	if at := strings.LastIndex(text, "Example:"); at >= 0 && len(field.SelectionSet) > 0 {
		text = text[:at]
	}
	return strings.TrimSpace(text)
}

// value returns the schema of the values of a type.
func (w *Writer) value(t *ast.Type, sets selected) *Schema {
	var v *Schema
	definition := w.GraphQL.Types[t.Name()]
	switch {
	case t.Elem != nil:
		v = &Schema{Type: "array", Items: w.value(t.Elem, sets)}
	case definition.IsLeafType():
		v = w.Leaf(definition)
	default:
		v = w.oneOf(w.GraphQL.GetPossibleTypes(definition), sets)
	}
	if t.NonNull {
		return v
	}
	return nullable(v)
}

// nullable returns the schema of the same values and null.
func nullable(v *Schema) *Schema {
	switch {
	case v.Ref != "":
		return &Schema{AnyOf: []*Schema{v, {Type: "null"}}}
	case v.AnyOf != nil:
		v.AnyOf = append(v.AnyOf, &Schema{Type: "null"})
	default:
		v.Type = []string{v.Type.(string), "null"}
		if v.Enum != nil {
			v.Enum = append(v.Enum, nil)
		}
	}
	return v
}

// oneOf returns the schema of objects of one of several types. Types with the same fields share a schema.
func (w *Writer) oneOf(types []*ast.Definition, sets selected) *Schema {
	if len(types) == 1 { // comparing would write the schema twice at each level
		return w.object(types[0], []any{types[0].Name}, sets)
	}
	var shapes []string
	names := map[string][]any{}
	first := map[string]*ast.Definition{}
	for _, t := range types {
		text, err := json.Marshal(w.object(t, nil, sets))
		if err != nil {
			panic(err) // JSON can represent all of it
		}
		shape := string(text)
		if first[shape] == nil {
			first[shape], shapes = t, append(shapes, shape)
		}
		names[shape] = append(names[shape], t.Name)
	}
	var all []*Schema
	for _, shape := range shapes {
		all = append(all, w.object(first[shape], names[shape], sets))
	}
	if len(all) == 1 {
		return all[0]
	}
	return &Schema{AnyOf: all}
}

// Leaf returns the schema of a scalar or an enum.
func (w *Writer) Leaf(definition *ast.Definition) *Schema {
	if definition.Kind == ast.Enum {
		return w.enum(definition)
	}
	switch definition.Name {
	case "Int":
		return &Schema{Type: "integer", Format: "int32"}
	case "Float":
		return &Schema{Type: "number"}
	case "Boolean":
		return &Schema{Type: "boolean"}
	case "Date":
		return &Schema{Type: "string", Format: "date"}
	case "URL":
		return &Schema{Type: "string", Format: "uri-reference"}
	}
	return &Schema{Type: "string"} // of any other scalar, as clients of GraphQL map it
}

// enum returns the schema of an enum, or refers to one that describes its values.
func (w *Writer) enum(definition *ast.Definition) *Schema {
	e := &Schema{Type: "string"}
	for _, value := range definition.EnumValues {
		e.Enum = append(e.Enum, value.Name)
	}
	if w.Components == nil {
		return e
	}
	e.Description = definition.Description + "\n"
	for _, value := range definition.EnumValues {
		e.Description += "\n- `" + value.Name + "`: " + value.Description
	}
	w.Components[definition.Name] = e
	return Component(definition.Name)
}

// Component refers to a schema of an OpenAPI document.
func Component(name string) *Schema { return &Schema{Ref: "#/components/schemas/" + name} }
