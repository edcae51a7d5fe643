package pages

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
)

// A field of the form is a variable of the view.
type field struct {
	graph.Variable
	Given       []string
	Suggestions []neighbour
	Meant       []neighbour // near to what was given, which is unknown
}

// suggested are the sorts of records of which a variable takes slugs, by its name.
var suggested = map[string][]string{
	"speaker":      {"people", "organizations", "countries"},
	"agency":       {"organizations"},
	"organization": {"organizations"},
	"person":       {"people"},
	"state":        {"countries"},
	"country":      {"countries"},
	"event":        {"events"},
	"occasion":     {"events"},
	"topic":        {"topics"},
	"document":     {"documents"},
}

// fields are the variables that a reader may want to choose: not where a page begins and ends.
func (s *server) fields(r *http.Request, variables []graph.Variable, asked url.Values) ([]field, error) {
	var slugs map[string][]neighbour
	if slices.ContainsFunc(variables, func(v graph.Variable) bool { return suggested[v.Name] != nil }) {
		var err error
		if slugs, err = s.slugs(r); err != nil {
			return nil, err
		}
	}
	var all []field
	for _, v := range variables {
		if v.Name == "first" || v.Name == "after" {
			continue
		}
		f := field{Variable: v, Given: asked[v.Name]}
		for _, sort := range suggested[v.Name] {
			f.Suggestions = append(f.Suggestions, slugs[sort]...)
		}
		all = append(all, f)
	}
	return all, nil
}

// suggest looks for what may have been meant by values that are no slugs, where nothing was found.
func (f *field) suggest(asked url.Values) {
	for _, given := range f.Given {
		if slices.ContainsFunc(f.Suggestions, func(n neighbour) bool { return n.Slug == strings.ToLower(given) }) {
			continue
		}
		for _, n := range alike(strings.ToLower(given), f.Suggestions) {
			others := slices.DeleteFunc(slices.Clone(asked[f.Name]), func(text string) bool { return text == given })
			instead := maps.Clone(asked)
			instead[f.Name] = append(others, n.Slug)
			n.Address = "?" + instead.Encode()
			f.Meant = append(f.Meant, n)
		}
	}
}

// Inputs are the values of the fields of a form: those given, and room for one more.
func (f field) Inputs() []string {
	if !f.Many && len(f.Given) > 0 {
		return f.Given
	}
	return append(slices.Clone(f.Given), "")
}

// Has tells whether a value was given.
func (f field) Has(value string) bool { return slices.Contains(f.Given, value) }

// Standard is the value that holds where none is given, as an address would have it.
func (f field) Standard() string { return strings.Trim(f.Default, `"`) }

// Kind is the type of an input in HTML.
func (f field) Kind() string {
	switch strings.Trim(f.Type, "[]!") {
	case "Date":
		return "date"
	case "Int":
		return "number"
	}
	return "text"
}
