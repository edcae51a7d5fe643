package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// post sends a body and returns the response as application/graphql-response+json, in which the status shows whether
// anything was executed.
func post(t *testing.T, url, body string) (status int, text string) {
	t.Helper()
	r, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var raw json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&raw); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(raw)
}

const integer = "must be an integer from -2147483648 to 2147483647, got "

// Values are converted as the specification says, in variables and in literals alike. All others are refused before
// execution.
func TestInput(t *testing.T) {
	url := serve(t)
	const (
		first   = `query($v: Int) { statements(first: $v) { nodes { slug } } }`
		needed  = `query($v: Int!) { statements(first: $v) { totalCount } }`
		day     = `query($v: Date) { organization(slug: "sco") { memberships(asOf: $v) { totalCount } } }`
		slug    = `query($v: String!) { person(slug: $v) { name } }`
		id      = `query($v: ID!) { node(id: $v) { id } }`
		on      = `query($v: Boolean!) { dataset { version @include(if: $v) } }`
		filter  = `query($v: StatementFilter) { statements(filter: $v) { totalCount } }`
		kinds   = `query($v: [StatementKind!]) { statements(filter: {kind: $v}) { totalCount } }`
		notNull = "$v must not be null where it is used: send a value, or omit it"
		preset  = `query($v: Int = 2) { statements(first: $v) { nodes { slug } } }`
	)
	for _, c := range []struct {
		query, variables string
		refused          string // "" if accepted
	}{
		{first, `{"v": 3}`, ""},
		{first, `{"v": 3.0}`, ""},
		{first, `{"v": 3e0}`, ""},
		{first, `{"v": null}`, ""},
		{first, `{}`, ""},
		{first, `{"v": 1, "surplus": {"of": "anything"}}`, ""},
		{preset, `{}`, ""},
		{first, `{"v": "3"}`, `Variable "$v" got invalid value: $v ` + integer + `"3"`},
		{first, `{"v": 3.5}`, `$v ` + integer + `3.5`},
		{first, `{"v": 2147483648}`, `$v ` + integer + `2147483648`},
		{first, `{"v": -2147483649}`, `$v ` + integer + `-2147483649`},
		{first, `{"v": 1e999}`, `$v ` + integer + `1e999`},
		{first, `{"v": true}`, `$v ` + integer + `true`},
		{first, `{"v": [3]}`, `$v ` + integer + `[3]`},
		{first, `{"v": {}}`, `$v ` + integer + `{}`},
		{needed, `{}`, `Variable "$v" of required type "Int!" was not provided`},
		{needed, `{"v": null}`, `$v must not be null: send a value of type Int!`},
		{day, `{"v": "2023-03-30"}`, ""},
		{day, `{"v": "2023-02-30"}`, `$v must be a date as YYYY-MM-DD, got "2023-02-30"`},
		{day, `{"v": 2023}`, `$v must be a date as YYYY-MM-DD, got 2023`},
		{slug, `{"v": 5}`, `$v must be a string, got 5`},
		{slug, `{"v": ["a"]}`, `$v must be a string, got ["a"]`},
		{id, `{"v": "person:wang"}`, ""},
		{id, `{"v": 5}`, ""},
		{id, `{"v": 5.5}`, `$v must be a string or an integer, got 5.5`},
		{on, `{"v": "true"}`, `$v must be true or false, got "true"`},
		{on, `{"v": 1}`, `$v must be true or false, got 1`},
		{kinds, `{"v": "DIRECT"}`, ""},
		{kinds, `{"v": ["DIRECT", "MIXED"]}`, ""},
		{kinds, `{"v": ["DIRECT", null]}`, `$v[1] must not be null: send a value of type StatementKind!`},
		{kinds, `{"v": "direct"}`, `$v must be one of DIRECT, MIXED, PARAPHRASE, got "direct"`},
		{filter, `{"v": {"kind": "DIRECT"}}`, ""},
		{filter, `{"v": {"said": {"from": "2023-01-01", "match": "POSSIBLE"}}}`, ""},
		{filter, `{"v": {"kinds": "DIRECT"}}`, `Field "kinds" is not defined by type "StatementFilter": use one of `},
		{filter, `{"v": {"said": {"match": "possible"}}}`,
			`$v.said.match must be one of CERTAIN, POSSIBLE, got "possible"`},
		{filter, `{"v": "DIRECT"}`, `$v must be an object of type StatementFilter, got "DIRECT"`},
		{`{ statements(first: 3) { totalCount } }`, `null`, ""},
		{`{ statements(first: "3") { totalCount } }`, `{}`, `first ` + integer + `"3"`},
		{`{ statements(first: 3.0) { totalCount } }`, `{}`, `first ` + integer + `3.0`},
		{`{ statements(first: 2147483648) { totalCount } }`, `{}`, `first ` + integer + `2147483648`},
		{`{ statements(first: 99999999999999999999) { totalCount } }`, `{}`,
			`first ` + integer + `99999999999999999999`},
		{`query($v: Int = 2147483648) { statements(first: $v) { totalCount } }`, `{}`,
			`$v ` + integer + `2147483648`},
		{`{ organization(slug: "sco") { memberships(asOf: "yesterday") { totalCount } } }`, `{}`,
			`asOf must be a date as YYYY-MM-DD, got "yesterday"`},
		{`{ organization(slug: "sco") { memberships(asOf: [2023]) { totalCount } } }`, `{}`,
			"asOf must be a date as YYYY-MM-DD, got [2023]"},
		{`{ organization(slug: "sco") { memberships(asOf: null) { totalCount } } }`, `{}`, ""},
		{id, `{"v": 5.0}`, ""},
		{id, `{"v": 12345678901234567890}`, ""},
		{`{ node(id: {}) { id } }`, `{}`, `id must be a string or an integer, got {}`},
		{`{ __typename @skip(if: {}) }`, `{}`, `if must be true or false, got {}`},
		{`{ timeline(match: {}) { totalCount } }`, `{}`, `match must be one of CERTAIN, POSSIBLE, got {}`},
		{`{ statements(filter: {speaker: ["a", {}]}) { totalCount } }`, `{}`,
			`filter.speaker[1] must be a string, got {}`},
		{`query($v: Certainty = {}) { timeline(match: $v) { totalCount } }`, `{"v": "CERTAIN"}`,
			`$v must be one of CERTAIN, POSSIBLE, got {}`},
		{`{ timeline(from: 99999999999999999999999) { totalCount } }`, `{}`,
			`from must be a date as YYYY-MM-DD, got 99999999999999999999999`},
		{`{ timeline(from: 1e400) { totalCount } }`, `{}`, `from must be a date as YYYY-MM-DD, got 1e400`},
		{`query($v: Boolean = true) { __typename @skip(if: $v) }`, `{}`, ""},
		{`query($v: Boolean = true) { __typename @skip(if: $v) }`, `{"v": null}`,
			notNull},
		{`query($v: String = "wang") { person(slug: $v) { name } }`, `{"v": null}`,
			notNull},
		{`query($v: ID = "a") { nodes(ids: [$v]) { id } }`, `{"v": null}`, notNull},
		{`query($v: Certainty) { statements(filter: {said: {from: "2020-01-01", match: $v}}) { totalCount } }`,
			`{"v": null}`, notNull},
		{`query($v: String!) { person(slug: $v) { name } }`, `{"v": null}`,
			`$v must not be null: send a value of type String!`},
		{`query($v: Int = 3) { statements(first: $v) { totalCount } }`, `{"v": null}`, ""},
		{`{ topics { nodes { slug ... @defer { name } } } }`, `{}`, "@defer"},
		{`query A { dataset { version } } query B { dataset { version } }`, `{}`,
			"Must provide operation name if query contains multiple operations: send as operationName one of A, B"},
		{`fragment F on Dataset { version }`, `{}`, ""},
	} {
		query, _ := json.Marshal(c.query)
		status, text := post(t, url, `{"query": `+string(query)+`, "variables": `+c.variables+`}`)
		if c.query == `fragment F on Dataset { version }` {
			c.refused = `"F"`
		}
		var a answer
		json.Unmarshal([]byte(text), &a)
		answered := status == http.StatusOK && len(a.Errors) == 0
		refused := status == http.StatusUnprocessableEntity && len(a.Errors) > 0 &&
			strings.Contains(a.Errors[0].Message, c.refused) && !strings.Contains(text, `"data"`)
		if c.refused == "" && !answered || c.refused != "" && !refused {
			t.Errorf("%s with %s answers %d %s, want %q", c.query, c.variables, status, text, c.refused)
		}
	}
}

