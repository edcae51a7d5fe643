// Package generate makes operations up: valid ones of a schema, at random, for tests of what answers them.
package generate

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// An Operation is a text with the values of its variables.
type Operation struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// A Source gives a value for an argument, such as Query.person.slug, or for a field of an input, such as
// StatementFilter.speaker, of whose list it is one. Where it has none, the argument is left out if it may be.
type Source func(random *rand.Rand, place string) (value any, ok bool)

// A Generator makes one operation after another. The same schema, seed and source give the same ones.
type Generator struct {
	schema *ast.Schema
	random *rand.Rand
	source Source
	used   map[string]int // fields, and types on which fragments are, in all operations

	fields    int // that may still be selected
	names     int // that have been given, to aliases, variables and fragments
	variables map[string]any
	defined   []string // variables, with their types
	again     []func() // make other values for them
	fragments []string
}

// What an operation has at the most.
const (
	maxFields   = 40
	maxDepth    = 11
	wantedDepth = 6 // down to which fields that lead on are preferred
)

// New makes a generator.
func New(schema *ast.Schema, seed uint64, source Source) *Generator {
	return &Generator{schema: schema, random: rand.New(rand.NewPCG(seed, 0)), source: source, used: map[string]int{}}
}

// Operation makes a query.
func (g *Generator) Operation() Operation {
	g.reset()
	return g.operation(g.selection(g.schema.Query, 1, map[string]bool{}))
}

// Introspection makes a query that may ask for __type, __schema and another field of Query between them.
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

// operation makes an operation from a selection set, with the variables and fragments that it uses.
func (g *Generator) operation(query string) Operation {
	if len(g.defined) > 0 {
		query = "query(" + strings.Join(g.defined, ", ") + ") " + query
	}
	return Operation{query + strings.Join(g.fragments, ""), g.variables}
}

// Variables makes other values for the variables of the last operation.
func (g *Generator) Variables() map[string]any {
	g.variables = map[string]any{}
	for _, value := range g.again {
		value()
	}
	return g.variables
}

// chance is true so many times of a hundred.
func (g *Generator) chance(percent int) bool { return g.random.IntN(100) < percent }

func (g *Generator) name(kind string) string {
	g.names++
	return fmt.Sprint(kind, g.names)
}

// selection selects from a type. Keys are those of the answer's object, fragments merged: each is used once.
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

// fragment selects by a named fragment, on an object type or on an interface or union that it belongs to.
func (g *Generator) fragment(of *ast.Definition, depth int, keys map[string]bool) string {
	types := append([]*ast.Definition{of}, g.schema.GetImplements(of)...)
	on := rarer(g, types, func(on *ast.Definition) string { return "... on " + on.Name })
	name := g.name("F")
	g.fragments = append(g.fragments, " fragment "+name+" on "+on.Name+" "+g.selection(on, depth, keys))
	return "..." + name + g.directive(depth)
}

// neighbours selects one field of two types beside each other, or of one type twice, with arguments of their own. Most
// of the time what is selected of both is the same, so that nothing but the arguments tells them apart.
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
	key, selection := g.name("n"), ""
	for i, on := range types {
		g.fields--
		if !to.IsLeafType() && (i == 0 || g.chance(30)) {
			selection = " " + g.selection(to, depth+1, map[string]bool{})
		}
		if i > 0 && (on == types[0] || g.chance(50)) {
			key = g.name("n")
		}
		arguments := g.arguments(on, on.Fields.ForName(f.Name))
		all = append(all, "... on "+on.Name+" { "+key+": "+f.Name+arguments+selection+" }")
	}
	return all
}

// shared chooses a field with arguments, and two of the types that have it among those that a type may be: the same
// one twice if it is an object type.
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

// pick chooses a field, rather one that leads on while there is room below.
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

// rarer chooses one: of two, that which was used less.
func rarer[E any](g *Generator, from []E, name func(E) string) E {
	one, other := from[g.random.IntN(len(from))], from[g.random.IntN(len(from))]
	if g.used[name(other)] < g.used[name(one)] {
		one = other
	}
	g.used[name(one)]++
	return one
}

// key writes a field's name, with an alias where its own name is taken.
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

// directive includes or skips, by a variable or not: seldom all that there is.
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
		isCursor := a.Name == "before" || a.Name == "after" // of which the source gives few
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

// Values of enums and inputs, which a text writes in another way than JSON.
type (
	enum   string
	object []member
	member struct {
		name  string
		value any
	}
)

// value makes a value of a type for a place.
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
			return 0, true // which asks for nothing, as a size
		}
		return 1 + g.random.IntN(5), true
	case "Boolean":
		return g.chance(50), true
	}
	return "", false
}

// input makes an input with a field or two.
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

// plain is a value as JSON has it.
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

// literal is a value as the text of an operation has it.
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
		panic(err) // texts, numbers and truth only
	}
	return string(text)
}
