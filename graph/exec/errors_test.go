package exec

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Clients see errors that they can correct. Others are only logged.
func TestPresenter(t *testing.T) {
	present := presenter(slog.New(slog.DiscardHandler), MaxTime)
	ctx := load.New(nil, nil, time.Time{}, false).In(t.Context())
	for name, c := range map[string]struct {
		err           error
		message, code string
	}{
		"bad input": {fmt.Errorf("resolving: %w", store.Invalid("send less")), "send less", BadInput},
		"no time": {fmt.Errorf("reading: %w", context.DeadlineExceeded),
			"The operation did not finish within 5s: send it again, or request less at a time", TimedOut},
		"client gone": {context.Canceled,
			"The operation did not finish within 5s: send it again, or request less at a time", TimedOut},
		"failure": {errors.New("SQL logic error near /data"),
			"The server failed, through no fault of the query: send it again later", Internal},
	} {
		shown := present(ctx, c.err)
		if shown.Message != c.message || shown.Extensions["code"] != c.code {
			t.Errorf("%s: %q %v", name, shown.Message, shown.Extensions)
		}
	}
	if shown := present(ctx, gqlerror.Errorf("no such field")); shown.Message != "no such field" {
		t.Errorf("an error of the operation's text is shown as %q", shown.Message)
	}
}
