package store

import "fmt"

// Invalid is an error in a request. It says what was wrong and what to send instead, and is shown to the client.
type Invalid string

func (i Invalid) Error() string { return string(i) }

// Exceeded is the Invalid error of a request that exceeded a limit.
type Exceeded struct {
	Invalid
	Limit string // its name in the metrics
}

// Unwrap lets errors.As find the Invalid error.
func (e Exceeded) Unwrap() error { return e.Invalid }

// Exceed returns the error of a limit by its name in the metrics.
func Exceed(limit, format string, arguments ...any) error {
	return Exceeded{Invalid(fmt.Sprintf(format, arguments...)), limit}
}
