// Summitry serves who said what, where and when at the summits of the Shanghai Cooperation Organisation, as GraphQL and as pages.
//
// Flags, each also an environment variable: -listen (SUMMITRY_LISTEN), -database (SUMMITRY_DATABASE), -origins (SUMMITRY_ORIGINS), -cache
// (SUMMITRY_CACHE), -url (SUMMITRY_URL), -log (SUMMITRY_LOG), -log-level
// (SUMMITRY_LOG_LEVEL), -playground (SUMMITRY_PLAYGROUND).
package main

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
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
	"sync"
	"syscall"
	"time"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/pages"
	"github.com/summitry/summitry/playground"
)

//go:generate go tool gqlgen generate
//go:generate go run ./cmd/curate compile

//go:embed data/summitry.db
var embedded string

// settings are what can be chosen when the server starts.
type settings struct {
	listen   string
	database string
	origins  func(http.Handler) http.Handler // lets the pages of others ask
	cache    int                             // megabytes of answers that are kept
	log      string                          // format of the log
	logLevel slog.Level
	url      string // the public address, "" if it is not known
	built    string // folder in which GraphiQL may be built while the server runs; "": none
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

func memoryLimit() int64 { return memory * int64(max(runtime.GOMAXPROCS(0)-1, 1)) }

// garbage is how much of it Go lets gather within that, in percent of what is in use: little is, and collecting it takes time.
const garbage = 400

func main() { os.Exit(exitStatus()) }

// exitStatus reads the settings, serves until it is told to stop, and returns the exit status of the program.
func exitStatus() int {
	signal.Ignore(syscall.SIGPIPE) // otherwise Go ends the program when nobody reads its log any more
	s, err := parse(os.Args[1:], os.LookupEnv, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return misasked // parse has said why
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit())
	}
	log, buffer := newLog(os.Stderr, s.log, s.logLevel)
	defer buffer.Close()
	if err := run(s, log); err != nil {
		log.Error("Summitry cannot serve", "error", err)
		return failed
	}
	return 0
}

// parse reads the flags, which go before the environment. What is wrong is written to output.
func parse(args []string, env func(string) (string, bool), output io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("summitry", flag.ContinueOnError)
	flags.SetOutput(output)
	set := func(value *string, name, standard, usage string) {
		if v, given := env(variableOf(name)); given {
			standard = v
		}
		flags.StringVar(value, name, standard, usage+" (or "+variableOf(name)+")")
	}
	var origins, cache, level string
	set(&s.listen, "listen", "localhost:8080", "`address` to listen on, host:port; port 0 picks a free one")
	set(&s.database, "database", embeddedDatabase, "`file` of the dataset; "+embeddedDatabase+" is the one in this program")
	set(&origins, "origins", "*", "web `origins` whose pages may ask, such as https://example.org,https://*.example.net; * is any, none is none")
	set(&cache, "cache", strconv.Itoa(graph.MaxAnswers>>20), "`megabytes` of answers to keep, to be given again; 0 keeps none")
	set(&s.url, "url", "", "public `address` of the server, such as https://example.org, for full links")
	set(&s.built, "playground", "", "`folder` in which GraphiQL is built, even while the server runs; by default only the one in this program")
	set(&s.log, "log", textLog, "`format` of the log: "+textLog+" or "+jsonLog)
	set(&level, "log-level", "info", "least `level` to log: debug, info (each request), warn or error")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("%q is not a flag: Summitry takes flags only", flags.Arg(0))
		fmt.Fprintln(output, err)
		flags.Usage()
		return s, err
	}
	err := isEmpty(flags)
	if err == nil {
		err = s.read(origins, cache, level)
	}
	if err != nil {
		fmt.Fprintln(output, err)
	}
	return s, err
}

