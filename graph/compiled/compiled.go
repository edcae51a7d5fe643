// Package compiled answers operations without walking them field by field. An operation is compiled once, into one statement for each
// level of lists, with the records that are followed to one by one as joins, and into a writer that goes from rows straight to JSON.
//
// What a field leads to is not written here: the compiler asks the resolvers. A resolver that follows one relation is seen through
// (Link), and the relation is read as the operation needs it, for all records at once. Any other resolver is called for each record,
// as often as it has new questions, which are asked together for all (Questions). What goes wrong is left to the resolvers to tell:
// Answer gives up.
package compiled

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data/store"
)

// A Compiler makes plans of operations of one schema.
type Compiler struct {
	schema        *ast.Schema
	introspection *Introspection
	resolvers     map[string]reflect.Value // by the type whose fields they resolve
	records       map[string]reflect.Type  // of data, by the type of the schema that they are
}

// New makes a compiler of a schema, of what it tells of itself, and of gqlgen's ResolverRoot for it.
func New(schema *ast.Schema, introspection *Introspection, root any) *Compiler {
	c := &Compiler{schema, introspection, map[string]reflect.Value{}, map[string]reflect.Type{}}
	all := reflect.ValueOf(root)
	for i := range all.NumMethod() {
		name := all.Type().Method(i).Name
		resolver := all.Method(i).Call(nil)[0]
		c.resolvers[name] = resolver
		if of := resolver.Type(); name != schema.Query.Name {
			c.records[name] = of.Method(0).Type.In(1)
		}
	}
	return c
}

// A Host is the operation for which a plan is carried out.
type Host interface {
	// Context is a copy of one in which the operation's resolvers ask these questions.
	Context(context.Context, *Questions) context.Context
	// Turn waits until the store may be asked, and gives a context for that and what ends it. When the time is up, it gives an error of
	// a context.
	Turn(context.Context) (ctx context.Context, over func(), err error)
	// Spend takes what an answer holds from what it may hold.
	Spend(records, owned, values, text int) error
	// Mark gives what takes back all that is spent from now on.
	Mark() (reset func())
	// Store is what is asked.
	Store() *store.Store
}

// ErrGivesUp says that the resolvers have to answer: the plan does not fit, or something is wrong that they tell better.
var ErrGivesUp = errors.New("the plan gives up")

// ErrMistaken is an ErrGivesUp for which the client can send other values.
var ErrMistaken = fmt.Errorf("%w: invalid", ErrGivesUp)

func mistaken(what string, arguments ...any) error {
	return fmt.Errorf("%w: %s", ErrMistaken, fmt.Sprintf(what, arguments...))
}

func givesUp(why string, arguments ...any) error {
	return fmt.Errorf("%w: %s", ErrGivesUp, fmt.Sprintf(why, arguments...))
}

// A Plan is a compiled operation, for some values of the variables that decide what it selects. It serves many at the same time.
type Plan struct {
	compiler *Compiler
	root     *shape
	fields   int
}

// Bytes is about how much memory the plan takes.
func (p *Plan) Bytes() int { return 500 * p.fields }

// Compile makes a plan of a valid operation. The variables are of some execution of it: those that stand in @skip and @include decide
// what the plan selects, others may be different when it answers.
func (c *Compiler) Compile(ctx context.Context, host Host, o *ast.OperationDefinition, variables map[string]any) (*Plan, error) {
	b := &builder{Compiler: c, host: host, variables: variables, ctx: ctx}
	query := b.objectShape(c.schema.Query, []*ast.Field{{SelectionSet: o.SelectionSet}}, reflect.TypeFor[*root](), nil)
	if b.err != nil {
		return nil, b.err
	}
	query.nonNull = true
	return &Plan{c, query, b.fields}, nil
}

// Answer gives the data of an answer. Its errors are ErrGivesUp, what Host.Spend refuses with, and those of a context.
func (p *Plan) Answer(ctx context.Context, host Host, variables map[string]any) ([]byte, error) {
	x := &execution{Plan: p, ctx: ctx, host: host, variables: variables}
	rows, err := x.rowsOf(p.root, reflect.ValueOf(&root{}))
	if err != nil {
		return nil, err
	}
	w := &writer{spend: x.spend, variables: variables, json: make([]byte, 0, 1024)}
	if p.root.inert() {
		w.value(p.root, reflect.ValueOf(&root{}))
	} else {
		w.rows(p.root, rows)
	}
	if w.err != nil {
		return nil, w.err
	}
	return w.json, x.spend(w.values, w.text)
}

// root is the record that has the fields of Query.
type root struct{}
