//go:build linux

package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// A workload is one operation, sent many times with different values of its variable $value.
type workload struct {
	name        string
	query       string
	values      func(context.Context, *sql.DB) ([]string, error)
	handwritten func(h *handwritten, value string, to []byte) ([]byte, error) // appends the data of the response
	cost        int                                                           // in records, as the server reports it
}

var workloads = []*workload{
	{
		name:  "one person",
		query: `query($value: String!) { person(slug: $value) { name otherNames country { name } } }`,
		values: selectStrings(`
			SELECT slug
			FROM agent
			WHERE kind = 'PERSON' AND country_id IS NOT NULL
			ORDER BY id
			LIMIT 20`),
		handwritten: (*handwritten).person,
	},
	{
		name: "50 statements with speakers, occasion, organization",
		query: `{ statements(first: 50) { nodes { slug kind text saidOn { edtf basis } ` +
			`speakers { namedAs agent { name } } occasion { name organization { name } } } } }`,
		values:      selectStrings(`SELECT ''`),
		handwritten: (*handwritten).statements,
		cost:        50,
	},
	{
		name: "organization → 5 summits → 10 statements → speakers, topics, citations → document",
		query: `query($value: String!) { organization(slug: $value) { name ` +
			`summits(first: 5) { nodes { name when { edtf } statements(first: 10) { nodes { slug text ` +
			`speakers { namedAs agent { name } } topics { name } ` +
			`citations { exact start end document { fileName title } } } } } } } }`,
		values: selectStrings(`
			WITH summit AS MATERIALIZED (
				SELECT event.id, organization_id,
					row_number() OVER (PARTITION BY organization_id ORDER BY by_when) AS place
				FROM event
				WHERE kind = 'SUMMIT'
			)
			SELECT slug
			FROM summit
			JOIN list ON list.name = 'statement occasion' AND sorted = 'by_said' AND record_id = summit.id
			JOIN agent ON agent.id = organization_id
			WHERE place <= 5
			GROUP BY agent.id
			ORDER BY sum(min(length, 10)) DESC
			LIMIT 3`),
		handwritten: (*handwritten).summits,
		cost:        55,
	},
	{
		name: "search, top 20",
		query: `query($value: String!) { search(query: $value, first: 20) { nodes { id ` +
			`... on Statement { text } ... on Narration { summary } ... on Agent { name } ... on Event { name } ` +
			`... on Topic { name } ... on Document { fileName } } } }`,
		values:      rareWords,
		handwritten: (*handwritten).search,
		cost:        20,
	},
	{
		name: "a page of 20, deep in the list",
		query: `query($value: String!) { statements(first: 20, after: $value) { ` +
			`nodes { slug text saidOn { edtf } } pageInfo { hasNextPage endCursor } } }`,
		values:      lateCursors,
		handwritten: (*handwritten).page,
		cost:        20,
	},
}

// requests returns the addresses of a workload on a dataset, one for each value.
func (s *workload) requests(ctx context.Context, db *sql.DB) ([]string, error) {
	values, err := s.values(ctx, db)
	if err == nil && len(values) == 0 {
		err = fmt.Errorf("the dataset has no values for this workload: use a larger size")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	var all []string
	for _, v := range values {
		variables, err := json.Marshal(map[string]string{"value": v})
		if err != nil {
			return nil, err
		}
		query := "/graphql?query=" + url.QueryEscape(s.query)
		all = append(all, query+variablesParameter+url.QueryEscape(string(variables)))
	}
	return all, nil
}

// variablesParameter stands between the query and the variables in an address.
const variablesParameter = "&variables="

// selectStrings returns the strings that a query selects.
func selectStrings(query string) func(context.Context, *sql.DB) ([]string, error) {
	return func(ctx context.Context, db *sql.DB) (all []string, err error) {
		rows, err := db.QueryContext(ctx, query)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return nil, err
			}
			all = append(all, text)
		}
		return all, rows.Err()
	}
}

// rareWords returns words that occur in 20 to 200 records.
func rareWords(ctx context.Context, db *sql.DB) (rare []string, err error) {
	all, err := selectStrings(`SELECT text FROM statement ORDER BY id LIMIT 100`)(ctx, db)
	seen := map[string]bool{}
	for word := range strings.FieldsSeq(strings.Join(all, " ")) {
		if seen[word] || len(rare) == 20 {
			continue
		}
		seen[word] = true
		var found int
		row := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM search WHERE search MATCH ?`, matchPhrase(word))
		if err := row.Scan(&found); err != nil {
			return nil, err
		}
		if found >= 20 && found <= 200 {
			rare = append(rare, word)
		}
	}
	return rare, err
}

// lateCursors returns cursors in the last hundredth of all statements.
func lateCursors(ctx context.Context, db *sql.DB) ([]string, error) {
	all, err := selectStrings(`
		SELECT slug
		FROM statement
		WHERE by_said > (SELECT max(by_said) * 99 / 100 - 40 FROM statement)
		ORDER BY by_said
		LIMIT 20`)(ctx, db)
	for i, slug := range all {
		all[i] = string(appendCursor(nil, slug))
	}
	return all, err
}
