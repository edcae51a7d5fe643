package graph

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph/exec"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
)

// The problem of a page keeps the code of its operation. Without one, it has the code of its status.
func TestProblemsHaveCodes(t *testing.T) {
	api := answering(t)
	busy := ProblemOf(gqlerror.List{exec.Error("ask again", exec.Overloaded)})
	for _, c := range []struct {
		problem *Problem
		status  int
		code    string
	}{
		{busy, 503, "OVERLOADED"},
		{ProblemOf(gqlerror.List{exec.Error("ask for less", exec.TimedOut)}), 503, "TIMEOUT"},
		{ProblemOf(gqlerror.List{exec.Error("our fault", exec.Internal)}), 500, "INTERNAL_SERVER_ERROR"},
		{ProblemOf(store.Invalid("send less")), 400, "BAD_USER_INPUT"},
		{ProblemOf(&Problem{Status: http.StatusNotFound, Message: "there is none"}), 404, "NOT_FOUND"},
		{&Problem{Status: 404, Message: "there is none"}, 404, "NOT_FOUND"},
		{&Problem{Status: 500, Message: "our fault"}, 500, "INTERNAL_SERVER_ERROR"},
	} {
		w := httptest.NewRecorder()
		api.WriteProblem(w, c.problem)
		if w.Code != c.status || !strings.Contains(w.Body.String(), `"code":"`+c.code+`"`) {
			t.Errorf("%+v is answered %d %s, want %d %s", c.problem, w.Code, w.Body, c.status, c.code)
		}
	}
}

// An error that comes of other requests is transient.
func TestIsTransient(t *testing.T) {
	for err, want := range map[error]bool{
		nil: false, store.Invalid("send less"): false,
		fmt.Errorf("a view: %w", &Problem{Status: 503, Message: "too slow", Code: exec.TimedOut}):      true,
		fmt.Errorf("a view: %w", &Problem{Status: 503, Message: "too many", Code: exec.Overloaded}):    true,
		fmt.Errorf("a view: %w", &Problem{Status: 503, Message: "changed", Code: exec.DatasetChanged}): false,
		fmt.Errorf("a view: %w", &Problem{Status: 500, Message: "our fault", Code: exec.Internal}):     false,
	} {
		if got := IsTransient(err); got != want {
			t.Errorf("%v: %v", err, got)
		}
	}
}
