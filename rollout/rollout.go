// Package rollout serves one release of the dataset after the other without an interruption. Start at Rollout.Start. A
// release is opened and checked beside the one that is served. Then all further requests go to its handlers, while the
// handlers of the one before finish their requests. The package depends on data/release, which finds releases, on data
// and graph, which answer from them, and on web, which replaces the handler.
package rollout

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/web"
)

// A Rollout serves the newest release. It is an http.Handler once Start has returned.
type Rollout struct {
	web.Swap
	Log *slog.Logger

	// NewAPI returns the API of the first release. Later ones get an API by graph.API.On.
	NewAPI func(context.Context, *store.Store) (*graph.API, error)
	// NewHandler returns all handlers of a release.
	NewHandler func(*graph.API, *release.Release) (http.Handler, error)
	// HeapChanged is called with the bytes of the Go heap that open releases take.
	HeapChanged func(int64)
	Served      func(*data.Dataset) // is called with the dataset that is served from now on
	Failed      func()              // is called when a release could not be read or was refused

	api  atomic.Pointer[graph.API] // of the current release; nil before the first
	heap atomic.Int64
}

// API returns the API of the current release.
func (o *Rollout) API() *graph.API { return o.api.Load() }

// Ready returns an error while other servers should get the requests.
func (o *Rollout) Ready(ctx context.Context) error { return o.API().Ready(ctx) }

// Start serves the current release of a watcher. Its Watch then serves further ones.
func (o *Rollout) Start(ctx context.Context, watcher *release.Watcher) error {
	watcher.Log = o.Log
	watcher.Serve, watcher.Failed = o.replace, o.Failed
	return watcher.Start(ctx)
}

// StartEmbedded serves a release that is part of the program, without checking its views, which tests have done.
func (o *Rollout) StartEmbedded(ctx context.Context, file *release.Release) error {
	return o.load(ctx, file, false)
}

// IgnoreSignals logs each signal to look for a new release, until ctx ends. The embedded dataset never changes.
func (o *Rollout) IgnoreSignals(ctx context.Context, signals <-chan os.Signal) {
	for {
		select {
		case <-signals:
			o.Log.Info("nothing to reload, since the dataset is embedded: start the server with -database for another")
		case <-ctx.Done():
			return
		}
	}
}

// replace serves a release from now on, and waits until the one before is closed, so that two at most are in memory.
func (o *Rollout) replace(ctx context.Context, file *release.Release) error {
	before := o.API()
	if err := o.load(ctx, file, true); err != nil {
		return err
	}
	now := o.API().Dataset()
	level, message := slog.LevelInfo, "serving a release"
	if before != nil && now.IsOlder(before.Dataset()) {
		level, message = slog.LevelWarn, "serving an older release than before, a rollback"
	}
	o.Log.Log(ctx, level, message, "version", now.Version, "sha256", now.SHA256, "file", file.Name())
	if o.Drain(ctx, web.DownloadTimeout) != nil {
		o.Log.Info("stopping while the release before finishes its requests")
	}
	return nil
}

// load checks a release and serves it.
func (o *Rollout) load(ctx context.Context, file *release.Release, checkViews bool) error {
	o.addHeap(file.Heap())
	db, err := database(ctx, file)
	if err != nil {
		o.addHeap(-file.Heap())
		return err
	}
	from := store.New(db)
	from.Unchanged = file.Unchanged
	closeRelease := func() {
		if err := errors.Join(db.Close(), file.Close()); err != nil {
			o.Log.Warn("cannot close a release", "error", err)
		}
		o.addHeap(-file.Heap())
	}
	api, err := o.newAPI(ctx, from)
	if err == nil && checkViews {
		if err = api.CheckViews(ctx); graph.IsTransient(err) {
			err = fmt.Errorf("%w: %w", release.ErrBusy, err)
		}
	}
	var handler http.Handler
	if err == nil {
		handler, err = o.NewHandler(api, file)
	}
	if err == nil {
		err = file.Unchanged()
	}
	if err != nil {
		closeRelease()
		return err
	}
	o.api.Store(api)
	var replaced func() error
	if file.Connector() != nil {
		replaced = file.Unchanged
	}
	o.Replace(handler, replaced, closeRelease)
	o.Served(api.Dataset())
	return nil
}

// maxConnections is how many statements are sent to a database server at a time.
const maxConnections = 64

// database opens the database of a release.
func database(ctx context.Context, file *release.Release) (*sql.DB, error) {
	if server := file.Connector(); server != nil {
		return data.Catalog.OpenConnector(ctx, server, maxConnections)
	}
	return data.Catalog.Open(ctx, file, file.Name())
}

func (o *Rollout) newAPI(ctx context.Context, from *store.Store) (*graph.API, error) {
	if current := o.API(); current != nil {
		return current.On(ctx, from)
	}
	return o.NewAPI(ctx, from)
}

func (o *Rollout) addHeap(bytes int64) { o.HeapChanged(o.heap.Add(bytes)) }
