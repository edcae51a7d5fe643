package pages

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/summitry/summitry/views"
)

// A facetGroup has the values by which a list can be narrowed, most frequent first.
type facetGroup struct {
	Name, Title string
	Values      []facetValue
}

// maxFacets is the number of values of a group that are shown at once.
const maxFacets = 8

// First returns the values that are shown at once.
func (g facetGroup) First() []facetValue { return g.Values[:min(len(g.Values), maxFacets)] }

// More returns the other values.
func (g facetGroup) More() []facetValue { return g.Values[min(len(g.Values), maxFacets):] }

// A facetValue leads to the list with one condition more, or less if the list has the condition already.
type facetValue struct {
	choice
	Address  string
	Selected bool
}

// A facetedList is a list with facets: the view that shows it, the field of its records, the view that groups them, and
// the groups by their names in that view. A year is a range of days; the other names are those of variables.
type facetedList struct {
	view, field, groupsView string
	groups                  [][2]string // name and title
}

var (
	facetedStatements = facetedList{"statements", "statements", "facets", [][2]string{
		{"speaker", "Speaker"}, {"topic", "Topic"}, {"document", "Article"}, {"kind", "Kind"}, {"year", "Year"},
	}}
	facetedNarrations = facetedList{"narrations", "narrations", "narration-facets", [][2]string{
		{"about", "About"}, {"event", "Event"}, {"topic", "Topic"}, {"document", "Article"},
	}}
)

// A facetedView says how the list of a view is a faceted list under conditions: the names of its variables there, and
// conditions that it always has.
type facetedView struct {
	list      *facetedList
	variables map[string]string
	fixed     url.Values
}

// facetedViews lists the views with facets, by name. The lists to which the facets lead have the same rows.
var facetedViews = map[string]facetedView{
	"statements":              {list: &facetedStatements},
	"narrations":              {list: &facetedNarrations},
	"statements-of-a-speaker": {list: &facetedStatements},
	"countries-that-speak":    {list: &facetedStatements},
	"statements-with-words":   {list: &facetedStatements},
	"said-in-a-span":          {list: &facetedStatements, fixed: url.Values{"match": {"CERTAIN"}}},
	"verbatim-on-a-topic":     {list: &facetedStatements, fixed: url.Values{"kind": {"DIRECT", "MIXED"}}},
	"said-at-an-event":        {list: &facetedStatements, variables: map[string]string{"event": "occasion"}},
}

// conditionsOf returns the conditions of the faceted list whose rows a view shows with some parameters.
func (f facetedView) conditionsOf(view *views.View, parameters url.Values) url.Values {
	conditions := maps.Clone(f.fixed)
	if conditions == nil {
		conditions = url.Values{}
	}
	for _, v := range view.Variables {
		if !parameters.Has(v.Name) || v.Name == "first" || v.Name == "after" {
			continue
		}
		name := v.Name
		if other, renamed := f.variables[name]; renamed {
			name = other
		}
		conditions[name] = parameters[v.Name]
	}
	return conditions
}

// facetsOf returns the facets of the list that a view shows with some parameters, or none if it has none.
func (s *server) facetsOf(r *http.Request, view *views.View, parameters url.Values) ([]facetGroup, error) {
	faceted, has := facetedViews[view.Name]
	if !has {
		return nil, nil
	}
	groups, _, err := s.facets(r, faceted.list, faceted.conditionsOf(view, parameters))
	return groups, err
}

// minFaceted is the number of records from which a list inside another page has facets.
const minFaceted = 10

// facetedRecords lists the variables of the view statements for the statements of a record, by its kind.
var facetedRecords = map[string]string{
	"person": "speaker", "country": "country", "organization": "organization", "topic": "topic",
	"document": "document", "event": "occasion",
}

// setFacets sets the facets of the statements of a record, if there are many.
func (s *server) setFacets(r *http.Request, kind string, record map[string]any) error {
	variable, has := facetedRecords[kind]
	list, _ := record["statements"].(map[string]any)
	if !has || toInt(list["totalCount"]) < minFaceted && record["hasTable"] != true {
		return nil
	}
	groups, total, err := s.facets(r, &facetedStatements, url.Values{variable: {record["slug"].(string)}})
	if total >= minFaceted {
		record["facets"] = others(groups)
	}
	return err
}

// others returns the groups without chosen values: on another page, there is nothing to remove.
func others(groups []facetGroup) []facetGroup {
	return slices.DeleteFunc(groups, func(g facetGroup) bool {
		return slices.ContainsFunc(g.Values, func(v facetValue) bool { return v.Selected })
	})
}

// facets returns the facets of a list under conditions, those that change it and those that can be removed; and the
// number of its records.
func (s *server) facets(r *http.Request, of *facetedList, conditions url.Values) ([]facetGroup, int, error) {
	answer, err := s.runView(r, of.groupsView, conditions)
	if err != nil {
		return nil, 0, err
	}
	list := answer.Data[of.field].(map[string]any)
	total := toInt(list["totalCount"])
	var all []facetGroup
	for _, g := range of.groups {
		name := g[0]
		if name == "year" && !hasNoDays(conditions) && chosenYear(conditions) == "" {
			continue // the years of a range that the reader chose would be other ranges
		}
		group := facetGroup{Name: name, Title: g[1]}
		for _, c := range facetChoices(list, name) {
			if name == "kind" {
				c.Name = enumLabels[c.Slug]
			}
			group.Values = append(group.Values, narrow(of.view, conditions, name, c))
		}
		if group.Values = group.telling(total); len(group.Values) > 0 {
			all = append(all, group)
		}
	}
	return all, total, nil
}

// telling returns the chosen values if there are any. Otherwise it returns the values that change the list, but none if
// all records have the same or no other.
func (g facetGroup) telling(total int) []facetValue {
	isSelected := func(v facetValue) bool { return v.Selected }
	if slices.ContainsFunc(g.Values, isSelected) {
		return slices.DeleteFunc(g.Values, func(v facetValue) bool { return !v.Selected })
	}
	if len(g.Values) < 2 {
		return nil
	}
	return slices.DeleteFunc(g.Values, func(v facetValue) bool { return v.Count >= total })
}

func hasNoDays(conditions url.Values) bool { return !conditions.Has("from") && !conditions.Has("to") }

// chosenYear returns the year that conditions select, or "".
func chosenYear(conditions url.Values) string {
	year, _, _ := strings.Cut(conditions.Get("from"), "-")
	if conditions.Get("from") == year+"-01-01" && conditions.Get("to") == year+"-12-31" &&
		conditions.Get("match") == "CERTAIN" {
		return year
	}
	return ""
}

// narrow returns a value with the address of the list that has it as a condition, or no longer has it.
func narrow(view string, conditions url.Values, name string, c choice) facetValue {
	with := maps.Clone(conditions)
	selected := slices.ContainsFunc(with[name], func(slug string) bool { return strings.EqualFold(slug, c.Slug) })
	switch {
	case name == "year":
		selected = chosenYear(conditions) == c.Slug
		with.Del("from")
		with.Del("to")
		with.Del("match")
		if !selected {
			with.Set("from", c.Slug+"-01-01")
			with.Set("to", c.Slug+"-12-31")
			with.Set("match", "CERTAIN")
		}
	case selected:
		with[name] = slices.DeleteFunc(slices.Clone(with[name]), func(slug string) bool {
			return strings.EqualFold(slug, c.Slug)
		})
	default:
		with[name] = []string{c.Slug}
	}
	return facetValue{c, viewAddress(view, with), selected}
}