// variableOf names the environment variable of a flag.
func variableOf(name string) string {
	return "SUMMITRY_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// isEmpty returns an error that names a flag without a value, be it given so or by the environment. Those that have none
// by default may be empty.
func isEmpty(flags *flag.FlagSet) (err error) {
	flags.VisitAll(func(f *flag.Flag) {
		if f.Value.String() == "" && f.Name != "url" && f.Name != "playground" && err == nil {
			err = fmt.Errorf("-%s is empty: give it a value, or leave the flag out and unset %s", f.Name, variableOf(f.Name))
		}
	})
	return err
}

// read reads the settings that are not texts.
func (s *settings) read(origins, cache, level string) (err error) {
	if s.cache, err = strconv.Atoi(cache); err != nil || s.cache < 0 || s.cache > maxCache {
		return fmt.Errorf("-cache must be a number of megabytes from 0 to %d, got %q", maxCache, cache)
	}
	if s.log != textLog && s.log != jsonLog {
		return fmt.Errorf("-log must be %s or %s, got %q", textLog, jsonLog, s.log)
	}
	if s.logLevel, err = parseLevel(level); err != nil {
		return err
	}
	if s.url != "" {
		if s.url, err = graph.SiteOf("-url", s.url); err != nil {
			return err
		}
	}
	s.origins, err = sharedWith(origins)
	return err
}

// run serves until it is told to stop, and then finishes what is under way.
func run(s settings, log *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
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
	site, err := pages.Handler(api, log)
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
	handler := under(graph.PathOf(s.url), routes(api, site, playground.Handler(built), file))
	handler = guarded(s.origins(compressed(handler)))
	if s.cache > 0 {
		answers := graph.NewAnswers(s.cache << 20)
		answers.Intact = api.Intact
		handler = answers.Before(handler)
	}
	return serve(ctx, listener, logRequests(log, unlessAny(handler)), log)
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
	open := newConnections(connectionLimit(descriptorLimit()))
	log.Info("The number of connections is limited", "connections", open.most, "descriptors", descriptorLimit())
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

// openDataset opens the dataset's file, which may be in this program.
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
func routes(api *graph.API, site, play http.Handler, file *release.Release) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", orPlayground(api))
	mux.HandleFunc("GET /schema.graphql", api.ServeSchema)
	mux.Handle("/playground", play)
	mux.Handle("/playground/", play)
	mux.Handle("/", site)
	tag := sync.OnceValues(func() (string, error) { return tagOf(file) })
	go tag() // so that nobody waits for the digest of a large file
	mux.HandleFunc("GET /summitry.db", func(w http.ResponseWriter, r *http.Request) { serveDatabase(w, r, api, file, tag) })
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { serveHealth(w, api) })
	return withoutSlash(mux)
}

// download is how long a client may take to read the whole dataset.
const download = 2 * time.Minute

// serveHealth answers ok while the server can answer.
func serveHealth(w http.ResponseWriter, api *graph.API) {
	w.Header().Set("Cache-Control", "no-store") // yesterday's health says nothing of today's
	if err := api.Intact(); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	io.WriteString(w, "ok\n")
}

// serveDatabase answers with the dataset's file, or with the part of it that is still missing. Its tag depends on the bytes
// alone, and nothing tells the file's time, so that a download that one server began can be resumed from another.
func serveDatabase(
	w http.ResponseWriter, r *http.Request, api *graph.API, file *release.Release, tag func() (string, error),
) {
	if err := api.Intact(); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	r.Header.Del("Accept-Encoding") // a file of which parts are asked for is not compressed
	etag, err := tag()
	if err != nil {
		http.Error(w, "the dataset's file could not be read", http.StatusInternalServerError)
		return
	}
	setRange(r)
	w.Header().Set("ETag", etag)
	w.Header().Set("Cache-Control", graph.Lifetime)
	w.Header().Set("Content-Type", databaseMedia)
	w.Header().Set("Content-Disposition", `attachment; filename="summitry.db"`)
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(download))
	http.ServeContent(w, r, file.Name(), time.Time{}, file.Content())
	if api.Intact() != nil {
		panic(http.ErrAbortHandler) // a download that finishes is complete and of one release
	}
}

// tagOf makes an ETag of a file's digest.
func tagOf(file *release.Release) (string, error) {
	digest := sha256.New()
	if _, err := io.Copy(digest, file.Content()); err != nil {
		return "", err
	}
	return `"` + base64.RawURLEncoding.EncodeToString(digest.Sum(nil)) + `"`, nil
}