// An invalid literal has exactly one error, the same as an invalid variable.
func TestInvalidLiterals(t *testing.T) {
	url := serve(t)
	const (
		first  = `{ statements(first: %s) { totalCount } }`
		slug   = `{ person(slug: %s) { name } }`
		id     = `{ node(id: %s) { id } }`
		on     = `{ dataset { version @include(if: %s) } }`
		day    = `{ organization(slug: "sco") { memberships(asOf: %s) { totalCount } } }`
		filter = `{ statements(filter: %s) { totalCount } }`
		kinds  = `{ statements(filter: {kind: %s}) { totalCount } }`
		match  = `{ timeline(match: %s) { totalCount } }`
		preset = `query($x: Certainty! = %s) { timeline(match: $x) { totalCount } }`
		spread = `query A { ...F } query B { ...F } fragment F on Query { statements(first: %s) { totalCount } }`
	)
	for _, c := range []struct{ query, literal, want string }{
		{first, `"3"`, `first ` + integer + `"3"`},
		{first, `3.0`, `first ` + integer + `3.0`},
		{first, `2147483648`, `first ` + integer + `2147483648`},
		{first, `99999999999999999999`, `first ` + integer + `99999999999999999999`},
		{first, `true`, `first ` + integer + `true`},
		{first, `THREE`, `first ` + integer + `THREE`},
		{first, `[]`, `first ` + integer + `[]`},
		{first, `[3]`, `first ` + integer + `[3]`},
		{first, `{}`, `first ` + integer + `{}`},
		{first, `{a: "b"}`, `first ` + integer + `{a:"b"}`},
		{spread, `"3"`, `first ` + integer + `"3"`},
		{slug, `5`, `slug must be a string, got 5`},
		{slug, `5.5`, `slug must be a string, got 5.5`},
		{slug, `true`, `slug must be a string, got true`},
		{slug, `wang`, `slug must be a string, got wang`},
		{slug, `null`, `slug must not be null: send a value of type String!`},
		{slug, `[]`, `slug must be a string, got []`},
		{slug, `["wang", 5]`, `slug must be a string, got ["wang",5]`},
		{id, `5.5`, `id must be a string or an integer, got 5.5`},
		{id, `99999999999999999999`, `id must be a string or an integer, got 99999999999999999999`},
		{id, `false`, `id must be a string or an integer, got false`},
		{id, `[]`, `id must be a string or an integer, got []`},
		{on, `"true"`, `if must be true or false, got "true"`},
		{on, `1`, `if must be true or false, got 1`},
		{on, `TRUE`, `if must be true or false, got TRUE`},
		{day, `[]`, `asOf must be a date as YYYY-MM-DD, got []`},
		{day, `2023`, `asOf must be a date as YYYY-MM-DD, got 2023`},
		{day, `"2023-02-30"`, `asOf must be a date as YYYY-MM-DD, got "2023-02-30"`},
		{day, `TODAY`, `asOf must be a date as YYYY-MM-DD, got TODAY`},
		{match, `SURE`, `match must be one of CERTAIN, POSSIBLE, got SURE`},
		{match, `"CERTAIN"`, `match must be one of CERTAIN, POSSIBLE, got "CERTAIN"`},
		{match, `1`, `match must be one of CERTAIN, POSSIBLE, got 1`},
		{match, `[]`, `match must be one of CERTAIN, POSSIBLE, got []`},
		{match, `null`, `match must not be null: send a value of type Certainty!`},
		{preset, `SURE`, `$x must be one of CERTAIN, POSSIBLE, got SURE`},
		{kinds, `[DIRECT, direct]`, `filter.kind[1] must be one of DIRECT, MIXED, PARAPHRASE, got direct`},
		{kinds, `direct`, `filter.kind must be one of DIRECT, MIXED, PARAPHRASE, got direct`},
		{kinds, `[null]`, `filter.kind[0] must not be null: send a value of type StatementKind!`},
		{kinds, `[[DIRECT]]`, `filter.kind[0] must be one of DIRECT, MIXED, PARAPHRASE, got [DIRECT]`},
		{filter, `[]`, `filter must be an object of type StatementFilter, got []`},
		{filter, `"DIRECT"`, `filter must be an object of type StatementFilter, got "DIRECT"`},
		{filter, `{kinds: DIRECT}`, `Field "kinds" is not defined by type "StatementFilter": use one of speaker,`},
		{filter, `{speaker: [5]}`, `filter.speaker[0] must be a string, got 5`},
		{`{ statements(order: %s) { totalCount } }`, `{by: NAME}`, `order.by must be one of `},
	} {
		query := fmt.Sprintf(c.query, c.literal)
		sent := map[string]string{"query": query}
		if c.query == spread {
			sent["operationName"] = "A"
		}
		body, _ := json.Marshal(sent)
		status, text := post(t, url, string(body))
		var a answer
		json.Unmarshal([]byte(text), &a)
		if status != http.StatusUnprocessableEntity || len(a.Errors) != 1 ||
			!strings.HasPrefix(a.Errors[0].Message, c.want) ||
			a.Errors[0].Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("%s is answered %d %s, want the one error %q", query, status, text, c.want)
		}
	}
}

