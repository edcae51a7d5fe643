package graph

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/summitry/summitry/graph/exec"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/web/accept"
	"github.com/summitry/summitry/web/cache"
)

// A form is a representation of the result of an operation.
type form struct {
	extension, media string
	table            func(io.Writer, []table.Column) *table.Writer // nil for JSON and XLSX
}

var (
	asJSON     = &form{extension: "json", media: "application/json"} // for clients that know no other form
	asResponse = &form{extension: "json", media: "application/graphql-response+json"}
	asFile     = &form{extension: "json", media: "application/json"} // of a view
	asCSV      = &form{extension: "csv", media: "text/csv", table: table.CSV}
	asNDJSON   = &form{extension: "ndjson", media: "application/x-ndjson", table: table.NDJSON}
	asXLSX     = &form{extension: "xlsx", media: MediaXLSX}
)

// MediaXLSX is the media type of XLSX files, which are compressed already.
const MediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// MediaDataset is the media type of the dataset file.
const MediaDataset = "application/vnd.sqlite3"

func (f *form) isTable() bool { return f.table != nil || f == asXLSX }

// forms are the forms at /graphql. A client must name in Accept all but the first.
var forms = []*form{asJSON, asResponse, asCSV, asNDJSON, asXLSX}

// mediaTypes are those of forms.
var mediaTypes = func() (types []string) {
	for _, f := range forms {
		types = append(types, f.media)
	}
	return types
}()

// formFor returns the form that a client prefers, or nil if it accepts none.
func formFor(header []string) *form {
	best := accept.Best(header, mediaTypes[0], mediaTypes[1:]...)
	for _, f := range forms {
		if f.media == best {
			return f
		}
	}
	return nil
}

// failResource responds with an error at the address of a page, a view or a record.
func (a *API) failResource(w http.ResponseWriter, err error) {
	a.writeError(w, asFile, resourceStatusOf(err), err)
}

// failGraphQL responds with an error at /graphql. Every client gets it as a GraphQL response, as GraphQL over HTTP asks
// for: only results have the media type that an older client asks for.
func (a *API) failGraphQL(w http.ResponseWriter, err error) {
	a.writeError(w, asResponse, statusOf(err), err)
}

// failRequest responds with the error of a request, which is for a view or came to /graphql.
func (a *API) failRequest(w http.ResponseWriter, asked *request, err error) {
	if asked.view != nil {
		a.failResource(w, err)
		return
	}
	a.failGraphQL(w, err)
}

// writeError writes an error: a *Problem, a store.Invalid or a gqlerror.List.
func (a *API) writeError(w http.ResponseWriter, as *form, status int, err error) {
	cache.NoStore(w)
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", RetryAfter)
	}
	var problems gqlerror.List
	if !errors.As(err, &problems) {
		problems = gqlerror.List{exec.Error(err.Error(), codeOf(err))}
	}
	a.write(w, as, status, &graphql.Response{Errors: problems})
}

// write writes a response, with the version of its dataset in the extensions. A response without data has no key data.
func (a *API) write(w http.ResponseWriter, as *form, status int, response *graphql.Response) {
	before, after := []byte("{"), []byte(nil)
	if problems := response.Errors; len(problems) > 0 {
		before = append(appendKey(before, "errors", problems[:min(len(problems), exec.MaxErrors)]), ',')
	}
	if response.Data != nil {
		before, after = append(before, `"data":`...), append(after, ',')
	}
	after = append(append(after, `"extensions":{"dataset":`...), a.about...)
	if cost, found := response.Extensions["cost"].(json.RawMessage); found {
		after = append(append(after, `,"cost":`...), cost...)
	}
	after = append(after, "}}\n"...)
	w.Header().Set("Content-Type", as.media+"; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(before)+len(response.Data)+len(after)))
	w.WriteHeader(status)
	for _, part := range [][]byte{before, response.Data,
		after} { // data is JSON already, and may be large
		w.Write(part) // an error means that the client is gone
	}
}

func appendKey(to []byte, key string, value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // JSON can represent all of it
	}
	return append(append(append(append(to, '"'), key...), `":`...), text...)
}
