package plan

import (
	"context"
	"reflect"
	"slices"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// atOnce bounds the keys of one query, so that the budget is charged before all of them are read.
const atOnce = 1000

// A followed key holds the value that an edge led to from a key, and how many records of a list are in it.
type followed struct {
	value reflect.Value
	count int
	taken bool // a row has the value; others copy it
}

// fetchEdge follows the edge of a fetch for all rows at once.
func (x *execution) fetchEdge(s *fetch, of []*resultRow, sources []*source, values []reflect.Value) (err error) {
	link := s.edge
	if sources[0].varies {
		if link, err = x.edgeFor(s, sources); err != nil {
			return err
		}
	}
	keys, unique := make([]any, len(of)), make([]any, 0, len(of))
	found := map[any]*followed{nil: {value: link.none()}}
	for k, r := range of {
		key, is := link.Key, true
		if !sources[k].resolver.rooted {
			key, is = sources[k].key.of(reflect.ValueOf(r.read[s.at]))
		}
		if !is {
			continue
		}
		keys[k] = key
		if found[key] == nil {
			found[key] = &followed{}
			unique = append(unique, key)
		}
	}
	for piece := range slices.Chunk(unique, atOnce) {
		err := x.operation.Query(x.ctx, func(ctx context.Context) error {
			records, err := link.read(ctx, x.operation.Store(), piece, s.projection, found)
			if err != nil {
				return err
			}
			return x.chargeRecords(link, records)
		})
		if err != nil {
			return x.failed(err)
		}
	}
	again := 0 // records of keys that several rows share
	for k, key := range keys {
		f := found[key]
		if !f.value.IsValid() {
			return unsupportedf("a list without an owner")
		}
		if f.taken {
			again += f.count
		}
		f.taken = true
		values[k] = f.value
	}
	return x.chargeRecords(link, again)
}

// chargeRecords charges the budget with the records that an edge led to.
func (x *execution) chargeRecords(l *edge, records int) error {
	if l.List != nil {
		return x.operation.Charge(records, 0, 0, 0)
	}
	return x.operation.Charge(0, records, 0, 0)
}

// An edge is a load.Edge that the plan follows.
type edge load.Edge

// read follows the edge from some keys, and returns how many records of lists it read.
func (l *edge) read(
	ctx context.Context, s *store.Store, keys []any, r *store.Projection, found map[any]*followed,
) (records int, err error) {
	if l.List != nil {
		return l.readPages(ctx, s, keys, r, found)
	}
	all, err := l.From.Read(ctx, s, keys, r)
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		f := found[key]
		switch rows := all[key]; {
		case l.Many:
			f.value, f.count = reflect.ValueOf(rows), len(rows)
		case len(rows) > 0:
			f.value = reflect.ValueOf(rows[0])
		default:
			f.value = l.none()
		}
		records += f.count
	}
	return records, nil
}

func (l *edge) readPages(
	ctx context.Context, s *store.Store, keys []any, r *store.Projection, found map[any]*followed,
) (records int, err error) {
	owners := make([]store.Key, len(keys))
	for i, key := range keys {
		owners[i] = key.(store.Key)
	}
	pages, err := l.List.ReadPages(ctx, s, owners, l.ListQuery, r)
	if err != nil {
		return 0, err
	}
	for owner, page := range pages {
		if page.Refused != nil {
			return 0, page.Refused
		}
		f := found[owner]
		f.value, f.count = reflect.ValueOf(page.WithTotals(l.Totals(owner))), len(page.Edges)
		records += f.count
	}
	return records, nil
}

// none returns the value of the edge for a record without a key.
func (l *edge) none() reflect.Value {
	switch {
	case l.List != nil:
		return reflect.Value{}
	case l.Many:
		return reflect.ValueOf([]store.Row(nil))
	}
	return reflect.ValueOf(store.Row(nil))
}

// edgeFor returns the edge of a fetch with the variables of this execution.
func (x *execution) edgeFor(s *fetch, sources []*source) (link *edge, err error) {
	asked := map[*source]bool{}
	for _, a := range sources {
		if asked[a] {
			continue
		}
		asked[a] = true
		arguments, err := x.compiler.bind(a.resolver, s.fields[0], x.variables)
		if err != nil {
			return nil, err
		}
		found, err := a.resolver.dryRun(x.ctx, x.operation, a.probe, arguments)
		if err != nil {
			return nil, err
		}
		fits := found != nil && (found.same(s.edge) || found.fits(a.resolver.gives))
		if !fits || link != nil && !link.same(found) {
			return nil, unsupportedf("%s leads to another relation than in the dry run", s.fields[0].Name)
		}
		link = found
	}
	return link, nil
}
