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

// overHTTP takes operations as JSON by POST and as parameters by GET, and answers JSON. gqlgen's own transports repeat a
// broken body to the client, in words of Go.
type overHTTP struct{}

func (overHTTP) Supports(*http.Request) bool { return true }

func (overHTTP) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	ctx := r.Context()
	params, err := paramsOf(w, r)
	if refused := (refusal{}); errors.As(err, &refused) {
		w.WriteHeader(refused.status)
		write(w, exec.DispatchError(ctx, gqlerror.List{{Message: refused.message, Extensions: map[string]any{"code": "BAD_REQUEST"}}}))
		return
	}
	operation, problems := exec.CreateOperationContext(ctx, params)
	if len(problems) > 0 {
		if operation.Doc != nil && operation.Operation == nil {
			problems = gqlerror.List{noOperation(operation)}
		}
		write(w, exec.DispatchError(graphql.WithOperationContext(ctx, operation), problems))
		return
	}
	responses, ctx := exec.DispatchOperation(ctx, operation)
	write(w, responses(ctx))
}

func write(w io.Writer, response *graphql.Response) {
	json.NewEncoder(w).Encode(response) // an error is a client that is gone
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

func paramsOf(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, error) {
	params := &graphql.RawParams{Headers: r.Header}
	var err error
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		err = fromURL(r.URL.Query(), params)
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
