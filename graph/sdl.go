package graph

import (
	"io"
	"net/http"
	"strconv"

	"github.com/summitry/summitry/web/cache"
)

// ServeSchema serves the text of schema.graphqls.
func (a *API) ServeSchema(w http.ResponseWriter, r *http.Request) {
	tag := a.ETag(r)
	if cache.NotModified(w, r, tag) {
		return
	}
	cache.Allow(w, r, tag)
	text := SchemaText()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8") // browsers show it instead of saving it
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	io.WriteString(w, text)
}
