//go:build linux

// Command bench measures what responses cost: five workloads, on synthetic datasets of several sizes, in processor time
// of a server that receives requests over the network. It compares Summitry with hand-written SQL and with two other
// servers (peers.go), and measures latencies under load (load.go), starting (startup.go), and growth.
//
//	go run ./bench > BENCHMARKS.md
//	go run ./bench -rounds 3 -sizes 1000 # takes a few minutes
//
// It needs Linux, and runs in the root folder of the module. make bench also installs the peers. Compare the ratios,
// which are measured within one run: times differ between machines, which are seldom idle.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzhttp"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
)

func main() {
	sizes := flag.String("sizes", "1000,10000,100000", "dataset `sizes` in statements, comma-separated")
	rounds := flag.Int("rounds", 11, "`number` of rounds, at least 1")
	datasets := flag.String(
		"datasets",
		"",
		"`folder` that keeps the datasets for later runs (default: a temporary one)",
	)
	twin := flag.String("twin", "",
		"what to serve when this program starts itself: static, sql, plans or resolvers")
	of := flag.String("of", "", "the dataset, or the server that static repeats")
	cluster := flag.String(
		"cluster",
		"",
		"measures a cluster instead: the `address` of nodes that hold the dataset -of",
	)
	pids := flag.String("pids", "", "`processes` of these nodes, comma-separated")
	listen := flag.String("listen", "", "the address of a twin")
	flag.Parse()
	var err error
	if *rounds < 1 {
		err = fmt.Errorf("-rounds must be at least 1, got %d", *rounds)
	}
	switch {
	case err != nil:
	case *cluster != "":
		err = benchCluster(*cluster, *of, *pids, *rounds)
	case *twin != "":
		err = serve(*twin, *of, *listen)
	default:
		err = bench(*sizes, *rounds, *datasets)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve runs one of the servers that are compared with Summitry.
func serve(twin, of, listen string) error {
	debug.SetGCPercent(400) // as Summitry does; neither server comes near its memory limit
	var handler http.Handler = &staticServer{server: of, responses: map[string]*staticResponse{}}
	if twin != "static" {
		db, err := data.Catalog.Open(context.Background(), os.DirFS(filepath.Dir(of)), filepath.Base(of))
		if err != nil {
			return err
		}
		if handler, err = handlerOf(context.Background(), twin, db); err != nil {
			return err
		}
		handler = compressed(handler)
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "graphql=http://%s/graphql\n", listener.Addr())
	return http.Serve(listener, handler)
}

// compressed sends responses in gzip to clients that accept it, and costs nothing otherwise.
func compressed(plain http.Handler) http.Handler {
	inGzip := gzhttp.GzipHandler(plain)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") == "" {
			plain.ServeHTTP(w, r)
			return
		}
		inGzip.ServeHTTP(w, r)
	})
}

// handlerOf returns a handler that answers from a dataset by hand-written SQL, by plans or by resolvers.
func handlerOf(ctx context.Context, by string, db *sql.DB) (http.Handler, error) {
	if by == "sql" {
		return newHandwritten(ctx, db)
	}
	api, err := graph.New(ctx, store.New(db), slog.New(slog.DiscardHandler))
	if err != nil || by == "plans" {
		return api, err
	}
	return api.ByResolvers(), nil
}

// bench writes the whole page.
func bench(sizes string, rounds int, datasets string) error {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if datasets == "" {
		datasets = folder
	}
	program := filepath.Join(folder, "summitry")
	if output, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", program, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("build the server: %w: %s", err, output)
	}
	startups, err := measureStartups(folder, program, rounds)
	if err != nil {
		return err
	}
	printHeading(startups, rounds)
	var all []*datasetResult
	for size := range strings.SplitSeq(sizes, ",") {
		statements, err := strconv.Atoi(size)
		if err != nil || statements < 1 {
			return fmt.Errorf("-sizes must be positive integers, comma-separated, got %q", size)
		}
		dataset := filepath.Join(datasets, size+"-skewed.db")
		if _, err := os.Stat(dataset); errors.Is(err, fs.ErrNotExist) {
			if err := generate.Skewed(context.Background(), dataset, 1, statements); err != nil {
				return err
			}
		}
		results, err := measure(folder, program, dataset, rounds)
		if err != nil {
			return err
		}
		results.statements = statements
		printResults(results)
		all = append(all, results)
	}
	printGrowth(all)
	printWorkloads()
	return nil
}
