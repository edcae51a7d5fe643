package pages

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

// A field is a variable of the view in the form.
type field struct {
	graph.Variable
	Submitted   []string
	Suggestions []suggestion
	Corrections []suggestion // similar to a submitted slug that does not exist
}

// formFields returns the variables that a reader may set: all except those that choose a page of the table.
func (s *server) formFields(r *http.Request, variables []graph.Variable, parameters url.Values) ([]field, error) {
	var slugs map[string][]suggestion
	if slices.ContainsFunc(variables, func(v graph.Variable) bool { return views.SlugFolders[v.Name] != nil }) {
		var err error
		if slugs, err = s.slugsByFolder(r); err != nil {
			return nil, err
		}
	}
	var all []field
	for _, v := range variables {
		if v.Name == "first" || v.Name == "after" {
			continue
		}
		f := field{Variable: v, Submitted: parameters[v.Name]}
		for _, folder := range views.SlugFolders[v.Name] {
			f.Suggestions = append(f.Suggestions, slugs[folder]...)
		}
		all = append(all, f)
	}
	return all, nil
}

// setCorrections suggests slugs for submitted values that do not exist.
func (f *field) setCorrections(parameters url.Values) {
	for _, value := range f.Submitted {
		if slices.ContainsFunc(f.Suggestions, func(n suggestion) bool { return n.Slug == strings.ToLower(value) }) {
			continue
		}
		for _, n := range similar(strings.ToLower(value), f.Suggestions) {
			corrected := maps.Clone(parameters)
			others := slices.Clone(parameters[f.Name])
			others = slices.DeleteFunc(others, func(text string) bool { return text == value })
			corrected[f.Name] = append(others, n.Slug)
			n.Address = "?" + corrected.Encode()
			f.Corrections = append(f.Corrections, n)
		}
	}
}

// Inputs returns the values of the inputs of the field: those submitted, and an empty one if the field takes another.
func (f field) Inputs() []string {
	if !f.Many && len(f.Submitted) > 0 {
		return f.Submitted
	}
	return append(slices.Clone(f.Submitted), "")
}

// Has reports whether a value was submitted.
func (f field) Has(value string) bool { return slices.Contains(f.Submitted, value) }

// DefaultText returns the default value as it would be written in an address.
func (f field) DefaultText() string {
	if f.Default == nil {
		return ""
	}
	return strings.Trim(*f.Default, `"`)
}

// InputType returns the type attribute of the HTML input.
func (f field) InputType() string {
	switch strings.Trim(f.Type, "[]!") {
	case "Date":
		return "date"
	case "Int":
		return "number"
	}
	return "text"
}
