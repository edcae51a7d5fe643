package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// MaxBody bounds the body of a request, in bytes.
const MaxBody = 128 << 10

// A refusal is a request that is not understood: the status that says so, and what to send instead.
type refusal struct {
	status  int
	message string
}

func (r refusal) Error() string { return r.message }

// ServeHTTP takes operations as JSON by POST and as parameters by GET, and answers JSON, or a table if that is what the client
// accepts best. gqlgen's own transports repeat a broken body to the client, in words of Go.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Vary", "Accept")
	address, err := parametersOf(r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	params, err := paramsOf(w, r, address)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if as := preferred(strings.Join(r.Header.Values("Accept"), ",")); as != nil {
		a.serveTable(w, r, as, params, address, "answer")
		return
	}
	a.serveJSON(w, r, params, http.StatusOK)
}

// serveJSON answers an operation. What is no operation is answered with the status.
func (a *API) serveJSON(w http.ResponseWriter, r *http.Request, params *graphql.RawParams, status int) {
	o, ctx, problems := a.operation(r.Context(), params)
	if len(problems) > 0 {
		write(w, status, a.refuse(ctx, problems))
		return
	}
	write(w, http.StatusOK, a.answer(ctx, o))
}

func write(w http.ResponseWriter, status int, response *graphql.Response) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(response) // an error is a client that is gone
}

// fail answers with an error of the request, which is a refusal or a data.Invalid.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, code := http.StatusBadRequest, badInput
	if refused := (refusal{}); errors.As(err, &refused) {
		status, code = refused.status, "BAD_REQUEST"
	}
	write(w, status, a.refuse(r.Context(), gqlerror.List{{Message: err.Error(), Extensions: map[string]any{"code": code}}}))
}

// noOperation says which operations there are to choose from.
func noOperation(o *graphql.OperationContext) *gqlerror.Error {
	var names []string
	for _, operation := range o.Doc.Operations {
		names = append(names, operation.Name)
	}
	message := fmt.Sprintf("there is no operation %.40q in this document: send as operationName one of %s", o.OperationName, strings.Join(names, ", "))
	return coded(&gqlerror.Error{}, message, badInput)
}

// parametersOf reads the parameters of an address, none of which is dropped for being broken.
func parametersOf(r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refusal{http.StatusBadRequest, "the parameters of the address cannot be read: join them by &, and percent-encode %, & and ; in values"}
	}
	return values, nil
}

func paramsOf(w http.ResponseWriter, r *http.Request, address url.Values) (*graphql.RawParams, error) {
	params := &graphql.RawParams{Headers: r.Header}
	var err error
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		err = fromURL(address, params)
	case http.MethodPost:
		err = fromBody(w, r, params)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		return nil, refusal{http.StatusMethodNotAllowed, "send the operation by POST, or a query by GET"}
	}
	if err == nil && params.Query == "" {
		err = refusal{http.StatusBadRequest, `there is no query: send one, such as {"query": "{ dataset { version } }"}`}
	}
	return params, err
}

func fromURL(values url.Values, params *graphql.RawParams) error {
	params.Query, params.OperationName = values.Get("query"), values.Get("operationName")
	for name, into := range map[string]*map[string]any{"variables": &params.Variables, "extensions": &params.Extensions} {
		if text := values.Get(name); text != "" && decode([]byte(text), into) != nil {
			return refusal{http.StatusBadRequest, name + " is no JSON object: send one, percent-encoded"}
		}
	}
	return nil
}

func fromBody(w http.ResponseWriter, r *http.Request, params *graphql.RawParams) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return refusal{http.StatusUnsupportedMediaType, "the Content-Type must be application/json: send that header, and a JSON object"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes: send a smaller operation, or several", MaxBody)}
	} else if err != nil {
		return refusal{http.StatusBadRequest, "the body could not be read: send it again"}
	}
	var fields map[string]json.RawMessage
	if decode(body, &fields) != nil {
		return refusal{http.StatusBadRequest, `the body is no JSON object: send one, such as {"query": "{ dataset { version } }"}`}
	}
	for name, field := range map[string]struct {
		into any
		is   string
	}{
		"query": {&params.Query, "a text"}, "operationName": {&params.OperationName, "a text"},
		"variables": {&params.Variables, "an object"}, "extensions": {&params.Extensions, "an object"},
	} {
		if value := fields[name]; value != nil && decode(value, field.into) != nil {
			return refusal{http.StatusBadRequest, fmt.Sprintf("%s must be %s", name, field.is)}
		}
	}
	return nil
}

// decode reads one JSON value and nothing after it. Numbers keep their digits.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("there is something after the value")
	}
	return nil
}