// Errors print lists as they were sent, in a variable or in the address of a view.
func TestErrorsPrintEmptyLists(t *testing.T) {
	url := serve(t)
	for query, want := range map[string]string{
		`query($v: Int) { statements(first: $v) { totalCount } }`:              `$v ` + integer + `[]`,
		`query($v: Date) { timeline(from: $v) { totalCount } }`:                `as YYYY-MM-DD, got []`,
		`query($v: String!) { person(slug: $v) { name } }`:                     `$v must be a string, got []`,
		`query($v: StatementFilter) { statements(filter: $v) { totalCount } }`: `of type StatementFilter, got []`,
		`query($v: Certainty!) { timeline(match: $v) { totalCount } }`:         `one of CERTAIN, POSSIBLE, got []`,
	} {
		body, _ := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"v": []any{}}})
		if _, text := post(t, url, string(body)); !strings.Contains(text, want) {
			t.Errorf("%s is answered %s, want %q", query, text, want)
		}
	}
	_, _, body := fetch(t, url+"/views/statements.json?first=[]")
	if !strings.Contains(body, `first `+integer+`[]`) {
		t.Errorf("first=[] is answered %s", body)
	}
}

// operationName selects one of several operations.
func TestOperationNames(t *testing.T) {
	url := serve(t)
	for _, c := range []struct{ body, want string }{
		{`{"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"}`,
			`{"data":{"b":"Query"}`},
		{`{"query": "query A { a: __typename }"}`, `{"data":{"a":"Query"}`},
		{`{"query": "query A { a: __typename }", "operationName": null}`, `{"data":{"a":"Query"}`},
		{`{"query": "query A { a: __typename }", "operationName": "C"}`, `Unknown operation named \"C\": send`},
		{`{"query": "{ a: __typename }", "operationName": "A"}`, `the only operation of the query has no name`},
		{`{"query": "mutation { a: __typename }"}`, `mutation`},
		{`{"query": "subscription { a: __typename }"}`, `subscription`},
		{`{"query": "{ __typename", "operationName": "A"}`, `Expected Name, found`},
		{`{"query": "# nothing"}`, `The query is empty: send an operation`},
	} {
		if _, text := post(t, url, c.body); !strings.Contains(text, c.want) {
			t.Errorf("%s answers %s, want %s", c.body, text, c.want)
		}
	}
}
