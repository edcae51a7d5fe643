package main

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/site"
	"github.com/summitry/summitry/web"
	"github.com/summitry/summitry/web/cache"
)

// settings holds the values of the flags.
type settings struct {
	version    bool // print the version instead of serving
	listen     string
	database   string
	origins    web.Middleware // CORS
	trusted    web.Proxies
	cacheSize  int    // bytes of the response cache
	log        string // format of the log
	logLevel   slog.Level
	drain      time.Duration
	url        string // public address; "" if unknown
	playground string // folder where GraphiQL may be built while the server runs; "" for none
	views      string // folder of views; "" for none
}

const embeddedDatabase = "embedded:"

// maxCacheSize is the maximum of -cache, in megabytes.
const maxCacheSize = 1 << 10

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
	flags.BoolVar(&s.version, "version", false, "Print the versions of program and dataset, and exit.")
	var origins, cacheSize, level, drain, trusted string
	set(&s.listen, "listen", "localhost:8080",
		"`Address` to listen on (default localhost:8080; port 0 picks a free port).")
	set(&s.database, "database", embeddedDatabase,
		"Dataset `file` (default: the embedded dataset).")
	set(&origins, "origins", "*",
		"Allowed CORS origins, a comma-separated `list` (default *; none disables CORS).")
	cacheDefault := strconv.Itoa(cache.DefaultSize >> 20)
	set(&cacheSize, "cache", cacheDefault, "Response cache `size` in MB (default "+cacheDefault+"; 0 disables it).")
	set(&drain, "drain", web.DefaultDrain.String(),
		"`Time` that /readyz fails after SIGTERM, before the server stops (default "+
			web.DefaultDrain.String()+").")
	set(&trusted, "trust", "", "Trusted proxies, a comma-separated `list` of networks: 10.0.0.0/8,::1/128.")
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
		err = s.convert(origins, trusted, cacheSize, drain, level)
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
		if f.Name == "version" { // a bool, of which the flag package names no argument
			argument = ""
		}
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
var mayBeEmpty = []string{"url", "playground", "trust", "views"}

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
func (s *settings) convert(origins, trusted, cacheSize, drain, level string) (err error) {
	megabytes, err := strconv.Atoi(cacheSize)
	if err != nil || megabytes < 0 || megabytes > maxCacheSize {
		return fmt.Errorf("-cache must be a number of megabytes between 0 and %d, got %q", maxCacheSize, cacheSize)
	}
	s.cacheSize = megabytes << 20
	if s.drain, err = durationBetween("-drain", drain, 0, web.MaxDrain); err != nil {
		return err
	}
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
	if s.trusted, err = web.ParseProxies(trusted); err != nil {
		return fmt.Errorf("-trust %w", err)
	}
	return nil
}

// durationBetween parses the value of a flag as a duration within bounds.
func durationBetween(flag, text string, least, most time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < least || d > most {
		const message = "%s must be a duration between %v and %v, such as %[3]v, got %.40[4]q"
		return 0, fmt.Errorf(message, flag, least, most, text)
	}
	return d, nil
}
