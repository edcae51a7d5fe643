// Summitry serves a dataset of statements made at the summits of the Shanghai Cooperation Organisation, as a GraphQL
// API and as web pages. This file reads the flags, opens the dataset (the embedded one, unless -database names another)
// and wires the packages: data/release and data read the dataset, graph runs operations, pages and playground serve
// people, and web is the HTTP server around them.
//
// Flags, each also an environment variable: -listen (SUMMITRY_LISTEN), -database (SUMMITRY_DATABASE), -origins
// (SUMMITRY_ORIGINS), -cache (SUMMITRY_CACHE), -url (SUMMITRY_URL), -log (SUMMITRY_LOG), -log-level
// (SUMMITRY_LOG_LEVEL), -playground (SUMMITRY_PLAYGROUND).
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
	"strconv"
	"strings"
	"syscall"

	"github.com/summitry/summitry/graph/site"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
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

// exitStatus reads the settings, serves until the process is told to stop, and returns its exit status.
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
		log.Error("Summitry cannot serve", "error", err)
		return exitFailure
	}
	return 0
}

// parse reads the flags, which override the environment, and writes errors to output.
func parse(args []string, env func(string) (string, bool), output io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("summitry", flag.ContinueOnError)
	flags.SetOutput(output)
	set := func(value *string, name, standard, usage string) {
		if v, given := env(envVar(name)); given {
			standard = v
		}
		flags.StringVar(value, name, standard, usage+" (or "+envVar(name)+")")
	}
	var origins, cacheSize, level string
	set(&s.listen, "listen", "localhost:8080", "`address` to listen on, host:port; port 0 picks a free one")
	set(&s.database, "database", embeddedDatabase,
		"`file` of the dataset; "+embeddedDatabase+" is the one in this program")
	set(&origins, "origins", "*",
		"web `origins` whose pages may ask, such as https://example.org,https://*.example.net; * is any, none is none")
	set(&cacheSize, "cache", strconv.Itoa(cache.DefaultSize>>20),
		"`megabytes` of answers to keep, to be given again; 0 keeps none")
	set(&s.url, "url", "", "public `address` of the server, such as https://example.org, for absolute links")
	set(&s.playground, "playground", "", "`folder` to load GraphiQL from, also if it is built while the server runs")
	set(&s.log, "log", web.TextLog, "`format` of the log: "+web.TextLog+" or "+web.JSONLog)
	set(&level, "log-level", "info", "lowest `level` to log: debug, info (each request), warn or error")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("%q is not a flag: Summitry takes flags only", flags.Arg(0))
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

// envVar returns the name of a flag's environment variable.
func envVar(name string) string {
	return "SUMMITRY_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// checkNotEmpty returns an error that names a flag that is set to an empty value, on the command line or in the
// environment. Flags that are empty by default may be empty.
func checkNotEmpty(flags *flag.FlagSet) (err error) {
	flags.VisitAll(func(f *flag.Flag) {
		if f.Value.String() == "" && f.Name != "url" && f.Name != "playground" && err == nil {
			const message = "-%s is empty: give it a value, or leave out the flag and unset %s"
			err = fmt.Errorf(message, f.Name, envVar(f.Name))
		}
	})
	return err
}

// convert parses the settings that are not strings.
func (s *settings) convert(origins, cacheSize, level string) (err error) {
	megabytes, err := strconv.Atoi(cacheSize)
	if err != nil || megabytes < 0 || megabytes > maxCacheSize {
		return fmt.Errorf("-cache must be a number of megabytes from 0 to %d, got %q", maxCacheSize, cacheSize)
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
	if s.origins, err = web.AllowOrigins(origins); err != nil {
		return fmt.Errorf("-origins %w", err)
	}
	return nil
}

// run serves until the process is told to stop, and then finishes the requests in progress.
func run(s settings, log *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	file, err := openDataset(s.database)
	if err != nil {
		return fmt.Errorf("-database: %w", err)
	}
	defer file.Close()
	db, err := data.Catalog.Open(ctx, file, file.Name())
	if err != nil {
		return fmt.Errorf("-database %s: %w", s.database, err)
	}
	defer db.Close()
	store := store.New(db)
	store.Unchanged = file.Unchanged
	api, err := graph.New(ctx, store, log)
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
		return fmt.Errorf("listening on %s: %w: choose another address with -listen", s.listen, err)
	}
	address := "http://" + listener.Addr().String()
	log.Info("Summitry is listening", "pages", address+"/", "graphql", address+"/graphql",
		"playground", address+"/playground", "database", s.database)
	if !playground.HasGraphiQL() && graphiql == nil {
		log.Info("The playground is the plain page: to build GraphiQL, install Node.js and run make graphiql")
	}
	return web.Serve(ctx, listener, routes(api, pageHandler, playground.Handler(graphiql), file), web.Options{
		Log: log, CORS: s.origins, CacheSize: s.cacheSize, CacheValid: api.Intact, Path: site.Path(s.url),
		NoGzip: []string{datasetMedia},
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

// openPlayground opens the folder where GraphiQL may be built, or returns nil if name is empty. Symbolic links cannot
// lead out of the folder.
func openPlayground(name string) (fs.FS, error) {
	if name == "" {
		return nil, nil
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("-playground: %w: name an existing folder", err)
	}
	return root.FS(), nil
}

// datasetMedia is the media type of the dataset file.
const datasetMedia = "application/vnd.sqlite3"

// routes maps addresses to handlers.
func routes(api *graph.API, pageHandler, play http.Handler, file *release.Release) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", playground.Redirect(api))
	mux.HandleFunc("GET /schema.graphql", api.ServeSchema)
	mux.Handle("/playground", play)
	mux.Handle("/playground/", play)
	mux.Handle("/", pageHandler)
	mux.Handle("GET /summitry.db", web.Download{
		Name: "summitry.db", Description: "the dataset file", MediaType: datasetMedia, Valid: api.Intact,
		Content: func() io.ReadSeeker { return file.Content() },
	}.Handler())
	mux.Handle("GET /healthz", web.Health(api.Intact))
	return mux
}
