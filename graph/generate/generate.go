// Package generate creates random valid operations of a schema, to test the executors with. Its entry points are New
// and Generator.Operation. It depends on nothing of this project.
package generate

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// An Operation is the text of an operation with the values of its variables.
type Operation struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// A Source returns a value for an argument, such as Query.person.slug, or for a field of an input, such as
// StatementFilter.speaker; for a list, it returns one element. If ok is false, an optional argument is left out.
type Source func(random *rand.Rand, place string) (value any, ok bool)

// A Generator creates one operation after another. The same schema, seed and source give the same operations.
type Generator struct {
	schema *ast.Schema
	random *rand.Rand
	source Source
	used   map[string]int // how often fields, and types with fragments, were used in all operations

	fields    int // that may still be selected
	names     int // given to aliases, variables and fragments so far
	variables map[string]any
	defined   []string // variables, with their types
	again     []func() // functions that set other values of the variables
	fragments []string
}

// The limits of an operation.
const (
	maxFields   = 40
	maxDepth    = 11
	wantedDepth = 6 // down to this depth, fields with a selection are preferred
)

// New returns a generator of operations of a schema.
func New(schema *ast.Schema, seed uint64, source Source) *Generator {
	return &Generator{schema: schema, random: rand.New(rand.NewPCG(seed, 0)), source: source, used: map[string]int{}}
}

// Operation returns a query.
func (g *Generator) Operation() Operation {
	g.reset()
	return g.operation(g.selection(g.schema.Query, 1, map[string]bool{}))
}

// Introspection returns a query that may contain __type, __schema and another field of Query between them.
func (g *Generator) Introspection() Operation {
	g.reset()
	keys := map[string]bool{}
	var all []string
	meta := g.schema.Query.Fields.ForName
	for _, f := range []*ast.FieldDefinition{meta("__type"), g.pick(g.schema.Query, 1), meta("__schema")} {
		if g.chance(70) {
			all = append(all, g.field(g.schema.Query, f, 1, keys))
		}
	}
	return g.operation("{ __typename " + strings.Join(all, " ") + " }")
}

func (g *Generator) reset() {
	g.fields, g.names, g.variables = 6+g.random.IntN(maxFields-6), 0, map[string]any{}
	g.defined, g.fragments, g.again = nil, nil, nil
}

// operation returns a selection set as an operation with the variables and fragments that it uses.
func (g *Generator) operation(query string) Operation {
	if len(g.defined) > 0 {
		query = "query(" + strings.Join(g.defined, ", ") + ") " + query
	}
	return Operation{query + strings.Join(g.fragments, ""), g.variables}
}

// Variables returns other values for the variables of the last operation.
func (g *Generator) Variables() map[string]any {
	g.variables = map[string]any{}
	for _, value := range g.again {
		value()
	}
	return g.variables
}

// chance returns true with a probability in percent.
func (g *Generator) chance(percent int) bool { return g.random.IntN(100) < percent }

func (g *Generator) name(kind string) string {
	g.names++
	return fmt.Sprint(kind, g.names)
}

// selection returns a selection set on a type. keys are the response keys of the object, including those of fragments.
// Each is used once.
func (g *Generator) selection(of *ast.Definition, depth int, keys map[string]bool) string {
	all := g.neighbours(of, depth)
	for range 1 + g.random.IntN(4) {
		if f := g.pick(of, depth); f != nil {
			all = append(all, g.field(of, f, depth, keys))
		}
	}
	if of.IsAbstractType() {
		possible := g.schema.GetPossibleTypes(of)
		for range g.random.IntN(3) {
			on := rarer(g, possible, func(on *ast.Definition) string { return of.Name + " " + on.Name })
			all = append(all, "... on "+on.Name+g.directive(depth)+" "+g.selection(on, depth, keys))
		}
	} else if g.chance(12) {
		all = append(all, g.fragment(of, depth, keys))
	}
	if len(all) == 0 || g.chance(10) {
		all = append(all, g.key("__typename", keys))
	}
	return "{ " + strings.Join(all, " ") + " }"
}

// fragment returns a selection by a named fragment, on an object type or on an interface or union that contains it.
func (g *Generator) fragment(of *ast.Definition, depth int, keys map[string]bool) string {
	types := append([]*ast.Definition{of}, g.schema.GetImplements(of)...)
	on := rarer(g, types, func(on *ast.Definition) string { return "... on " + on.Name })
	name := g.name("F")
	g.fragments = append(g.fragments, " fragment "+name+" on "+on.Name+" "+g.selection(on, depth, keys))
	return "..." + name + g.directive(depth)
}

