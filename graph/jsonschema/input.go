package jsonschema

import "github.com/vektah/gqlparser/v2/ast"

// Variable returns the schema of what a client sends for a variable. A variable that may be null is left out instead.
func (w *Writer) Variable(v *ast.VariableDefinition) *Schema {
	s := w.input(v.Type)
	if v.DefaultValue != nil {
		s.Default = literal(v.DefaultValue)
	}
	return s
}

// input returns the schema of the values of an input type, without null.
func (w *Writer) input(t *ast.Type) *Schema {
	if t.Elem != nil {
		return &Schema{Type: "array", Items: w.input(t.Elem)}
	}
	definition := w.GraphQL.Types[t.Name()]
	if definition.Kind != ast.InputObject {
		return w.Leaf(definition)
	}
	if w.Components == nil {
		return w.inputObject(definition, &Schema{AdditionalProperties: new(bool)})
	}
	if w.Components[definition.Name] == nil {
		o := &Schema{Description: definition.Description}
		w.Components[definition.Name] = o // before its fields, which may have the same type
		w.inputObject(definition, o)
	}
	return Component(definition.Name)
}

// inputObject adds the fields of an input object to its schema.
func (w *Writer) inputObject(definition *ast.Definition, o *Schema) *Schema {
	o.Type = "object"
	for _, field := range definition.Fields {
		value := w.input(field.Type)
		value.Description = field.Description
		if field.DefaultValue != nil {
			value.Default = literal(field.DefaultValue)
		} else if field.Type.NonNull {
			o.Required = append(o.Required, field.Name)
		}
		o.Properties = append(o.Properties, Member{field.Name, value})
	}
	return o
}

// literal returns a constant of GraphQL as a JSON value.
func literal(v *ast.Value) any {
	value, err := v.Value(nil)
	if err != nil {
		panic(err) // the operation has been validated
	}
	return value
}
