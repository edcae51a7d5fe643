package resolver

import (
	"context"
	"fmt"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// asNode lets a relation to records of one type answer for any node.
func asNode[K any, T data.Node](
	find func(context.Context, K) (T, bool, error),
) func(context.Context, K) (data.Node, error) {
	return func(ctx context.Context, key K) (data.Node, error) {
		record, found, err := find(ctx, key)
		if err != nil || !found {
			return nil, err
		}
		return record, nil
	}
}

// finding follows a relation to a record, and tells whether there is one.
func finding[K comparable, T interface {
	comparable
	data.Node
}](r *store.Relation[K, T]) func(context.Context, K) (T, bool, error) {
	return func(ctx context.Context, key K) (T, bool, error) {
		record, err := load.Load(ctx, r, key)
		var none T
		return record, record != none, err
	}
}

// nodesBySlug finds nodes by the two halves of their ids.
var nodesBySlug = map[string]func(context.Context, string) (data.Node, error){
	"person":       asNode(finding(&data.AgentBySlug)),
	"organization": asNode(finding(&data.AgentBySlug)),
	"country":      asNode(finding(&data.AgentBySlug)),
	"event":        asNode(finding(&data.EventBySlug)),
	"membership":   asNode(finding(&data.MembershipBySlug)),
	"statement":    asNode(finding(&data.StatementBySlug)),
	"topic":        asNode(finding(&data.TopicBySlug)),
	"document":     asNode(finding(&data.DocumentBySlug)),
	"citation":     asNode(finding(&data.CitationBySlug)),
	"annotation":   asNode(finding(&data.AnnotationBySlug)),
	"discrepancy":  asNode(finding(&data.DiscrepancyBySlug)),
}

// checkKinds returns an error that names a kind of record that node cannot find.
func CheckKinds(kinds []string) error {
	for _, kind := range kinds {
		if nodesBySlug[kind] == nil {
			return fmt.Errorf("records of the kind %s cannot be found by id: add %[1]q to nodesBySlug in "+
				"graph/node.go", kind)
		}
	}
	return nil
}

// nodeByID finds the record that has, or had, an id.
func nodeByID(ctx context.Context, id string) (data.Node, error) {
	kind, slug, _ := strings.Cut(id, ":")
	find, known := nodesBySlug[kind]
	if !known {
		return nil, nil
	}
	node, err := find(ctx, slug)
	if node == nil || err != nil || !strings.HasPrefix(node.ID(), kind+":") {
		return nil, err
	}
	return node, nil
}

// subjects finds the records that others are about or lead to, by the space of the subject.
var subjects = map[string]func(context.Context, store.Key) (data.Node, error){
	"agent":      asNode(finding(&data.AgentByKey)),
	"event":      asNode(finding(&data.EventByKey)),
	"membership": asNode(finding(&data.MembershipByKey)),
	"statement":  asNode(finding(&data.StatementByKey)),
	"annotation": asNode(finding(&data.AnnotationByKey)),
	"topic":      asNode(finding(&data.TopicByKey)),
	"document":   asNode(finding(&data.DocumentByKey)),
}

func subject(ctx context.Context, s store.Ref) (data.Node, error) {
	find, known := subjects[s.Space]
	if !known {
		return nil, fmt.Errorf("the dataset is damaged: it has records in %q", s.Space)
	}
	return find(ctx, s.Key)
}
