// Summitry serves a dataset of statements, each with the passage that prints it, as a GraphQL API and as web pages.
// This file opens the dataset (the embedded one, unless -database names another) and wires the packages: data/release
// and data read the dataset, graph runs operations, pages and playground serve people, and web is the HTTP server
// around them. settings.go reads the flags, version.go says which program and dataset answer.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/graph/site"
	"github.com/summitry/summitry/openapi"

	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/mcp"
	"github.com/summitry/summitry/pages"
	"github.com/summitry/summitry/playground"
	"github.com/summitry/summitry/rollout"
	"github.com/summitry/summitry/web"
)

//go:generate go tool gqlgen generate
//go:generate go run ./cmd/curate compile

//go:embed data/summitry.db
var embedded string

// Exit statuses.
const (
	exitFailure = 1 // the server could not start, or stopped on its own
	exitUsage   = 2 // the command line is invalid
)

// memoryPerOperation is how much memory Go may use, in bytes, for each heavy operation that may run at a time, before
// it collects garbage more often. The program itself and SQLite need more.
const memoryPerOperation = 56 << 20

func memoryLimit() int64 { return memoryPerOperation * int64(max(runtime.GOMAXPROCS(0)-1, 1)) }

// gcPercent replaces Go's default of GOGC: little memory is in use, and collecting garbage takes time.
const gcPercent = 400

func main() { os.Exit(exitStatus()) }

// exitStatus reads the settings, serves until the process gets a signal, and returns its exit status.
func exitStatus() int {
	signal.Ignore(syscall.SIGPIPE) // by default Go exits when the reader of standard error is gone
	s, err := parse(os.Args[1:], os.LookupEnv, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return exitUsage // parse has written the error
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit())
	}
	log, buffer := web.NewLog(os.Stderr, s.log, s.logLevel)
	defer buffer.Close()
	if err := run(s, log); err != nil {
		log.Error("cannot serve", "error", err)
		return exitFailure
	}
	return 0
}

// run serves until the process gets a signal to stop, and then finishes the requests in progress.
func run(s settings, log *slog.Logger) error {
	ctx := untilSignal()
	counted, stop, err := startMetrics(s.metrics, log)
	if err != nil {
		return err
	}
	defer stop()
	reload := make(chan os.Signal, 1)
	signal.Notify(reload, syscall.SIGHUP)
	graphiql, err := openPlayground(s.playground)
	if err != nil {
		return err
	}
	options := web.Options{
		Log: log, Hooks: counted.web, Trusted: s.trusted, Drain: s.drain, CORS: s.origins,
		Connections: s.connections, CacheSize: s.cacheSize << 20, Path: site.Path(s.url),
		NoGzip: []string{graph.MediaDataset, graph.MediaXLSX},
	}
	all := s.rollout(log, options, counted, playground.Handler(graphiql))
	options.Ready = all.Ready
	watch, err := s.start(ctx, all)
	switch {
	case ctx.Err() != nil:
		return nil // stopped while it waited for the first release
	case err != nil:
		return err
	case s.version:
		versionWith(all.API().Dataset()).print(os.Stdout)
		return nil
	case s.stdio:
		return mcp.New(all.API(), "summitry").Run(ctx)
	}
	listener, err := web.Listen(ctx, s.listen)
	if err != nil {
		return fmt.Errorf("-listen must be a free address of this machine, such as localhost:8080: %w", err)
	}
	address := "http://" + listener.Addr().String()
	log.Info("listening", "pages", address+"/", "graphql", address+"/graphql",
		"playground", address+"/playground", "database", s.database)
	if !playground.HasGraphiQL() && graphiql == nil {
		log.Info("serving the plain playground: for GraphiQL, install Node.js and run make graphiql")
	}
	go watch(ctx, reload)
	return web.Serve(ctx, listener, all, options)
}

