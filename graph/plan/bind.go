package plan

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// bind returns the arguments with which a field's resolver is called.
func (c *Compiler) bind(r *resolver, f *ast.Field, variables map[string]any) ([]reflect.Value, error) {
	if len(r.arguments) == 0 {
		return nil, nil
	}
	given := f.ArgumentMap(variables)
	definition := r.on.Fields.ForName(f.Name)
	values := make([]reflect.Value, len(r.arguments))
	for i, t := range r.arguments {
		values[i] = reflect.New(t).Elem()
		a := definition.Arguments[i]
		if err := c.set(values[i], a.Type, given[a.Name]); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// set sets a Go value to a GraphQL value.
func (c *Compiler) set(to reflect.Value, t *ast.Type, value any) error {
	if value == nil {
		if t.NonNull {
			return invalidf("null for the non-null type %s", t)
		}
		return nil
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	if t.Elem != nil {
		return c.setList(to, t, value)
	}
	switch v := value.(type) {
	case map[string]any:
		return c.setInput(to, c.schema.Types[t.Name()], v)
	case string:
		if to.Kind() == reflect.String {
			to.SetString(v)
			return nil
		}
	case bool:
		if to.Kind() == reflect.Bool {
			to.SetBool(v)
			return nil
		}
	case int64:
		if to.CanInt() && !to.OverflowInt(v) {
			to.SetInt(v)
			return nil
		}
		if to.Kind() == reflect.String { // an ID
			to.SetString(fmt.Sprint(v))
			return nil
		}
	}
	return invalidf("%v is not a %s", value, t)
}

func (c *Compiler) setList(to reflect.Value, t *ast.Type, value any) error {
	values, ok := value.([]any)
	if !ok {
		values = []any{value}
	}
	to.Set(reflect.MakeSlice(to.Type(), len(values), len(values)))
	for i, v := range values {
		if err := c.set(to.Index(i), t.Elem, v); err != nil {
			return err
		}
	}
	return nil
}

func (c *Compiler) setInput(to reflect.Value, definition *ast.Definition, values map[string]any) error {
	for _, f := range definition.Fields {
		value, given := values[f.Name]
		if !given && f.DefaultValue != nil {
			value, _ = f.DefaultValue.Value(nil) // validated with the schema
		}
		field := to.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, f.Name) })
		if !field.IsValid() {
			return unsupportedf("type %s has no field %s", to.Type(), f.Name)
		}
		if err := c.set(field, f.Type, value); err != nil {
			return err
		}
	}
	return nil
}
