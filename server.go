// Summitry serves who said what, where and when at the summits of the Shanghai Cooperation Organisation, as GraphQL and as pages.
//
// Flags, each also an environment variable: -listen (SUMMITRY_LISTEN), -database (SUMMITRY_DATABASE), -origins (SUMMITRY_ORIGINS), -cache
// (SUMMITRY_CACHE), -playground (SUMMITRY_PLAYGROUND).
package main

import (
	"context"
	"embed"
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
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/pages"
	"github.com/summitry/summitry/playground"
)

//go:generate go tool gqlgen generate
//go:generate go run ./cmd/curate compile

//go:embed data/summitry.db
var embedded embed.FS

// settings are what can be chosen when the server starts.
type settings struct {
	listen   string
	database string
	origins  func(http.Handler) http.Handler // lets the pages of others ask
	cache    int                             // megabytes of answers that are kept
	built    string                          // folder in which GraphiQL may be built while the server runs; "": none
}

const embeddedDatabase = "embedded:"

// maxCache is the most that -cache takes.
const maxCache = 1 << 10

// Exit statuses.
const (
	failed   = 1 // the server could not start, or stopped on its own
	misasked = 2 // the command line is wrong
)

// memory is what Go may use before it collects garbage more eagerly, in bytes, for each heavy operation that may run at a time. The
// program itself and SQLite come on top.
const memory = 28 << 20

// garbage is how much of it Go lets gather within that, in percent of what is in use: little is, and collecting it takes time.
const garbage = 400

func main() {
	s, err := parse(os.Args[1:], os.Getenv, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		os.Exit(misasked) // parse has said why
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory * int64(max(runtime.GOMAXPROCS(0)-1, 1)))
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	if err := run(s, log); err != nil {
		log.Error("Summitry cannot serve", "error", err)
		os.Exit(failed)
	}
}

// parse reads the flags, which go before the environment. What is wrong is written to output.
func parse(args []string, env func(string) string, output io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("summitry", flag.ContinueOnError)
	flags.SetOutput(output)
	set := func(value *string, name, variable, standard, usage string) {
		if v := env(variable); v != "" {
			standard = v
		}
		flags.StringVar(value, name, standard, usage+" (or "+variable+")")
	}
	set(&s.listen, "listen", "SUMMITRY_LISTEN", "localhost:8080", "`address` to listen on, host:port; port 0 picks a free one")
	set(&s.database, "database", "SUMMITRY_DATABASE", embeddedDatabase, "`file` of the dataset; "+embeddedDatabase+" is the one in this program")
	set(&s.built, "playground", "SUMMITRY_PLAYGROUND", "",
		"`folder` in which GraphiQL is built, even while the server runs; by default only the one in this program")
	var origins, cache string
	set(&origins, "origins", "SUMMITRY_ORIGINS", "*", "web `origins` whose pages may ask, such as https://example.org,https://*.example.net; * is any, none is none")
	set(&cache, "cache", "SUMMITRY_CACHE", strconv.Itoa(graph.MaxAnswers>>20), "`megabytes` of answers to keep, to be given again; 0 keeps none")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("%q is no flag: Summitry takes flags only", flags.Arg(0))
		fmt.Fprintln(output, err)
		flags.Usage()
		return s, err
	}
	var err error
	if s.cache, err = strconv.Atoi(cache); err != nil || s.cache < 0 || s.cache > maxCache {
		err = fmt.Errorf("-cache %q: send a number of megabytes from 0 to %d", cache, maxCache)
	} else if s.listen == "" || s.database == "" {
		err = fmt.Errorf("-listen needs host:port, and -database needs a file or %s: leave the flag out for the default", embeddedDatabase)
	} else {
		s.origins, err = sharedWith(origins)
	}
	if err != nil {
		fmt.Fprintln(output, err)
	}
	return s, err
}

