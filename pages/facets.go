package pages

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/summitry/summitry/views"
)

// facetedView is the view whose list has facets.
const facetedView = "statements"

// A facetGroup has the values by which a list of statements can be narrowed, most frequent first.
type facetGroup struct {
	Name, Title string
	Values      []facetValue
}

// A facetValue leads to the list with one condition more, or less if the list has the condition already.
type facetValue struct {
	choice
	Address  string
	Selected bool
}

// facetGroups lists the groups by their names in the view facets. A year is a range of days; the others are variables.
var facetGroups = []struct{ name, title string }{
	{"speaker", "Speaker"}, {"topic", "Topic"}, {"document", "Article"}, {"kind", "Kind"}, {"year", "Year"},
}

// facets returns the facets of the list that the view statements shows with these parameters.
func (s *server) facets(r *http.Request, view *views.View, lists choiceLists, shown url.Values) ([]facetGroup, error) {
	conditions := url.Values{}
	for _, v := range view.Variables {
		if shown.Has(v.Name) && v.Name != "first" && v.Name != "after" {
			conditions[v.Name] = shown[v.Name]
		}
	}
	answer, err := s.runView(r, "facets", conditions)
	if err != nil {
		return nil, err
	}
	var all []facetGroup
	for _, g := range facetGroups {
		group := facetGroup{Name: g.name, Title: g.title}
		for _, c := range choiceLists(answer.Data).facet(g.name) {
			switch g.name {
			case "kind":
				c.Name = enumLabels[c.Slug]
			case "document":
				if article, known := lists.articles()["/documents/"+c.Slug]; known {
					c.Name = truncate(article.Name, 80)
				}
			}
			group.Values = append(group.Values, narrow(view.Name, conditions, g.name, c))
		}
		// The list has no other values of a condition than those chosen, apart from statements with several.
		isSelected := func(v facetValue) bool { return v.Selected }
		if slices.ContainsFunc(group.Values, isSelected) {
			group.Values = slices.DeleteFunc(group.Values, func(v facetValue) bool { return !v.Selected })
		}
		if len(group.Values) > 0 {
			all = append(all, group)
		}
	}
	return all, nil
}

// narrow returns a value with the address of the list that has it as a condition, or no longer has it.
func narrow(view string, conditions url.Values, name string, c choice) facetValue {
	with := maps.Clone(conditions)
	var selected bool
	if name == "year" {
		first, last := c.Slug+"-01-01", c.Slug+"-12-31"
		selected = with.Get("from") == first && with.Get("to") == last
		with.Del("from")
		with.Del("to")
		with.Del("match")
		if !selected {
			with.Set("from", first)
			with.Set("to", last)
			with.Set("match", "CERTAIN")
		}
	} else if selected = slices.Contains(with[name], c.Slug); selected {
		with[name] = slices.DeleteFunc(slices.Clone(with[name]), func(slug string) bool { return slug == c.Slug })
	} else {
		with[name] = []string{c.Slug}
	}
	return facetValue{c, viewAddress(view, with), selected}
}
