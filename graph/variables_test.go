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

// Values are converted as the specification says, in variables and in literals alike. All others are refused before
// execution.
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
		refused          string // "" if accepted
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
		{`{ statements(first: "3") { totalCount } }`, `{}`, `"3" is no Int: send a whole number`},
		{`{ statements(first: 3.0) { totalCount } }`, `{}`, "3.0 is no Int"},
		{`{ statements(first: 2147483648) { totalCount } }`, `{}`, "2147483648 is no Int"},
		{`{ statements(first: 99999999999999999999) { totalCount } }`, `{}`, "99999999999999999999 is no Int"},
		{`query($v: Int = 2147483648) { statements(first: $v) { totalCount } }`, `{}`, "2147483648 is no Int"},
		{`{ organization(slug: "sco") { memberships(asOf: "yesterday") { totalCount } } }`, `{}`,
			`"yesterday" is no day`},
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
		{`query($v: Boolean = true) { __typename @skip(if: $v) }`, `{"v": null}`,
			"null is not allowed where it is used"},
		{`query($v: String = "wang") { person(slug: $v) { name } }`, `{"v": null}`,
			"null is not allowed where it is used"},
		{`query($v: ID = "a") { nodes(ids: [$v]) { id } }`, `{"v": null}`, "null is not allowed where it is used"},
		{`query($v: Certainty) { statements(filter: {said: {from: "2020-01-01", match: $v}}) { totalCount } }`,
			`{"v": null}`, "null is not allowed where it is used"},
		{`query($v: String!) { person(slug: $v) { name } }`, `{"v": null}`, "null is no String!: send a value"},
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
		refused := status == http.StatusBadRequest && len(a.Errors) > 0 &&
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
		{first, `"3"`, `"3" is no Int: send a whole number from -2147483648 to 2147483647, without quotation marks`},
		{first, `3.0`, `3.0 is no Int: send`},
		{first, `2147483648`, `2147483648 is no Int: send`},
		{first, `99999999999999999999`, `99999999999999999999 is no Int: send`},
		{first, `true`, `true is no Int: send`},
		{first, `THREE`, `THREE is no Int: send`},
		{first, `[]`, `[] is no Int: send`},
		{first, `[3]`, `[3] is no Int: send`},
		{first, `{}`, `{} is no Int: send`},
		{first, `{a: "b"}`, `{a:"b"} is no Int: send`},
		{spread, `"3"`, `"3" is no Int: send`},
		{slug, `5`, `5 is no String: send a text`},
		{slug, `5.5`, `5.5 is no String: send a text`},
		{slug, `true`, `true is no String: send a text`},
		{slug, `wang`, `wang is no String: send a text`},
		{slug, `null`, `null is no String!: send a value`},
		{slug, `[]`, `[] is no String: send a text`},
		{slug, `["wang", 5]`, `["wang",5] is no String: send a text`},
		{id, `5.5`, `5.5 is no ID: send a text`},
		{id, `99999999999999999999`, `99999999999999999999 is no ID: send a text`},
		{id, `false`, `false is no ID: send a text`},
		{id, `[]`, `[] is no ID: send a text`},
		{on, `"true"`, `"true" is no Boolean: send true or false`},
		{on, `1`, `1 is no Boolean: send true or false`},
		{on, `TRUE`, `TRUE is no Boolean: send true or false`},
		{day, `[]`, `[] is no day: send a text YYYY-MM-DD`},
		{day, `2023`, `2023 is no day: send a text YYYY-MM-DD`},
		{day, `"2023-02-30"`, `"2023-02-30" is no day: send YYYY-MM-DD`},
		{day, `TODAY`, `TODAY is no day: send a text YYYY-MM-DD`},
		{match, `SURE`, `SURE is no Certainty: send one of CERTAIN, POSSIBLE`},
		{match, `"CERTAIN"`, `"CERTAIN" is no Certainty: send one of CERTAIN, POSSIBLE`},
		{match, `1`, `1 is no Certainty: send one of CERTAIN, POSSIBLE`},
		{match, `[]`, `[] is no Certainty: send one of CERTAIN, POSSIBLE`},
		{match, `null`, `null is no Certainty!: send a value`},
		{preset, `SURE`, `SURE is no Certainty: send one of CERTAIN, POSSIBLE`},
		{kinds, `[DIRECT, direct]`, `direct is no StatementKind: send one of DIRECT, MIXED, PARAPHRASE`},
		{kinds, `direct`, `direct is no StatementKind: send one of DIRECT, MIXED, PARAPHRASE`},
		{kinds, `[null]`, `null is no StatementKind!: send a value`},
		{kinds, `[[DIRECT]]`, `[DIRECT] is no StatementKind: send one of`},
		{filter, `[]`, `[] is no StatementFilter: send an object`},
		{filter, `"DIRECT"`, `"DIRECT" is no StatementFilter: send an object`},
		{filter, `{kinds: DIRECT}`, `Field "kinds" is not defined by type "StatementFilter": send speaker, country,`},
		{filter, `{speaker: [5]}`, `5 is no String: send a text`},
		{`{ statements(order: %s) { totalCount } }`, `{by: NAME}`, `NAME is no StatementOrderBy: send one of`},
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
		if status != http.StatusBadRequest || len(a.Errors) != 1 || !strings.HasPrefix(a.Errors[0].Message, c.want) ||
			a.Errors[0].Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("%s is answered %d %s, want the one error %q", query, status, text, c.want)
		}
	}
}

// Errors print lists as they were sent, in a variable or in the address of a view.
func TestErrorsPrintEmptyLists(t *testing.T) {
	url := serve(t)
	for query, want := range map[string]string{
		`query($v: Int) { statements(first: $v) { totalCount } }`:              `[] is no Int: send`,
		`query($v: Date) { timeline(from: $v) { totalCount } }`:                `[] is no day: send`,
		`query($v: String!) { person(slug: $v) { name } }`:                     `[] is no String: send`,
		`query($v: StatementFilter) { statements(filter: $v) { totalCount } }`: `[] is no StatementFilter: send`,
		`query($v: Certainty!) { timeline(match: $v) { totalCount } }`:         `[] is no Certainty: send one of`,
	} {
		body, _ := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"v": []any{}}})
		if _, text := post(t, url, string(body)); !strings.Contains(text, want) {
			t.Errorf("%s is answered %s, want %q", query, text, want)
		}
	}
	_, _, body := fetch(t, url+"/views/statements.json?first=[]")
	if !strings.Contains(body, `first: [] is no Int: send`) {
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
		{`{"query": "{ a: __typename }", "operationName": "A"}`, `the only operation of the document has no name`},
		{`{"query": "mutation { a: __typename }"}`, `mutation`},
		{`{"query": "subscription { a: __typename }"}`, `subscription`},
		{`{"query": "{ __typename", "operationName": "A"}`, `Expected Name, found`},
		{`{"query": "# nothing"}`, `no operation`},
	} {
		if _, text := post(t, url, c.body); !strings.Contains(text, c.want) {
			t.Errorf("%s answers %s, want %s", c.body, text, c.want)
		}
	}
}
