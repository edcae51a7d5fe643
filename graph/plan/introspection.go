package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// An Introspection answers __schema and __type as section 4 of the GraphQL specification (September 2025) defines them.
// gqlgen's own answers differ: they list interfaces as possible types, and have empty lists and false where the
// specification has null.
//
// A __Type is an *ast.Type, which distinguishes named, list and non-null types. The other introspection types are the
// definitions of package ast.
type Introspection struct {
	schema     *ast.Schema
	types      []*ast.Type            // all named types, in the order of graphql-js
	named      map[string]*ast.Type   // types by name
	possible   map[string][]*ast.Type // object types by interface or union
	directives []*ast.DirectiveDefinition
}

func Introspect(schema *ast.Schema) *Introspection {
	in := &Introspection{schema: schema, named: map[string]*ast.Type{}, possible: map[string][]*ast.Type{}}
	for _, d := range schema.Directives {
		in.directives = append(in.directives, d)
	}
	slices.SortFunc(in.directives, func(a, b *ast.DirectiveDefinition) int { return inSource(a.Position, b.Position) })
	in.listTypes()
	for _, t := range in.types {
		d := schema.Types[t.NamedType]
		for _, name := range d.Types {
			in.possible[d.Name] = append(in.possible[d.Name], in.named[name])
		}
		for _, name := range d.Interfaces {
			if d.Kind == ast.Object {
				in.possible[name] = append(in.possible[name], t)
			}
		}
	}
	return in
}

// inSource orders definitions by their position in the source, built-in ones last.
func inSource(a, b *ast.Position) int {
	if a.Src.BuiltIn != b.Src.BuiltIn {
		if a.Src.BuiltIn {
			return 1
		}
		return -1
	}
	return cmp.Compare(a.Start, b.Start)
}

// listTypes lists the types in source order, then the introspection types. A built-in scalar follows the first type
// that uses it; without a use it is not part of the schema.
func (in *Introspection) listTypes() {
	var all []*ast.Definition
	for _, d := range in.schema.Types {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b *ast.Definition) int { return inSource(a.Position, b.Position) })
	for _, d := range all {
		if !d.BuiltIn {
			in.addType(d)
		}
	}
	for _, d := range in.directives {
		in.addScalars(d.Arguments)
	}
	for _, d := range all {
		if strings.HasPrefix(d.Name, "__") {
			in.addType(d)
		}
	}
}

func (in *Introspection) addType(d *ast.Definition) {
	t := ast.NamedType(d.Name, nil)
	in.types = append(in.types, t)
	in.named[d.Name] = t
	for _, f := range fieldsOf(d) {
		in.addScalar(f.Type)
		in.addScalars(f.Arguments)
	}
}

func (in *Introspection) addScalars(arguments ast.ArgumentDefinitionList) {
	for _, a := range arguments {
		in.addScalar(a.Type)
	}
}

// addScalar adds the named type of t if it is a built-in scalar.
func (in *Introspection) addScalar(t *ast.Type) {
	if d := in.schema.Types[t.Name()]; d.BuiltIn && d.Kind == ast.Scalar && in.named[d.Name] == nil {
		in.addType(d)
	}
}

// fieldsOf returns the fields of a type without __schema and __type, which gqlparser adds to Query.
func fieldsOf(d *ast.Definition) ast.FieldList {
	isMeta := func(f *ast.FieldDefinition) bool { return strings.HasPrefix(f.Name, "__") }
	return slices.DeleteFunc(slices.Clone(d.Fields), isMeta)
}

// IsIntrospection reports whether a field of Query is __schema or __type.
func IsIntrospection(f *ast.Field) bool { return f.Name == "__schema" || f.Name == "__type" }

// An inspection is __schema or __type with its selections.
type inspection struct {
	*Introspection
	field    *ast.Field
	selected []*inspected
}

// An inspected field is a selected field of an introspection type.
type inspected struct {
	key        string // with the comma and colon around it, and the value of __typename
	name       string
	deprecated bool // the argument includeDeprecated
	below      []*inspected
}

// inspect merges all fields of an operation that ask for __schema or __type under one response key. The variables
// decide @skip, @include and includeDeprecated.
func (in *Introspection) inspect(fields []*ast.Field, variables map[string]any) *inspection {
	return &inspection{in, fields[0], in.selection(fields, variables)}
}

// size returns the number of selected fields, nested ones included.
func (i *inspection) size() int { return sizeOf(i.selected) }

func sizeOf(all []*inspected) int {
	n := len(all)
	for _, f := range all {
		n += sizeOf(f.below)
	}
	return n
}

