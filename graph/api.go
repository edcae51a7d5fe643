// Package graph is the API of a dataset: GraphQL operations and views over HTTP, as JSON or as tables, and in process
// for the pages. Start at New and API.ServeHTTP. graph/exec executes operations, by plans (graph/plan) or by gqlgen
// with the resolvers of graph/resolver. Both load records through graph/load.
package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/summitry/summitry/graph/exec"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/resolver"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/cache"
)

// An API answers the operations and views of one dataset.
type API struct {
	exec        *exec.Executor
	store       *store.Store
	dataset     *data.Dataset
	about       []byte        // the version, as JSON, for the extensions of each response
	datasetName string        // the value of DatasetHeader
	loaded      []*views.View // as their files have them
	views       []*views.View // with examples of the dataset
	viewsHash   string        // of the views of one's own; "" if there are none
	columns     func(*views.View) []*table.Column
	persisted   *persisted
	log         *slog.Logger
	site        string // the server's public address, "" if it is unknown
}

// New returns an API of a dataset and the embedded views. Internal errors go to log and never to the client.
func New(ctx context.Context, from *store.Store, log *slog.Logger, options ...exec.Option) (*API, error) {
	saved, err := views.All()
	if err != nil {
		return nil, err
	}
	return newAPI(ctx, from, log, saved, options)
}

func newAPI(
	ctx context.Context, from *store.Store, log *slog.Logger, loaded []*views.View, options []exec.Option,
) (*API, error) {
	if err := checkEntities(exec.Schema, data.Kinds); err != nil {
		return nil, err
	}
	go cache.Program() // hashes the program meanwhile, which takes as long
	first := &API{loaded: loaded, persisted: newPersisted(nil), log: log}
	return first.on(ctx, from, func(r resolver.Root, s exec.Sizes) *exec.Executor {
		return exec.New(r, from, s, log, options...)
	})
}

// On returns the API of another dataset. It shares what does not depend on the dataset: the operations that clients
// registered, validated documents, and the limits on what runs at a time.
func (a *API) On(ctx context.Context, from *store.Store) (*API, error) {
	return a.on(ctx, from, func(r resolver.Root, s exec.Sizes) *exec.Executor { return a.exec.On(r, from, s) })
}

func (a *API) on(
	ctx context.Context, from *store.Store, executor func(resolver.Root, exec.Sizes) *exec.Executor,
) (*API, error) {
	found, err := data.TheDataset.Single(ctx, from, []store.Key{store.Everything})
	if err != nil {
		return nil, err
	}
	next := *a
	next.store, next.dataset, next.views = from, found[store.Everything], views.Clone(a.loaded)
	if next.about, err = json.Marshal(map[string]string{"version": next.dataset.Version}); err != nil {
		return nil, err
	}
	next.datasetName = fmt.Sprintf("%q; sha256=%q", next.dataset.Version, next.dataset.SHA256)
	if err := useExamples(ctx, from, next.views); err != nil {
		return nil, err
	}
	next.persisted, next.columns = a.persisted.with(next.views), columnsOfViews(next.views)
	next.exec = executor(resolver.Root{Views: next.views, Columns: next.columns},
		exec.Sizes{Views: len(next.views), Statements: int(next.dataset.Counts.Statements)})
	return &next, nil
}

// useExamples sets the examples of views to values of the dataset.
func useExamples(ctx context.Context, from *store.Store, all []*views.View) error {
	found, err := data.Examples.All(ctx, from, []store.Key{store.Everything})
	if err != nil {
		return err
	}
	values := map[string]string{}
	for _, e := range found[store.Everything] {
		values[e.Variable] = e.Value
	}
	views.UseExamples(all, values)
	return nil
}

// ETag returns the entity tag of the response to a GET or HEAD request. It depends on the dataset, the public address
// of the server, the views of one's own, and parts, such as the media type.
func (a *API) ETag(r *http.Request, parts ...string) string {
	return cache.ETag(r, append([]string{a.dataset.SHA256, a.dataset.Version, a.site, a.viewsHash}, parts...)...)
}

// ByResolvers returns the same API without plans. Tests compare the two.
func (a *API) ByResolvers() *API {
	plain := *a
	plain.exec = a.exec.WithoutPlans()
	return &plain
}

var _ http.Handler = (*API)(nil)
