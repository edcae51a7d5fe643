package graph

import (
	"io"
	"net/http"
	"strconv"

	"github.com/summitry/summitry/graph/exec"

	"github.com/summitry/summitry/web/cache"
)

// ServeSchema answers with the schema as it stands in schema.graphqls, descriptions and all.
func (a *API) ServeSchema(w http.ResponseWriter, r *http.Request) {
	tag := a.ETag(r)
	if cache.NotModified(w, r, tag) {
		return
	}
	cache.Allow(w, r, tag)
	text := exec.Schema.Query.Position.Src.Input
	w.Header().Set("Content-Type", "text/plain; charset=utf-8") // so that browsers show it
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	io.WriteString(w, text)
}
