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
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/graph/site"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/mcp"
	"github.com/summitry/summitry/pages"
	"github.com/summitry/summitry/playground"
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
const memoryPerOperation = 28 << 20

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
	file, err := openDataset(s.database)
	if err != nil {
		return fmt.Errorf("-database must name a dataset file: %w", err)
	}
	defer file.Close()
	db, err := data.Catalog.Open(ctx, file, file.Name())
	if err != nil {
		return fmt.Errorf("-database %s: %w", s.database, err)
	}
	defer db.Close()
	store := store.New(db)
	store.Unchanged = file.Unchanged
	api, err := newAPI(ctx, store, s.views, log, exec.Limit(s.maxRecords, s.maxTime),
		exec.Observe(counted.exec))
	if err != nil {
		return err
	}
	if s.version {
		versionWith(api.Dataset()).print(os.Stdout)
		return nil
	}
	api.ServeAt(s.url)
	model := mcp.New(api, "summitry")
	if s.stdio {
		return model.Run(ctx)
	}
	pageHandler, err := pages.Handler(api, log)
	if err != nil {
		return err
	}
	graphiql, err := openPlayground(s.playground)
	if err != nil {
		return err
	}
	counted.release(api.Dataset().Version, api.Dataset().SHA256)
	listener, err := net.Listen("tcp", s.listen)
	if err != nil {
		return fmt.Errorf("-listen must be a free address of this machine, such as localhost:8080: %w", err)
	}
	address := "http://" + listener.Addr().String()
	log.Info("listening", "pages", address+"/", "graphql", address+"/graphql",
		"playground", address+"/playground", "database", s.database)
	if !playground.HasGraphiQL() && graphiql == nil {
		log.Info("serving the plain playground: for GraphiQL, install Node.js and run make graphiql")
	}
	mux := routes(api, pageHandler, playground.Handler(graphiql), file)
	if s.mcp {
		mux.Handle("/mcp", model.Handler(s.url))
	}
	return web.Serve(ctx, listener, mux, web.Options{
		Log: log, Hooks: counted.web, Trusted: s.trusted, Ready: api.Ready, Drain: s.drain, CORS: s.origins,
		Connections: s.connections, CacheSize: s.cacheSize << 20, CacheValid: api.Intact, Path: site.Path(s.url),
		NoGzip: []string{datasetMedia, graph.MediaXLSX},
	})
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

// openDataset opens a dataset file, or the embedded one if database is empty.
func openDataset(database string) (*release.Release, error) {
	if database == embeddedDatabase {
		return release.Embedded(embedded, "summitry.db"), nil
	}
	file, err := release.Open(database)
	if err == nil && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit() + file.Heap())
	}
	return file, err
}

// newAPI returns the API of a dataset, with the views of a folder over the embedded ones unless its name is empty.
func newAPI(
	ctx context.Context, from *store.Store, folder string, log *slog.Logger, options ...exec.Option,
) (*graph.API, error) {
	if folder == "" {
		return graph.New(ctx, from, log, options...)
	}
	api, err := graph.NewWithViews(ctx, from, folder, log, options...)
	if err != nil {
		return nil, fmt.Errorf("-views must name a folder of valid views: %w", err)
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

// datasetMedia is the media type of the dataset file.
const datasetMedia = "application/vnd.sqlite3"

// routes maps addresses to handlers.
func routes(api *graph.API, pageHandler, play http.Handler, file *release.Release) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/graphql", playground.Redirect(api))
	mux.HandleFunc("GET /schema.graphql", api.ServeSchema)
	mux.Handle("/playground", play)
	mux.Handle("/playground/", play)
	mux.Handle("/", pageHandler)
	mux.Handle("GET /summitry.db", api.Pinned(web.Download{
		Name: "summitry.db", Description: "The dataset file", MediaType: datasetMedia, Valid: api.Intact,
		Content: func() io.ReadSeeker { return file.Content() },
	}.Handler()))
	mux.Handle("GET /version", web.JSON(versionWith(api.Dataset())))
	return mux
}
