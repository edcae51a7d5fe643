package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

// A client is told what it can mend; the rest is for the log.
func TestPresenter(t *testing.T) {
	present := presenter(slog.New(slog.DiscardHandler))
	ctx := load.New(nil, nil, time.Time{}, false).In(t.Context())
	for name, c := range map[string]struct {
		err           error
		message, code string
	}{
		"bad input":   {fmt.Errorf("resolving: %w", store.Invalid("send less")), "send less", BadInput},
		"no time":     {fmt.Errorf("reading: %w", context.DeadlineExceeded), "the operation was ended before it had an answer: ask again, or for less at a time", TimedOut},
		"client gone": {context.Canceled, "the operation was ended before it had an answer: ask again, or for less at a time", TimedOut},
		"failure":     {errors.New("SQL logic error near /data"), "the server failed to answer this; it is not your query's fault", Internal},
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

// The problem of a page keeps the code of its operation. Without one, it has the code of its status.
func TestProblemsHaveCodes(t *testing.T) {
	api := answering(t)
	busy := ProblemOf(gqlerror.List{coded(&gqlerror.Error{}, "ask again", Overloaded)})
	for _, c := range []struct {
		problem *Problem
		status  int
		code    string
	}{
		{busy, 503, "OVERLOADED"},
		{ProblemOf(gqlerror.List{coded(&gqlerror.Error{}, "ask for less", TimedOut)}), 503, "TIMEOUT"},
		{ProblemOf(store.Invalid("send less")), 400, "BAD_USER_INPUT"},
		{ProblemOf(&Problem{Status: http.StatusNotFound, Message: "there is none"}), 404, "NOT_FOUND"},
		{&Problem{Status: 404, Message: "there is none"}, 404, "NOT_FOUND"},
		{&Problem{Status: 500, Message: "our fault"}, 500, "INTERNAL_SERVER_ERROR"},
	} {
		w := httptest.NewRecorder()
		api.Refuse(w, c.problem)
		if w.Code != c.status || !strings.Contains(w.Body.String(), `"code":"`+c.code+`"`) {
			t.Errorf("%+v is answered %d %s, want %d %s", c.problem, w.Code, w.Body, c.status, c.code)
		}
	}
}
