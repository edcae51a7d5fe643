// Package data describes the domain: one file for each entity, with its fields and their columns, the relations and
// lists that lead to it, its filters, orders and indexes.
//
// Open a dataset with Catalog.Open, then start from a relation or a list, such as PersonBySlug or Statements. The
// package depends only on package store, which reads the records from SQLite.
package data

import (
	_ "embed"
	"errors"
	"fmt"

	"github.com/summitry/summitry/data/store"
)

// Kinds are all kinds of records that have ids and pages. The indexes of their tables are built in this order.
var Kinds = []*Kind{
	&personKind, &organizationKind, &countryKind, &eventKind, &membershipKind, &documentKind, &topicKind,
	&statementKind, &citationKind, &annotationKind, &discrepancyKind, &narrationKind,
}

//go:embed schema.sql
var ddl string

// Catalog describes the tables of a dataset for package store.
var Catalog = store.Catalog{
	DDL:     expand(ddl, Kinds),
	Derived: []string{fillMoments},
	Tables:  append(tables(Kinds), momentTable, changeTable),
	Aliases: `
		UPDATE findable SET name = ltrim(name || char(30) || other.names, char(30))
		FROM (
			SELECT findable.id AS record, group_concat(
				CASE upper(slug.slug)
					WHEN iso_alpha2 THEN iso_alpha2
					WHEN iso_alpha3 THEN iso_alpha3
					ELSE slug.slug
				END,
				char(30) ORDER BY slug.slug
			) AS names
			FROM slug
			JOIN findable ON findable.id = record_id AND findable.slug <> slug.slug
			LEFT JOIN agent ON agent.id = record_id
			GROUP BY record_id
		) AS other
		WHERE findable.id = other.record`,
	Examples: fillExamples,
	Printed:  printedPassages,
}

func init() {
	if err := errors.Join(checkKinds(Kinds, ddl), Catalog.Check()); err != nil {
		panic(fmt.Errorf("%w (Kinds in data/catalog.go lists the entities)", err))
	}
}
