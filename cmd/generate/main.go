// Command generate writes a synthetic dataset of any size, for example to measure the server:
//
//	go run ./cmd/generate -statements 100000 large.db
//	go run . -database large.db
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/summitry/summitry/data/generate"
)

func main() {
	statements := flag.Int("statements", 10_000, "`number` of statements, at least 1; other records in proportion")
	seed := flag.Uint64("seed", 1, "random seed; the same `seed` gives the same dataset")
	skewed := flag.Bool("skew", false,
		"make it uneven, as real datasets are: few speakers have most statements, lengths and scripts of texts differ")
	flag.Usage = func() {
		fmt.Fprintln(
			flag.CommandLine.Output(),
			"Usage: go run ./cmd/generate [flags] FILE\n\nWrites a synthetic dataset to a new file.",
		)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 || *statements < 1 {
		flag.Usage()
		os.Exit(2)
	}
	create := generate.File
	if *skewed {
		create = generate.Skewed
	}
	if err := create(context.Background(), flag.Arg(0), *seed, *statements); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
