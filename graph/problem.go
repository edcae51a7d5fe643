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
// *Problem of the request itself. statusOf and codeOf say how a client sees each.

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

// ProblemOf returns an error of the API as a problem, with the first of several messages.
func ProblemOf(err error) *Problem {
	message := err.Error()
	var problems gqlerror.List
	if errors.As(err, &problems) {
		message = problems[0].Message
	}
	return &Problem{statusOf(asFile, err), message, codeOf(err)}
}

// RetryAfter is the Retry-After header of a response with status 503, in seconds.
const RetryAfter = exec.RetryAfter

// persistedNotFound is the code that clients of Apollo's automatic persisted queries expect.
const persistedNotFound = "PERSISTED_QUERY_NOT_FOUND"

// statusOf returns the HTTP status of an error before execution, as the draft of GraphQL over HTTP defines it. A result
// with data, even null, has status 200 and its errors inside.
func statusOf(as *form, err error) int {
	var problem *Problem
	if errors.As(err, &problem) {
		return problem.Status
	}
	switch code := codeOf(err); {
	case code == exec.Overloaded, code == exec.DatasetChanged:
		return http.StatusServiceUnavailable
	case as.lenient, code == persistedNotFound: // a step of the protocol: clients give up on any other status
		return http.StatusOK
	case code == exec.Internal:
		return http.StatusInternalServerError
	case code == exec.TimedOut:
		return http.StatusServiceUnavailable
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
	if status == http.StatusRequestEntityTooLarge {
		return "PAYLOAD_TOO_LARGE" // its name in RFC 7231, which other GraphQL servers use
	}
	return strings.ToUpper(strings.ReplaceAll(http.StatusText(status), " ", "_"))
}
