package openapi

import (
	"net/http"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/graph/jsonschema"
	"github.com/summitry/summitry/views"
)

// Names of schemas. Those of views and records begin with lower-case letters, as those of files.
const (
	errorsName     = "Errors"
	extensionsName = "Extensions"
)

var commonSchemas = map[string]*schema{
	errorsName: {Type: "object", Required: []string{"errors", "extensions"}, Properties: object{
		{Key: "errors", Value: &schema{Type: "array", MinItems: 1, Items: &schema{
			Type: "object", Required: []string{"message", "extensions"}, Properties: object{
				{Key: "message", Value: &schema{Type: "string",
					Description: "What was wrong, and what to send, for people."}},
				{Key: "path", Value: &schema{Type: "array", Description: "The path of the field in the response.",
					Items: &schema{Type: []string{"string", "integer"}}}},
				{Key: "locations", Value: &schema{Type: "array", Description: "Places in the text of the view.",
					Items: &schema{Type: "object", Required: []string{"line", "column"}, Properties: object{
						{Key: "line", Value: &schema{Type: "integer"}},
						{Key: "column", Value: &schema{Type: "integer"}},
					}}}},
				{Key: "extensions", Value: &schema{Type: "object", Required: []string{"code"}, Properties: object{
					{Key: "code", Value: &schema{Type: "string", Enum: codes(),
						Description: "The code, for programs."}},
				}}},
			}}}},
		{Key: "extensions", Value: jsonschema.Component(extensionsName)},
	}},
	extensionsName: {Type: "object", Required: []string{"dataset"}, Properties: object{
		{Key: "dataset", Value: &schema{Type: "object", Required: []string{"version"}, Properties: object{
			{Key: "version", Value: &schema{Type: "string", Description: "The version of the dataset."}},
		}}},
		{Key: "cost", Value: &schema{Type: "object", Required: []string{"records", "maxRecords"},
			Description: "What the operation of the view cost, and the limit.",
			Properties: object{
				{Key: "records", Value: &schema{Type: "integer"}}, {Key: "maxRecords", Value: &schema{Type: "integer"}},
			}}},
	}},
}

var headers = map[string]*header{
	"ETag": {Description: "Identifies the response, for If-None-Match.", Schema: &schema{Type: "string"}},
	graph.DatasetHeader: {Description: "The version and the digest of the dataset, as an item of RFC 9651.",
		Schema: &schema{Type: "string"}},
	"Retry-After": {Description: "After how many seconds to send the request again.",
		Schema: &schema{Type: "integer"}},
}

func headersNamed(names ...string) map[string]*header {
	all := map[string]*header{}
	for _, name := range names {
		all[name] = &header{Ref: "#/components/headers/" + name}
	}
	return all
}

// A problem is a response without a result, with the codes of its errors.
type problem struct {
	status, description string
	codes               []string
}

var problems = []problem{
	{"400", "The address or the body is malformed, or a parameter has a wrong value.",
		[]string{exec.BadInput, "BAD_REQUEST"}},
	{"404", "No record has this slug.", []string{"NOT_FOUND"}},
	{"409", "The server has another dataset than `dataset` asks for.", []string{graph.DatasetMismatch}},
	{"413", "The body is too large.", []string{"PAYLOAD_TOO_LARGE"}},
	{"415", "The body has another media type.", []string{"UNSUPPORTED_MEDIA_TYPE"}},
	{"500", "The server failed.", []string{exec.Internal}},
	{"503", "The server is busy, the request took too long, or the dataset file was changed.",
		[]string{exec.Overloaded, exec.TimedOut, exec.DatasetChanged}},
}

func codes() (all []any) {
	for _, p := range problems {
		for _, code := range p.codes {
			all = append(all, code)
		}
	}
	return all
}

// success returns the responses of an operation: the one with status 200, and others that responses describes.
func success(description, as string, content *media, others ...string) map[string]*response {
	all := map[string]*response{
		"200": {Description: description, Content: map[string]*media{as: content},
			Headers: headersNamed("ETag", graph.DatasetHeader)},
		"304": {Ref: "#/components/responses/304"},
	}
	for _, status := range others {
		all[status] = &response{Ref: "#/components/responses/" + status}
	}
	return all
}

// responses describes the responses without a result. Examples are errors of the server.
func (b *builder) responses() map[string]*response {
	all := map[string]*response{
		"302": {Description: "The slug is an alias: the record has the address in Location.",
			Headers: map[string]*header{"Location": {Schema: &schema{Type: "string", Format: "uri-reference"}}}},
		"304": {Description: "If-None-Match has the ETag of the response.", Headers: headersNamed("ETag")},
	}
	examples := map[string]any{
		"400": b.sampler.json(http.StatusBadRequest, "/views/"+graph.BatchView+".json", nil),
		"404": b.sampler.json(http.StatusNotFound, "/"+data.Kinds[0].Folder+"/none-of-this-name.json", nil),
		"409": b.sampler.json(http.StatusConflict, "/views/"+graph.BatchView+".json?"+views.Dataset+"=0.0.0", nil),
	}
	for _, p := range problems {
		all[p.status] = &response{
			Description: p.description + " Codes: `" + strings.Join(p.codes, "`, `") + "`.",
			Content:     map[string]*media{"application/json": {jsonschema.Component(errorsName), examples[p.status]}},
		}
	}
	all["503"].Headers = headersNamed("Retry-After")
	return all
}
