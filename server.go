// Summitry serves a dataset of statements, each with the passage that prints it, as a GraphQL API and as web pages.
// This file reads the flags, opens the dataset (the embedded one, unless -database names another) and wires the
// packages: data/release and data read the dataset, graph runs operations, openapi describes the addresses, pages and
// playground serve people, and web is the HTTP server around them.
//
// Flags, each also an environment variable: -listen (SUMMITRY_LISTEN), -database (SUMMITRY_DATABASE), -origins
// (SUMMITRY_ORIGINS), -cache (SUMMITRY_CACHE), -url (SUMMITRY_URL), -log (SUMMITRY_LOG), -log-level
// (SUMMITRY_LOG_LEVEL), -playground (SUMMITRY_PLAYGROUND), -views (SUMMITRY_VIEWS).
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
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/summitry/summitry/graph/site"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/openapi"
	"github.com/summitry/summitry/pages"
	"github.com/summitry/summitry/playground"
	"github.com/summitry/summitry/web"
	"github.com/summitry/summitry/web/cache"
)

//go:generate go tool gqlgen generate
//go:generate go run ./cmd/curate compile

//go:embed data/summitry.db
var embedded string

// settings holds the values of the flags.
type settings struct {
	listen     string
	database   string
	origins    web.Middleware // CORS
	cacheSize  int            // bytes of the response cache
	log        string         // format of the log
	logLevel   slog.Level
	url        string // public address; "" if unknown
	playground string // folder where GraphiQL may be built while the server runs; "" for none
	views      string // folder of views; "" for none
}

const embeddedDatabase = "embedded:"

// maxCacheSize is the maximum of -cache, in megabytes.
const maxCacheSize = 1 << 10

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

// parse reads the flags, which override the environment, and writes errors to output.
func parse(args []string, env func(string) (string, bool), output io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("summitry", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.Usage = func() { printUsage(flags) }
	set := func(value *string, name, standard, usage string) {
		if v, given := env(envVar(name)); given {
			standard = v
		}
		flags.StringVar(value, name, standard, usage)
	}
	var origins, cacheSize, level string
	set(&s.listen, "listen", "localhost:8080",
		"`Address` to listen on (default localhost:8080; port 0 picks a free port).")
	set(&s.database, "database", embeddedDatabase,
		"Dataset `file` (default: the embedded dataset).")
	set(&origins, "origins", "*",
		"Allowed CORS origins, a comma-separated `list` (default *; none disables CORS).")
	cacheDefault := strconv.Itoa(cache.DefaultSize >> 20)
	set(&cacheSize, "cache", cacheDefault, "Response cache `size` in MB (default "+cacheDefault+"; 0 disables it).")
	set(&s.url, "url", "", "Public `address`, including the proxy's path: https://example.org/summitry.")
	set(&s.playground, "playground", "", "`Folder` to load GraphiQL from, even if it is built later.")
	set(&s.views, "views", "", "`Folder` of views that are added to the embedded ones, or replace them.")
	set(&s.log, "log", web.TextLog, "Log `format`: "+web.TextLog+" or "+web.JSONLog+" (default "+web.TextLog+").")
	set(&level, "log-level", "info", "Lowest log `level`: debug, info (each request), warn or error (default info).")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("unknown argument %q: use flags only", flags.Arg(0))
		fmt.Fprintln(output, err)
		flags.Usage()
		return s, err
	}
	err := checkNotEmpty(flags)
	if err == nil {
		err = s.convert(origins, cacheSize, level)
	}
	if err != nil {
		fmt.Fprintln(output, err)
	}
	return s, err
}

// printUsage prints a line for each flag.
func printUsage(flags *flag.FlagSet) {
	fmt.Fprint(flags.Output(), "Usage: summitry [flags]\n\n")
	flags.VisitAll(func(f *flag.Flag) {
		argument, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(flags.Output(), "  -%-18s %s\n", f.Name+" "+strings.ToUpper(argument), usage)
	})
	const message = "\nEach flag can be set by an environment variable instead, such as %s for -log-level.\n"
	fmt.Fprintf(flags.Output(), message, envVar("log-level"))
}

