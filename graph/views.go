package graph

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph/exec"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/views"
)

// ServeView serves /views, the list of views, and /views/NAME.json, .csv, .ndjson, .xlsx and .csv-metadata.json, with
// variables as parameters.
func (a *API) ServeView(w http.ResponseWriter, r *http.Request) {
	if err := a.CheckDataset(w, r); err != nil {
		a.failResource(w, err)
		return
	}
	file := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/views"), "/")
	if file == "" {
		a.listViews(w, r)
		return
	}
	asked, err := a.readView(r, file)
	if err != nil {
		a.failResource(w, err)
		return
	}
	if asked.as == asMetadata {
		a.serveMetadata(w, r, asked)
		return
	}
	a.serve(w, r, asked)
}

// viewForms are the forms in which a view is served.
var viewForms = []*form{asFile, asCSV, asNDJSON, asXLSX, asMetadata}

// readView reads the request for a view.
func (a *API) readView(r *http.Request, file string) (*request, error) {
	name, extension, _ := strings.Cut(file, ".")
	view := views.Find(a.views, name)
	if view == nil {
		return nil, problemf(http.StatusNotFound, "Unknown view %.60q: use one of %s", name,
			strings.Join(namesOf(a.views), ", "))
	}
	at := slices.IndexFunc(viewForms, func(f *form) bool { return f.extension == extension })
	if at < 0 {
		return nil,
			problemf(http.StatusNotFound, "Unknown format %.60[2]q: use %[1]s.json, %[1]s.csv, "+
				"%[1]s.ndjson or %[1]s.xlsx", name, extension)
	}
	address, err := parametersOf(r)
	if err != nil {
		return nil, err
	}
	asked, err := viewRequest(view, viewForms[at], address)
	if err != nil {
		return nil, err
	}
	asked.view, asked.address = view, addressQuery(r.URL.RawQuery)
	asked.site, err = a.Site(asked.base)
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

// variablesOf reads a view's variables from the parameters of a URL, by their types in the view.
func variablesOf(v *views.View, values url.Values) (map[string]any, error) {
	variables, err := sentVariables(v, values)
	if err != nil {
		return nil, err
	}
	for _, known := range v.Variables {
		if _, sent := variables[known.Name]; !sent && known.Required {
			message := known.Name + " is missing: send it as a parameter"
			if example := v.Example.Get(known.Name); example != "" {
				message += ", such as " + known.Name + "=" + example
			}
			return nil, store.Invalid(message)
		}
	}
	return variables, nil
}

// sentVariables is variablesOf for parameters that may lack required ones: a dataset may have no value for an example.
func sentVariables(v *views.View, values url.Values) (map[string]any, error) {
	variables := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		texts := values[name]
		if name != views.Columns && views.IsReserved(name) { // only pages have columns
			continue
		}
		known := v.Variable(name)
		if known == nil {
			return nil, store.Invalid(
				fmt.Sprintf("Unknown parameter %.60q of the view %s: %s", name, v.Name, choices(v.Variables)),
			)
		}
		value, err := valueOf(name, known.Declared.Type, texts)
		if err != nil {
			return nil, err
		}
		variables[name] = value
	}
	v.FillIn(variables)
	return variables, nil
}

// choices lists the variables that a view has, for an error message.
func choices(known []*views.Variable) string {
	if len(known) == 0 {
		return "omit it, as the view has none"
	}
	var names []string
	for _, v := range known {
		names = append(names, v.Name)
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
