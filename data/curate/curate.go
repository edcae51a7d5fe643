// Package curate compiles the dataset. It loads the record files, finds every passage in its document, reports all
// problems, and writes an SQLite file. The same records always give the same bytes.
//
// Start at Compile; Show, Scaffold and Schemas support curators while they write records. The package depends on
// package data and a YAML library.
package curate

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/summitry/summitry/data"
)

type Dataset struct {
	Database []byte // the SQLite file
	Lock     []byte // the content of passages.lock: the places of all passages
	Summary  string // one line with the version and the numbers of records
	Moves    []Move // passages that moved since the lock file was written; only Reanchor accepts any
}

// Compile compiles the record files. It looks passages up in the documents; if documents is nil, it takes their places
// from the lock file. If the records have problems, it returns all of them as Problems; but if files
// are not valid YAML, only those.
//
// If a document was edited since the lock file was written, passages that stand at other places now are problems too.
func Compile(files, documents fs.FS) (*Dataset, error) {
	return compile(files, documents, (*places).moves)
}

// Reanchor is Compile, but accepts passages that moved.
func Reanchor(files, documents fs.FS) (*Dataset, error) {
	return compile(files, documents, func(*places) Problems { return nil })
}

func compile(files, documents fs.FS, checkMoves func(*places) Problems) (*Dataset, error) {
	if err := checkFolders(data.Kinds); err != nil {
		return nil, err
	}
	records, problems := load(files)
	if records == nil {
		return nil, problems.err()
	}
	places, more := openPlaces(records, documents)
	rows := assemble(records, places)
	if err := slices.Concat(problems, more, rows.problems, checkMoves(places)).err(); err != nil {
		return nil, err
	}
	lock := places.newLock()
	sha256, err := digest(files, lock)
	if err != nil {
		return nil, fmt.Errorf("reading the records again: %w", err)
	}
	rows.countUp(records.dataset.Version.string, sha256, rows.described)
	database, err := rows.write()
	if err != nil {
		return nil, fmt.Errorf("writing the database: %w", err)
	}
	return &Dataset{database, lock, rows.summary(), places.moved}, nil
}
