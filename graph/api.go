// Package graph answers GraphQL from a data.Store: the resolvers, one file a noun, the gathering of their questions, and the
// addresses at which it is asked: operations and saved views, as JSON or as tables, and the schema.
package graph

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/compiled"
	"github.com/summitry/summitry/graph/internal/gen"
	"github.com/summitry/summitry/lru"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/cache"
)

// An API answers operations, whoever asks them.
type API struct {
	executable graphql.ExecutableSchema
	store      *data.Store
	dataset    *data.Dataset
	about      []byte // the dataset, in every answer
	views      []*views.View
	persisted  *persisted
	documents  *lru.Cache[string, *valid]
	plans      *lru.Cache[planned, compilation]
	compiler   *compiled.Compiler // nil: the resolvers answer
	lanes      *lanes
	log        *slog.Logger
	logChange  *sync.Once // logs a changed dataset file once
	site       string     // public address of the server; "": unknown
}

// New makes an API of a dataset and the saved views. What goes wrong inside is told to log, never to the client.
func New(ctx context.Context, store *data.Store, log *slog.Logger) (*API, error) {
	if err := checkKinds(data.Kinds()); err != nil {
		return nil, err
	}
	saved, err := views.All()
	if err != nil {
		return nil, err
	}
	dataset, err := data.TheDataset.One(ctx, store, []data.Key{data.Everything})
	if err != nil {
		return nil, err
	}
	about, err := json.Marshal(map[string]string{"version": dataset[data.Everything].Version})
	if err != nil {
		return nil, err
	}
	go cache.Program() // which takes as long as all of this
	root := resolvers{saved}
	executable := gen.NewExecutableSchema(gen.Config{Resolvers: root})
	return &API{
		executable: executable, store: store, dataset: dataset[data.Everything], about: about, views: saved, persisted: newPersisted(saved),
		documents: lru.New[string, *valid](MaxDocuments, MaxDocumentsBytes),
		plans:     lru.New[planned, compilation](MaxPlans, MaxPlansBytes),
		compiler:  compiled.New(schema, introspection, root), lanes: newLanes(), log: log, logChange: &sync.Once{},
	}, nil
}

// ETag returns the entity tag of the response to a GET or HEAD request: it depends on the dataset, the public
// address of the server, and the parts that the caller names, such as the media type.
func (a *API) ETag(r *http.Request, parts ...string) string {
	return cache.ETag(r, append([]string{a.dataset.SHA256, a.dataset.Version, a.site}, parts...)...)
}

// ByResolvers is the same API without plans: what plans are held against.
func (a *API) ByResolvers() *API {
	plain := *a
	plain.compiler = nil
	return &plain
}

var _ http.Handler = (*API)(nil)
