package graph

import (
	"io"
	"net/http"
)

// ServeSchema answers with the schema as it stands in schema.graphqls, descriptions and all.
func (a *API) ServeSchema(w http.ResponseWriter, r *http.Request) {
	tag := a.ETag(r)
	if Unchanged(w, r, tag) {
		return
	}
	Keep(w, r, tag)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8") // so that browsers show it
	io.WriteString(w, schema.Query.Position.Src.Input)
}
