package graph_test

import (
	"bytes"
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph/exec"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/recording"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
)

// serve serves an API of the committed dataset until the test ends, and returns its URL.
func serve(t *testing.T) string {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	return serveFrom(t, db)
}

func serveFrom(t *testing.T, db *sql.DB) string {
	t.Helper()
	return startServer(t, handlerFrom(t, db))
}

func startServer(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// apiFrom returns an API of a dataset, which is closed when the test ends.
func apiFrom(t *testing.T, db *sql.DB) *graph.API {
	t.Helper()
	t.Cleanup(func() { db.Close() })
	api, err := graph.New(t.Context(), store.New(db), slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func handlerFrom(t *testing.T, db *sql.DB) http.Handler {
	t.Helper()
	api := apiFrom(t, db)
	mux := http.NewServeMux()
	mux.Handle("/", api)
	mux.HandleFunc("/schema.graphql", api.ServeSchema)
	mux.HandleFunc("/views", api.ServeView)
	mux.HandleFunc("/views/{file}", api.ServeView)
	return mux
}

// An answer is a decoded GraphQL response.
type answer struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
	Extensions struct {
		Cost struct {
			PageRecords int `json:"records"`
		}
	}
}

func ask(t *testing.T, url, query string, variables map[string]any) answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var a answer
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil {
		t.Fatal(err)
	}
	return a
}

// get runs a query, fails on errors, and returns the data.
func get(t *testing.T, url, query string) map[string]any {
	t.Helper()
	a := ask(t, url, query, nil)
	if len(a.Errors) > 0 {
		t.Fatalf("%s\n%+v", query, a.Errors)
	}
	return a.Data
}

// at follows a path of keys, separated by dots, into a value.
func at(value any, path string) any {
	for _, key := range strings.Split(path, ".") {
		fields, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = fields[key]
	}
	return value
}

// each returns the values at a path in every element of a list.
func each(value any, list, path string) []any {
	var found []any
	for _, element := range at(value, list).([]any) {
		found = append(found, at(element, path))
	}
	return found
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if !bytes.Equal(g, w) {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func TestMembersOnADay(t *testing.T) {
	url := serve(t)
	ask := func(day string) map[string]any {
		return get(t, url, `{ organization(slug: "sco") {
			name acronym founded { edtf } founders { namedAs agent { name } } headquarters
			memberships(asOf: "`+day+`") { totalCount nodes { state { name isoAlpha2 } status held(on:
			"`+day+`") { answer } citations { exact document { fileName } start end } } }
		} }`)
	}
	full := func(a map[string]any) (names []any) {
		for _, m := range at(a, "organization.memberships.nodes").([]any) {
			if at(m, "status") == "FULL_MEMBER" {
				names = append(names, at(m, "state.name"))
				if at(m, "held.answer") != "YES" {
					t.Errorf("%v did not hold", m)
				}
			}
			if len(at(m, "citations").([]any)) == 0 {
				t.Errorf("%v has no citation", m)
			}
		}
		return names
	}
	before := ask("2023-03-30")
	same(t, "the SCO", []any{at(before, "organization.name"), at(before, "organization.acronym"),
		at(before, "organization.founded.edtf"), at(before, "organization.headquarters")},
		[]any{"Shanghai Cooperation Organization", "SCO", "2001", "Beijing"})
	same(t, "founders as named", each(before, "organization.founders", "namedAs"),
		[]any{"Russia", "China", "Central Asian states"})
	same(t, "founders", each(before, "organization.founders", "agent.name"), []any{"Russia", "China", nil})
	same(t, "members on 2023-03-30", full(before), []any{"China", "India", "Kazakhstan", "Kyrgyzstan", "Pakistan",
		"Russia", "Tajikistan", "Uzbekistan"})
	same(t, "members on 2023-07-04", full(ask("2023-07-04")),
		[]any{"China", "India", "Iran", "Kazakhstan", "Kyrgyzstan", "Pakistan", "Russia", "Tajikistan", "Uzbekistan"})
	same(t, "before the founding", at(ask("2000-12-31"), "organization.memberships.totalCount"), 0)
}

// Iran's status in the SCO, by day.
func TestRoadToMembership(t *testing.T) {
	url := serve(t)
	for day, want := range map[string]string{
		"2000-12-31": "",
		"2004-12-31": "",
		"2005-06-01": "OBSERVER UNKNOWN",
		"2006-01-01": "OBSERVER YES",
		"2020-05-05": "OBSERVER YES, APPLICATION_REFUSED UNKNOWN",
		"2021-01-01": "OBSERVER YES",
		"2021-09-15": "OBSERVER YES, ACCESSION_AGREED UNKNOWN",
		"2021-10-01": "OBSERVER YES, ACCESSION_AGREED YES",
		"2023-07-03": "OBSERVER YES, ACCESSION_AGREED YES",
		"2023-07-04": "FULL_MEMBER YES",
		"2024-07-04": "FULL_MEMBER YES",
		"2024-07-05": "FULL_MEMBER UNKNOWN",
	} {
		a := get(t, url,
			`{ memberState(slug: "iran") { memberships(asOf: "`+day+`") { totalCount nodes {
				status held(on: "`+day+`") { answer } } } } }`)
		var got []string
		for _, m := range at(a, "memberState.memberships.nodes").([]any) {
			got = append(got, at(m, "status").(string)+" "+at(m, "held.answer").(string))
		}
		same(t, day, strings.Join(got, ", "), want)
		same(t, day, at(a, "memberState.memberships.totalCount"), len(got))
	}
}

func TestWhatXiSaid(t *testing.T) {
	said := get(t, serve(t), `{ person(slug: "xi-jinping") { statements(first: 20) { totalCount nodes {
		slug kind text quotedSpans { text } saidOn { edtf basis note } occasion { name } attribution { agent { name }
		cue }
		citations { exact start end document { title fileName } }
	} } } }`)
	nodes := at(said, "person.statements.nodes").([]any)
	files := map[any]bool{}
	for _, s := range nodes {
		for _, file := range each(s, "citations", "document.fileName") {
			files[file] = true
		}
		if at(s, "slug") == "xi-oppose-external-interference" {
			same(t, "the chain", at(s, "attribution"),
				[]any{map[string]any{"agent": map[string]any{"name": "Xinhua news agency"},
					"cue": "quoted Xi as saying"}})
			same(t, "the day", []any{at(s, "saidOn.edtf"), at(s, "saidOn.basis")}, []any{"2024-07-04", "EXTERNAL"})
			same(t, "the quotation", each(s, "quotedSpans", "text"),
				[]any{"SCO members should consolidate unity and jointly oppose external interference in the face of " +
					"the real challenges of interference and division,"})
		}
	}
	if len(nodes) != 6 || len(files) != 2 {
		t.Errorf("%d statements in %d documents, not 6 in 2", len(nodes), len(files))
	}
}

func TestSummits(t *testing.T) {
	a := get(t, serve(t),
		`{ summits { nodes { slug host { name } format place placeAsPrinted when { edtf } statements(first: 100) {
			totalCount nodes { speakers { namedAs agent { name } } topics { name } } } } } }`)
	same(t, "slugs", each(a, "summits.nodes", "slug"), []any{"sco-summit-2023", "sco-summit-2024"})
	same(t, "hosts", each(a, "summits.nodes", "host.name"), []any{"India", nil})
	same(t, "formats", each(a, "summits.nodes", "format"), []any{"VIRTUAL", nil})
	same(t, "places", each(a, "summits.nodes", "place"), []any{nil, "Astana"})
	same(t, "places as printed", each(a, "summits.nodes", "placeAsPrinted"), []any{"New Delhi", "Astana"})
	for _, summit := range at(a, "summits.nodes").([]any) {
		for _, s := range at(summit, "statements.nodes").([]any) {
			if len(at(s, "speakers").([]any)) == 0 || len(at(s, "topics").([]any)) == 0 {
				t.Errorf("%v has no speaker or no topic", s)
			}
		}
	}
}

func TestParticipantsAmong(t *testing.T) {
	url := serve(t)
	for agents, want := range map[string][]any{
		`agent: "alexander-lukashenko"`:                         {"MEDIATOR"},
		`agent: "Alexander-LUKASHENKO"`:                         {"MEDIATOR"},
		`agent: ["yevgeny-prigozhin", "alexander-lukashenko"]`:  {"LEADER", "MEDIATOR"},
		`agent: ["vladimir-putin", "nobody", "", "' OR 1 = 1"]`: {},
		`agent: []`:   {},
		`agent: null`: {"PARTICIPANT", "LEADER", "TARGET", "MEDIATOR"},
	} {
		event := get(t, url, `{ event(slug: "wagner-rebellion-2023") { participants(`+agents+`) { role } } }`)
		same(t, agents, append([]any{}, each(event, "event.participants", "role")...), want)
	}
	host := get(t, url, `{ country(slug: "IND") { events { nodes { participants(agent: "ind") { role } } } } }`)
	same(t, "India by its code", at(host, "country.events"),
		json.RawMessage(`{"nodes":[{"participants":[{"role":"HOST"}]}]}`))
	slugs := strings.Repeat(`"x" `, 101)
	many := ask(t, url, `{ event(slug: "sco-summit-2023") { participants(agent: [`+slugs+`]) { role } } }`, nil)
	if len(many.Errors) != 1 || many.Errors[0].Extensions["code"] != "BAD_USER_INPUT" ||
		many.Errors[0].Message != "agent must have at most 100 values, got 101" {
		t.Errorf("101 slugs: %+v", many)
	}
}

func TestNull(t *testing.T) {
	a := get(t, serve(t), `{ organization(slug: "x") { id } memberState(slug: "belarus") { id } country(slug: "x") {
		id } summit(slug: "wagner-rebellion-2023") { id }
		event(slug: "x") { id } person(slug: "sco") { id } statement(slug: "x") { id } document(slug: "x") { id }
		topic(slug: "") { id }
		node(id: "x") { id } other: node(id: "person:sco") { id } nodes(ids: ["country:iran", "x"]) { id } }`)
	nodes := a["nodes"]
	delete(a, "nodes")
	for field, value := range a {
		if value != nil {
			t.Errorf("%s is %v", field, value)
		}
	}
	same(t, "nodes", nodes, []any{map[string]any{"id": "country:iran"}, nil})
}

// A country can be selected by its slug and by both of its codes, in either case.
func TestAliases(t *testing.T) {
	a := get(t, serve(t),
		`{ a: country(slug: "iran") { id } b: country(slug: "IR") { id } c: country(slug: "irn") { id }
			d: memberState(slug: "IRN") { id } }`)
	for field, value := range a {
		same(t, field, at(value, "id"), "country:iran")
	}
}

func TestBadInput(t *testing.T) {
	url := serve(t)
	for query, want := range map[string]string{
		`{ statements(after: "zzz") { totalCount }
			}`: `after must be a cursor of this list, got "zzz"`,
		`{ statements(first: -1) { totalCount }
			}`: `first must be between 0 and 100, got -1`,
		`{ statements(first: 101) { totalCount }
			}`: `first must be between 0 and 100, got 101`,
		`{ statements(first: 1, last: 1) { totalCount }
			}`: `first and last must not be sent together`,
		`{ organization(slug: "sco") { memberships(asOf: "2023-02-30") { totalCount } }
			}`: `asOf must be a date as YYYY-MM-DD, got "2023-02-30", a day that does not exist`,
		`{ organization(slug: "sco") { memberships(asOf: 2023) { totalCount } }
			}`: `asOf must be a date as YYYY-MM-DD, got 2023`,
		`{ statements(filter: {said: {from: "2024-01-01", to: "2023-01-01"}}) { totalCount }
			}`: `filter.said.from must not be after filter.said.to, got 2024-01-01 and 2023-01-01`,
		`{ person(slug: "xi-jinping") { citations(property: "age") { exact } }
			}`: `property must be a field of Person with citations of its own, ` +
			`one of name, otherNames, country, positions, got "age"`,
		`{ organization(slug: "sco") { claims(property: "age") { value } }
			}`: `property must be a field of Organization with citations of its own`,
		`{ nodes(ids: [` + strings.Repeat(`"x",`, 101) +
			`]) { id } }`: `ids must have at most 100 values, got 101`,
		`{ person(slug: "xi-jinping") { statements(first: 2147483648) { totalCount } } }`: `2147483648`,
		`query($n: Int) { statements(first: $n) { totalCount } } # variables: {"n": "3"}`: `integer`,
		`{ people(filter: {name: "Xi", age: 3}) { totalCount } }`:                         `age`,
		`{ statements(order: {by: SAID direction: DESC}, after: "eyJ9") { totalCount } }`: `got "eyJ9": send`,
	} {
		a := ask(t, url, query, map[string]any{"n": "3"})
		if len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, want) ||
			a.Errors[0].Extensions["code"] == nil || a.Errors[0].Extensions["code"] == "INTERNAL_SERVER_ERROR" {
			t.Errorf("%s\nanswers %+v\nand does not say %s", query, a.Errors, want)
		}
	}
}

// Internal errors are not revealed to clients.
func TestInternalErrorsAreHidden(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	url := serveFrom(t, db)
	db.Close()
	a := ask(t, url, `{ statements { totalCount } }`, nil)
	if len(a.Errors) != 1 ||
		a.Errors[0].Message != "The server failed, through no fault of the query: send it again later" {
		t.Errorf("%+v", a.Errors)
	}
}

// Every citation can be selected by the property that it names, and contains the record that it supports.
func TestCitationsByProperty(t *testing.T) {
	url := serve(t)
	a := get(t, url,
		`{ documents { nodes { passages(first: 100) { totalCount nodes { id property subject { id ... on Cited {
			citations { id } } } } pageInfo { endCursor hasNextPage } } } } }`)
	count := 0
	for _, d := range at(a, "documents.nodes").([]any) {
		for _, c := range at(d, "passages.nodes").([]any) {
			count++
			found := false
			a := ask(t, url, `query($id: ID!, $property: String) {
				node(id: $id) { ... on Cited { citations(property: $property) { id property } } } }`,
				map[string]any{"id": at(c, "subject.id"), "property": at(c, "property")})
			if len(a.Errors) > 0 {
				t.Errorf("%v: %+v", c, a.Errors)
				continue
			}
			for _, id := range each(a.Data, "node.citations", "id") {
				found = found || id == at(c, "id")
			}
			if !found {
				t.Errorf("%v is not among the citations of its subject", c)
			}
			for _, property := range each(a.Data, "node.citations", "property") {
				if wanted := at(c, "property"); wanted != nil && property != wanted {
					t.Errorf("the citations of %v of %v include one of %v", wanted, at(c, "subject.id"), property)
				}
			}
		}
	}
	if count < 200 {
		t.Errorf("only %d passages were looked at", count)
	}
}

// A nested operation costs at most one statement per relation and level, however wide it is. Counts are relations of
// their own, and so is each type that a field of several types leads to. On a busy machine a resolver may be too late
// for its batch, so the test allows half as many statements again; one statement per record would be hundreds.
func TestStatementsPerOperation(t *testing.T) {
	db, recorder := recording.Open("../data/summitry.db")
	url := serveFrom(t, db)
	for name, c := range map[string]struct {
		query     string
		relations int
	}{
		"members": {`{ organization(slug: "sco") { founders { agent { name } } memberships(first: 100) {
			totalCount nodes { state { name } held(on: "2023-03-30") { because citations { exact }
			} citations { exact document { fileName } } }
			} } }`, 11},
		"three levels": {`{ documents { totalCount nodes { statements(first: 100) { totalCount nodes { speakers {
			agent { name statements(first: 2) { totalCount nodes { topics { name } citations { document { slug } } } } }
			} topics { statements(first: 3) { totalCount nodes { slug } } } } } passages(first: 100) { totalCount nodes
			{ subject { id } } } } } }`, 21},
		"statements": {`{ statements(first: 100) { totalCount nodes { speakers { agent { id } } addressees { agent {
			id } } attribution { agent { id } } occasion { id participants { agent { id } } } summit { id } annotations
			{ id } topics { id } citations { document { id } } } } }`, 16},
		"nodes": {`{ nodes(ids: ["person:xi-jinping", "person:vladimir-putin", "country:iran", "organization:sco",
			"event:sco-summit-2023", "event:sco-summit-2024"]) { id ... on Cited { citations { id } } } }`, 3},
	} {
		asked := len(recorder.Of(func() { get(t, url, c.query) }))
		if asked > c.relations*3/2 {
			t.Errorf("%s: %d statements for %d relations", name, asked, c.relations)
		}
		t.Logf("%s: %d statements for %d relations", name, asked, c.relations)
	}
}

// Each nested connection has its own page and its own total count.
func TestNestedPages(t *testing.T) {
	url := serve(t)
	whole := get(t, url, `{ people { nodes { slug statements(first: 100) { totalCount nodes { slug } } } } }`)
	pieces := get(t, url,
		`{ people { nodes { slug statements(first: 2) { totalCount nodes { slug } pageInfo { hasNextPage endCursor } } }
			} }`)
	for i, p := range at(pieces, "people.nodes").([]any) {
		all := each(at(whole, "people.nodes").([]any)[i], "statements.nodes", "slug")
		same(t, "count", at(p, "statements.totalCount"), len(all))
		same(t, "next", at(p, "statements.pageInfo.hasNextPage"), len(all) > 2)
		page := each(p, "statements.nodes", "slug")
		for len(page) < len(all) && at(p, "statements.pageInfo.hasNextPage") == true {
			next := get(t, url, fmt.Sprintf(
				`{ person(slug: %q) { statements(first: 2, after: %q) {
					nodes { slug } pageInfo { hasNextPage endCursor } } } }`,
				at(p, "slug"), at(p, "statements.pageInfo.endCursor")))
			p = at(next, "person").(map[string]any)
			p.(map[string]any)["slug"] = at(pieces, "people.nodes").([]any)[i].(map[string]any)["slug"]
			page = append(page, each(p, "statements.nodes", "slug")...)
		}
		same(t, "pages", page, all)
	}
}

// An invalid request gets an error in JSON that says what to send instead and does not repeat the request.
func TestInvalidRequests(t *testing.T) {
	url := serve(t)
	codes := map[int]string{
		400: "BAD_REQUEST", 405: "METHOD_NOT_ALLOWED", 406: "NOT_ACCEPTABLE", 413: "PAYLOAD_TOO_LARGE",
		415: "UNSUPPORTED_MEDIA_TYPE", 422: "BAD_REQUEST",
	}
	type request struct{ method, query, media, body, accept string }
	const js, version = "application/json", "?query={dataset{version}}"
	get := func(query string) request { return request{method: "GET", query: query} }
	post := func(media, body string) request { return request{method: "POST", media: media, body: body} }
	for name, c := range map[string]struct {
		request request
		status  int
		want    string
	}{
		"no content type":      {post("", `{"query":"{dataset{version}}"}`), 415, `got "": send that header`},
		"another content type": {post("text/plain", `{"query":"{dataset{version}}"}`), 415, "application/json"},
		"broken JSON":          {post(js, `{"query": secret`), 400, "The body must be a JSON object"},
		"something after":      {post(js, `{"query":"{dataset{version}}"} secret`), 400, "must be a JSON object"},
		"a batch":              {post(js, `[{"query":"{dataset{version}}"}]`), 422, "Batches are not supported"},
		"query of a number":    {post(js, `{"query":5}`), 422, "query must be a string, got 5"},
		"variables of a list":  {post(js, `{"query":"{dataset{version}}","variables":[]}`), 422, "an object, got []"},
		"no body":              {post(js, ""), 400, "The body must be a JSON object"},
		"no query":             {request{method: "GET"}, 422, "query is missing"},
		"bad variables":        {get("?query={dataset{version}}&variables=secret"), 422, "must be a JSON object"},
		"another method":       {request{method: "DELETE"}, 405, `Method "DELETE" is not allowed: send`},
		"too large":            {post(js, strings.Repeat(" ", exec.MaxBody+1)), 413, "at most 131072 bytes"},
		"no taste":             {request{method: "GET", query: version, accept: "image/png"}, 406, `got "image/png"`},
		"another charset":      {post(js+"; charset=utf-16", `{}`), 415, `got "application/json; charset=utf-16"`},
		"mutation by GET":      {get("?query=mutation{__typename}"), 405, "GET must carry a query, got a mutation"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest(c.request.method, url+c.request.query, strings.NewReader(c.request.body))
			if err != nil {
				t.Fatal(err)
			}
			if c.request.media != "" {
				r.Header.Set("Content-Type", c.request.media)
			}
			r.Header.Set("Accept", cmp.Or(c.request.accept, "*/*"))
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			var a answer
			if err := json.NewDecoder(response.Body).Decode(&a); err != nil {
				t.Fatal(err)
			}
			if c.status == http.StatusMethodNotAllowed && response.Header.Get("Allow") == "" {
				t.Error("the header Allow is missing")
			}
			if response.StatusCode != c.status || len(a.Errors) != 1 ||
				!strings.Contains(a.Errors[0].Message, c.want) || strings.Contains(a.Errors[0].Message, "secret") {
				t.Errorf("%s %+v, want %d %s", response.Status, a.Errors, c.status, c.want)
			}
			if code := a.Errors[0].Extensions["code"]; code != codes[c.status] {
				t.Errorf("the code of status %d is %v, want %s", c.status, code, codes[c.status])
			}
		})
	}
}

// A body may begin with one byte order mark, which some editors and clients write.
func TestByteOrderMark(t *testing.T) {
	url := serve(t)
	const body = `{"query":"{person(slug:\"wang\"){name}}"}`
	for text, want := range map[string]string{
		"\ufeff" + body:        `{"data":{"person":{"name":"Wang"}}`,
		"\ufeff\r\n " + body:   `{"data":{"person":{"name":"Wang"}}`,
		"\ufeff[" + body + "]": "Batches are not supported",
		"\ufeff\ufeff" + body:  "The body must be a JSON object",
		" \ufeff" + body:       "The body must be a JSON object",
		"\ufeff":               "The body must be a JSON object",
		body + "\ufeff":        "The body must be a JSON object",
		"\xff\xfe{\x00}\x00":   "The body must be a JSON object", // UTF-16
	} {
		if _, _, answer := send(t, "POST", url, text); !strings.Contains(answer, want) {
			t.Errorf("%q is answered with %s", text, answer)
		}
	}
}

// An invalid filter does not affect other lists of the operation.
func TestInvalidFilterAffectsNoOtherList(t *testing.T) {
	url := serve(t)
	for range 20 {
		a := ask(t, url,
			`{ bad: topics { nodes { statements(filter: {said: {from: "2024-01-01", to: "2023-01-01"}}) { totalCount } }
				} good: discrepancies { totalCount nodes { id } } }`, nil)
		if len(a.Errors) != exec.MaxErrors ||
			!strings.Contains(a.Errors[0].Message, "filter.said.from must not be after filter.said.to") {
			t.Fatalf("%+v", a.Errors)
		}
		a = ask(t, url,
			`{ topic(slug: "sanctions") { good: statements { totalCount }
				bad: statements(filter: {said: {from: "2024-01-01", to: "2023-01-01"}}) { totalCount } } }`, nil)
		if len(a.Errors) != 1 || a.Errors[0].Path[1] != "bad" {
			t.Fatalf("%+v", a.Errors)
		}
	}
}

// A cursor is valid only for the list that returned it, even if another list has the same order.
func TestCursorsOfOtherLists(t *testing.T) {
	url := serve(t)
	cursor := at(get(t, url, `{ organizations(first: 1) { pageInfo { endCursor } } }`),
		"organizations.pageInfo.endCursor").(string)
	if a := ask(t, url, `{ organizations(after: "`+cursor+`") { totalCount } }`, nil); len(a.Errors) > 0 {
		t.Errorf("%+v", a.Errors)
	}
	for _, list := range []string{"countries", "people", "memberStates", "statements"} {
		if a := ask(t, url, `{ `+list+`(after: "`+cursor+`") { totalCount } }`, nil); len(a.Errors) != 1 ||
			!strings.Contains(a.Errors[0].Message, "after must be a cursor of this list, got ") {
			t.Errorf("%s: %+v", list, a.Errors)
		}
	}
}

// A search finds records of every kind, with the positions of the words, and has further pages.
func TestSearch(t *testing.T) {
	url := serve(t)
	a := get(t, url,
		`{ search(query: "sanctions", first: 2) { totalCount nodes { __typename id } edges { cursor excerpt matches {
			start end text } node { id ... on Statement { speakers { agent { name } } } } } pageInfo { hasNextPage
			endCursor } } }`)
	same(t, "the best", at(a, "search.nodes").([]any)[0],
		map[string]any{"__typename": "Topic", "id": "topic:sanctions"})
	same(t, "its excerpt", each(a, "search.edges", "excerpt")[0], "Sanctions")
	same(t, "its match", each(a, "search.edges", "matches")[0],
		[]any{map[string]any{"start": 0, "end": 9, "text": "Sanctions"}})
	same(t, "nodes and edges", each(a, "search.nodes", "id"), each(a, "search.edges", "node.id"))
	seen := map[any]bool{}
	for page := a; ; page = get(t, url, `{ search(query: "sanctions", first: 2, after: "`+at(page,
		"search.pageInfo.endCursor").(string)+`") { nodes { id } pageInfo { hasNextPage endCursor } } }`) {
		for _, id := range each(page, "search.nodes", "id") {
			if seen[id] {
				t.Fatalf("%v comes twice", id)
			}
			seen[id] = true
		}
		if at(page, "search.pageInfo.hasNextPage") == false {
			break
		}
	}
	same(t, "count", at(a, "search.totalCount"), len(seen))
	for _, query := range []string{"", "😀", `"*(`} {
		a := ask(t, url, `query($q: String!) { search(query: $q) { totalCount nodes { id } } }`,
			map[string]any{"q": query})
		same(t, "nothing", a.Data, map[string]any{"search": map[string]any{"totalCount": 0, "nodes": []any{}}})
	}
	other := at(a, "search.pageInfo.endCursor").(string)
	if a := ask(t, url, `{ search(query: "unity", after: "`+other+`") { totalCount } }`, nil); len(a.Errors) != 1 ||
		!strings.Contains(a.Errors[0].Message, "after must be a cursor of this list, got ") {
		t.Errorf("%+v", a.Errors)
	}
}

// The timeline lists the dated records of a period, each with the field that holds its date.
func TestTimeline(t *testing.T) {
	url := serve(t)
	const query = `query($match: Certainty!) { timeline(from: "2023-07-01", to: "2023-07-31", match: $match, first: 100)
		{ totalCount nodes { id } edges { property when { edtf } node { id ... on Membership { start { edtf } } ... on
		Event { when { edtf } } ... on Statement { saidOn { edtf } } } } } }`
	sure := ask(t, url, query, map[string]any{"match": "CERTAIN"})
	seen := map[any]bool{}
	for _, e := range at(sure.Data, "timeline.edges").([]any) {
		property := at(e, "property").(string)
		seen[property] = true
		if property != "end" {
			same(t, property, at(e, "when"), at(e, "node."+property))
		}
	}
	for _, property := range []string{"when", "saidOn", "start", "end"} {
		if !seen[property] {
			t.Errorf("nothing in July 2023 has a date from %s: %v", property, sure)
		}
	}
	same(t, "the first", each(sure.Data, "timeline.edges", "node.id")[0], "event:sco-summit-2023")
	const within = `{ possible: timeline(from: "2021-09-10", to: "2021-09-20") { nodes { id } }
		certain: timeline(from: "2021-09-10", to: "2021-09-20", match: CERTAIN) { totalCount } }`
	part := get(t, url, within)
	same(t, "for sure in the middle of a month", at(part, "certain.totalCount"), 0)
	if perhaps := each(part, "possible.nodes", "id"); !slices.Contains(perhaps,
		any("membership:sco-iran-accession-agreed")) {
		t.Errorf("Iran's accession, agreed in September 2021, is not in %v", perhaps)
	}
}

// Facets of a nested list lead to their records.
func TestFacets(t *testing.T) {
	a := get(t, serve(t),
		`{ summit(slug: "sco-summit-2024") { statements { totalCount bySpeaker: facets(by: SPEAKER, first: 1) {
			value label count node { __typename } } byKind: facets(by: KIND) { value count node { id } } } } }`)
	same(t, "speaker", at(a, "summit.statements.bySpeaker"),
		[]any{map[string]any{"value": "vladimir-putin", "label": "Vladimir Putin", "count": 4,
			"node": map[string]any{"__typename": "Person"}}})
	sum := 0.0
	for _, k := range at(a, "summit.statements.byKind").([]any) {
		sum += at(k, "count").(float64)
		same(t, "node", at(k, "node"), nil)
	}
	same(t, "sum", sum, at(a, "summit.statements.totalCount"))
}

// Positions on a day are certain or possible.
func TestPositionsOnADay(t *testing.T) {
	a := get(t, serve(t), `{ person(slug: "nikolai-patrushev") {
		sure: positions(asOf: "2023-03-30", match: CERTAIN) { title held(on: "2023-03-30") { answer } }
		perhaps: positions(asOf: "1999-01-01") { title held(on: "1999-01-01") { answer } }
		never: positions(asOf: "1999-01-01", match: CERTAIN) { title }
	} }`)
	same(t, "sure", at(a, "person.sure"), []any{map[string]any{"title": "Secretary",
		"held": map[string]any{"answer": "YES"}}})
	for _, p := range at(a, "person.perhaps").([]any) {
		same(t, "perhaps", at(p, "held.answer"), "UNKNOWN")
	}
	same(t, "never", at(a, "person.never"), []any{})
}
