// Package jsonschema describes the variables and the results of GraphQL operations in JSON Schema (2020-12). Start at
// Writer. The package depends on gqlparser and graph/selection. Operations must be validated.
package jsonschema

import (
	"bytes"
	"encoding/json"
)

// A Schema is a JSON Schema with the keywords that are needed.
type Schema struct {
	Ref         string    `json:"$ref,omitempty"`
	Description string    `json:"description,omitempty"`
	Type        any       `json:"type,omitempty"` // a name, or a list of names
	Format      string    `json:"format,omitempty"`
	Enum        []any     `json:"enum,omitempty"`
	Default     any       `json:"default,omitempty"`
	Minimum     *int      `json:"minimum,omitempty"`
	Maximum     *int      `json:"maximum,omitempty"`
	MinItems    int       `json:"minItems,omitempty"`
	MaxItems    int       `json:"maxItems,omitempty"`
	Items       *Schema   `json:"items,omitempty"`
	Properties  Object    `json:"properties,omitempty"`
	Required    []string  `json:"required,omitempty"`
	AnyOf       []*Schema `json:"anyOf,omitempty"`
	Examples    any       `json:"examples,omitempty"`

	AdditionalProperties *bool `json:"additionalProperties,omitempty"`
}

// An Object is a JSON object whose keys stay in order.
type Object []Member

// A Member is a key of an Object with its value.
type Member struct {
	Key   string
	Value any
}

// MarshalJSON writes the members in order.
func (o Object) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			text.WriteByte(',')
		}
		for j, value := range []any{m.Key, m.Value} {
			if j > 0 {
				text.WriteByte(':')
			}
			encoded, err := json.Marshal(value)
			if err != nil {
				return nil, err
			}
			text.Write(encoded)
		}
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}
