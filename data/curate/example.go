package curate

import (
	"embed"
	"io/fs"
)

//go:embed example
var exampleFiles embed.FS

// Example returns a small dataset that compiles, with made-up people: record files in records and an article in
// documents. Curators start a dataset of their own with it.
func Example() fs.FS {
	files, err := fs.Sub(exampleFiles, "example")
	if err != nil {
		panic(err) // the path is valid
	}
	return files
}
