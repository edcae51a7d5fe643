package graph

import (
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/web/cache"
)

// asMetadata describes the CSV of a view as CSV on the Web has it (W3C, Metadata Vocabulary for Tabular Data).
var asMetadata = &form{extension: "csv-metadata.json", media: "application/csvm+json"}

// serveMetadata serves the description of the CSV that the same parameters give. It returns the errors that the CSV
// returns, except those that only an execution finds: the operation is not executed.
func (a *API) serveMetadata(w http.ResponseWriter, r *http.Request, asked *request) {
	if changed := a.exec.DatasetChanged(r.Context()); changed != nil {
		a.failResource(w, gqlerror.List{changed})
		return
	}
	tag := a.ETag(r, asMetadata.media)
	if cache.NotModified(w, r, tag) {
		return
	}
	o, problems := a.exec.Parse(r.Context(), &asked.RawParams)
	if len(problems) > 0 {
		a.failResource(w, problems)
		return
	}
	columns, err := a.columnsFor(o, asked)
	if err != nil {
		a.failResource(w, err)
		return
	}
	cache.Allow(w, r, tag)
	writeJSON(w, asMetadata.media, a.metadata(asked, columns))
}

func (a *API) columnsFor(o *graphql.OperationContext, asked *request) ([]table.Column, error) {
	query, err := a.queryTable(o, asked)
	if err != nil {
		return nil, err
	}
	return query.table.Columns(), query.table.SetAfter("") // which rejects an argument that a table cannot have
}

// metadata returns the description of a view's CSV. Its address is absolute if that of the server is known, otherwise
// relative to the description.
func (a *API) metadata(asked *request, columns []table.Column) map[string]any {
	address := asked.view.Name + ".csv" + asked.address
	if asked.site != "" {
		address = asked.site + "/views/" + address
	}
	described := []map[string]any{}
	for _, c := range columns {
		described = append(described, describeColumn(c))
	}
	metadata := map[string]any{
		"@context":       []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": "en"}},
		"url":            address,
		"dc:title":       asked.view.Title,
		"dc:description": asked.view.Description,
		"dc:identifier":  "sha256:" + a.dataset.SHA256,
		"schema:version": a.dataset.Version,
		"dialect": map[string]any{
			"encoding": "utf-8", "delimiter": ",", "quoteChar": `"`, "doubleQuote": true, "header": true,
			"lineTerminators": []string{"\r\n"}, "trim": false, "skipBlankRows": false, "commentPrefix": nil,
		},
		"null":        "",
		"tableSchema": map[string]any{"columns": described},
	}
	if a.dataset.Creator != nil {
		metadata["dc:creator"] = *a.dataset.Creator
	}
	if a.dataset.Title != nil {
		dataset := map[string]any{"@type": "schema:Dataset", "schema:name": *a.dataset.Title}
		if a.dataset.URL != nil {
			dataset["schema:url"] = map[string]any{"@id": *a.dataset.URL}
		}
		metadata["schema:isPartOf"] = dataset
	}
	if licence := a.dataset.LicenceURL(); licence != "" {
		metadata["dc:license"] = map[string]any{"@id": licence}
	}
	return metadata
}

// describeColumn returns the description of a column. Its first title is the one in the header of the CSV. A name must
// not begin with _, so that one is percent-encoded.
func describeColumn(c table.Column) map[string]any {
	name := c.Name
	if after, found := strings.CutPrefix(name, "_"); found {
		name = "%5F" + after
	}
	described := map[string]any{"name": name, "titles": []string{c.Name, c.Title}, "datatype": datatypeOf(c.Type)}
	if c.Title == c.Name {
		described["titles"] = []string{c.Name}
	}
	if c.Description != "" {
		described["dc:description"] = c.Description
	}
	if strings.HasPrefix(c.Type, "[") {
		described["separator"] = table.Separator
	}
	return described
}

// datatypeOf returns the datatype of the values of a cell, given its GraphQL type. EDTF has none of its own, and is a
// string. So is a list in a list, since CSVW splits a cell only once.
func datatypeOf(cell string) any {
	name := strings.Trim(cell, "[]!")
	if strings.HasPrefix(cell, "[[") {
		return "string"
	}
	switch name {
	case "Boolean":
		return "boolean"
	case "Int":
		return "integer"
	case "Date":
		return "date"
	case "URL":
		return "anyURI"
	}
	if t := exec.Schema.Types[name]; t.Kind == ast.Enum {
		var values []string
		for _, v := range t.EnumValues {
			values = append(values, v.Name)
		}
		return map[string]string{"base": "string", "format": strings.Join(values, "|")}
	}
	return "string"
}

// addressQuery returns the query of an address, after a question mark if there is one. Characters that an address must
// not have are encoded.
func addressQuery(raw string) string {
	if raw == "" {
		return ""
	}
	var query strings.Builder
	query.WriteByte('?')
	for _, b := range []byte(raw) {
		if b <= ' ' || b >= 0x7f || strings.IndexByte("\"<>\\^`{|}", b) >= 0 {
			const digits = "0123456789ABCDEF"
			query.WriteString("%" + string(digits[b>>4]) + string(digits[b&15]))
		} else {
			query.WriteByte(b)
		}
	}
	return query.String()
}
