package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/cache"
)

// A listedView describes a view and how to request it.
type listedView struct {
	Name        string           `json:"name"`
	Title       string           `json:"title"`
	Description string           `json:"description"`
	Variables   []listedVariable `json:"variables"`
	Columns     []listedColumn   `json:"columns"` // of the table for the example
	Formats     []listedFormat   `json:"formats"`
	DocumentID  string           `json:"documentId"` // for /graphql
	Operation   string           `json:"operation"`
	Example     map[string]any   `json:"example"` // values of the variables
}

// A listedVariable has the keys of ViewVariable in the schema.
type listedVariable struct {
	Name        string  `json:"name"`
	Type        string  `json:"type"`
	Required    bool    `json:"required"`
	Description string  `json:"description"`
	Default     *string `json:"default"`
	Example     *string `json:"example"`
}

// A listedColumn has the keys of ViewColumn in the schema.
type listedColumn struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Type        string `json:"type"`
}

// A listedFormat is a form of the result, at an address with the example.
type listedFormat struct {
	Extension string `json:"extension"`
	MediaType string `json:"mediaType"`
	URL       string `json:"url"`
}

func (a *API) listViews(w http.ResponseWriter, r *http.Request) {
	tag := a.ETag(r)
	if cache.NotModified(w, r, tag) {
		return
	}
	parameters, err := parametersOf(r)
	if err != nil {
		a.failResource(w, err)
		return
	}
	site, err := a.Site(parameters.Get("base"))
	if err != nil {
		a.failResource(w, err)
		return
	}
	text, err := a.listing(r.Context(), site)
	if err != nil {
		a.failResource(w, err)
		return
	}
	done, problem := a.exec.ReserveOutput(r.Context(), len(text), false)
	if problem != nil {
		a.failResource(w, gqlerror.List{problem})
		return
	}
	defer done()
	cache.Allow(w, r, tag)
	writeBody(w, "application/json", text)
}

// longListing is the length of the operations of all views, in bytes, from which their list is made as a heavy
// operation. The embedded views are shorter.
const longListing = 1 << 20

// listing returns the list of views as JSON.
func (a *API) listing(ctx context.Context, site string) ([]byte, error) {
	length := 0
	for _, v := range a.views {
		length += len(v.Operation)
	}
	if length >= longListing {
		_, done, problem := a.exec.ReserveHeavy(ctx)
		if problem != nil {
			return nil, gqlerror.List{problem}
		}
		defer done()
	}
	list := []listedView{}
	for _, v := range a.views {
		list = append(list, a.describeView(v, site))
	}
	return json.Marshal(map[string]any{"views": list})
}

func (a *API) describeView(v *views.View, site string) listedView {
	example, err := sentVariables(v, v.Example)
	if err != nil {
		panic(err) // views are tested
	}
	l := listedView{Name: v.Name, Title: v.Title, Description: v.Description, Variables: []listedVariable{},
		DocumentID: "sha256:" + v.SHA256(), Operation: v.Operation, Example: example}
	for _, d := range v.Variables {
		l.Variables = append(l.Variables,
			listedVariable{d.Name, d.Type, d.Required, d.Description, d.Default, d.Example})
	}
	for _, c := range a.Columns(v) {
		l.Columns = append(l.Columns, listedColumn(*c))
	}
	for _, f := range viewForms {
		address := url.URL{Path: "/views/" + v.Name + "." + f.extension, RawQuery: v.Example.Encode()}
		l.Formats = append(l.Formats, listedFormat{f.extension, f.media, site + address.String()})
	}
	return l
}

// writeJSON writes a value as the whole body of a response.
func writeJSON(w http.ResponseWriter, media string, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // JSON can represent all of it
	}
	writeBody(w, media, text)
}

// writeBody writes a text and a line break as the whole body of a response.
func writeBody(w http.ResponseWriter, media string, text []byte) {
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)+1))
	w.Write(append(text, '\n')) // an error means that the client is gone
}

// columnsOfViews returns a function that returns the columns of a view's table for its example. It reads all views when
// it is first called, and is fast then.
func columnsOfViews(all []*views.View) func(*views.View) []*table.Column {
	read := sync.OnceValue(func() map[string][]*table.Column {
		columns := map[string][]*table.Column{}
		for _, v := range all {
			t, err := tableOf(v)
			if err != nil {
				panic(err) // views are tested
			}
			for _, c := range t.Columns() {
				columns[v.Name] = append(columns[v.Name], &c)
			}
		}
		return columns
	})
	return func(v *views.View) []*table.Column { return read()[v.Name] }
}

// exampleOf returns the variables of a view's example, and any values for required ones that it lacks.
func exampleOf(v *views.View) (map[string]any, error) {
	values, err := sentVariables(v, v.Example)
	if err != nil {
		return nil, err
	}
	for _, known := range v.Variables {
		if _, present := values[known.Name]; !present && known.Required {
			values[known.Name] = anyValue(known.Declared.Type)
		}
	}
	return values, nil
}

// anyValue returns some value of a type, for an operation that is planned and never executed.
func anyValue(t *ast.Type) any {
	definition := exec.Schema.Types[t.Name()]
	switch {
	case t.Elem != nil:
		return []any{}
	case definition.Kind == ast.Enum:
		return definition.EnumValues[0].Name
	case definition.Kind == ast.InputObject:
		return map[string]any{}
	case t.Name() == "Int":
		return json.Number("1")
	case t.Name() == "Boolean":
		return false
	case t.Name() == "Date":
		return "2030-01-01"
	}
	return "any"
}

// tableOf returns the table of a view for its example.
func tableOf(v *views.View) (*table.Table, error) {
	operation, values, err := exampleOperation(v)
	if err != nil {
		return nil, err
	}
	return table.New(exec.Schema, operation, values, v.Example.Get(views.Rows))
}

// Lists returns the names of the lists that can make the rows of a view's table.
func (a *API) Lists(v *views.View) []string {
	operation, values, err := exampleOperation(v)
	if err != nil {
		panic(err) // views are tested
	}
	names, err := table.Lists(operation, values)
	if err != nil {
		panic(err)
	}
	return names
}

// exampleOperation returns the operation of a view with the variables of its example.
func exampleOperation(v *views.View) (*ast.OperationDefinition, map[string]any, error) {
	values, err := exampleOf(v)
	if err != nil {
		return nil, nil, err
	}
	operation := OperationOf(v)
	values, err = validator.VariableValues(exec.Schema, operation, values)
	if err != nil {
		return nil, nil, err
	}
	return operation, values, nil
}
