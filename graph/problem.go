package graph

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/summitry/summitry/graph/exec"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Three kinds of errors end a request: a gqlerror.List of the operation, a store.Invalid of its arguments, and a
// *Problem of the request itself. statusOf, resourceStatusOf and codeOf say how a client sees each.

// A Problem says why a request has no answer: a message for people, an HTTP status and an error code. Without a
// code, it has the code of its status.
type Problem struct {
	Status  int
	Message string
	Code    string
}

func (p *Problem) Error() string { return p.Message }

func problemf(status int, format string, arguments ...any) *Problem {
	return &Problem{Status: status, Message: fmt.Sprintf(format, arguments...)}
}

// ProblemOf returns an error of a page or a view as a problem, with the first of several messages.
func ProblemOf(err error) *Problem {
	message := err.Error()
	var problems gqlerror.List
	if errors.As(err, &problems) {
		message = problems[0].Message
	}
	return &Problem{resourceStatusOf(err), message, codeOf(err)}
}

// RetryAfter is the Retry-After header of a response with status 503, in seconds.
const RetryAfter = exec.RetryAfter

// IsTransient reports whether the same request may have an answer later, since an error comes of other requests.
func IsTransient(err error) bool {
	return err != nil && (codeOf(err) == exec.TimedOut || codeOf(err) == exec.Overloaded)
}

// persistedNotFound is the code that clients of Apollo's automatic persisted queries expect.
const persistedNotFound = "PERSISTED_QUERY_NOT_FOUND"

// parseFailed is gqlparser's code for a text that is not a GraphQL document.
const parseFailed = "GRAPHQL_PARSE_FAILED"

// statusPartial is the status of a GraphQL response with both data and errors.
const statusPartial = 294

// statusOf returns the HTTP status of an error without data at /graphql, as "Status Codes" of GraphQL over HTTP
// (September 2026) asks for, with one exception: PersistedQueryNotFound is a step of Apollo's protocol, whose clients
// give up on any other status than 200.
func statusOf(err error) int {
	var problem *Problem
	if errors.As(err, &problem) {
		return problem.Status
	}
	switch codeOf(err) {
	case persistedNotFound:
		return http.StatusOK
	case parseFailed:
		return http.StatusBadRequest
	case exec.Internal:
		return http.StatusInternalServerError
	case exec.Overloaded, exec.DatasetChanged, exec.TimedOut:
		return http.StatusServiceUnavailable
	}
	return http.StatusUnprocessableEntity
}

// resourceStatusOf returns the HTTP status of an error at the address of a page, a view or a record. Their parameters
// are a part of the address, so wrong ones have status 400.
func resourceStatusOf(err error) int {
	if status := statusOf(err); status != http.StatusUnprocessableEntity {
		return status
	}
	return http.StatusBadRequest
}

// codeOf returns the code of an error, the first of several.
func codeOf(err error) string {
	var problems gqlerror.List
	var problem *Problem
	switch {
	case errors.As(err, &problems):
		code, _ := problems[0].Extensions["code"].(string)
		return code
	case errors.As(err, &problem):
		return cmp.Or(problem.Code, codeOfStatus(problem.Status))
	}
	return exec.BadInput
}

// codeOfStatus derives a code from the name of a status, such as NOT_FOUND.
func codeOfStatus(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "PAYLOAD_TOO_LARGE" // its name in RFC 7231, which other GraphQL servers use
	case http.StatusUnprocessableEntity:
		return "BAD_REQUEST" // of a malformed request, as other GraphQL servers call it
	}
	return strings.ToUpper(strings.ReplaceAll(http.StatusText(status), " ", "_"))
}
