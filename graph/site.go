package graph

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/summitry/summitry/graph/site"
)

// ServeAt sets the public address of the server, as site.Parse returns it. Call it before the first operation. The
// address precedes the paths of pages in citations, tables and the JSON of views. It is never taken from the Host of a
// request, which any client can set.
func (a *API) ServeAt(site string) { a.site = site }

// Site returns what precedes the paths of pages: base if the client sent one, otherwise the public address of the
// server, or "" if that is unknown.
func (a *API) Site(base string) (string, error) {
	if base == "" {
		return a.site, nil
	}
	address, err := site.Parse("base", base)
	a.exec.CountRefusal(err)
	return address, err
}

// completed puts a site before all URLs of pages in the result of a view. These are the values of url, a field that no
// view renames. No other JSON text can match, since quotation marks inside strings are escaped.
func completed(answer []byte, site string) []byte {
	if site == "" {
		return answer
	}
	encoded, err := json.Marshal(site)
	if err != nil {
		panic(err) // it is a string
	}
	whole := `"url":` + strings.TrimSuffix(string(encoded), `"`) + "/"
	return bytes.ReplaceAll(answer, []byte(`"url":"/`), []byte(whole))
}
