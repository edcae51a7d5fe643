package plan

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph/load"
)

// These tests show what a plan is: for each kind of step, a small operation with its plan, as explain writes it, its
// SQL and its result. In sql, "..." stands for text that does not matter, and statements are separated by semicolons.
var planTests = []struct{ name, query, plan, sql, result string }{
	{
		name:   "a record by its key",
		query:  `{ person(slug: "xi-jinping") { name id } }`,
		plan:   `{ "person":record#0 Person { "name":value "id":value } }`,
		sql:    `SELECT agent.slug, agent.name FROM agent JOIN slug ... WHERE slug.slug = ? ...`,
		result: `{"person":{"name":"Xi Jinping","id":"person:xi-jinping"}}`,
	},
	{
		name:   "no record",
		query:  `{ person(slug: "nobody") { name } }`,
		plan:   `{ "person":record#0 Person { "name":value } }`,
		sql:    `SELECT agent.name FROM agent ...`,
		result: `{"person":null}`,
	},
	{
		name:  "a record of a record is joined",
		query: `{ person(slug: "xi-jinping") { country { name } } }`,
		plan: `{ "person":record#0 Person {
			"country":join MemberState { "name":value } OtherCountry { "name":value } } }`,
		sql: `SELECT joined_1.id, joined_1.kind, joined_1.name FROM agent ...
			LEFT JOIN agent AS joined_1 ON joined_1.id = agent.country_id
			AND joined_1.kind IN ('MEMBER_STATE', 'OTHER_COUNTRY') ...`,
		result: `{"person":{"country":{"name":"China"}}}`,
	},
	{
		name:  "a list reads all records of its owner",
		query: `{ statement(slug: "modi-patrushev-strategic-affinity") { speakers { namedAs } } }`,
		plan:  `{ "statement":record#0 Statement { "speakers":list#0 Mention { "namedAs":value } } }`,
		sql: `SELECT statement.id FROM statement ...;
			SELECT speaker.named_as FROM speaker WHERE speaker.statement_id = ? ORDER BY speaker.position`,
		result: `{"statement":{"speakers":[{"namedAs":"Modi"},{"namedAs":"Patrushev"}]}}`,
	},
	{
		name: "a page reads its edges by one statement, and its count by another",
		query: `{ organization(slug: "sco") { memberships(first: 1) {
			totalCount edges { cursor node { status state { name } } } } } }`,
		plan: `{ "organization":record#0 Organization { "memberships":page#0 Page {
			"totalCount":resolver#0 "edges":value Edge { "cursor":value
			"node":value Membership { "status":value "state":join MemberState { "name":value } } } } } }`,
		sql: `SELECT agent.id FROM agent ...;
			WITH segment AS ( ... ) SELECT membership.slug, membership.status, joined_1.id, joined_1.name, ...
			FROM segment ... CROSS JOIN listed AS l CROSS JOIN membership LEFT JOIN agent AS joined_1 ...
			ORDER BY l.rank LIMIT ? + 0;
			SELECT record_id, length FROM list WHERE name = ? AND sorted = ? AND record_id = ?`,
		result: `{"organization":{"memberships":{"totalCount":12,"edges":[{
			"cursor":"WzIsIm1lbWJlcnNoaXAgb3JnYW5pemF0aW9uIHNjbyIsImJ5X3N0YXRlIiwic2NvLWNoaW5hLWZ1bGwtbWVtYmVyIl0",
			"node":{"status":"FULL_MEMBER","state":{"name":"China"}}}]}}}`,
	},
	{
		name:  "one statement reads the lists of all records of a page, from its parts",
		query: `{ people(first: 2) { edges { node { citations(property: "name") { property } } } } }`,
		plan: `{ "people":page#0 Page { "edges":parts#0 Edge { "node":parts#0 Person {
			"citations":list#0 Citation { "property":value } } } } }`,
		sql: `WITH segment AS ( ... ) SELECT agent.id, ...;
			SELECT citation.property, ... WHERE citation.subject_id IN (SELECT value FROM json_each(?)) ...`,
		result: `{"people":{"edges":[
			{"node":{"citations":[{"property":"name"}]}},{"node":{"citations":[{"property":"name"}]}}]}}`,
	},
	{
		name:  "a record of several types",
		query: `{ statement(slug: "modi-patrushev-strategic-affinity") { speakers { agent { __typename name } } } }`,
		plan: `{ "statement":record#0 Statement { "speakers":list#0 Mention { "agent":join
			MemberState { "__typename":"MemberState" "name":value }
			Organization { "__typename":"Organization" "name":value }
			OtherCountry { "__typename":"OtherCountry" "name":value }
			Person { "__typename":"Person" "name":value } } } }`,
		sql: `SELECT statement.id ...;
			SELECT joined_1.id, joined_1.kind, joined_1.name FROM speaker LEFT JOIN agent AS joined_1 ...`,
		result: `{"statement":{"speakers":[{"agent":{"__typename":"Person","name":"Narendra Modi"}},
			{"agent":{"__typename":"Person","name":"Nikolai Patrushev"}}]}}`,
	},
	{
		name: "a field that several types resolve alike is one fetch",
		query: `{ statement(slug: "modi-patrushev-strategic-affinity") { speakers { agent {
			statements(first: 1) { nodes { slug } } } } } }`,
		plan: `{ "statement":record#0 Statement { "speakers":list#0 Mention { "agent":join
			MemberState { "statements":page#1 Page { "nodes":value Statement { "slug":value } } }
			Organization { "statements":page#0 Page { "nodes":value Statement { "slug":value } } }
			OtherCountry { "statements":page#1 Page { "nodes":value Statement { "slug":value } } }
			Person { "statements":page#1 Page { "nodes":value Statement { "slug":value } } } } } }`,
		sql: `SELECT statement.id ...;
			SELECT joined_1.id, joined_1.id, joined_1.kind FROM speaker ...;
			WITH segment AS ( ... record_id IN (SELECT value FROM json_each(?))) SELECT statement.slug, ...`,
		result: `{"statement":{"speakers":[
			{"agent":{"statements":{"nodes":[{"slug":"modi-patrushev-collaboration-in-sco"}]}}},
			{"agent":{"statements":{"nodes":[{"slug":"patrushev-work-together"}]}}}]}}`,
	},
	{
		name: "a field that two types select with different arguments is two fetches",
		query: `{ statement(slug: "modi-patrushev-strategic-affinity") { speakers { agent {
			... on Person { statements(first: 1) { nodes { slug } } }
			... on Organization { statements(first: 2) { nodes { slug } } } } } } }`,
		plan: `{ "statement":record#0 Statement { "speakers":list#0 Mention { "agent":join
			MemberState { }
			Organization { "statements":page#0 Page { "nodes":value Statement { "slug":value } } }
			OtherCountry { }
			Person { "statements":page#1 Page { "nodes":value Statement { "slug":value } } } } } }`,
		sql: `SELECT statement.id ...;
			SELECT joined_1.id, joined_1.id, joined_1.kind FROM speaker ...;
			WITH segment AS ( ... ) SELECT statement.slug, ...`,
		result: `{"statement":{"speakers":[
			{"agent":{"statements":{"nodes":[{"slug":"modi-patrushev-collaboration-in-sco"}]}}},
			{"agent":{"statements":{"nodes":[{"slug":"patrushev-work-together"}]}}}]}}`,
	},
	{
		name:  "a date is read from the columns that are selected of it",
		query: `{ statements(first: 1) { nodes { saidOn { edtf } } } }`,
		plan: `{ "statements":page#0 Page {
			"nodes":value Statement { "saidOn":value UncertainDate { "edtf":value } } } }`,
		sql:    `WITH segment AS ( ... ) SELECT statement.said_edtf, statement.by_said FROM ...`,
		result: `{"statements":{"nodes":[{"saidOn":{"edtf":"[2001-01-01..2023-03-30]"}}]}}`,
	},
	{
		name:  "a resolver that does more than follow a relation is called, with all columns of its record",
		query: `{ person(slug: "xi-jinping") { positions(asOf: "2023-07-04") { title } } }`,
		plan:  `{ "person":record#0 Person { "positions":resolver#0 Position { "title":value } } }`,
		sql: `SELECT agent.id, agent.kind, agent.slug, agent.name, ... FROM agent ...;
			SELECT ... FROM position WHERE position.person_id = ? AND EXISTS ...`,
		result: `{"person":{"positions":[{"title":"President"}]}}`,
	},
	{
		name: "a resolver's keys are read together",
		query: `{ organization(slug: "sco") { memberships(first: 2) {
			nodes { held(on: "2023-07-04") { answer } } } } }`,
		plan: `{ "organization":record#0 Organization { "memberships":page#0 Page {
			"nodes":parts#0 Membership { "held":resolver#0 DayAnswer { "answer":value } } } } }`,
		sql: `SELECT agent.id FROM agent ...;
			WITH segment AS ( ... ) SELECT membership.id, ...;
			SELECT day_answer.id, ... IN (SELECT value FROM json_each(?)) AND ? BETWEEN ...`,
		result: `{"organization":{"memberships":{"nodes":[{"held":{"answer":"YES"}},{"held":{"answer":"YES"}}]}}}`,
	},
	{
		name: "records of several kinds are read by one statement for each table, with the selected columns",
		query: `{ search(query: "cold war mentality", first: 9) { nodes {
			... on Document { title } ... on Statement { id occasion { name } } } } }`,
		plan: `{ "search":resolver#0 Mixed { "nodes":resolver#0
			Annotation { } Citation { } Discrepancy { } Document { "title":value } Incident { } Meeting { }
			MemberState { } Membership { } Narration { } Organization { } OtherCountry { } Person { }
			Statement { "id":value "occasion":record#0
				Incident { "name":value } Meeting { "name":value } Summit { "name":value } }
			Summit { } Topic { } } }`,
		sql: `SELECT records FROM word_records; SELECT word, postings FROM word ...;
			SELECT word, postings FROM word ...; SELECT word, postings FROM word ...;
			SELECT record_id FROM called ...;
			SELECT findable.id, space, slug FROM json_each(?) ...;
			SELECT NULL FROM annotation WHERE annotation.id = ? ...;
			SELECT document.title FROM document WHERE document.id = ? ...;
			SELECT statement.slug, statement.occasion_id FROM statement WHERE statement.id = ? ...;
			SELECT event.kind, event.name FROM event WHERE event.id = ? ...`,
		result: `{"search":{"nodes":[{"id":"statement:xi-cold-war-mentality","occasion":{"name":
			"summit in the Kazakh capital Astana of the Shanghai Cooperation Organisation"}},{},
			{"title":"Xi and Putin set out ambitions for Eurasian security club"}]}}`,
	},
	{
		name:   "introspection needs no statement",
		query:  `{ __type(name: "Person") { kind } }`,
		plan:   `{ "__type":schema }`,
		result: `{"__type":{"kind":"OBJECT"}}`,
	},
	{
		name:  "aliases are fetches of their own",
		query: `{ a: person(slug: "xi-jinping") { name } b: person(slug: "narendra-modi") { name } }`,
		plan:  `{ "a":record#0 Person { "name":value } "b":record#1 Person { "name":value } }`,
		sql: `SELECT agent.name FROM agent ...;
			SELECT agent.name FROM agent ...`,
		result: `{"a":{"name":"Xi Jinping"},"b":{"name":"Narendra Modi"}}`,
	},
	{
		name:  "fields with one response key are merged",
		query: `{ person(slug: "xi-jinping") { country { isoAlpha2 } country { slug } } }`,
		plan: `{ "person":record#0 Person { "country":join
			MemberState { "isoAlpha2":value "slug":value } OtherCountry { "isoAlpha2":value "slug":value } } }`,
		sql:    `SELECT joined_1.id, joined_1.kind, joined_1.slug, joined_1.iso_alpha2 FROM agent ...`,
		result: `{"person":{"country":{"isoAlpha2":"CN","slug":"china"}}}`,
	},
	{
		name:   "fragments, also on interfaces, are written out",
		query:  `{ person(slug: "xi-jinping") { ...F } } fragment F on Person { slug ... on Agent { name } }`,
		plan:   `{ "person":record#0 Person { "slug":value "name":value } }`,
		sql:    `SELECT agent.slug, agent.name FROM agent ...`,
		result: `{"person":{"slug":"xi-jinping","name":"Xi Jinping"}}`,
	},
	{
		name: "@skip and @include decide what is compiled",
		query: `query($yes: Boolean!, $no: Boolean!) { person(slug: "xi-jinping") {
			name @include(if: $yes) sortName @skip(if: $yes) slug @include(if: $no) } }`,
		plan:   `{ "person":record#0 Person { "name":value } }`,
		sql:    `SELECT agent.name FROM agent ...`,
		result: `{"person":{"name":"Xi Jinping"}}`,
	},
}

