package graph

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data"
)

// broken is an executable schema that panics before it has reached a field.
type broken struct{ graphql.ExecutableSchema }

// A panic outside of any field is an answer too, which says nothing of what happened.
func TestPanicsOutsideOfFields(t *testing.T) {
	db, err := data.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	api, err := New(t.Context(), data.NewStore(db), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	api.executable = broken{}
	for accept, status := range map[string]int{"application/json": http.StatusOK, "application/graphql-response+json": http.StatusInternalServerError, "text/csv": http.StatusInternalServerError} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/graphql?query={dataset{version}}", nil)
		r.Header.Set("Accept", accept)
		api.ServeHTTP(w, r)
		if w.Code != status || !strings.Contains(w.Body.String(), internal) || strings.Contains(w.Body.String(), `"data"`) || strings.Contains(w.Body.String(), "nil pointer") {
			t.Errorf("%s: %d %s", accept, w.Code, w.Body)
		}
	}
}
