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

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/views"
)

// reserved are parameters of an address that are no variables.
var reserved = map[string]bool{"rows": true, "bom": true}

// ServeView answers /views, the list of the saved views, and /views/NAME.json, .csv and .ndjson, with variables as parameters.
func (a *API) ServeView(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	file := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/views"), "/")
	if file == "" {
		a.listViews(w)
		return
	}
	name, extension, _ := strings.Cut(file, ".")
	view := views.Find(a.views, name)
	if view == nil {
		a.fail(w, r, refusal{http.StatusNotFound, fmt.Sprintf("there is no view %.60q: send one of %s", name, strings.Join(namesOf(a.views), ", "))})
		return
	}
	address, err := parametersOf(r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	variables, err := variablesOf(view, address)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	params := &graphql.RawParams{Query: view.Operation, Variables: variables, Headers: r.Header}
	switch extension {
	case "json":
		a.serveJSON(w, r, params, http.StatusBadRequest)
	case asCSV.extension:
		a.serveTable(w, r, asCSV, params, address, name)
	case asNDJSON.extension:
		a.serveTable(w, r, asNDJSON, params, address, name)
	default:
		a.fail(w, r, refusal{http.StatusNotFound, fmt.Sprintf("a view comes as %[1]s.json, %[1]s.csv or %[1]s.ndjson: send one of these", name)})
	}
}

func namesOf(all []*views.View) []string {
	names := make([]string, len(all))
	for i, v := range all {
		names[i] = v.Name
	}
	return names
}

// A listedView says how a view is asked for.
type listedView struct {
	Name        string            `json:"name"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Variables   map[string]string `json:"variables"` // types and defaults by name
	JSON        string            `json:"json"`      // addresses, with example values
	CSV         string            `json:"csv"`
	NDJSON      string            `json:"ndjson"`
}

func (a *API) listViews(w http.ResponseWriter) {
	list := []listedView{}
	for _, v := range a.views {
		address := func(extension string) string {
			u := url.URL{Path: "/views/" + v.Name + "." + extension, RawQuery: v.Example.Encode()}
			return u.String()
		}
		variables := map[string]string{}
		for _, d := range definitions(v) {
			variables[d.Variable] = d.Type.String()
			if d.DefaultValue != nil {
				variables[d.Variable] += " = " + d.DefaultValue.String()
			}
		}
		list = append(list, listedView{v.Name, v.Title, v.Description, variables, address("json"), address("csv"), address("ndjson")})
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(w).Encode(map[string]any{"views": list})
}

// definitions are the variables of a view.
func definitions(v *views.View) ast.VariableDefinitionList {
	document, err := parser.ParseQuery(&ast.Source{Input: v.Operation})
	if err != nil {
		panic(err) // New has checked it
	}
	return document.Operations[0].VariableDefinitions
}

// variablesOf reads a view's variables from the parameters of an address, by the types that the view gives them.
func variablesOf(v *views.View, values url.Values) (map[string]any, error) {
	known := definitions(v)
	variables := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		texts := values[name]
		if reserved[name] {
			continue
		}
		d := known.ForName(name)
		if d == nil {
			return nil, data.Invalid(fmt.Sprintf("%.60q is no variable of %s: send %s", name, v.Name, choices(known)))
		}
		value, err := valueOf(d.Type, texts)
		if err != nil {
			return nil, data.Invalid(fmt.Sprintf("%s: %v", name, err))
		}
		variables[name] = value
	}
	for _, d := range known {
		if _, given := variables[d.Variable]; !given && d.Type.NonNull && d.DefaultValue == nil {
			return nil, data.Invalid(fmt.Sprintf("%s is missing: send it as a parameter, as in /views/%s.csv?%s", d.Variable, v.Name, v.Example.Encode()))
		}
	}
	return variables, nil
}

// choices says which variables there are.
func choices(known ast.VariableDefinitionList) string {
	if len(known) == 0 {
		return "none, as it has none"
	}
	var names []string
	for _, d := range known {
		names = append(names, d.Variable)
	}
	return "one of " + strings.Join(names, ", ")
}

// valueOf reads the values of one parameter: several make a list, where the type is one.
func valueOf(t *ast.Type, texts []string) (any, error) {
	if t.Elem != nil {
		items := make([]any, len(texts))
		for i, text := range texts {
			item, err := valueOf(t.Elem, []string{text})
			if err != nil {
				return nil, err
			}
			items[i] = item
		}
		return items, nil
	}
	if len(texts) != 1 {
		return nil, fmt.Errorf("it is given %d times: send it once", len(texts))
	}
	text := texts[0]
	definition := schema.Types[t.NamedType]
	switch {
	case t.NamedType == "Int":
		if n, err := strconv.ParseInt(text, 10, 32); err == nil {
			return n, nil
		}
		return nil, fmt.Errorf("%.40q is no Int: send a whole number", text)
	case t.NamedType == "Boolean":
		if text == "true" || text == "false" {
			return text == "true", nil
		}
		return nil, fmt.Errorf("%.40q is no Boolean: send true or false", text)
	case t.NamedType == "Date":
		_, err := data.ParseDate(text)
		return text, err
	case definition.Kind == ast.Enum && definition.EnumValues.ForName(text) == nil:
		var names []string
		for _, v := range definition.EnumValues {
			names = append(names, v.Name)
		}
		return nil, fmt.Errorf("%.40q is no %s: send one of %s", text, t.NamedType, strings.Join(names, ", "))
	case definition.Kind == ast.InputObject:
		var object map[string]any
		if decode([]byte(text), &object) != nil {
			return nil, fmt.Errorf("it is no JSON object: send one, percent-encoded")
		}
		return object, nil
	}
	return text, nil
}
