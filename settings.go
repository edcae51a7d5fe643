package main

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/rqlite"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/graph/site"
	"github.com/summitry/summitry/web"
	"github.com/summitry/summitry/web/cache"
	"github.com/summitry/summitry/web/metrics"
)

// settings holds the values of the flags.
type settings struct {
	version     bool // print the version instead of serving
	listen      string
	url         string // public address; "" if unknown
	trusted     web.Proxies
	origins     web.Middleware // CORS
	database    string
	source      release.Source // of the dataset; nil for the embedded one
	poll        time.Duration  // how often the source is looked at
	releases    string         // folder for datasets that are too large for memory; "" for none
	views       string         // folder of views; "" for none
	playground  string         // folder where GraphiQL may be built while the server runs; "" for none
	connections int
	maxRecords  int           // that an operation may select
	maxTime     time.Duration // of an operation
	cacheSize   int           // megabytes of the response cache
	drain       time.Duration
	metrics     string // address of the metrics; "" for none
	mcp         bool   // serve the Model Context Protocol at /mcp
	stdio       bool   // serve it on standard input and output instead of HTTP
	log         string // format of the log
	logLevel    slog.Level
}

const embeddedDatabase = "embedded:"

// maxPoll is the maximum of -poll.
const maxPoll = 24 * time.Hour

// maxCacheSize is the maximum of -cache, in megabytes.
const maxCacheSize = 1 << 10

// A setting is a flag and an environment variable.
type setting struct {
	name     string
	standard string // "" if the setting has no default
	usage    string
	set      func(flag, text string) error
}

// list returns all settings, in the order of the help. Values that are set go to s.
func (s *settings) list() []setting {
	megabytes := strconv.Itoa(cache.DefaultSize >> 20)
	return []setting{
		{"listen", "localhost:8080", "`Address` to listen on; port 0 picks a free port", text(&s.listen)},
		{"url", "", "Public `address`, including the proxy's path: https://example.org/summitry", s.setURL},
		{"trust", "", "Trusted proxies, a `list` of networks: 10.0.0.0/8,::1/128", s.setTrusted},
		{"origins", "*", "Allowed CORS origins, a comma-separated `list`, or none", s.setOrigins},
		{"database", embeddedDatabase, "Dataset `file`, https address of a digest, or rqlite:URL",
			text(&s.database)},
		{"poll", release.DefaultPoll.String(), "How often to look for a new dataset, a `duration`",
			duration(&s.poll, release.MinPoll, maxPoll)},
		{"releases", "", "`Folder` to fetch datasets into that are too large for memory", text(&s.releases)},
		{"views", "", "`Folder` of views that are added to the embedded ones, or replace them", text(&s.views)},
		{"playground", "", "`Folder` to load GraphiQL from, even if it is built later", text(&s.playground)},
		{"connections", strconv.Itoa(web.MaxConnections),
			"`Number` of connections that may be open",
			number(&s.connections, "", web.LeastConnections, web.MostConnections)},
		{"time", exec.MaxTime.String(), "Time `limit` of an operation",
			duration(&s.maxTime, exec.LeastTime, exec.MostTime)},
		{"records", strconv.Itoa(exec.MostRecords), "`Number` of records that an operation may select",
			number(&s.maxRecords, "", exec.LeastRecords, exec.MostRecords)},
		{"cache", megabytes, "Response cache `size` in MB; 0 disables it",
			number(&s.cacheSize, " of megabytes", 0, maxCacheSize)},
		{"drain", web.DefaultDrain.String(), "`Time` that /readyz fails after SIGTERM, before the server stops",
			duration(&s.drain, 0, web.MaxDrain)},
		{"metrics", "", "`Address` of Prometheus metrics, such as :9090; loopback without a host", s.setMetrics},
		{"mcp", "true", "Serve assistants at /mcp, `true` or false", truth(&s.mcp)},
		{"stdio", "false", "Serve an assistant by standard streams, `true` or false", truth(&s.stdio)},
		{"log", web.TextLog, "Log `format`, text or json", s.setLog},
		{"log-level", "info", "Lowest log `level`: debug, info (each request), warn or error", s.setLogLevel},
	}
}

// parse reads the flags, which override the environment, and writes errors to output.
func parse(args []string, env func(string) (string, bool), output io.Writer) (settings, error) {
	var s settings
	all := s.list()
	values := make([]string, len(all))
	flags := flag.NewFlagSet("summitry", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.Usage = func() { printUsage(output, all) }
	flags.BoolVar(&s.version, "version", false, "")
	for i, of := range all {
		standard, given := env(envVar(of.name))
		if !given {
			standard = of.standard
		}
		flags.StringVar(&values[i], of.name, standard, of.usage)
	}
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("unknown argument %q: use flags only", flags.Arg(0))
		fmt.Fprintln(output, err)
		flags.Usage()
		return s, err
	}
	for i, of := range all {
		if err := of.apply(values[i]); err != nil {
			fmt.Fprintln(output, err)
			return s, err
		}
	}
	if s.version {
		s.metrics = "" // a server on this machine may have the port
	}
	if err := s.setSource(env); err != nil {
		fmt.Fprintln(output, err)
		return s, err
	}
	return s, nil
}

