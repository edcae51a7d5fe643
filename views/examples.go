package views

import (
	"cmp"
	"maps"
	"regexp"
	"strconv"
)

// Organization is the variable for which the server fills in the organization of the dataset if it is required and not
// sent.
const Organization = "organization"

// SlugFolders lists the folders whose slugs a variable accepts, by the name of the variable.
var SlugFolders = map[string][]string{
	"about":        {"people", "organizations", "countries"},
	"speaker":      {"people", "organizations", "countries"},
	"agency":       {"people", "organizations", "countries"},
	"organization": {"organizations"},
	"person":       {"people"},
	"state":        {"countries"},
	"country":      {"countries"},
	"event":        {"events"},
	"occasion":     {"events"},
	"topic":        {"topics"},
	"document":     {"documents"},
}

// Clone returns copies of views, whose examples can be set to the values of another dataset.
func Clone(all []*View) []*View {
	clones := make([]*View, len(all))
	for i, v := range all {
		clone := *v
		clone.Example = maps.Clone(v.Example)
		clone.Variables = make([]*Variable, len(v.Variables))
		for j, variable := range v.Variables {
			copied := *variable
			clone.Variables[j] = &copied
		}
		clones[i] = &clone
	}
	return clones
}

// UseExamples sets the examples of variables to values of a dataset, by the name of the variable; for id by the name of
// the view; for an enum also by the type. A parameter that a view's example leaves empty gets the value of its
// variable, or is dropped if there is none. A required organization gets the one of the dataset as its default.
func UseExamples(all []*View, values map[string]string) {
	for _, v := range all {
		for _, variable := range v.Variables {
			variable.useExample(v.Name, values)
			if len(v.Example[variable.Name]) == 0 || v.Example.Get(variable.Name) != "" {
				continue
			}
			if variable.Example == nil {
				v.Example.Del(variable.Name)
			} else {
				v.Example.Set(variable.Name, *variable.Example)
			}
		}
		v.printExample()
	}
}

var printedExample = regexp.MustCompile("(?m)^([ \\t]*)Example: `\\?[^`]*`\\.?[ \\t]*$")

// printExample writes the example of a view with its values into the text of the operation, which pages and the
// playground show. The text keeps its lines, since errors are located by them.
func (v *View) printExample() {
	at := printedExample.FindStringSubmatchIndex(v.Operation)
	if at == nil {
		return
	}
	line := ""
	if len(v.Example) > 0 {
		line = v.Operation[at[2]:at[3]] + "Example: `?" + v.Example.Encode() + "`."
	}
	v.Operation = v.Operation[:at[0]] + line + v.Operation[at[1]:]
}

func (v *Variable) useExample(view string, values map[string]string) {
	value := cmp.Or(values[v.Name], values[v.Declared.Type.Name()])
	if v.Name == "id" && values[view] != "" {
		value = view + ":" + values[view]
	}
	if value == "" {
		return
	}
	v.Example = &value
	if v.Name == Organization && v.Required {
		quoted := strconv.Quote(value)
		v.Default, v.Required = &quoted, false
	}
}

// FillIn adds the organization of the dataset to variables that lack it, if the view requires one.
func (v *View) FillIn(variables map[string]any) {
	known := v.Variable(Organization)
	if known == nil || known.Example == nil || !known.Declared.Type.NonNull {
		return
	}
	if _, sent := variables[Organization]; !sent {
		variables[Organization] = *known.Example
	}
}
