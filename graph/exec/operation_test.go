package exec

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/resolver"
)

// newExecutor returns an executor of the curated dataset.
func newExecutor(t *testing.T) *Executor {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return New(resolver.Root{}, store.New(db), Sizes{Statements: 38}, slog.New(slog.DiscardHandler))
}

// An operation of many brief statements ends at its deadline, although none of them is interrupted.
func TestDeadlineBetweenStatements(t *testing.T) {
	e := newExecutor(t)
	o, problems := e.Parse(t.Context(), &graphql.RawParams{Query: "{ topics { nodes { slug } } }"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		until time.Time
		want  error
	}{{time.Now().Add(time.Minute), nil}, {time.Now().Add(-time.Second), context.DeadlineExceeded}} {
		host := load.New(e.store, nil, c.until, true)
		if _, err := e.byPlan(graphql.WithOperationContext(t.Context(), o), o, e.analyze(o), host); !errors.Is(err,
			c.want) {
			t.Errorf("until %s: %v, want %v", c.until, err, c.want)
		}
	}
}

// broken is an executable schema that panics before it reaches a field.
type broken struct{ graphql.ExecutableSchema }

// A panic outside of any field becomes an error without data that does not reveal the cause.
func TestPanicsOutsideOfFields(t *testing.T) {
	e := newExecutor(t)
	e.executable, e.compiler = broken{}, nil
	o, problems := e.Parse(t.Context(), &graphql.RawParams{Query: "{ dataset { version } }"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	response, done := e.Execute(t.Context(), o, false)
	defer done()
	if response.Data != nil || len(response.Errors) != 1 {
		t.Fatalf("data %s, errors %v", response.Data, response.Errors)
	}
	problem := response.Errors[0]
	if problem.Extensions["code"] != Internal || strings.Contains(problem.Error(), "nil pointer") {
		t.Errorf("%v %v", problem, problem.Extensions)
	}
}

// A fault that violates several rules of gqlparser is reported once.
func TestErrorsAreReportedOnce(t *testing.T) {
	e := newExecutor(t)
	for query, want := range map[string][]string{
		"{__typename} {a:__typename}":                {"anonymous", "anonymous"},
		"{__typename} {a:__typename} {b:__typename}": {"anonymous", "anonymous", "anonymous"},
		"{__typename{a}}":                            {"no subfields"},
		`{person(slug:"wang"){name{x y}}}`:           {"no subfields"},
		`{person(slug:"wang"){nome}}`:                {"nome"},
		"query A{__typename} query A{a:__typename}":  {`"A"`},
	} {
		_, problems := e.Parse(t.Context(), &graphql.RawParams{Query: query})
		if len(problems) != len(want) {
			t.Errorf("%s has %d errors, want %d: %v", query, len(problems), len(want), problems)
			continue
		}
		for i, problem := range problems {
			if !strings.Contains(problem.Message, want[i]) {
				t.Errorf("%s: %s, want %s", query, problem.Message, want[i])
			}
		}
	}
}