// neighbours selects one field on two types side by side, or twice on one type, each time with its own arguments.
// Usually both selection sets are the same, so that only the arguments differ.
func (g *Generator) neighbours(of *ast.Definition, depth int) (all []string) {
	often := 5
	if of.IsAbstractType() {
		often = 40
	}
	if g.fields < 2 || depth >= maxDepth || isMeta(of.Name) || !g.chance(often) {
		return nil
	}
	f, types := g.shared(of)
	if f == nil {
		return nil
	}
	to := g.schema.Types[f.Type.Name()]
	key, selection, below := g.name("n"), "", map[string]bool{}
	for i, on := range types {
		g.fields--
		if !to.IsLeafType() && (i == 0 || g.chance(30)) {
			selection = " " + g.selection(to, depth+1, below) // its keys differ, as both may be merged
		}
		if i > 0 && (on == types[0] || g.chance(50)) {
			key = g.name("n")
		}
		arguments := g.arguments(on, on.Fields.ForName(f.Name))
		all = append(all, "... on "+on.Name+" { "+key+": "+f.Name+arguments+selection+" }")
	}
	return all
}

// shared chooses a field with arguments, and two of the possible types that have it; for an object type, that type
// twice.
func (g *Generator) shared(of *ast.Definition) (*ast.FieldDefinition, []*ast.Definition) {
	possible := g.schema.GetPossibleTypes(of)
	if !of.IsAbstractType() {
		possible = []*ast.Definition{of, of}
	}
	types := map[string][]*ast.Definition{} // by the name and type of the field
	var fields []*ast.FieldDefinition
	for _, on := range possible {
		for _, f := range on.Fields {
			key := f.Name + " " + f.Type.String()
			if types[key] = append(types[key], on); len(types[key]) == 2 && len(f.Arguments) > 0 && !isMeta(f.Name) {
				fields = append(fields, f)
			}
		}
	}
	if len(fields) == 0 {
		return nil, nil
	}
	name := func(f *ast.FieldDefinition) string { return of.Name + " " + f.Name }
	f := rarer(g, fields, name)
	all := types[f.Name+" "+f.Type.String()]
	g.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return f, all[:2]
}

// isMeta reports whether a type or field belongs to introspection.
func isMeta(name string) bool { return strings.HasPrefix(name, "__") }

// pick chooses a field. It prefers fields with a selection as long as the limits permit.
func (g *Generator) pick(of *ast.Definition, depth int) *ast.FieldDefinition {
	var leading, leaves []*ast.FieldDefinition
	for _, f := range of.Fields {
		switch {
		case isMeta(f.Name):
		case g.schema.Types[f.Type.Name()].IsLeafType():
			leaves = append(leaves, f)
		default:
			leading = append(leading, f)
		}
	}
	from := leaves
	if room := g.fields > 0 && depth < maxDepth; room && len(leading) > 0 &&
		(len(leaves) == 0 || g.chance(30) || depth < wantedDepth && g.chance(60)) {
		from = leading
	}
	if len(from) == 0 {
		return nil
	}
	g.fields--
	return rarer(g, from, func(f *ast.FieldDefinition) string { return of.Name + "." + f.Name })
}

// rarer chooses two at random, and returns the one that was used less.
func rarer[E any](g *Generator, from []E, name func(E) string) E {
	one, other := from[g.random.IntN(len(from))], from[g.random.IntN(len(from))]
	if g.used[name(other)] < g.used[name(one)] {
		one = other
	}
	g.used[name(one)]++
	return one
}

// key returns the name of a field, with an alias if the name is already a response key.
func (g *Generator) key(name string, keys map[string]bool) string {
	if keys[name] || g.chance(15) {
		return g.name("a") + ": " + name
	}
	keys[name] = true
	return name
}

func (g *Generator) field(of *ast.Definition, f *ast.FieldDefinition, depth int, keys map[string]bool) string {
	key, arguments := g.key(f.Name, keys), g.arguments(of, f)
	text := key + arguments + g.directive(depth)
	if to := g.schema.Types[f.Type.Name()]; !to.IsLeafType() {
		below := map[string]bool{}
		text += " " + g.selection(to, depth+1, below)
		if arguments == "" && g.chance(10) { // to be merged
			text += " " + key + g.directive(depth) + " " + g.selection(to, depth+1, below)
		}
	}
	return text
}

