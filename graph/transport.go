package graph

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph/exec"

	"github.com/summitry/summitry/graph/site"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/accept"
	"github.com/summitry/summitry/web/access"
	"github.com/summitry/summitry/web/cache"
)

// A request is an operation that a client sent, and the form of the response.
type request struct {
	graphql.RawParams
	documentID string // names a persisted operation
	register   string // the hash by which the client registers the query
	as         *form
	file       string      // the file name of a table
	rows       string      // the list that makes the rows of a table
	marked     bool        // the table begins with a byte order mark
	base       string      // the server's address that the client sent
	site       string      // the address that precedes those of pages
	view       *views.View // nil for an operation at /graphql
	address    string      // the query of the view's address, after a question mark if there is one
}

// ServeHTTP serves GraphQL over HTTP: operations by POST as JSON, queries also by GET and HEAD as parameters. No
// combination of gqlgen's own transports has the statuses of that specification, and they echo a broken body with
// errors in terms of Go.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	accept.Vary(w.Header(), "Accept")
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", allowed)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	as := formFor(r.Header.Values("Accept"))
	if as == nil {
		a.failGraphQL(w, problemf(http.StatusNotAcceptable, "Accept must allow one of %s, got %.60q",
			strings.Join(mediaTypes, ", "), strings.Join(r.Header.Values("Accept"), ", ")))
		return
	}
	asked := &request{as: as, file: "answer"}
	a.NameDataset(w)
	address, err := parametersOf(r)
	if err == nil {
		err = a.checkPin(address)
	}
	if err == nil {
		err = a.read(w, r, address, asked)
	}
	if err == nil {
		err = a.persisted.resolve(asked)
	}
	if err == nil && as.isTable() { // in JSON, addresses stay relative
		asked.site, err = a.Site(asked.base)
	}
	if err != nil {
		a.failGraphQL(w, err)
		return
	}
	a.serve(w, r, asked)
}

// serve answers a request that has been read.
func (a *API) serve(w http.ResponseWriter, r *http.Request, asked *request) {
	if changed := a.exec.DatasetChanged(r.Context()); changed != nil {
		a.failRequest(w, asked, gqlerror.List{changed})
		return
	}
	reads := r.Method != http.MethodPost
	tag := ""
	if reads {
		tag = a.ETag(r, asked.as.media)
		if asked.register == "" && cache.NotModified(w, r, tag) { // a query must be read before it can be registered
			return
		}
	}
	r = r.WithContext(site.With(r.Context(), cmp.Or(asked.site, a.site)))
	o, problems := a.exec.Parse(r.Context(), &asked.RawParams)
	if o.Operation != nil {
		access.Of(r.Context()).SetOperation(o.Operation.Name)
	}
	if reads && o.Operation != nil && o.Operation.Operation != ast.Query {
		w.Header().Set("Allow", "POST")
		a.failRequest(w, asked, problemf(http.StatusMethodNotAllowed, "GET must carry a query, got a %s: send a query",
			o.Operation.Operation))
		return
	}
	if len(problems) > 0 {
		a.failRequest(w, asked, problems)
		return
	}
	a.persisted.put(asked.register, asked.Query)
	if asked.register != "" { // always, since it may have been evicted
		r = cache.Bypass(r)
		if cache.NotModified(w, r, tag) {
			return
		}
	}
	if asked.as.isTable() {
		a.serveTable(w, r, asked, o, tag)
		return
	}
	response, done := a.exec.Execute(r.Context(), o, false)
	defer done()
	if response.Data == nil || asked.as == asFile && len(response.Errors) > 0 {
		a.failRequest(w, asked, response.Errors)
		return
	}
	status := http.StatusOK
	if len(response.Errors) > 0 {
		status = statusPartial
		cache.NoStore(w)
	} else {
		cache.Allow(w, r, tag)
	}
	response.Data = completed(response.Data, asked.site)
	a.write(w, asked.as, status, response)
}

const allowed = "GET, HEAD, OPTIONS, POST"

// read reads the operation of a request, whose URL has parameters, once there is room for it.
func (a *API) read(w http.ResponseWriter, r *http.Request, address url.Values, q *request) error {
	q.presented(address)
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return q.fromURL(address)
	case http.MethodPost:
		done, problem := a.exec.ReserveInput(r.Context(), r.ContentLength)
		if problem != nil {
			return gqlerror.List{problem}
		}
		defer done()
		return q.fromBody(w, r)
	}
	w.Header().Set("Allow", allowed)
	return problemf(http.StatusMethodNotAllowed,
		"Method %.20q is not allowed: send the operation by POST, or a query by GET", r.Method)
}

