package views

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// A Variable is a variable of a view.
type Variable struct {
	Name        string
	Type        string  // in GraphQL, such as [String!]
	Default     *string // in GraphQL
	Required    bool    // it has no default and must not be null
	Description string  // without the example
	Example     *string
	Declared    *ast.VariableDefinition
}

// Variable returns the variable with a name, or nil.
func (v *View) Variable(name string) *Variable {
	for _, variable := range v.Variables {
		if variable.Name == name {
			return variable
		}
	}
	return nil
}

// parse reads the text of a view, which is one operation. The first paragraph of the operation's description is the
// title. The last one, if it begins with "Example: ", gives parameters: `?day=2030-05-01`. Between them is the
// description. The descriptions of variables end with examples of their values: `2030-05-01`.
func parse(name, text string) (*View, error) {
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		return nil, err
	}
	if len(document.Operations) != 1 {
		return nil, gqlerror.ErrorLocf("", 1, 1, "a view must have one operation, got %d", len(document.Operations))
	}
	operation := document.Operations[0]
	if operation.Operation != ast.Query {
		return nil, gqlerror.ErrorPosf(operation.Position, "a view must be a query, got a %s", operation.Operation)
	}
	if err := checkVariables(operation.VariableDefinitions); err != nil {
		return nil, err
	}
	v := &View{Name: name, Operation: text}
	description, example := cutExample(operation.Description)
	if v.Example, err = url.ParseQuery(strings.TrimPrefix(example, "?")); err != nil {
		return nil, gqlerror.ErrorPosf(operation.Position, "the example of the view must be the parameters of an "+
			"address, such as `?day=2030-05-01`: %s", err)
	}
	var found bool
	if v.Title, v.Description, found = strings.Cut(description, "\n\n"); !found {
		return nil, gqlerror.ErrorPosf(operation.Position, "title and description are missing: write them as the "+
			"description of the operation, with an empty line between")
	}
	v.Title, v.Description = unwrap(v.Title), unwrap(v.Description)
	for _, d := range operation.VariableDefinitions {
		variable, err := describeVariable(d)
		if err != nil {
			return nil, err
		}
		v.Variables = append(v.Variables, variable)
	}
	return v, nil
}

func describeVariable(d *ast.VariableDefinition) (*Variable, error) {
	v := &Variable{Name: d.Variable, Type: d.Type.String(), Declared: d}
	if d.DefaultValue != nil {
		text := d.DefaultValue.String()
		v.Default = &text
	}
	v.Required = d.Type.NonNull && d.DefaultValue == nil
	description, example := cutExample(d.Description)
	if v.Description = unwrap(description); v.Description == "" {
		const message = "the variable $%s has no description: write one before it"
		return nil, gqlerror.ErrorPosf(d.Position, message, d.Variable)
	}
	if example != "" {
		v.Example = &example
	}
	return v, nil
}

var finalExample = regexp.MustCompile("\\s*\\bExample:\\s+`([^`]+)`\\.?\\s*$")

// cutExample cuts the example off the end of a description.
func cutExample(description string) (rest, example string) {
	if at := finalExample.FindStringSubmatchIndex(description); at != nil {
		return description[:at[0]], description[at[2]:at[3]]
	}
	return description, ""
}

// unwrap joins the lines of a text.
func unwrap(text string) string { return strings.Join(strings.Fields(text), " ") }
