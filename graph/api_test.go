package graph

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/views"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// answering returns an API of the curated dataset.
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

// ViewsWithExamples returns all views with examples from the curated dataset.
func ViewsWithExamples(t *testing.T) []*views.View { return answering(t).Views() }

// taken lists parameters that mean the same, or nothing, for every view.
var taken = []string{
	"base", "bom", "dataset", "rows", "_", "t", "ts", "fresh",
	"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid",
	"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "utm_anything",
}

// Every view is one operation of the schema, and none has a variable with a taken name. first and after must be the
// arguments of a page.
func TestViewsAreOperations(t *testing.T) {
	api := answering(t)
	all := answering(t).Views()
	for _, v := range all {
		params := &graphql.RawParams{Query: v.Operation}
		var err error
		if params.Variables, err = variablesOf(v, v.Example); err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		o, problems := api.exec.Parse(t.Context(), params)
		if len(problems) > 0 || len(o.Doc.Operations) != 1 {
			t.Errorf("%s: %v", v.Name, problems)
			continue
		}
		for _, variable := range o.Operation.VariableDefinitions {
			pageArgument := map[string]string{"first": "Int", "after": "String"}[variable.Variable]
			if slices.Contains(taken, variable.Variable) || pageArgument != "" && variable.Type.Name() != pageArgument {
				t.Errorf("%s: the name of $%s: %s is taken", v.Name, variable.Variable, variable.Type)
			}
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
	var release func()
	for n := range 8 {
		done, problem := a.exec.ReserveBuffer(t.Context())
		if problem != nil {
			t.Fatalf("there is room for %d: %v", n, problem)
		}
		release = done
	}
	w := ask()
	retries := w.Header().Get("Retry-After") != "" && strings.Contains(w.Body.String(), exec.Overloaded)
	if w.Code != http.StatusServiceUnavailable || !retries {
		t.Errorf("the ninth table is answered %d %v %s", w.Code, w.Header(), w.Body)
	}
	release()
	for range 3 {
		if w := ask(); w.Code != http.StatusOK {
			t.Errorf("it is answered %d %s where there is room", w.Code, w.Body)
		}
	}
}

func TestLimitedBuffer(t *testing.T) {
	var b limitedBuffer
	for _, size := range []int{MaxBufferedTable - 1, 1} {
		if n, err := b.Write(make([]byte, size)); n != size || err != nil {
			t.Errorf("%d of %d bytes: %v", n, size, err)
		}
	}
	var refused *Problem
	if _, err := b.Write([]byte("x")); !errors.As(err, &refused) || len(b.bytes) != MaxBufferedTable {
		t.Errorf("one byte more: %v, %d bytes", err, len(b.bytes))
	}
}
