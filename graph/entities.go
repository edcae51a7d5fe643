package graph

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data"
)

// checkEntities returns an error that names the types with ids that are of no kind of records, and the types of kinds
// that the schema lacks.
func checkEntities(s *ast.Schema, kinds []*data.Kind) error {
	var wrong []error
	known := map[string]bool{}
	for _, k := range kinds {
		for _, name := range k.Types {
			known[name] = true
			if d := s.Types[name]; d == nil || !slices.Contains(d.Interfaces, "Node") {
				const message = "entity %s: schema.graphqls has no type %s that implements Node: add it"
				wrong = append(wrong, fmt.Errorf(message, k.Name, name))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Types)) {
		d := s.Types[name]
		if d.Kind == ast.Object && slices.Contains(d.Interfaces, "Node") && !known[name] {
			const message = "schema type %s has no entity: " +
				"declare its Kind in package data and list it in data/catalog.go"
			wrong = append(wrong, fmt.Errorf(message, name))
		}
	}
	return errors.Join(wrong...)
}
