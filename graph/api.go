// Package graph answers GraphQL from a store.Store: the resolvers, one file a noun, the gathering of their questions, and the
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
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/compiled"
	"github.com/summitry/summitry/graph/internal/gen"
	"github.com/summitry/summitry/views"
)

// An API answers operations, whoever asks them.
type API struct {
	executable graphql.ExecutableSchema
	store      *store.Store
	dataset    *data.Dataset
	about      []byte // the dataset, in every answer
	views      []*views.View
	persisted  *persisted
	documents  *kept[string, *valid]
	plans      *kept[planned, compilation]
	compiler   *compiled.Compiler // nil: the resolvers answer
	lanes      *lanes
	log        *slog.Logger
	logChange  *sync.Once // of the dataset's file
	site       string     // the server's public address, "" if it is not known
}

// New makes an API of a dataset and the saved views. What goes wrong inside is told to log, never to the client.
func New(ctx context.Context, s *store.Store, log *slog.Logger) (*API, error) {
	if err := checkKinds(data.Kinds()); err != nil {
		return nil, err
	}
	saved, err := views.All()
	if err != nil {
		return nil, err
	}
	dataset, err := data.TheDataset.One(ctx, s, []store.Key{store.Everything})
	if err != nil {
		return nil, err
	}
	about, err := json.Marshal(map[string]string{"version": dataset[store.Everything].Version})
	if err != nil {
		return nil, err
	}
	go build() // which takes as long as all of this
	root := resolvers{saved}
	executable := gen.NewExecutableSchema(gen.Config{Resolvers: root})
	return &API{
		executable: executable, store: s, dataset: dataset[store.Everything], about: about, views: saved, persisted: newPersisted(saved),
		documents: newKept[string, *valid](MaxDocuments, MaxDocumentsBytes),
		plans:     newKept[planned, compilation](MaxPlans, MaxPlansBytes),
		compiler:  compiled.New(schema, introspection, root), lanes: newLanes(), log: log, logChange: &sync.Once{},
	}, nil
}

// ByResolvers is the same API without plans: what plans are held against.
func (a *API) ByResolvers() *API {
	plain := *a
	plain.compiler = nil
	return &plain
}

var _ http.Handler = (*API)(nil)