// directive sometimes returns @include or @skip, with a variable or a literal.
func (g *Generator) directive(depth int) string {
	if !g.chance(min(depth, 6)) {
		return ""
	}
	condition := fmt.Sprint(g.chance(50))
	if g.chance(70) {
		name := g.name("v")
		g.defined = append(g.defined, "$"+name+": Boolean!")
		held := func() { g.variables[name] = g.chance(50) }
		held()
		g.again = append(g.again, held)
		condition = "$" + name
	}
	return " @" + []string{"include", "skip"}[g.random.IntN(2)] + "(if: " + condition + ")"
}

func (g *Generator) arguments(of *ast.Definition, f *ast.FieldDefinition) string {
	forward := g.chance(60) // a page has one of two directions
	var all []string
	for _, a := range f.Arguments {
		required := a.Type.NonNull && a.DefaultValue == nil
		backward := a.Name == "last" || a.Name == "before"
		otherWay := f.Arguments.ForName("last") != nil &&
			(backward && forward || !forward && (a.Name == "first" || a.Name == "after"))
		isCursor := a.Name == "before" || a.Name == "after" // the source has few of them
		if !required && (otherWay || !isCursor && g.chance(50)) {
			continue
		}
		value, ok := g.value(a.Type, of.Name+"."+f.Name+"."+a.Name)
		switch {
		case !ok && !required:
			continue
		case g.chance(35):
			name := g.name("v")
			g.defined = append(g.defined, "$"+name+": "+a.Type.String())
			g.variables[name] = plain(value)
			g.again = append(g.again, func() {
				if other, ok := g.value(a.Type, of.Name+"."+f.Name+"."+a.Name); ok &&
					(a.Type.NonNull || !g.chance(20)) {
					g.variables[name] = plain(other)
				} else if a.Type.NonNull {
					g.variables[name] = plain(value)
				}
			})
			all = append(all, a.Name+": $"+name)
		default:
			all = append(all, a.Name+": "+literal(value))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "(" + strings.Join(all, ", ") + ")"
}

// Values of enums and inputs, which are written differently in an operation and in JSON.
type (
	enum   string
	object []member
	member struct {
		name  string
		value any
	}
)

// value returns a value of a type for a place.
func (g *Generator) value(t *ast.Type, place string) (value any, ok bool) {
	if t.Elem != nil {
		var list []any
		for range 1 + g.random.IntN(3) {
			if value, ok := g.value(t.Elem, place); ok {
				list = append(list, value)
			}
		}
		return list, len(list) > 0
	}
	definition := g.schema.Types[t.Name()]
	switch definition.Kind {
	case ast.Enum:
		return enum(definition.EnumValues[g.random.IntN(len(definition.EnumValues))].Name), true
	case ast.InputObject:
		return g.input(definition), true
	}
	if value, ok := g.source(g.random, place); ok {
		return value, true
	}
	switch definition.Name {
	case "Int":
		if g.chance(4) {
			return 0, true // a page of no records
		}
		return 1 + g.random.IntN(5), true
	case "Boolean":
		return g.chance(50), true
	}
	return "", false
}

// input returns an input object with one or two fields.
func (g *Generator) input(of *ast.Definition) object {
	var o object
	for _, i := range g.random.Perm(len(of.Fields)) {
		f := of.Fields[i]
		if required := f.Type.NonNull && f.DefaultValue == nil; !required && len(o) >= 2 {
			continue
		}
		if value, ok := g.value(f.Type, of.Name+"."+f.Name); ok {
			o = append(o, member{f.Name, value})
		}
	}
	return o
}

// plain returns a value in the form of decoded JSON.
func plain(value any) any {
	switch v := value.(type) {
	case enum:
		return string(v)
	case object:
		all := map[string]any{}
		for _, m := range v {
			all[m.name] = plain(m.value)
		}
		return all
	case []any:
		all := slices.Clone(v)
		for i := range all {
			all[i] = plain(all[i])
		}
		return all
	}
	return value
}

// literal returns a value as a GraphQL literal.
func literal(value any) string {
	var all []string
	switch v := value.(type) {
	case enum:
		return string(v)
	case object:
		for _, m := range v {
			all = append(all, m.name+": "+literal(m.value))
		}
		return "{" + strings.Join(all, ", ") + "}"
	case []any:
		for _, element := range v {
			all = append(all, literal(element))
		}
		return "[" + strings.Join(all, ", ") + "]"
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // the value is a string, a number or a boolean
	}
	return string(text)
}
