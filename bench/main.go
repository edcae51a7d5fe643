//go:build linux

// Command bench measures what answers cost: five workloads, at several sizes of a synthetic dataset, in processor
// time of a server that is asked over the network.
//
//	go run ./bench > BENCHMARKS.md
//
// It needs Linux, and the folder of the module. Everything is in ratios of one run, as machines differ and are seldom
// quiet.
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

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
)

func main() {
	sizes := flag.String("sizes", "1000,100000", "dataset `sizes` in statements, comma-separated")
	rounds := flag.Int("rounds", 11, "`number` of rounds, at least 1")
	datasets := flag.String(
		"datasets",
		"",
		"`folder` that keeps the datasets for later runs (default: a temporary one)",
	)
	twin := flag.String("twin", "",
		"internal: `kind` of server to run, one of bytes, hand, plans, resolvers")
	of := flag.String("of", "", "internal: `dataset` to serve, or server that bytes repeats")
	listen := flag.String("listen", "", "internal: `address` to listen on")
	flag.Parse()
	var err error
	if *rounds < 1 {
		err = fmt.Errorf("-rounds must be at least 1, got %d", *rounds)
	}
	switch {
	case err != nil:
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

// serve is what a twin does.
func serve(twin, of, listen string) error {
	debug.SetGCPercent(400) // as Summitry does; neither twin comes near its limit of memory
	var handler http.Handler = &staticServer{server: of, responses: map[string]*staticResponse{}}
	if twin != "bytes" {
		db, err := data.Catalog.Open(context.Background(), os.DirFS(filepath.Dir(of)), filepath.Base(of))
		if err != nil {
			return err
		}
		if handler, err = handlerOf(context.Background(), twin, db); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "graphql=http://%s/graphql\n", listener.Addr())
	return http.Serve(listener, handler)
}

// handlerOf answers from a dataset by hand, by plans or by resolvers.
func handlerOf(ctx context.Context, by string, db *sql.DB) (http.Handler, error) {
	if by == "hand" {
		return newHandwritten(ctx, db)
	}
	api, err := graph.New(ctx, store.New(db), slog.New(slog.DiscardHandler))
	if err != nil || by == "plans" {
		return api, err
	}
	return api.ByResolvers(), nil
}

// bench prints the page.
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
	s, err := measureStartup(folder, program, rounds)
	if err != nil {
		return err
	}
	printHeading(s, rounds)
	for size := range strings.SplitSeq(sizes, ",") {
		statements, err := strconv.Atoi(size)
		if err != nil || statements < 1 {
			return fmt.Errorf("-sizes must be positive integers with commas between, got %q", size)
		}
		dataset := filepath.Join(datasets, size+".db")
		if _, err := os.Stat(dataset); errors.Is(err, fs.ErrNotExist) {
			if err := generate.File(context.Background(), dataset, 1, statements); err != nil {
				return err
			}
		}
		results, err := measure(folder, program, dataset, rounds)
		if err != nil {
			return err
		}
		printResults(statements, results)
	}
	printWorkloads()
	return nil
}
