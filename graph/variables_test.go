package graph_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// post sends a body and gives the answer under application/graphql-response+json, where the status tells whether anything was executed.
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

// What is sent is what the specification says that it is, in variables and in the operation's text alike; everything else is
// refused before anything is executed.
func TestInput(t *testing.T) {
	url := serve(t)
	const (
		first  = `query($v: Int) { statements(first: $v) { nodes { slug } } }`
		needed = `query($v: Int!) { statements(first: $v) { totalCount } }`
		day    = `query($v: Date) { organization(slug: "sco") { memberships(asOf: $v) { totalCount } } }`
		slug   = `query($v: String!) { person(slug: $v) { name } }`
		id     = `query($v: ID!) { node(id: $v) { id } }`
		on     = `query($v: Boolean!) { dataset { version @include(if: $v) } }`
		filter = `query($v: StatementFilter) { statements(filter: $v) { totalCount } }`
		kinds  = `query($v: [StatementKind!]) { statements(filter: {kind: $v}) { totalCount } }`
		preset = `query($v: Int = 2) { statements(first: $v) { nodes { slug } } }`
	)
	for _, c := range []struct {
		query, variables string
		refused          string // "" for an answer
	}{
		{first, `{"v": 3}`, ""},
		{first, `{"v": 3.0}`, ""},
		{first, `{"v": 3e0}`, ""},
		{first, `{"v": null}`, ""},
		{first, `{}`, ""},
		{first, `{"v": 1, "surplus": {"of": "anything"}}`, ""},
		{preset, `{}`, ""},
		{first, `{"v": "3"}`, `Variable "$v" got invalid value: "3" is no Int: send a whole number`},
		{first, `{"v": 3.5}`, "3.5 is no Int"},
		{first, `{"v": 2147483648}`, "2147483648 is no Int"},
		{first, `{"v": -2147483649}`, "-2147483649 is no Int"},
		{first, `{"v": 1e999}`, "1e999 is no Int"},
		{first, `{"v": true}`, "true is no Int"},
		{first, `{"v": [3]}`, "[3] is no Int"},
		{first, `{"v": {}}`, "{} is no Int"},
		{needed, `{}`, `Variable "$v" of required type "Int!" was not provided`},
		{needed, `{"v": null}`, "null is no Int!"},
		{day, `{"v": "2023-03-30"}`, ""},
		{day, `{"v": "2023-02-30"}`, `"2023-02-30" is no day`},
		{day, `{"v": 2023}`, "2023 is no day"},
		{slug, `{"v": 5}`, "5 is no String"},
		{slug, `{"v": ["a"]}`, `["a"] is no String`},
		{id, `{"v": "person:wang"}`, ""},
		{id, `{"v": 5}`, ""},
		{id, `{"v": 5.5}`, "5.5 is no ID"},
		{on, `{"v": "true"}`, `"true" is no Boolean`},
		{on, `{"v": 1}`, "1 is no Boolean"},
		{kinds, `{"v": "DIRECT"}`, ""},
		{kinds, `{"v": ["DIRECT", "MIXED"]}`, ""},
		{kinds, `{"v": ["DIRECT", null]}`, "null is no StatementKind!"},
		{kinds, `{"v": "direct"}`, `"direct" is no StatementKind: send one of DIRECT, MIXED, PARAPHRASE`},
		{filter, `{"v": {"kind": "DIRECT"}}`, ""},
		{filter, `{"v": {"said": {"from": "2023-01-01", "match": "POSSIBLE"}}}`, ""},
		{filter, `{"v": {"kinds": "DIRECT"}}`, `Field "kinds" is not defined by type "StatementFilter": send `},
		{filter, `{"v": {"said": {"match": "possible"}}}`, `said: match: "possible" is no Certainty`},
		{filter, `{"v": "DIRECT"}`, `"DIRECT" is no StatementFilter: send an object`},
		{`{ statements(first: 3) { totalCount } }`, `null`, ""},
		{`{ statements(first: "3") { totalCount } }`, `{}`, "Int cannot represent non-integer value"},
		{`{ statements(first: 3.0) { totalCount } }`, `{}`, "Int cannot represent non-integer value"},
		{`{ statements(first: 2147483648) { totalCount } }`, `{}`, "2147483648 is no Int"},
		{`{ statements(first: 99999999999999999999) { totalCount } }`, `{}`, "Int cannot represent non 32-bit signed integer value"},
		{`query($v: Int = 2147483648) { statements(first: $v) { totalCount } }`, `{}`, "2147483648 is no Int"},
		{`{ organization(slug: "sco") { memberships(asOf: "yesterday") { totalCount } } }`, `{}`, `"yesterday" is no day`},
		{`{ organization(slug: "sco") { memberships(asOf: [2023]) { totalCount } } }`, `{}`, "is no day"},
		{`{ organization(slug: "sco") { memberships(asOf: null) { totalCount } } }`, `{}`, ""},
		{id, `{"v": 5.0}`, ""},
		{id, `{"v": 12345678901234567890}`, ""},
		{`{ node(id: {}) { id } }`, `{}`, "{} is no ID"},
		{`{ __typename @skip(if: {}) }`, `{}`, "{} is no Boolean"},
		{`{ timeline(match: {}) { totalCount } }`, `{}`, "{} is no Certainty"},
		{`{ statements(filter: {speaker: ["a", {}]}) { totalCount } }`, `{}`, "{} is no String"},
		{`query($v: Certainty = {}) { timeline(match: $v) { totalCount } }`, `{"v": "CERTAIN"}`, "{} is no Certainty"},
		{`{ timeline(from: 99999999999999999999999) { totalCount } }`, `{}`, "99999999999999999999999 is no day"},
		{`{ timeline(from: 1e400) { totalCount } }`, `{}`, "1e400 is no day"},
		{`query($v: Boolean = true) { __typename @skip(if: $v) }`, `{}`, ""},
		{`query($v: Boolean = true) { __typename @skip(if: $v) }`, `{"v": null}`, "null has no place where it is used"},
		{`query($v: String = "wang") { person(slug: $v) { name } }`, `{"v": null}`, "null has no place where it is used"},
		{`query($v: ID = "a") { nodes(ids: [$v]) { id } }`, `{"v": null}`, "null has no place where it is used"},
		{`query($v: Certainty) { statements(filter: {said: {from: "2020-01-01", match: $v}}) { totalCount } }`, `{"v": null}`, "null has no place where it is used"},
		{`query($v: Int = 3) { statements(first: $v) { totalCount } }`, `{"v": null}`, ""},
		{`{ topics { nodes { slug ... @defer { name } } } }`, `{}`, "@defer"},
		{`query A { dataset { version } } query B { dataset { version } }`, `{}`, "Must provide operation name if query contains multiple operations: send as operationName one of A, B"},
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
		refused := status == http.StatusBadRequest && len(a.Errors) > 0 && strings.Contains(a.Errors[0].Message, c.refused) && !strings.Contains(text, `"data"`)
		if c.refused == "" && !answered || c.refused != "" && !refused {
			t.Errorf("%s with %s answers %d %s, want %q", c.query, c.variables, status, text, c.refused)
		}
	}
}

// An operation is chosen by its name.
func TestOperationNames(t *testing.T) {
	url := serve(t)
	for body, want := range map[string]string{
		`{"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"}`: `{"data":{"b":"Query"}`,
		`{"query": "query A { a: __typename }"}`:                                                 `{"data":{"a":"Query"}`,
		`{"query": "query A { a: __typename }", "operationName": null}`:                          `{"data":{"a":"Query"}`,
		`{"query": "query A { a: __typename }", "operationName": "C"}`:                           `Unknown operation named \"C\": send as operationName one of A`,
		`{"query": "mutation { a: __typename }"}`:                                                `mutation`,
		`{"query": "subscription { a: __typename }"}`:                                            `subscription`,
		`{"query": "{ __typename", "operationName": "A"}`:                                        `Expected Name, found`,
		`{"query": "# nothing"}`:                                                                 `no operation`,
	} {
		if _, text := post(t, url, body); !strings.Contains(text, want) {
			t.Errorf("%s answers %s and not %s", body, text, want)
		}
	}
}
