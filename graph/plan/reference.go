package plan

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

var nodeType = reflect.TypeFor[data.Node]()

// references says what a plan reads of records of several kinds to which resolvers return a data.Reference, by their
// tables.
type references map[string]*referenced

// A referenced table is read by the keys in references.
type referenced struct {
	from       store.Reader
	projection *store.Projection
}

// references returns the tables of all possible types of an interface.
func (b *builder) references(definition *ast.Definition) references {
	all := references{}
	for _, concrete := range b.schema.GetPossibleTypes(definition) {
		kind := kindOf(concrete)
		if kind == nil {
			b.fail("no kind of records has the type %s", concrete.Name)
			return nil
		}
		if all[kind.Table.Name] == nil {
			all[kind.Table.Name] = &referenced{kind.ByKey, kind.ByKey.Projection()}
		}
	}
	return all
}

func kindOf(of *ast.Definition) *data.Kind {
	return data.FindKind(func(k *data.Kind) bool { return slices.Contains(k.Types, of.Name) })
}

func (r references) build() {
	for _, of := range r {
		of.projection.Build()
	}
}

// projectionOf returns the projection of records of a type, or nil if no plan reads them.
func (l *node) projectionOf(of *ast.Definition) *store.Projection {
	if l.referenced == nil {
		return l.projection
	}
	return l.referenced[kindOf(of).Table.Name].projection
}

// readReferences replaces references in rows by what is selected of their records, one query for each table.
func (x *execution) readReferences(tables references, rows []*resultRow) error {
	keys, known := map[string][]any{}, map[store.Ref]bool{}
	for _, r := range rows {
		if to, is := referenceIn(r); is && !known[to.Ref] {
			known[to.Ref] = true
			keys[to.Space] = append(keys[to.Space], to.Key)
		}
	}
	found := map[string]map[any][]store.Row{}
	for _, space := range slices.Sorted(maps.Keys(keys)) {
		of := tables[space]
		if of == nil {
			return unsupportedf("unexpected record of table %s", space)
		}
		err := x.operation.Query(x.ctx, func(ctx context.Context) (err error) {
			found[space], err = of.from.Read(ctx, x.operation.Store(), keys[space], of.projection)
			return err
		})
		if err != nil {
			return x.failed(err)
		}
	}
	for _, r := range rows {
		if to, is := referenceIn(r); is {
			r.read = store.Row{nil} // unless the record exists
			if records := found[to.Space][to.Key]; len(records) > 0 {
				r.read = records[0]
			}
		}
	}
	return nil
}

func referenceIn(r *resultRow) (to *data.Reference, is bool) {
	if r != nil {
		to, is = r.read[0].(*data.Reference)
	}
	return to, is
}
