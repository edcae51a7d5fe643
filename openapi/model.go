package openapi

import "github.com/summitry/summitry/graph/jsonschema"

// The types of this file are the objects of OpenAPI 3.1 that the document needs, with their keys.

// Short names of the schemas in them.
type (
	schema = jsonschema.Schema
	object = jsonschema.Object
	member = jsonschema.Member
)

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
