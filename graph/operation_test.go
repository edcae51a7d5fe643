package graph

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/views"
)

// answering answers from the curated dataset.
func answering(t *testing.T) *API {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	api, err := New(t.Context(), store.New(db), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// An operation whose statements are brief is over when its time is up, although no clock interrupts it.
func TestBriefOperationsEnd(t *testing.T) {
	api := answering(t)
	o, problems := api.exec.Parse(t.Context(), &graphql.RawParams{Query: "{ topics { nodes { slug } } }"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		until time.Time
		want  error
	}{{time.Now().Add(time.Minute), nil}, {time.Now().Add(-time.Second), context.DeadlineExceeded}} {
		host := load.New(api.exec.store, nil, c.until, true)
		if _, err := api.exec.byPlan(graphql.WithOperationContext(t.Context(), o), o, host); !errors.Is(err, c.want) {
			t.Errorf("until %s: %v, and not %v", c.until, err, c.want)
		}
	}
}

// broken is an executable schema that panics before it has reached a field.
type broken struct{ graphql.ExecutableSchema }

// A panic outside of any field is an answer too, which says nothing of what happened.
func TestPanicsOutsideOfFields(t *testing.T) {
	api := answering(t)
	api.exec.executable, api.exec.compiler = broken{}, nil
	for accept, status := range map[string]int{"application/json": http.StatusOK, "application/graphql-response+json": http.StatusInternalServerError, "text/csv": http.StatusInternalServerError} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/graphql?query={dataset{version}}", nil)
		r.Header.Set("Accept", accept)
		api.ServeHTTP(w, r)
		if w.Code != status || !strings.Contains(w.Body.String(), Internal) || strings.Contains(w.Body.String(), `"data"`) || strings.Contains(w.Body.String(), "nil pointer") {
			t.Errorf("%s: %d %s", accept, w.Code, w.Body)
		}
	}
}

// taken lists parameters that mean the same, or nothing, for every view.
var taken = []string{
	"base", "bom", "dataset", "rows", "_", "t", "ts", "fresh",
	"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid",
	"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "utm_anything",
}

// Every saved view is one operation of the schema, and none has a variable with a taken name. first and after must be
// the arguments of a page.
func TestViewsAreOperations(t *testing.T) {
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		document, problems := gqlparser.LoadQueryWithRules(Schema, v.Operation, validation)
		if len(problems) > 0 || len(document.Operations) != 1 {
			t.Errorf("%s: %v", v.Name, problems)
			continue
		}
		for _, variable := range document.Operations[0].VariableDefinitions {
			pageArgument := map[string]string{"first": "Int", "after": "String"}[variable.Variable]
			if slices.Contains(taken, variable.Variable) || pageArgument != "" && variable.Type.Name() != pageArgument {
				t.Errorf("%s: the name of $%s: %s is taken", v.Name, variable.Variable, variable.Type)
			}
		}
		if _, err := variablesOf(v, v.Example); err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
	}
}

// Eight tables over HTTP/1.0 are read at a time. One that waits too long is refused with Retry-After, and a finished
// one makes room.
func TestBufferedTablesWait(t *testing.T) {
	t.Parallel()
	a := answering(t)
	ask := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/views/summits.csv", nil)
		r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.0", 1, 0
		w := httptest.NewRecorder()
		a.ServeView(w, r)
		return w
	}
	for n := range 8 {
		if !a.exec.admission.buffers.TryAcquire(1) {
			t.Fatalf("there is room for %d", n)
		}
	}
	w := ask()
	told := w.Header().Get("Retry-After") != "" && strings.Contains(w.Body.String(), Overloaded)
	if w.Code != http.StatusServiceUnavailable || !told {
		t.Errorf("the ninth is answered %d %v %s", w.Code, w.Header(), w.Body)
	}
	a.exec.admission.buffers.Release(1)
	for range 3 {
		if w := ask(); w.Code != http.StatusOK {
			t.Errorf("it is answered %d %s where there is room", w.Code, w.Body)
		}
	}
}

func TestLimitedBuffer(t *testing.T) {
	var b limitedBuffer
	for _, size := range []int{262144 - 1, 1} {
		if n, err := b.Write(make([]byte, size)); n != size || err != nil {
			t.Errorf("%d of %d bytes: %v", n, size, err)
		}
	}
	var refused *Problem
	if _, err := b.Write([]byte("x")); !errors.As(err, &refused) || len(b.bytes) != 262144 {
		t.Errorf("one byte more: %v, %d bytes", err, len(b.bytes))
	}
}

// One mistake is one error: what several rules of gqlparser report in their own words is told once.
func TestMistakesAreToldOnce(t *testing.T) {
	api := answering(t)
	for query, want := range map[string][]string{
		"{__typename} {a:__typename}":                {"anonymous", "anonymous"},
		"{__typename} {a:__typename} {b:__typename}": {"anonymous", "anonymous", "anonymous"},
		"{__typename{a}}":                            {"no subfields"},
		`{person(slug:"wang"){name{x y}}}`:           {"no subfields"},
		`{person(slug:"wang"){nome}}`:                {"nome"},
		"query A{__typename} query A{a:__typename}":  {`"A"`},
	} {
		_, problems := api.exec.Parse(t.Context(), &graphql.RawParams{Query: query})
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
