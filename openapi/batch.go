package openapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

// batch describes the check of several quotations by POST.
func (b *builder) batch(v *views.View, extension, as string) *operation {
	quotations := &schema{Type: "array", MinItems: 1, MaxItems: graph.MaxQuotations, Items: &schema{
		Type: "object", Required: []string{"quote"}, Properties: object{
			{Key: "quote", Value: &schema{Type: "string", Description: b.shared[v.Name+".quote"].Description}},
			{Key: "speaker", Value: &schema{Type: []string{"string", "null"},
				Description: b.shared[v.Name+".speaker"].Description}},
		}}}
	sent := []map[string]string{{"quote": cmp.Or(v.Example.Get("quote"), "any words")}}
	o := &operation{
		OperationID: v.Name + "." + extension + ".post", Summary: "Check up to " + fmt.Sprint(graph.MaxQuotations) +
			" quotations.", Tags: []string{tagCheck}, Parameters: common(views.Base, views.Dataset),
		Description: "The results are in the order of the quotations. No log and no cache has them.",
		RequestBody: &requestBody{
			Description: fmt.Sprintf("The quotations, at most %d KiB: a list, or a table with the columns `quote` and "+
				"`speaker`.", graph.MaxDraft>>10),
			Required: true,
			Content: map[string]*media{
				"application/json": {quotations, sent},
				"text/csv":         {&schema{Type: "string"}, nil},
			},
		},
	}
	content := &media{Schema: &schema{Type: "string"}}
	if extension == "json" {
		content = b.checked(v, sent)
	}
	o.Responses = success("The results.", as, content, "400", "409", "413", "415", "500", "503")
	return o
}

// checked describes the results of a batch in JSON, each with the data of the view or with errors.
func (b *builder) checked(v *views.View, sent any) *media {
	body, err := json.Marshal(sent)
	if err != nil {
		panic(err) // JSON can represent all of it
	}
	item := func(key string, value *schema) *schema {
		return &schema{Type: "object", Required: []string{"quote", "speaker", key}, Properties: object{
			{Key: "quote", Value: &schema{Type: "string", Description: "The quotation as sent."}},
			{Key: "speaker", Value: &schema{Type: []string{"string", "null"}, Description: "The speaker as sent."}},
			{Key: key, Value: value},
		}}
	}
	results := &schema{Type: "array", Items: &schema{AnyOf: []*schema{
		item("data", &schema{Ref: "#/components/schemas/" + v.Name + "/properties/data"}),
		item("errors", &schema{Ref: "#/components/schemas/" + errorsName + "/properties/errors"}),
	}}}
	return &media{results, b.sampler.json(http.StatusOK, "/views/"+v.Name+".json", body)}
}
