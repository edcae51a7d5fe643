package graph

import (
	"errors"
	"net/http"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// codeOf returns the code of an error that answers a request: that of the first GraphQL error, or of the status.
func codeOf(err error) string {
	var problems gqlerror.List
	var refused httpError
	switch {
	case errors.As(err, &problems):
		code, _ := problems[0].Extensions["code"].(string)
		return code
	case errors.As(err, &refused):
		return codeOfStatus(refused.status)
	}
	return badInput
}

// codeOfStatus derives a code from the name of a status, such as NOT_FOUND.
func codeOfStatus(status int) string {
	if status == http.StatusRequestEntityTooLarge {
		return "PAYLOAD_TOO_LARGE" // its name in RFC 7231, which other GraphQL servers use
	}
	return strings.ToUpper(strings.ReplaceAll(http.StatusText(status), " ", "_"))
}
