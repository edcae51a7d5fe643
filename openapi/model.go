package openapi

import (
	"bytes"
	"encoding/json"
)

// The types of this file are the objects of OpenAPI 3.1 and JSON Schema 2020-12 that the document needs, with their
// keys.

type document struct {
	OpenAPI    string      `json:"openapi"`
	Info       info        `json:"info"`
	Servers    []apiServer `json:"servers"`
	Security   []struct{}  `json:"security"` // none: there are no keys
	Tags       []tag       `json:"tags"`
	Paths      object      `json:"paths"`
	Components components  `json:"components"`
}

type info struct {
	Title       string   `json:"title"`
	Summary     string   `json:"summary,omitempty"`
	Description string   `json:"description"`
	Version     string   `json:"version"`
	Contact     *contact `json:"contact,omitempty"`
	License     *license `json:"license,omitempty"`
}

type contact struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

type license struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier"` // of SPDX
}

type apiServer struct {
	URL         string `json:"url"`
	Description string `json:"description"`
}

type tag struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

type components struct {
	Schemas    map[string]*schema    `json:"schemas"`
	Parameters map[string]*parameter `json:"parameters"`
	Responses  map[string]*response  `json:"responses"`
	Headers    map[string]*header    `json:"headers"`
}

type operation struct {
	OperationID string               `json:"operationId"`
	Summary     string               `json:"summary"`
	Description string               `json:"description"`
	Tags        []string             `json:"tags"`
	Parameters  []*parameter         `json:"parameters,omitempty"`
	RequestBody *requestBody         `json:"requestBody,omitempty"`
	Responses   map[string]*response `json:"responses"`
}

type parameter struct {
	Ref         string            `json:"$ref,omitempty"`
	Name        string            `json:"name,omitempty"`
	In          string            `json:"in,omitempty"`
	Description string            `json:"description,omitempty"`
	Required    bool              `json:"required,omitempty"`
	Schema      *schema           `json:"schema,omitempty"`
	Example     any               `json:"example,omitempty"`
	Content     map[string]*media `json:"content,omitempty"` // of an input object, as JSON
}

type requestBody struct {
	Description string            `json:"description"`
	Required    bool              `json:"required"`
	Content     map[string]*media `json:"content"`
}

type response struct {
	Ref         string             `json:"$ref,omitempty"`
	Description string             `json:"description,omitempty"`
	Headers     map[string]*header `json:"headers,omitempty"`
	Content     map[string]*media  `json:"content,omitempty"`
}

type header struct {
	Ref         string  `json:"$ref,omitempty"`
	Description string  `json:"description,omitempty"`
	Schema      *schema `json:"schema,omitempty"`
}

type media struct {
	Schema  *schema `json:"schema"`
	Example any     `json:"example,omitempty"`
}

type schema struct {
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
	Items       *schema   `json:"items,omitempty"`
	Properties  object    `json:"properties,omitempty"`
	Required    []string  `json:"required,omitempty"`
	AnyOf       []*schema `json:"anyOf,omitempty"`
}

// An object is a JSON object whose keys stay in order.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			text.WriteByte(',')
		}
		for j, value := range []any{m.key, m.value} {
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
