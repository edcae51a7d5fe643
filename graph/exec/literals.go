package exec

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/internal/scalar"
)

// literals validates the values in the text of an operation. It reports each wrong value once, with the message that a
// wrong variable gets. gqlparser's rule accepts an Int of more than 32 bits, a string that is not a Date, and {} for
// any scalar.
func literals(observers *core.Events, addError core.AddErrFunc) {
	seen := map[*ast.Value]bool{} // fragments are visited once for each operation that spreads them
	var names map[*ast.Value]string
	observers.OnValue(func(w *core.Walker, v *ast.Value) {
		if v.Definition == nil || v.ExpectedType == nil || v.Kind == ast.Variable || seen[v] {
			return
		}
		seen[v] = true
		at, err := checkLiteral(v)
		if err == nil {
			return
		}
		if names == nil {
			names = namesOf(w.Document)
		}
		addError(core.Message("%v", named(names[v], err)), core.At(at))
	})
}

// namesOf returns what messages call the literals of a document: first, filter.said.from, ids[0], $variable.
func namesOf(document *ast.QueryDocument) map[*ast.Value]string {
	names := map[*ast.Value]string{}
	arguments := func(all ast.ArgumentList) {
		for _, a := range all {
			nameValues(names, a.Name, a.Value)
		}
	}
	directives := func(all ast.DirectiveList) {
		for _, d := range all {
			arguments(d.Arguments)
		}
	}
	var selections func(set ast.SelectionSet)
	selections = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				arguments(s.Arguments)
				directives(s.Directives)
				selections(s.SelectionSet)
			case *ast.InlineFragment:
				directives(s.Directives)
				selections(s.SelectionSet)
			case *ast.FragmentSpread:
				directives(s.Directives)
			}
		}
	}
	for _, o := range document.Operations {
		for _, v := range o.VariableDefinitions {
			directives(v.Directives)
			if v.DefaultValue != nil {
				nameValues(names, "$"+v.Variable, v.DefaultValue)
			}
		}
		directives(o.Directives)
		selections(o.SelectionSet)
	}
	for _, f := range document.Fragments {
		directives(f.Directives)
		selections(f.SelectionSet)
	}
	return names
}

// nameValues names a value and those within it.
func nameValues(names map[*ast.Value]string, name string, v *ast.Value) {
	names[v] = name
	for i, child := range v.Children {
		if v.Kind == ast.ObjectValue {
			nameValues(names, name+"."+child.Name, child.Value)
		} else {
			nameValues(names, element(name, i), child.Value)
		}
	}
}

func element(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// checkLiteral returns an error and its position if a value is wrong. It does not descend: the walker visits nested
// values.
func checkLiteral(v *ast.Value) (*ast.Position, error) {
	t := v.ExpectedType
	switch {
	case v.Kind == ast.NullValue && t.NonNull:
		return v.Position, nullFor(t)
	case v.Kind == ast.NullValue, v.Kind == ast.ListValue && t.Elem != nil:
		return nil, nil
	case v.Definition.Kind == ast.InputObject:
		return checkObject(v)
	case v.Definition.Kind == ast.Enum:
		if v.Kind != ast.EnumValue || v.Definition.EnumValues.ForName(v.Raw) == nil {
			return v.Position, notInEnum(v.Definition, scalar.Literal(v.String()))
		}
		return nil, nil
	}
	_, err := scalarOf(v.Definition, scalarLiteral(v))
	return v.Position, err
}

func checkObject(v *ast.Value) (*ast.Position, error) {
	if v.Kind != ast.ObjectValue {
		return v.Position, notAnObject(v.Definition, scalar.Literal(v.String()))
	}
	for _, child := range v.Children {
		if v.Definition.Fields.ForName(child.Name) == nil {
			return child.Position, undefinedField(v.Definition, child.Name)
		}
	}
	for _, f := range v.Definition.Fields {
		if f.Type.NonNull && f.DefaultValue == nil && v.Children.ForName(f.Name) == nil {
			return v.Position, missingField(f)
		}
	}
	return nil, nil
}

// scalarLiteral returns a literal of a scalar as a JSON value. If JSON allows it but GraphQL does not, it returns a
// scalar.Literal.
func scalarLiteral(v *ast.Value) any {
	name := v.Definition.Name
	switch {
	case v.Kind == ast.IntValue:
		if _, err := v.Value(nil); err == nil { // execution needs at most 64 bits
			return json.Number(v.Raw)
		}
	case v.Kind == ast.FloatValue && name != "Int" && name != "ID":
		return json.Number(v.Raw)
	case v.Kind == ast.StringValue, v.Kind == ast.BlockValue:
		return v.Raw
	case v.Kind == ast.BooleanValue:
		return v.Raw == "true"
	}
	return scalar.Literal(v.String())
}

// Errors of values in literals and variables. Those that begin with "must" go on from the name of the value.

// named returns an error that begins with the name of the wrong value.
func named(name string, err error) error {
	if rest := err.Error(); strings.HasPrefix(rest, "must ") {
		return store.Invalid(name + " " + rest)
	}
	return err
}

func nullFor(t *ast.Type) error {
	return store.Invalid(fmt.Sprintf("must not be null: send a value of type %s", t))
}

func notInEnum(definition *ast.Definition, value any) error {
	var names []string
	for _, v := range definition.EnumValues {
		names = append(names, v.Name)
	}
	return scalar.Refused(value, "one of "+strings.Join(names, ", "))
}

func notAnObject(definition *ast.Definition, value any) error {
	return scalar.Refused(value, "an object of type "+definition.Name)
}

func undefinedField(definition *ast.Definition, name string) error {
	var names []string
	for _, f := range definition.Fields {
		names = append(names, f.Name)
	}
	message := "Field %.40q is not defined by type %q: use one of %s"
	return store.Invalid(fmt.Sprintf(message, name, definition.Name, strings.Join(names, ", ")))
}

func missingField(f *ast.FieldDefinition) error {
	return store.Invalid(fmt.Sprintf("Field %q of required type %q was not provided: add it", f.Name, f.Type))
}