func TestPlans(t *testing.T) {
	f := newFixture(t)
	variables := map[string]any{"yes": true, "no": false}
	for _, c := range planTests {
		t.Run(c.name, func(t *testing.T) {
			p := f.compile(t, c.query, variables)
			if got, want := oneLine(explain(p.root)), "root "+oneLine(c.plan); got != want {
				t.Errorf("the plan is\n%s\nwant\n%s", got, want)
			}
			result, sent := f.answer(t, p, variables)
			var want bytes.Buffer
			if err := json.Compact(&want, []byte(c.result)); err != nil || result != want.String() {
				t.Errorf("the result is\n%s\nwant\n%s (%v)", result, &want, err)
			}
			if got := strings.Join(sent, "; "); !fits(got, oneLine(c.sql)) {
				t.Errorf("the SQL is\n%s\nwant\n%s", got, c.sql)
			}
		})
	}
}

// A plan can run with other values of the variables than those that it was compiled with.
func TestOtherVariables(t *testing.T) {
	f := newFixture(t)
	const query = `query($first: Int) { people(first: $first) { nodes { slug } } }`
	p := f.compile(t, query, map[string]any{"first": int64(1)})
	result, _ := f.answer(t, p, map[string]any{"first": int64(2)})
	if want := `{"people":{"nodes":[{"slug":"derek-grossman"},{"slug":"jaishankar"}]}}`; result != want {
		t.Errorf("got %s, want %s", result, want)
	}
}

// A record is charged as often as the result contains it.
func TestCharge(t *testing.T) {
	f := newFixture(t)
	p := f.compile(t, `{ statements(first: 100) { nodes { speakers { agent {
		statements(first: 100) { nodes { slug } } } } } } }`, nil)
	operation := f.operation()
	result, err := p.Answer(t.Context(), operation, nil)
	if err != nil {
		t.Fatal(err)
	}
	inner := strings.Count(string(result), `{"slug":`)
	outer := strings.Count(string(result), `{"speakers":`)
	left := load.MaxRecords - outer - inner
	if err := operation.ChargePage(left); err != nil {
		t.Errorf("more than %d + %d records were charged: %v", outer, inner, err)
	}
	if err := operation.ChargePage(1); err == nil {
		t.Errorf("fewer than %d + %d records were charged", outer, inner)
	}
}
