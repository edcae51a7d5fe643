package conformance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/web"
)

// The media types of GraphQL over HTTP.
const (
	jsonMedia     = "application/json"
	responseMedia = "application/graphql-response+json"
)

// A clause is a requirement of GraphQL over HTTP (September 2026), with a request that shows whether it is met.
type clause struct {
	section string
	rule    string // MUST or SHOULD, in our words
	request overHTTP
	status  int
	media   string // of the response; "" for any
	holds   func(response *http.Response, body graphqlBody) bool
}

// overHTTP is a request to /graphql. With a body it is a POST of application/json, otherwise a GET.
type overHTTP struct {
	method  string
	query   url.Values
	body    string
	headers []string // names and values; an empty value removes a header
}

// graphqlBody is the body of a response, decoded. The pointers are nil if the entry is missing.
type graphqlBody struct {
	Data   *json.RawMessage
	Errors *[]struct{ Message string }
	isJSON bool
}

func (b graphqlBody) partial() bool   { return b.Data != nil && b.Errors != nil }
func (b graphqlBody) hasNoData() bool { return b.Data == nil && b.Errors != nil && len(*b.Errors) > 0 }
func (b graphqlBody) succeeds() bool  { return b.Data != nil && b.Errors == nil }

const (
	askDataset = "{ dataset { version } }"
	askWrong   = "{ dataset { vversion } }"
	askTwo     = "query A { dataset { version } } query B { dataset { title } }"
	askPerson  = "query($slug: String!) { person(slug: $slug) { name } }"
	askPartly  = `{ dataset { version } person(slug: "xi-jinping") { citations(property: "x") { exact } } }`
	askNothing = `{ statements(first: 101) { totalCount } }` // the only field has an error and must not be null
)

// asked returns a request for an operation, by POST.
func asked(query string, headers ...string) overHTTP {
	body, _ := json.Marshal(map[string]string{"query": query})
	return overHTTP{body: string(body), headers: headers}
}

// got returns a request with parameters in the URL.
func got(parameters ...string) overHTTP {
	r := overHTTP{method: http.MethodGet, query: url.Values{}}
	for i := 0; i < len(parameters); i += 2 {
		r.query.Set(parameters[i], parameters[i+1])
	}
	return r
}

func posted(body string, headers ...string) overHTTP { return overHTTP{body: body, headers: headers} }