// envVar names the environment variable of a flag.
func envVar(name string) string {
	return "SUMMITRY_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// mayBeEmpty lists the flags that are empty by default.
var mayBeEmpty = []string{"url", "playground", "views"}

// checkNotEmpty returns an error that names a flag that is set to an empty value, on the command line or in the
// environment.
func checkNotEmpty(flags *flag.FlagSet) (err error) {
	flags.VisitAll(func(f *flag.Flag) {
		if f.Value.String() == "" && !slices.Contains(mayBeEmpty, f.Name) && err == nil {
			const message = "-%s must not be empty: give it a value, or omit the flag and unset %s"
			err = fmt.Errorf(message, f.Name, envVar(f.Name))
		}
	})
	return err
}

// convert parses the settings that are not strings.
func (s *settings) convert(origins, cacheSize, level string) (err error) {
	megabytes, err := strconv.Atoi(cacheSize)
	if err != nil || megabytes < 0 || megabytes > maxCacheSize {
		return fmt.Errorf("-cache must be a number of megabytes between 0 and %d, got %q", maxCacheSize, cacheSize)
	}
	s.cacheSize = megabytes << 20
	if s.log != web.TextLog && s.log != web.JSONLog {
		return fmt.Errorf("-log must be %s or %s, got %q", web.TextLog, web.JSONLog, s.log)
	}
	if s.logLevel.UnmarshalText([]byte(level)) != nil {
		return fmt.Errorf("-log-level must be debug, info, warn or error, got %q", level)
	}
	if s.url != "" {
		if s.url, err = site.Parse("-url", s.url); err != nil {
			return err
		}
	}
	if s.origins, err = web.AllowOrigins(origins, graph.DatasetHeader); err != nil {
		return fmt.Errorf("-origins %w", err)
	}
	return nil
}

// run serves until the process gets a signal to stop, and then finishes the requests in progress.
func run(s settings, log *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
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
	api, err := newAPI(ctx, store, s.views, log)
	if err != nil {
		return err
	}
	api.ServeAt(s.url)
	pageHandler, err := pages.Handler(api, log)
	if err != nil {
		return err
	}
	graphiql, err := openPlayground(s.playground)
	if err != nil {
		return err
	}
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
	return web.Serve(ctx, listener, routes(api, pageHandler, playground.Handler(graphiql), file), web.Options{
		Log: log, CORS: s.origins, CacheSize: s.cacheSize, CacheValid: api.Intact, Path: site.Path(s.url),
		NoGzip: []string{graph.MediaDataset, graph.MediaXLSX},
	})
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
func newAPI(ctx context.Context, from *store.Store, folder string, log *slog.Logger) (*graph.API, error) {
	if folder == "" {
		return graph.New(ctx, from, log)
	}
	api, err := graph.NewWithViews(ctx, from, folder, log)
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

// routes maps addresses to handlers.
func routes(api *graph.API, pageHandler, play http.Handler, file *release.Release) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", playground.Redirect(api))
	mux.HandleFunc("GET /schema.graphql", api.ServeSchema)
	mux.Handle("GET /openapi.json", openapi.Handler(api, mux, pages.RecordFormats))
	mux.Handle("/playground", play)
	mux.Handle("/playground/", play)
	mux.Handle("/", pageHandler)
	mux.Handle("GET /summitry.db", api.Pinned(web.Download{
		Name: "summitry.db", Description: "The dataset file", MediaType: graph.MediaDataset, Valid: api.Intact,
		Content: func() io.ReadSeeker { return file.Content() },
	}.Handler()))
	mux.Handle("GET /healthz", web.Health(api.Intact))
	return mux
}
