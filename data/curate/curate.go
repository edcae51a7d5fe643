// Package curate makes the dataset: it loads the curated records, finds every passage in its document, refuses what is
// wrong, and compiles the rest into an SQLite file. The same records give the same bytes.
package curate

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/summitry/summitry/data"
)

// A Dataset is a compiled set of records.
type Dataset struct {
	Database []byte // the SQLite file
	Lock     []byte // the places of all passages, to be kept as passages.lock beside the records
	Summary  string // what it holds, in a line
}

// Compile makes a dataset of the record files. With the folder of documents at hand, passages are found in their texts;
// with nil, their places are taken from the lock file. What is wrong with the records is returned as Problems, all of
// it.
func Compile(files, documents fs.FS) (*Dataset, error) {
	if err := checkFolders(data.Kinds); err != nil {
		return nil, err
	}
	records, problems := load(files)
	places, more := openPlaces(records, documents)
	rows := assemble(records, places)
	if err := slices.Concat(problems, more, rows.problems).err(); err != nil {
		return nil, err
	}
	lock := places.lock()
	sha256, err := digest(files, lock)
	if err != nil {
		return nil, fmt.Errorf("reading the records again: %w", err)
	}
	rows.countUp(records.dataset.Version.string, sha256)
	database, err := rows.write()
	if err != nil {
		return nil, fmt.Errorf("writing the database: %w", err)
	}
	return &Dataset{database, lock, rows.summary()}, nil
}
