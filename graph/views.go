package graph

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/summitry/summitry/graph/exec"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/cache"
)

// ServeView serves /views, the list of views, and /views/NAME.json, .csv, .ndjson and .xlsx, with variables as
// parameters.
func (a *API) ServeView(w http.ResponseWriter, r *http.Request) {
	file := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/views"), "/")
	if file == "" {
		a.listViews(w, r)
		return
	}
	asked, err := a.readView(r, file)
	if err != nil {
		a.fail(w, asFile, err)
		return
	}
	a.serve(w, r, asked)
}

// readView reads the request for a view.
func (a *API) readView(r *http.Request, file string) (*request, error) {
	name, extension, _ := strings.Cut(file, ".")
	view := views.Find(a.views, name)
	if view == nil {
		return nil, problemf(http.StatusNotFound, "Unknown view %.60q: use one of %s", name,
			strings.Join(namesOf(a.views), ", "))
	}
	forms := []*form{asFile, asCSV, asNDJSON, asXLSX}
	at := slices.IndexFunc(forms, func(f *form) bool { return f.extension == extension })
	if at < 0 {
		return nil,
			problemf(http.StatusNotFound, "Unknown format %.60[2]q: use %[1]s.json, %[1]s.csv, "+
				"%[1]s.ndjson or %[1]s.xlsx", name, extension)
	}
	address, err := parametersOf(r)
	if err != nil {
		return nil, err
	}
	asked, err := viewRequest(view, forms[at], address)
	if err == nil {
		asked.site, err = a.Site(asked.base)
	}
	return asked, err
}

// viewRequest returns the request for a view in a form.
func viewRequest(view *views.View, as *form, parameters url.Values) (*request, error) {
	asked := &request{as: as, file: view.Name, view: view}
	asked.presented(parameters)
	asked.Query = view.Operation
	var err error
	asked.Variables, err = variablesOf(view, parameters)
	return asked, err
}

func namesOf(all []*views.View) []string {
	names := make([]string, len(all))
	for i, v := range all {
		names[i] = v.Name
	}
	return names
}

// A listedView describes a view and how to request it.
type listedView struct {
	Name        string            `json:"name"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Variables   map[string]string `json:"variables"` // types and defaults by name
	JSON        string            `json:"json"`      // URLs with example values
	CSV         string            `json:"csv"`
	NDJSON      string            `json:"ndjson"`
	XLSX        string            `json:"xlsx"`
	DocumentID  string            `json:"documentId"` // for /graphql
	Operation   string            `json:"operation"`
	Example     map[string]any    `json:"example"` // the same values as variables
}

func (a *API) listViews(w http.ResponseWriter, r *http.Request) {
	tag := a.ETag(r)
	if cache.NotModified(w, r, tag) {
		return
	}
	parameters, err := parametersOf(r)
	if err != nil {
		a.fail(w, asFile, err)
		return
	}
	site, err := a.Site(parameters.Get("base"))
	if err != nil {
		a.fail(w, asFile, err)
		return
	}
	list := []listedView{}
	for _, v := range a.views {
		address := func(extension string) string {
			u := url.URL{Path: "/views/" + v.Name + "." + extension, RawQuery: v.Example.Encode()}
			return site + u.String()
		}
		variables := map[string]string{}
		for _, d := range Variables(v) {
			variables[d.Name] = d.Type
			if d.Default != "" {
				variables[d.Name] += " = " + d.Default
			}
		}
		example, err := variablesOf(v, v.Example)
		if err != nil {
			panic(err) // views are tested
		}
		list = append(list, listedView{v.Name, v.Title, v.Description, variables, address("json"), address("csv"),
			address("ndjson"), address("xlsx"), "sha256:" + v.SHA256(), v.Operation, example})
	}
	text, err := json.Marshal(map[string]any{"views": list})
	if err != nil {
		panic(err) // JSON can represent all of it
	}
	cache.Allow(w, r, tag)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)+1))
	w.Write(append(text, '\n')) // an error means that the client is gone
}

// variablesOf reads a view's variables from the parameters of a URL, by their types in the view.
func variablesOf(v *views.View, values url.Values) (map[string]any, error) {
	known := v.Variables
	variables := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		texts := values[name]
		switch {
		case name == views.Rows, name == views.BOM, name == views.Base, views.IsIgnored(name):
			continue
		case name == views.Dataset:
			return nil, store.Invalid("dataset is a reserved parameter: omit it")
		}
		d := known.ForName(name)
		if d == nil {
			return nil, store.Invalid(
				fmt.Sprintf("Unknown parameter %.60q of the view %s: %s", name, v.Name, choices(known)),
			)
		}
		value, err := valueOf(name, d.Type, texts)
		if err != nil {
			return nil, err
		}
		variables[name] = value
	}
	for _, d := range known {
		if _, given := variables[d.Variable]; !given && d.Type.NonNull && d.DefaultValue == nil {
			return nil, store.Invalid(fmt.Sprintf("%[1]s is missing: send it as a parameter, such as %[1]s=%[2]s",
				d.Variable, v.Example.Get(d.Variable)))
		}
	}
	return variables, nil
}

// choices lists the variables that a view has, for an error message.
func choices(known ast.VariableDefinitionList) string {
	if len(known) == 0 {
		return "omit it, as the view has none"
	}
	var names []string
	for _, d := range known {
		names = append(names, d.Variable)
	}
	return "use one of " + strings.Join(names, ", ")
}

// valueOf reads the values of one parameter. A parameter of a list type may occur several times.
func valueOf(name string, t *ast.Type, texts []string) (any, error) {
	if t.Elem == nil && len(texts) != 1 {
		return nil, store.Invalid(fmt.Sprintf("%s must be sent once, got %d values", name, len(texts)))
	}
	var values []any
	for _, text := range texts {
		var value any = text
		switch definition := exec.Schema.Types[t.Name()]; {
		case definition.Name == "Int", definition.Name == "Boolean", definition.Kind == ast.InputObject:
			if err := decode([]byte(text), &value); err != nil {
				value = text // Coerce rejects it
			}
		}
		values = append(values, value)
	}
	if len(values) > 1 {
		return exec.Coerce(name, t, values)
	}
	return exec.Coerce(name, t, values[0])
}
