package graph

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/exec"
)

// With the smallest limit on records, all views still work with their examples, and operations beyond it are refused.
func TestLeastRecords(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	least := exec.Limit(exec.LeastRecords, time.Second)
	api, err := New(t.Context(), store.New(db), slog.New(slog.DiscardHandler), least)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range api.views {
		if err := api.checkView(t.Context(), v); err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
	}
	const query = "{summits(first:100){nodes{statements(first:100){nodes{slug}}}}}"
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest("GET", "/graphql?query="+url.QueryEscape(query), nil))
	if w.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(w.Body.String(), "at most 10000 records, could have") ||
		!strings.Contains(w.Body.String(), `"maxRecords":10000`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
