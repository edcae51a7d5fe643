package curate_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/summitry/summitry/data/curate"
)

// exampleFolders returns the folders of the example.
func exampleFolders(t *testing.T) (records, documents fs.FS) {
	t.Helper()
	records, err := fs.Sub(curate.Example(), "records")
	if err != nil {
		t.Fatal(err)
	}
	documents, err = fs.Sub(curate.Example(), "documents")
	if err != nil {
		t.Fatal(err)
	}
	return records, documents
}

// The example with which curators start compiles.
func TestExampleCompiles(t *testing.T) {
	records, documents := exampleFolders(t)
	if dataset := compile(t, records, documents); !strings.Contains(dataset.Summary, "version 0.1.0: 2 statements") {
		t.Error(dataset.Summary)
	}
}
