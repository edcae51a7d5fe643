package openapi

import (
	"encoding/json"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/views"
)

// variable describes a variable of a view as a parameter of its address.
func (b *builder) variable(view *views.View, v *views.Variable) *parameter {
	p := &parameter{Name: v.Name, In: "query", Description: v.Description, Required: v.Required}
	p.Schema = b.writer.Variable(v.Declared)
	if sent := view.Example[v.Name]; len(sent) > 0 {
		p.Example = b.value(v.Declared.Type, sent)
	} else if v.Example != nil {
		p.Example = b.value(v.Declared.Type, []string{*v.Example})
	}
	if text, err := strconv.Unquote(deref(v.Default)); v.Declared.DefaultValue == nil && err == nil {
		p.Schema.Default = text // the organization of the dataset
	}
	if v.Name == "first" {
		least, most := 0, store.MaxPageSize
		p.Schema.Minimum, p.Schema.Maximum = &least, &most
	}
	if b.schema.Types[v.Declared.Type.Name()].Kind == ast.InputObject {
		p.Content = map[string]*media{"application/json": {p.Schema, p.Example}}
		p.Schema, p.Example = nil, nil
	}
	return p
}

func deref(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// value returns the texts of a parameter as a JSON value of a type.
func (b *builder) value(t *ast.Type, texts []string) any {
	if t.Elem != nil {
		var all []any
		for _, text := range texts {
			all = append(all, b.value(t.Elem, []string{text}))
		}
		return all
	}
	text := texts[0]
	switch definition := b.schema.Types[t.Name()]; {
	case definition.Kind == ast.InputObject, definition.Name == "Int", definition.Name == "Float",
		definition.Name == "Boolean":
		if json.Valid([]byte(text)) {
			return json.RawMessage(text)
		}
	}
	return text
}

// Parameters of all views and records.
var commonParameters = map[string]*parameter{
	views.Dataset: {Name: views.Dataset, In: "query", Schema: &schema{Type: "string"},
		Description: "The dataset that the response must be from: a version, or the first 12 to 64 digits of a " +
			"digest. If the server has another one, the response is an error with status 409."},
	views.Base: {Name: views.Base, In: "query", Schema: &schema{Type: "string", Format: "uri"},
		Description: "An address that is put before the paths of pages in the response, such as `https://example.org`.",
	},
	views.BOM: {Name: views.BOM, In: "query", Schema: &schema{Type: "string", Enum: []any{"1"}},
		Description: "`1` begins the file with a byte order mark, by which spreadsheets recognize UTF-8."},
}

// common refers to common parameters.
func common(names ...string) (all []*parameter) {
	for _, name := range names {
		all = append(all, &parameter{Ref: "#/components/parameters/" + name})
	}
	return all
}
