package pages

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

// A field is a variable of the view in the form.
type field struct {
	graph.Variable
	Label       string
	Hint        []span // code is marked
	Submitted   []string
	Choices     []choice     // with rows; nil if the variable takes anything else than a slug
	Suggestions []suggestion // all records that the variable may name
	Corrections []suggestion // similar to a submitted slug that does not exist
}

// formFields returns the variables that a reader may set: all except those that choose a page of the table.
func formFields(view *views.View, lists choiceLists, parameters url.Values) (all []field) {
	for _, v := range graph.Variables(view) {
		if v.Name == "first" || v.Name == "after" {
			continue
		}
		f := field{Variable: v, Label: fieldTitle(v.Name), Hint: codeSpans(hintOf(v)), Submitted: parameters[v.Name]}
		if folders := views.SlugFolders[v.Name]; folders != nil {
			f.Suggestions, f.Choices = lists.inFolders(folders), lists.choicesFor(view, v.Name)
		}
		all = append(all, f)
	}
	return all
}

// howToWrite matches how addresses name records, which the form chooses by name.
var howToWrite = regexp.MustCompile(`, by (?:the )?slug[^.]*`)

// hintOf returns the description of a variable without what the form shows itself.
func hintOf(v graph.Variable) string {
	text, _, _ := strings.Cut(strings.Join(strings.Fields(v.Description), " "), "Example: ")
	text = howToWrite.ReplaceAllString(strings.ReplaceAll(text, "Several are allowed.", ""), "")
	if text = strings.TrimSpace(text); strings.Count(text, " ") < 2 {
		return "" // the label says the same
	}
	return text
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

// Has reports whether a value was submitted. Slugs are of either case.
func (f field) Has(value string) bool {
	return slices.ContainsFunc(f.Submitted, func(text string) bool { return strings.EqualFold(text, value) })
}

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

// HasFewChoices reports whether the form lists all values, instead of an input.
func (f field) HasFewChoices() bool { return len(f.Choices) > 0 && len(f.Choices) <= maxChoices }

// Options returns the values to choose from: those with rows, and those that were submitted in another way.
func (f field) Options() []choice {
	all := slices.Clone(f.Choices)
	for _, text := range f.Submitted {
		if !slices.ContainsFunc(all, func(c choice) bool { return strings.EqualFold(c.Slug, text) }) {
			all = append(all, choice{text, f.InWords(text), -1})
		}
	}
	return all
}

// InWords returns a value as a reader would say it: the name of a record, a day or an enum value in words.
func (f field) InWords(text string) string {
	for _, c := range f.Choices {
		if strings.EqualFold(c.Slug, text) {
			return c.Name
		}
	}
	for _, n := range f.Suggestions {
		if strings.EqualFold(n.Slug, text) {
			return n.Name
		}
	}
	if f.InputType() == "date" {
		return inWords(text)
	}
	return cmp.Or(enumLabels[text], text)
}

// Shown returns the submitted values in words.
func (f field) Shown() string {
	var all []string
	for _, text := range f.Submitted {
		all = append(all, f.InWords(text))
	}
	return strings.Join(all, ", ")
}