// setSource sets where datasets come from. The password of a cluster is in the environment only.
func (s *settings) setSource(env func(string) (string, bool)) (err error) {
	if info, err := os.Stat(s.releases); s.releases != "" && (err != nil || !info.IsDir()) {
		return fmt.Errorf("-releases must name an existing folder, got %q", s.releases)
	}
	if s.database == embeddedDatabase {
		return nil
	}
	if at, isCluster := strings.CutPrefix(s.database, "rqlite:"); isCluster {
		password, _ := env(rqlite.PasswordVariable)
		cluster, err := rqlite.Parse(at, password)
		if err != nil {
			return fmt.Errorf("-database %w", err)
		}
		s.source = cluster.Source()
		return nil
	}
	if s.source, err = release.NewSource(s.database, s.releases); err != nil {
		return fmt.Errorf("-database %w", err)
	}
	return nil
}

// apply sets a value. Only settings without a default may be empty.
func (of setting) apply(value string) error {
	if value == "" && of.standard != "" {
		const message = "-%s must not be empty: give it a value, or omit the flag and unset %s"
		return fmt.Errorf(message, of.name, envVar(of.name))
	}
	return of.set("-"+of.name, value)
}

// printUsage prints a line for each setting.
func printUsage(to io.Writer, all []setting) {
	const line = "  -%-20s %s\n"
	fmt.Fprint(to, "Usage: summitry [flags]\n\n")
	for _, of := range all {
		before, rest, _ := strings.Cut(of.usage, "`")
		argument, after, _ := strings.Cut(rest, "`")
		usage := before + argument + after
		if of.standard != "" {
			usage += " (default " + of.standard + ")"
		}
		fmt.Fprintf(to, line, of.name+" "+strings.ToUpper(argument), usage+".")
	}
	fmt.Fprintf(to, line, "version", "Print the versions of the program and the dataset, and exit.")
	const message = "\nEach flag can be set by an environment variable instead, such as %s for -log-level.\n"
	fmt.Fprintf(to, message, envVar("log-level"))
}

// envVar names the environment variable of a flag.
func envVar(name string) string {
	return "SUMMITRY_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// truth sets a flag that is true or false.
func truth(to *bool) func(flag, text string) error {
	return func(flag, text string) error {
		if text != "true" && text != "false" {
			return fmt.Errorf("%s must be true or false, got %q", flag, text)
		}
		*to = text == "true"
		return nil
	}
}

// text sets a string as it is.
func text(to *string) func(flag, text string) error {
	return func(_, text string) error {
		*to = text
		return nil
	}
}

// number sets a number within bounds.
func number(to *int, unit string, least, most int) func(flag, text string) error {
	return func(flag, text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%s must be a number%s between %d and %d, got %.40q", flag, unit, least, most, text)
		}
		*to = n
		return nil
	}
}

// duration sets a duration within bounds.
func duration(to *time.Duration, least, most time.Duration) func(flag, text string) error {
	return func(flag, text string) error {
		d, err := time.ParseDuration(text)
		if err != nil || d < least || d > most {
			const message = "%s must be a duration between %v and %v, such as %[3]v, got %.40[4]q"
			return fmt.Errorf(message, flag, least, most, text)
		}
		*to = d
		return nil
	}
}

func (s *settings) setURL(flag, text string) (err error) {
	if text != "" {
		s.url, err = site.Parse(flag, text)
	}
	return err
}

func (s *settings) setTrusted(flag, text string) (err error) {
	if s.trusted, err = web.ParseProxies(text); err != nil {
		return fmt.Errorf("%s %w", flag, err)
	}
	return nil
}

func (s *settings) setOrigins(flag, text string) (err error) {
	if s.origins, err = web.AllowOrigins(text, graph.DatasetHeader); err != nil {
		return fmt.Errorf("%s %w", flag, err)
	}
	return nil
}

func (s *settings) setMetrics(flag, text string) (err error) {
	if text == "" {
		return nil
	}
	if s.metrics, err = metrics.ParseAddress(text); err != nil {
		return fmt.Errorf("%s %w", flag, err)
	}
	return nil
}

func (s *settings) setLog(flag, text string) error {
	if s.log = text; text != web.TextLog && text != web.JSONLog {
		return fmt.Errorf("%s must be %s or %s, got %.40q", flag, web.TextLog, web.JSONLog, text)
	}
	return nil
}

func (s *settings) setLogLevel(flag, text string) error {
	if s.logLevel.UnmarshalText([]byte(text)) != nil {
		return fmt.Errorf("%s must be debug, info, warn or error, got %.40q", flag, text)
	}
	return nil
}
