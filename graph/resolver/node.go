package resolver

import (
	"context"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/load"
)

// nodeByID finds the record that has, or had, an id.
func nodeByID(ctx context.Context, id string) (data.Node, error) {
	name, slug, _ := strings.Cut(id, ":")
	kind := data.FindKind(func(k *data.Kind) bool { return k.Name == name })
	if kind == nil {
		return nil, nil
	}
	node, err := load.ByKey(ctx, load.BatchKey{Source: kind.Table, Query: "node by slug"}, slug, kind.BySlug)
	if node == nil || err != nil || !strings.HasPrefix(node.ID(), name+":") { // another kind of the same table
		return nil, err
	}
	return node, nil
}