func (in *Introspection) selection(fields []*ast.Field, variables map[string]any) (all []*inspected) {
	of := in.schema.Types[fields[0].Definition.Type.Name()]
	if of.IsLeafType() {
		return nil
	}
	for _, s := range collect(in.schema, of, fields, variables) {
		f := s.Nodes[0]
		i := &inspected{key: keyText(s.Key, len(all) == 0), name: f.Name}
		if f.Name == "__typename" {
			i.key += strconv.Quote(of.Name)
		} else {
			i.deprecated, _ = f.ArgumentMap(variables)["includeDeprecated"].(bool)
			i.below = in.selection(s.Nodes, variables)
		}
		all = append(all, i)
	}
	return all
}

// Answer returns the JSON of __schema or __type. The selection set of f must hold the selections of all fields with its
// response key. Answer charges spend with the number of values and the bytes of text that it writes.
func (in *Introspection) Answer(f *ast.Field, variables map[string]any, spend func(int, int) error) ([]byte, error) {
	w := &writer{charge: spend, variables: variables}
	w.inspection(in.inspect([]*ast.Field{f}, variables))
	if w.err != nil {
		return nil, w.err
	}
	return w.json, spend(w.values, w.text)
}

// inspection writes the value of __schema or __type.
func (w *writer) inspection(i *inspection) {
	if i.field.Name == "__schema" {
		w.inspected(i.Introspection, i.schema, i.selected)
		return
	}
	name, _ := i.field.ArgumentMap(w.variables)["name"].(string)
	if t := i.named[name]; t != nil {
		w.inspected(i.Introspection, t, i.selected)
		return
	}
	w.json = append(w.json, "null"...)
}

// inspected writes a value of the introspection schema: null, a leaf, a list or an object.
func (w *writer) inspected(in *Introspection, value any, selected []*inspected) {
	switch v := value.(type) {
	case nil:
		w.json = append(w.json, "null"...)
	case bool:
		w.json = strconv.AppendBool(w.json, v)
	case string:
		w.text += len(v)
		w.json = appendText(w.json, v)
	case ast.DirectiveLocation:
		w.inspected(in, string(v), nil)
	case []*ast.Type:
		inspectedList(w, in, v, selected)
	case ast.FieldList:
		inspectedList(w, in, v, selected)
	case ast.ArgumentDefinitionList:
		inspectedList(w, in, v, selected)
	case ast.EnumValueList:
		inspectedList(w, in, v, selected)
	case []*ast.DirectiveDefinition:
		inspectedList(w, in, v, selected)
	case []ast.DirectiveLocation:
		inspectedList(w, in, v, selected)
	default:
		w.inspectedObject(in, v, selected)
	}
}

func inspectedList[E any](w *writer, in *Introspection, all []E, selected []*inspected) {
	w.json = append(w.json, '[')
	for i, element := range all {
		if i > 0 {
			w.json = append(w.json, ',')
		}
		w.inspected(in, element, selected)
	}
	w.json = append(w.json, ']')
}

func (w *writer) inspectedObject(in *Introspection, of any, selected []*inspected) {
	if w.chargeSome(); w.err != nil {
		return
	}
	w.json = append(w.json, '{')
	for _, f := range selected {
		w.json = append(w.json, f.key...)
		if f.name != "__typename" {
			w.values++
			w.inspected(in, in.value(of, f), f.below)
		}
	}
	w.json = append(w.json, '}')
}

// value returns the value of a field of an introspection type: nil, a bool, a string, a list, or the definition behind
// an object.
func (in *Introspection) value(of any, f *inspected) any {
	switch of := of.(type) {
	case *ast.Schema:
		return in.schemaValue(f.name)
	case *ast.Type:
		return in.typeValue(of, f)
	case *ast.FieldDefinition: // of an object, an interface or an input
		switch f.name {
		case "type":
			return of.Type
		case "args":
			return shown(of.Arguments, f, func(a *ast.ArgumentDefinition) ast.DirectiveList { return a.Directives })
		case "defaultValue":
			return printed(of.DefaultValue)
		}
		return in.commonValue(of.Name, of.Description, of.Directives, f.name)
	case *ast.ArgumentDefinition:
		switch f.name {
		case "type":
			return of.Type
		case "defaultValue":
			return printed(of.DefaultValue)
		}
		return in.commonValue(of.Name, of.Description, of.Directives, f.name)
	case *ast.EnumValueDefinition:
		return in.commonValue(of.Name, of.Description, of.Directives, f.name)
	case *ast.DirectiveDefinition:
		switch f.name {
		case "isRepeatable":
			return of.IsRepeatable
		case "locations":
			return of.Locations
		case "args":
			return shown(of.Arguments, f, func(a *ast.ArgumentDefinition) ast.DirectiveList { return a.Directives })
		}
		return in.commonValue(of.Name, of.Description, of.Directives, f.name)
	}
	return nil
}