func (o overHTTP) send(t *testing.T, address string) (*http.Response, graphqlBody) {
	t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if o.body != "" {
		method, body = http.MethodPost, strings.NewReader(o.body)
	}
	if o.method != "" {
		method = o.method
	}
	r, err := http.NewRequest(method, "http://"+address+"/graphql?"+o.query.Encode(), body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", responseMedia)
	if o.body != "" {
		r.Header.Set("Content-Type", jsonMedia)
	}
	for i := 0; i < len(o.headers); i += 2 {
		if r.Header.Set(o.headers[i], o.headers[i+1]); o.headers[i+1] == "" {
			r.Header.Del(o.headers[i])
		}
	}
	response, text := roundTrip(t, r)
	var decoded graphqlBody
	decoded.isJSON = json.Unmarshal(text, &decoded) == nil
	return response, decoded
}

// Every MUST and SHOULD of GraphQL over HTTP (September 2026) that binds a server is met, in the order of its text.
func TestGraphQLOverHTTP(t *testing.T) {
	_, address := start(t)
	for _, c := range slices.Concat(requestClauses, responseClauses, statusClauses) {
		t.Run(c.section+": "+c.rule, func(t *testing.T) {
			response, body := c.request.send(t, address)
			media := response.Header.Get("Content-Type")
			if response.StatusCode != c.status || c.media != "" && media != c.media+"; charset=utf-8" {
				t.Errorf("the response is %s in %s, want %d in %s", response.Status, media, c.status, c.media)
			}
			if c.holds != nil && !c.holds(response, body) {
				t.Errorf("the response is %s %v %+v", response.Status, response.Header, body)
			}
		})
	}
}

func succeeds(_ *http.Response, b graphqlBody) bool  { return b.succeeds() }
func hasNoData(_ *http.Response, b graphqlBody) bool { return b.hasNoData() }

var requestClauses = []clause{
	{"Serialization Format", "a server MUST support JSON", asked(askDataset), 200, responseMedia, succeeds},
	{"Media Types", "UTF-8 MUST be assumed without a charset in Content-Type",
		asked(`{ agentNamed: person(slug: "ü") { name } }`, "Content-Type", jsonMedia), 200, responseMedia, succeeds},
	{"Media Types", "UTF-8 MUST be assumed without a charset in Accept",
		asked(askDataset, "Accept", responseMedia), 200, responseMedia, succeeds},
	{"Request", "a server MUST accept POST", asked(askDataset), 200, responseMedia, succeeds},
	{"GET", "parameters MUST be read from the query component, encoded as a form",
		got("query", askPerson, "variables", `{"slug": "wang"}`), 200, responseMedia, succeeds},
	{"GET", "the empty string in an optional parameter means that it is not sent",
		got("query", askDataset, "operationName", "", "variables", "", "extensions", ""), 200, responseMedia, succeeds},
	{"GET", "operationName MUST select the operation",
		got("query", askTwo, "operationName", "A"), 200, responseMedia, succeeds},
	{"GET", "operationName=null is the name null",
		got("query", "query null { dataset { version } } query B { __typename }", "operationName", "null"), 200,
		responseMedia, succeeds},
	{"GET", "a mutation MUST be refused with a 4xx status, 405 RECOMMENDED, with Allow",
		got("query", "mutation { __typename }"), 405, responseMedia, func(r *http.Response, b graphqlBody) bool {
			return b.hasNoData() && r.Header.Get("Allow") == "POST"
		}},
	{"POST", "a server MUST support application/json in UTF-8",
		asked(askDataset, "Content-Type", "application/json; charset=utf-8"), 200, responseMedia, succeeds},
	{"POST", "a request without Content-Type SHOULD be refused with a 4xx status",
		asked(askDataset, "Content-Type", ""), 415, responseMedia, hasNoData},
	{"JSON Encoding", "the parameters are the properties of an object",
		posted(`{"query": "query A($s: String!) { person(slug: $s) { name } }", "operationName": "A",
			"variables": {"s": "wang"}, "extensions": {}}`), 200, responseMedia, succeeds},
	{"JSON Encoding", "properties that a server does not understand MUST be ignored",
		posted(`{"query": "{ dataset { version } }", "more": [1]}`), 200, responseMedia, succeeds},
	{"JSON Encoding", "null in an optional parameter means that it is not sent",
		posted(`{"query": "{ dataset { version } }", "operationName": null, "variables": null, "extensions": null}`),
		200, responseMedia, succeeds},
}

var responseClauses = []clause{
	{"Body", "the body of a well-formed request's response MUST be a GraphQL response",
		asked(askWrong), 422, responseMedia, hasNoData},
	{"Body", "Content-Type MUST name the media type, and SHOULD name the encoding",
		asked(askDataset, "Accept", responseMedia+"; charset=utf-8"), 200, responseMedia, succeeds},
	{"Body", "a server MUST support " + responseMedia, asked(askDataset, "Accept", responseMedia), 200, responseMedia,
		succeeds},
	{"Body", "the media type of the highest priority in Accept MUST be attempted",
		asked(askDataset, "Accept", "application/json;q=0.5, application/graphql-response+json;q=0.9"), 200,
		responseMedia, succeeds},
	{"Body", "the media type of the highest priority in Accept MUST be attempted, also if it is application/json",
		asked(
			askDataset,
			"Accept",
			"application/json, application/graphql-response+json;q=0.9",
		), 200, jsonMedia, succeeds},
	{"Body", "if no media type in Accept is supported, the status SHOULD be 406",
		asked(askDataset, "Accept", "image/png"), 406, "", nil},
	{"Body", "a legacy client SHOULD get results as application/json",
		asked(askDataset, "Accept", jsonMedia), 200, jsonMedia, succeeds},
	{"Body", "a legacy client SHOULD get partial results as application/json, with the same status",
		asked(askPartly, "Accept", jsonMedia), 294, jsonMedia,
		func(_ *http.Response, b graphqlBody) bool { return b.partial() }},
	{"Body", "a legacy client SHOULD get errors as anybody else",
		asked(askWrong, "Accept", jsonMedia), 422, responseMedia, hasNoData},
	{"Body", "a client that accepts anything gets what a legacy client gets",
		asked(askDataset, "Accept", "*/*"), 200, jsonMedia, succeeds},
	{"Body", "a client without Accept gets what a legacy client gets",
		asked(askDataset, "Accept", ""), 200, jsonMedia, succeeds},
	{
		"Validation",
		"all validation rules SHOULD be applied: fields exist",
		asked(askWrong),
		422,
		responseMedia,
		hasNoData,
	},
	{"Validation", "all validation rules SHOULD be applied: fragments are used",
		asked("{ __typename } fragment F on Dataset { version }"), 422, responseMedia, hasNoData},
}

var statusClauses = []clause{
	{"Status Codes", "data without errors SHOULD have status 200", asked(askDataset), 200, responseMedia, succeeds},
	{
		"Status Codes",
		"data with errors MUST have a 2xx status, and SHOULD have 294",
		asked(askPartly),
		294,
		responseMedia,
		func(_ *http.Response, b graphqlBody) bool { return b.partial() },
	},
	{"Status Codes", "data that is null, with errors, SHOULD have status 294", asked(askNothing), 294, responseMedia,
		func(_ *http.Response, b graphqlBody) bool { return b.Errors != nil }},
	{"Status Codes", "an unsupported method SHOULD have status 405, and MUST have Allow",
		overHTTP{method: http.MethodPut, body: "{}"}, 405, responseMedia, func(r *http.Response, b graphqlBody) bool {
			return strings.Contains(r.Header.Get("Allow"), "POST") && b.hasNoData()
		}},
	{"Status Codes", "an unsupported Content-Type SHOULD have status 415",
		asked(askDataset, "Content-Type", "text/plain"), 415, responseMedia, hasNoData},
	{"Status Codes", "an unsupported Accept SHOULD have status 406",
		asked(askDataset, "Accept", "text/html"), 406, "", nil},
	{"Status Codes", "an address that is too large SHOULD have status 414",
		got("query", "{ "+strings.Repeat("a", web.MaxAddressBytes)+" }"), 414, "", nil},
	{"Status Codes", "headers that are too large SHOULD have status 431",
		asked(askDataset, "X-Large", strings.Repeat("a", web.MaxHeaderBytes)), 431, "", nil},
	{"Status Codes", "a body that is too large SHOULD have status 413",
		posted(`{"query": "` + strings.Repeat(" ", exec.MaxBody) + `"}`), 413, responseMedia, hasNoData},
	{
		"Status Codes",
		"a body that is not JSON SHOULD have status 400",
		posted("NONSENSE"),
		400,
		responseMedia,
		hasNoData,
	},
	{"Status Codes", "a body that ends too early SHOULD have status 400", posted(`{"query":`), 400, responseMedia,
		hasNoData},
	{"Status Codes", "a request without query SHOULD have status 422", posted(`{"qeury": "{__typename}"}`), 422,
		responseMedia, hasNoData},
	{"Status Codes", "a request without query by GET SHOULD have status 422", got(), 422, responseMedia, hasNoData},
	{"Status Codes", "query of another type SHOULD have status 422", posted(`{"query": {}}`), 422, responseMedia,
		hasNoData},
	{"Status Codes", "operationName of another type SHOULD have status 422",
		posted(`{"query": "{ __typename }", "operationName": 1}`), 422, responseMedia, hasNoData},
	{"Status Codes", "variables of another type SHOULD have status 422",
		posted(`{"query": "query Q ($i:Int!) { q(i: $i) }", "variables": [7]}`), 422, responseMedia, hasNoData},
	{"Status Codes", "variables by GET that are no object SHOULD have status 422",
		got("query", "{ __typename }", "variables", "[7]"), 422, responseMedia, hasNoData},
	{"Status Codes", "extensions of another type SHOULD have status 422",
		posted(`{"query": "{ __typename }", "extensions": "a"}`), 422, responseMedia, hasNoData},
	{"Status Codes", "a body that is JSON but no object SHOULD have status 422", posted(`"{ __typename }"`), 422,
		responseMedia, hasNoData},
	{"Status Codes", "a document that cannot be parsed SHOULD have status 400", posted(`{"query": "{"}`), 400,
		responseMedia, hasNoData},
	{"Status Codes", "a document that is empty cannot be parsed", posted(`{"query": " "}`), 400, responseMedia,
		hasNoData},
	{
		"Status Codes",
		"a document that is not valid SHOULD have status 422",
		asked(askWrong),
		422,
		responseMedia,
		hasNoData,
	},
	{"Status Codes", "an operation that is not determined SHOULD have status 422", asked(askTwo), 422, responseMedia,
		hasNoData},
	{"Status Codes", "an operation that does not exist SHOULD have status 422",
		posted(`{"query": "query A { __typename }", "operationName": "B"}`), 422, responseMedia, hasNoData},
	{"Status Codes", "variables that cannot be coerced SHOULD have status 422",
		posted(fmt.Sprintf(`{"query": %q, "variables": {"slug": 5}}`, askPerson)), 422, responseMedia, hasNoData},
	{"Status Codes", "a variable that is missing SHOULD have status 422", asked(askPerson), 422, responseMedia,
		hasNoData},
}

// A request whose body does not arrive in the time that a server waits SHOULD have status 408 (Status Codes).
func TestSlowBodiesTimeOut(t *testing.T) {
	t.Parallel() // it waits for web.ReadTimeout
	_, address := start(t)
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	const head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
	if _, err := io.WriteString(connection, head); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusRequestTimeout {
		t.Errorf("the response is %s", response.Status)
	}
}

// Partial results have no ETag, must not be stored, and are not confirmed by a conditional request, in any form and by
// any method that reads.
func TestPartialResultsAreNotCached(t *testing.T) {
	_, address := start(t)
	expectUncachedPartialResults(t, address)
}

// expectUncachedPartialResults sends each request for a partial result twice.
func expectUncachedPartialResults(t *testing.T, address string) {
	t.Helper()
	for _, media := range []string{jsonMedia, responseMedia} {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			for _, held := range []string{"", "*", `"a"`} {
				request := got("query", askPartly)
				if method == http.MethodPost {
					request = asked(askPartly)
				}
				request.method, request.headers = method, []string{"Accept", media, "If-None-Match", held}
				for range 2 { // the second could come from a cache
					response, _ := request.send(t, address)
					if response.StatusCode != 294 || response.Header.Get("ETag") != "" ||
						response.Header.Get("Cache-Control") != "no-store" || response.Header.Get("Age") != "" {
						t.Errorf("%s in %s: %s %v", method, media, response.Status, response.Header)
					}
				}
			}
		}
	}
}

// PersistedQueryNotFound has status 200, the one exception from the standard's statuses: Apollo's clients send the
// query only then.
func TestPersistedQueryNotFound(t *testing.T) {
	_, address := start(t)
	hash := strings.Repeat("0", 64)
	request := got("extensions", `{"persistedQuery": {"version": 1, "sha256Hash": "`+hash+`"}}`)
	response, body := request.send(t, address)
	if response.StatusCode != http.StatusOK || !body.hasNoData() ||
		(*body.Errors)[0].Message != "PersistedQueryNotFound" {
		t.Errorf("%s %+v", response.Status, body)
	}
}