// start serves the first release. watch then looks for others.
func (s settings) start(
	ctx context.Context, all *rollout.Rollout,
) (watch func(context.Context, <-chan os.Signal), err error) {
	if s.source == nil {
		watch, err = all.IgnoreSignals, all.StartEmbedded(ctx, release.Embedded(embedded, "summitry.db"))
	} else {
		watcher := &release.Watcher{Source: s.source, Poll: s.poll}
		watch, err = watcher.Watch, all.Start(ctx, watcher)
	}
	if err != nil && !errors.Is(err, errViews) {
		err = fmt.Errorf("-database %s: %w", s.database, err)
	}
	return watch, err
}

// untilSignal returns a context that ends when the process gets a signal to stop. A second signal ends the process at
// once.
func untilSignal() context.Context {
	ctx, stop := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		received := <-signals
		signal.Stop(signals)
		if received == os.Interrupt {
			stop(web.ErrInterrupted)
		}
		stop(nil)
	}()
	return ctx
}

// rollout returns what serves the releases of the dataset.
func (s settings) rollout(
	log *slog.Logger, options web.Options, counted counting, play http.Handler,
) *rollout.Rollout {
	return &rollout.Rollout{
		Log: log,
		NewAPI: func(ctx context.Context, from *store.Store) (*graph.API, error) {
			api, err := newAPI(ctx, from, s.views, log, exec.Limit(s.maxRecords, s.maxTime), exec.Observe(counted.exec))
			if err == nil {
				api.ServeAt(s.url)
			}
			return api, err
		},
		NewHandler: func(api *graph.API, file *release.Release) (http.Handler, error) {
			pageHandler, err := pages.Handler(api, log)
			if err != nil {
				return nil, err
			}
			mux := routes(api, pageHandler, play, file)
			if s.mcp {
				mux.Handle("/mcp", mcp.New(api, "summitry").Handler(s.url))
			}
			return options.Wrap(mux, api.Intact), nil
		},
		HeapChanged: func(bytes int64) {
			if os.Getenv("GOMEMLIMIT") == "" {
				debug.SetMemoryLimit(memoryLimit() + bytes)
			}
		},
		Served: func(d *data.Dataset) { counted.release(d.Version, d.SHA256) },
		Failed: counted.releaseFailed,
	}
}

var errViews = errors.New("-views must name a folder of valid views")

// newAPI returns the API of a dataset, with the views of a folder over the embedded ones unless its name is empty.
func newAPI(
	ctx context.Context, from *store.Store, folder string, log *slog.Logger, options ...exec.Option,
) (*graph.API, error) {
	if folder == "" {
		return graph.New(ctx, from, log, options...)
	}
	api, err := graph.NewWithViews(ctx, from, folder, log, options...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errViews, err)
	}
	return api, nil
}

// openPlayground opens the folder where GraphiQL may be built, or returns nil if name is empty. Symbolic links cannot
// lead out of the folder.
func openPlayground(name string) (fs.FS, error) {
	if name == "" {
		return nil, nil
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("-playground must name an existing folder: %w", err)
	}
	return root.FS(), nil
}

// routes maps addresses to handlers.
func routes(api *graph.API, pageHandler, play http.Handler, file *release.Release) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/graphql", playground.Redirect(api))
	mux.HandleFunc("GET /schema.graphql", api.ServeSchema)
	mux.Handle("GET /openapi.json", openapi.Handler(api, mux, pages.RecordFormats))
	mux.Handle("/playground", play)
	mux.Handle("/playground/", play)
	mux.Handle("/", pageHandler)
	mux.Handle("GET /summitry.db", download(api, file))
	mux.Handle("GET /version", web.JSON(versionWith(api.Dataset())))
	return mux
}

// download returns the handler of the dataset file.
func download(api *graph.API, file *release.Release) http.Handler {
	if file.Connector() != nil {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			const message = "The dataset file is not available here, since this server reads from a database server: " +
				"ask those who publish the dataset for the file"
			http.Error(w, message, http.StatusNotFound)
		})
	}
	return api.Pinned(web.Download{
		Name: "summitry.db", Description: "The dataset file", MediaType: graph.MediaDataset, Valid: api.Intact,
		Content: func() io.ReadSeeker { return file.Content() },
	}.Handler())
}