// run serves until it is told to stop, and then finishes what is under way.
func run(s settings, log *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	files, name, err := dataset(s.database)
	if err != nil {
		return err
	}
	db, err := data.Open(ctx, files, name)
	if err != nil {
		return fmt.Errorf("-database %s: %w", s.database, err)
	}
	defer db.Close()
	api, err := graph.New(ctx, data.NewStore(db), log)
	if err != nil {
		return err
	}
	built, err := openBuilt(s.built)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w: choose another address with -listen", s.listen, err)
	}
	address := "http://" + listener.Addr().String()
	log.Info("Summitry is listening", "pages", address+"/", "graphql", address+"/graphql", "playground", address+"/playground", "database", s.database)
	if !playground.Built() && built == nil {
		log.Info("The playground is the plain page: make graphiql builds GraphiQL, which needs Node.js")
	}
	site, play := pages.Handler(api, log), playground.Handler(built)
	handler := guarded(s.origins(compressed(routes(api, site, play, files, name))))
	if s.cache > 0 {
		handler = graph.NewAnswers(s.cache << 20).Before(handler)
	}
	requests := &requestLog{to: os.Stderr}
	defer requests.flush()
	return serve(ctx, listener, requests.of(handler), log)
}

// What clients may take.
const (
	maxHeaders    = 16 << 10 // bytes
	headersWithin = 5 * time.Second
	requestWithin = 10 * time.Second
	answerWithin  = 15 * time.Second // from the end of the headers
	nextWithin    = 30 * time.Second
)

// serve answers by handler until ctx ends, and then finishes what is under way.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	open := newConnections()
	server := &http.Server{
		Handler:           open.attended(handler),
		ConnState:         open.changed,
		ConnContext:       known,
		ReadHeaderTimeout: headersWithin,
		ReadTimeout:       requestWithin,
		WriteTimeout:      answerWithin,
		IdleTimeout:       nextWithin,
		MaxHeaderBytes:    maxHeaders - 4096, // which net/http adds
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("Summitry is stopping: it finishes the requests under way")
	open.stopping.Store(true)
	listener.Close()
	time.Sleep(leaveTaking)
	patience, cancel := context.WithTimeout(context.Background(), finishing)
	defer cancel()
	if server.Shutdown(patience) != nil {
		log.Warn("Clients that did not read their answers in time were cut off")
		server.Close()
	}
	return nil
}

// How the server stops: for a while clients are told with their answers that their connections will be closed, as a request that
// meets a closing connection would be lost. Then it waits for those that are still being answered.
const (
	leaveTaking = 500 * time.Millisecond
	finishing   = 8 * time.Second
)

// dataset says where the dataset's file is.
func dataset(database string) (files fs.FS, name string, err error) {
	if database == embeddedDatabase {
		return embedded, "data/summitry.db", nil
	}
	file, err := filepath.Abs(database)
	return os.DirFS(filepath.Dir(file)), filepath.Base(file), err
}

// openBuilt opens the folder in which GraphiQL may be built, for reading only what lies in it. The name "" gives nil.
func openBuilt(name string) (fs.FS, error) {
	if name == "" {
		return nil, nil
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("-playground: %w: name a folder that exists", err)
	}
	return root.FS(), nil
}

// routes are the addresses of the server.
func routes(api *graph.API, site, play http.Handler, files fs.FS, database string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", api)
	mux.HandleFunc("GET /schema.graphql", api.ServeSchema)
	mux.Handle("/playground", play)
	mux.Handle("/playground/", play)
	mux.Handle("/", site)
	mux.HandleFunc("GET /summitry.db", func(w http.ResponseWriter, r *http.Request) { serveDatabase(w, r, api, files, database) })
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	return mux
}

// download is how long a client may take to read the whole dataset.
const download = 2 * time.Minute

// serveDatabase answers with the dataset's file, or with the part of it that is still missing.
func serveDatabase(w http.ResponseWriter, r *http.Request, api *graph.API, files fs.FS, name string) {
	file, err := fs.Stat(files, name)
	if err != nil {
		http.Error(w, "the dataset's file is not there any more", http.StatusNotFound)
		return
	}
	r.Header.Del("Accept-Encoding") // a file of which parts are asked for is not compressed
	w.Header().Set("ETag", api.ETag(r, fmt.Sprint(file.Size(), file.ModTime().UTC())))
	w.Header().Set("Cache-Control", graph.Lifetime)
	w.Header().Set("Content-Type", databaseMedia)
	w.Header().Set("Content-Disposition", `attachment; filename="summitry.db"`)
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(download))
	http.ServeFileFS(w, r, files, name)
}
