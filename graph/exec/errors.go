package exec

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// Error codes, in extensions.code. gqlparser sets the codes of errors in the text of an operation.
const (
	BadInput       = "BAD_USER_INPUT"
	Internal       = "INTERNAL_SERVER_ERROR"
	TimedOut       = "TIMEOUT"
	Overloaded     = "OVERLOADED"
	DatasetChanged = "DATASET_CHANGED"
)

// presenter turns an error into what a client sees: the message if the client can correct it, otherwise only that the
// server failed, while the log gets the error.
func presenter(log *slog.Logger, limit time.Duration) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		if load.Of(ctx).Exceeded() != nil {
			return errExceeded
		}
		shown := graphql.DefaultErrorPresenter(ctx, err)
		var invalid store.Invalid
		var exceeded store.Exceeded
		switch {
		case errors.As(err, &exceeded):
			return limited(coded(shown, exceeded.Error(), BadInput), exceeded.Limit)
		case errors.As(err, &invalid):
			return coded(shown, string(invalid), BadInput)
		case shown.Err == nil: // an error in the text of the operation
			return shown
		case errors.Is(err, store.ErrReplaced):
			return coded(shown, replacedMessage, DatasetChanged)
		case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
			const message = "The operation did not finish within %v: send it again, or request less at a time"
			return limited(coded(shown, fmt.Sprintf(message, limit), TimedOut), limitTime)
		default:
			log.ErrorContext(ctx, "operation failed", "error", err)
			return coded(shown, "The server failed, through no fault of the query: send it again later", Internal)
		}
	}
}

// errExceeded replaces the error of each field after the budget is exceeded. It is never shown: timeout reports the
// budget once.
var errExceeded = &gqlerror.Error{}

// replacedMessage reports that the release is gone. The log says only when the next one is served.
const replacedMessage = "The dataset was replaced by another release: send the request again"

// Error returns an error of an operation, with a code in its extensions.
func Error(message, code string) *gqlerror.Error { return coded(&gqlerror.Error{}, message, code) }

// coded returns an error with the path and locations of e.
func coded(e *gqlerror.Error, message, code string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Path: e.Path, Locations: e.Locations,
		Extensions: map[string]any{"code": code}}
}

// recovered turns a panic into an error and logs its stack.
func recovered(log *slog.Logger) graphql.RecoverFunc {
	return func(ctx context.Context, cause any) error {
		log.ErrorContext(ctx, "resolver panicked", "cause", cause, "stack", string(debug.Stack()))
		return fmt.Errorf("panic: %v", cause)
	}
}
