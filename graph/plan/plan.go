// Package plan compiles GraphQL operations into plans: one SQL statement for each list of the operation, with joins
// for records that are followed one by one, and a writer that turns rows into JSON. Start at Compiler.Compile and
// Plan.Answer.
//
// No relation is declared here. The compiler runs each resolver once on a probe record with unique keys
// (a dry run), to learn which relation it follows (load.Edge). Such a relation is read for all records at once. Any
// other resolver is called for each record until it has all that it loads (load.Pending). On any error a plan falls
// back to gqlgen's executor: see ErrUnsupported.
//
// The package depends on graph/load and data, and on no resolver.
package plan

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"

	"github.com/summitry/summitry/graph/load"
	"github.com/vektah/gqlparser/v2/ast"
)

// A Compiler makes plans of operations of one schema.
type Compiler struct {
	schema        *ast.Schema
	introspection *Introspection
	resolvers     map[string]reflect.Value // by the type whose fields they resolve
	recordTypes   map[string]reflect.Type  // of data, by the type of the schema that they are
}

// New makes a compiler of a schema, its introspection, and the ResolverRoot that gqlgen generated for it.
func New(schema *ast.Schema, introspection *Introspection, root any) *Compiler {
	c := &Compiler{schema, introspection, map[string]reflect.Value{}, map[string]reflect.Type{}}
	all := reflect.ValueOf(root)
	for i := range all.NumMethod() {
		name := all.Type().Method(i).Name
		resolver := all.Method(i).Call(nil)[0]
		c.resolvers[name] = resolver
		if of := resolver.Type(); name != schema.Query.Name {
			c.recordTypes[name] = of.Method(0).Type.In(1)
		}
	}
	return c
}

// ErrUnsupported means that gqlgen's executor must answer: the plan does not fit, or an error occurred that the
// executor reports.
var ErrUnsupported = errors.New("the operation is not supported by a plan")

// ErrInvalid is an ErrUnsupported that the client can mend by other values.
var ErrInvalid = fmt.Errorf("%w: invalid", ErrUnsupported)

func invalidf(what string, arguments ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(what, arguments...))
}

func unsupportedf(why string, arguments ...any) error {
	return fmt.Errorf("%w: %s", ErrUnsupported, fmt.Sprintf(why, arguments...))
}

// A Plan is a compiled operation, for some values of the variables that decide what it selects. It serves many at
// the same time.
type Plan struct {
	compiler *Compiler
	root     *output
	fields   int
	length   atomic.Int64 // of the last answer in bytes; the next one is likely to be as long
}

// Bytes is about how much memory the plan takes.
func (p *Plan) Bytes() int { return 500 * p.fields }

// Compile makes a plan of a valid operation. The variables are of some execution of it: those that stand in @skip
// and @include decide what the plan selects, others may be different when it answers.
func (c *Compiler) Compile(
	ctx context.Context, operation *load.Operation, o *ast.OperationDefinition, variables map[string]any,
) (*Plan, error) {
	b := &builder{Compiler: c, operation: operation, variables: variables, ctx: ctx}
	query := b.objectOutput(c.schema.Query, []*ast.Field{{SelectionSet: o.SelectionSet}}, reflect.TypeFor[*root](), nil)
	if b.err != nil {
		return nil, b.err
	}
	query.nonNull = true
	return &Plan{compiler: c, root: query, fields: b.fields}, nil
}

// Answer gives the data of an answer. Its errors are ErrUnsupported, those of a load.Budget, and those of a context.
func (p *Plan) Answer(ctx context.Context, operation *load.Operation, variables map[string]any) ([]byte, error) {
	x := &execution{Plan: p, ctx: ctx, operation: operation, variables: variables}
	rows, err := x.rowsOf(p.root, reflect.ValueOf(&root{}))
	if err != nil {
		return nil, err
	}
	last := p.length.Load()
	w := &writer{charge: x.charge, variables: variables, json: make([]byte, 0, min(last+last/8+64, longAnswer))}
	if p.root.inert() {
		w.value(p.root, reflect.ValueOf(&root{}))
	} else {
		w.rows(p.root, rows)
	}
	if w.err != nil {
		return nil, w.err
	}
	p.length.Store(int64(len(w.json)))
	return w.json, x.charge(w.values, w.text)
}

// longAnswer is the size in bytes beyond which the buffer of an answer grows only as needed.
const longAnswer = 64 << 10

// root is the record that has the fields of Query.
type root struct{}
