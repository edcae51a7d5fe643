// Command curate compiles the curated records into the dataset that the server embeds.
//
//	go run ./cmd/curate compile
//
// The variable SUMMITRY_DOCUMENTS names the folder of the source documents. With it every passage is found in its document
// and the lock file is written anew; without it passages are taken from the lock file.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/summitry/summitry/data/curate"
)

const usage = "usage: go run ./cmd/curate compile (in the project's folder)"

func main() {
	if len(os.Args) != 2 || os.Args[1] != "compile" {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err := compile("data"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func compile(folder string) error {
	records := filepath.Join(folder, "records")
	var documents fs.FS
	if path := os.Getenv("SUMMITRY_DOCUMENTS"); path != "" {
		documents = os.DirFS(path)
	}
	dataset, err := curate.Compile(os.DirFS(records), documents)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(records, "passages.lock"), dataset.Lock, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "summitry.db"), dataset.Database, 0o644)
}