// parametersOf returns the parameters of the URL. Unlike url.URL.Query, it drops none that cannot be read.
func parametersOf(r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, problemf(http.StatusBadRequest,
			"The query string of the URL is malformed: join parameters by &, and percent-encode %%, & and ; in values")
	}
	return values, nil
}

// presented reads the parameters that say what a table looks like.
func (q *request) presented(address url.Values) {
	q.rows, q.marked, q.base = address.Get(views.Rows), address.Get(views.BOM) == "1", address.Get(views.Base)
}

func (q *request) fromURL(values url.Values) error {
	q.Query, q.OperationName, q.documentID = values.Get("query"), values.Get("operationName"), values.Get("documentId")
	for name, into := range map[string]*map[string]any{"variables": &q.Variables, "extensions": &q.Extensions} {
		if text := values.Get(name); text != "" && decode([]byte(text), into) != nil {
			return problemf(http.StatusUnprocessableEntity, "%s must be a JSON object, percent-encoded", name)
		}
	}
	return nil
}

// bodyOf reads the body of a request, which has one of some media types. It returns which, and the body without a byte
// order mark, which RFC 8259 (section 8.1) lets a parser ignore.
func bodyOf(w http.ResponseWriter, r *http.Request, as, instead string, types ...string) (string, []byte, error) {
	media, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := parameters["charset"]; err != nil || !slices.Contains(types, media) || charset != "" &&
		!strings.EqualFold(charset, "utf-8") {
		return "", nil, problemf(http.StatusUnsupportedMediaType,
			"Content-Type must be %s, in UTF-8, got %.60q: send that header, and %s",
			strings.Join(types, " or "), r.Header.Get("Content-Type"), as)
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" {
		return "", nil, problemf(http.StatusUnsupportedMediaType,
			"Content-Encoding must be absent, got %.60q: send the body uncompressed", encoding)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, exec.MaxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return "", nil, problemf(http.StatusRequestEntityTooLarge,
			"The body must be at most %d bytes: %s", exec.MaxBody, instead)
	} else if errors.Is(err, os.ErrDeadlineExceeded) {
		return "", nil, problemf(http.StatusRequestTimeout, "The body did not arrive in time: send it again")
	} else if err != nil {
		return "", nil, problemf(http.StatusBadRequest, "The body could not be read: send it again")
	}
	return media, bytes.TrimPrefix(body, []byte(byteOrderMark)), nil
}

func (q *request) fromBody(w http.ResponseWriter, r *http.Request) error {
	_, body, err := bodyOf(w, r, "a JSON object", "split it into several operations", "application/json")
	if err != nil {
		return err
	}
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		return problemf(http.StatusUnprocessableEntity,
			"Batches are not supported: send each operation in its own request, or several fields in one operation")
	}
	var fields map[string]json.RawMessage
	if err := decode(body, &fields); err != nil && strings.Contains(err.Error(), "max depth") {
		return problemf(http.StatusBadRequest,
			"The body is nested too deeply: send values no deeper than the input types of the schema")
	} else if err != nil {
		status := http.StatusBadRequest
		if json.Valid(body) {
			status = http.StatusUnprocessableEntity
		}
		return problemf(status,
			`The body must be a JSON object: send one, such as {"query": "{ dataset { version } }"}`)
	}
	for name, field := range map[string]struct {
		into any
		is   string
	}{
		"query": {&q.Query, "a string"}, "operationName": {&q.OperationName, "a string"},
		"documentId": {&q.documentID, "a string"},
		"variables":  {&q.Variables, "an object"}, "extensions": {&q.Extensions, "an object"},
	} {
		if value := fields[name]; value != nil && decode(value, field.into) != nil {
			return problemf(http.StatusUnprocessableEntity, "%s must be %s, got %.60s", name, field.is, value)
		}
	}
	return nil
}

// decode decodes one JSON value with nothing after it. Numbers keep their digits.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if rest := text[decoder.InputOffset():]; len(bytes.Trim(rest, " \t\r\n")) > 0 {
		return errors.New("data after the value")
	}
	return nil
}