func (in *Introspection) schemaValue(name string) any {
	switch name {
	case "description":
		return optional(in.schema.Description)
	case "types":
		return in.types
	case "directives":
		return in.directives
	case "queryType":
		return in.rootType(in.schema.Query)
	case "mutationType":
		return in.rootType(in.schema.Mutation)
	case "subscriptionType":
		return in.rootType(in.schema.Subscription)
	}
	return nil
}

func (in *Introspection) rootType(d *ast.Definition) any {
	if d == nil {
		return nil
	}
	return in.named[d.Name]
}

func (in *Introspection) typeValue(t *ast.Type, f *inspected) any {
	switch {
	case t.NonNull:
		nullable := *t
		nullable.NonNull = false
		return wrapperValue("NON_NULL", &nullable, f.name)
	case t.Elem != nil:
		return wrapperValue("LIST", t.Elem, f.name)
	}
	d := in.schema.Types[t.NamedType]
	switch f.name {
	case "kind":
		return string(d.Kind)
	case "name":
		return d.Name
	case "description":
		return optional(d.Description)
	}
	switch d.Kind {
	case ast.Scalar:
		return scalarValue(d, f.name)
	case ast.Object, ast.Interface, ast.Union:
		return in.compositeValue(d, f)
	case ast.Enum:
		if f.name == "enumValues" {
			return shown(d.EnumValues, f, func(v *ast.EnumValueDefinition) ast.DirectiveList { return v.Directives })
		}
	case ast.InputObject:
		switch f.name {
		case "inputFields":
			return shown(d.Fields, f, func(f *ast.FieldDefinition) ast.DirectiveList { return f.Directives })
		case "isOneOf":
			return d.Directives.ForName("oneOf") != nil
		}
	}
	return nil
}

func wrapperValue(kind string, of *ast.Type, name string) any {
	switch name {
	case "kind":
		return kind
	case "ofType":
		return of
	}
	return nil
}

func scalarValue(d *ast.Definition, name string) any {
	if by := d.Directives.ForName("specifiedBy"); by != nil && name == "specifiedByURL" {
		return by.Arguments.ForName("url").Value.Raw
	}
	return nil
}

func (in *Introspection) compositeValue(d *ast.Definition, f *inspected) any {
	switch {
	case f.name == "possibleTypes" && d.IsAbstractType():
		return in.possible[d.Name]
	case f.name == "fields" && d.Kind != ast.Union:
		return shown(fieldsOf(d), f, func(f *ast.FieldDefinition) ast.DirectiveList { return f.Directives })
	case f.name == "interfaces" && d.Kind != ast.Union:
		var all []*ast.Type
		for _, name := range d.Interfaces {
			all = append(all, in.named[name])
		}
		return all
	}
	return nil
}

// commonValue returns the value of a field that input values, enum values, fields and directives share.
func (in *Introspection) commonValue(name, description string, directives ast.DirectiveList, field string) any {
	deprecated := directives.ForName("deprecated")
	switch field {
	case "name":
		return name
	case "description":
		return optional(description)
	case "isDeprecated":
		return deprecated != nil
	case "deprecationReason":
		if deprecated != nil {
			return in.reason(deprecated)
		}
	}
	return nil
}

// reason returns the argument reason of @deprecated, or its default.
func (in *Introspection) reason(deprecated *ast.Directive) string {
	if given := deprecated.Arguments.ForName("reason"); given != nil {
		return given.Value.Raw
	}
	return in.schema.Directives["deprecated"].Arguments.ForName("reason").DefaultValue.Raw
}

// shown drops deprecated elements unless the field has includeDeprecated.
func shown[S ~[]E, E any](all S, f *inspected, directives func(E) ast.DirectiveList) S {
	isDeprecated := func(e E) bool { return directives(e).ForName("deprecated") != nil }
	if f.deprecated || !slices.ContainsFunc(all, isDeprecated) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), isDeprecated)
}

// optional returns nil for an empty text.
func optional(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// printed formats a value as graphql-js does.
func printed(v *ast.Value) any {
	if v == nil {
		return nil
	}
	return printValue(v)
}

func printValue(v *ast.Value) string {
	var all []string
	switch v.Kind {
	case ast.ListValue:
		for _, child := range v.Children {
			all = append(all, printValue(child.Value))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case ast.ObjectValue:
		for _, child := range v.Children {
			all = append(all, child.Name+": "+printValue(child.Value))
		}
		return "{ " + strings.Join(all, ", ") + " }"
	}
	return v.String()
}
