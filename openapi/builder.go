package openapi

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/graph/jsonschema"
	"github.com/summitry/summitry/views"
)

// A builder builds the document.
type builder struct {
	api     *graph.API
	sampler *sampler
	schema  *ast.Schema
	writer  *jsonschema.Writer
	paths   object
	schemas map[string]*schema // by name
	shared  map[string]*parameter
}

func newBuilder(api *graph.API, from *sampler) *builder {
	schemas := maps.Clone(commonSchemas)
	return &builder{
		api: api, sampler: from, schema: exec.Schema, schemas: schemas, shared: maps.Clone(commonParameters),
		writer: &jsonschema.Writer{GraphQL: exec.Schema, Components: schemas},
	}
}

// Tags group the operations.
const (
	tagCheck     = "Check"
	tagSearch    = "Search"
	tagViews     = "Views"
	tagRecords   = "Records"
	tagDownloads = "Downloads"
	tagServer    = "Server"
)

var tags = []tag{
	{tagCheck, "Compare quotations with the printed words."},
	{tagSearch, "Find records by words."},
	{tagViews, "Answers to common questions, as JSON and as tables."},
	{tagRecords, "Single records, by the slug in the address of their page."},
	{tagDownloads, "The dataset and the GraphQL schema as files."},
	{tagServer, "The state of the server."},
}

const about = `Null means that the sources do not say: it is neither "no" nor "always". ` +
	"A date has a `basis`: `STATED` is printed, `INFERRED` follows from the article, and `EXTERNAL` was added from " +
	"outside. Responses may have more keys, and enums more values, in later versions. Lists in examples are cut to " +
	"one item. For queries of your own, use GraphQL at `/graphql`."

// document returns the whole document.
func (b *builder) document(formats func(kind string) map[string]string) *document {
	b.addView(views.Find(b.api.Views(), graph.BatchView), tagCheck)
	b.addView(views.Find(b.api.Views(), "search"), tagSearch)
	for _, v := range b.api.Views() {
		if !v.ForPage && v.Name != graph.BatchView {
			b.addView(v, tagViews)
		}
	}
	for _, k := range data.Kinds {
		b.addRecord(k, formats(k.Name))
	}
	b.addFiles()
	site, _ := b.api.Site("") // an empty base is valid
	return &document{
		OpenAPI: "3.1.0", Info: infoOf(b.api.Dataset()), Security: []struct{}{}, Tags: tags, Paths: b.paths,
		Servers: []apiServer{{cmp.Or(site, "/"), "The server of this document."}},
		Components: components{Schemas: b.schemas, Parameters: b.shared, Headers: headers,
			Responses: b.responses()},
	}
}

func infoOf(d *data.Dataset) info {
	i := info{Title: "Dataset " + d.Version, Description: about, Version: d.Version}
	if d.Title != nil {
		i.Title = *d.Title
	}
	if d.ShortTitle != nil {
		i.Summary = *d.ShortTitle
	}
	if d.Description != nil {
		i.Description = *d.Description + "\n\n" + about
	}
	if d.Licence != nil {
		i.License = &license{*d.Licence, *d.Licence}
	}
	if d.Creator != nil || d.URL != nil {
		i.Contact = &contact{deref(d.Creator), deref(d.URL)}
	}
	return i
}

// result returns the schema of JSON responses with the data of a schema that is added under a name.
func (b *builder) result(name string, data *schema) *schema {
	b.schemas[name] = &schema{Type: "object", Required: []string{"data", "extensions"}, Properties: object{
		{Key: "data", Value: data}, {Key: "extensions", Value: jsonschema.Component(extensionsName)},
	}}
	return jsonschema.Component(name)
}

// viewFormats are the formats of views. Rows are how many rows of a table, with its header, are an example.
var viewFormats = []struct {
	extension, media, description string
	rows                          int
}{
	{"json", "application/json", "The result of the view.", 0},
	{"csv", "text/csv", "A table in CSV (RFC 4180), in UTF-8.", 2},
	{"ndjson", "application/x-ndjson", "A table with one JSON object in each line.", 1},
	{"xlsx", graph.MediaXLSX, "A table as a workbook, whose other sheets explain the columns and the source.", 0},
}

// addView adds the addresses of a view.
func (b *builder) addView(v *views.View, tag string) {
	result := b.result(v.Name, b.writer.Result(graph.OperationOf(v), nil))
	var variables []*parameter
	for _, variable := range v.Variables {
		name := v.Name + "." + variable.Name
		b.shared[name] = b.variable(v, variable)
		variables = append(variables, common(name)...)
	}
	var columns []string
	for _, c := range b.api.Columns(v) {
		columns = append(columns, "`"+c.Name+"`")
	}
	for _, f := range viewFormats {
		o := &operation{
			OperationID: v.Name + "." + f.extension, Summary: v.Title, Description: v.Description, Tags: []string{tag},
			Parameters: append(slices.Clone(variables), common(views.Base, views.Dataset)...),
		}
		path := "/views/" + v.Name + "." + f.extension
		content := &media{Schema: &schema{Type: "string"}}
		if f.extension == "json" {
			content = &media{result, b.sampler.json(200, path+exampleQuery(v, true), nil)}
		} else {
			o.Description += "\n\nThe columns are " + strings.Join(columns, ", ") + "."
			o.Parameters = append(o.Parameters, b.rowsOf(v)...)
		}
		if f.extension == "csv" {
			o.Parameters = append(o.Parameters, common(views.BOM)...)
		}
		if f.rows > 0 {
			content.Example = b.sampler.rows(path+exampleQuery(v, false), f.rows, f.extension)
		}
		o.Responses = success(f.description, f.media, content, "400", "409", "500", "503")
		item := object{{Key: "get", Value: o}}
		if v.Name == graph.BatchView && f.extension != "xlsx" {
			item = append(item, member{Key: "post", Value: b.batch(v, f.extension, f.media)})
		}
		b.paths = append(b.paths, member{Key: path, Value: item})
	}
}

// exampleQuery returns the parameters of a view's example, for one record only if brief is set. A table of one record
// in each page would take many operations.
func exampleQuery(v *views.View, brief bool) string {
	parameters := maps.Clone(v.Example)
	if parameters == nil {
		parameters = url.Values{}
	}
	if brief && v.Variable("first") != nil {
		parameters.Set("first", "1")
	}
	parameters.Del(views.Rows)
	return "?" + parameters.Encode()
}

// rowsOf describes the parameter that chooses the rows of a table, if the view has lists to choose from.
func (b *builder) rowsOf(v *views.View) []*parameter {
	lists := b.api.Lists(v)
	if len(lists) == 0 {
		return nil
	}
	rows := &parameter{Name: views.Rows, In: "query", Description: "The list whose items become rows.",
		Schema: &schema{Type: "string"}}
	for _, name := range lists {
		rows.Schema.Enum = append(rows.Schema.Enum, name)
	}
	b.shared[v.Name+"."+views.Rows] = rows
	return common(v.Name + "." + views.Rows)
}
