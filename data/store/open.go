// Package store runs queries on a dataset in SQLite. It does not know what the records are: package data describes them
// with an Entity for each kind, Relations and Lists that lead from keys to records, and a Catalog of the tables with
// their orders and indexes.
//
// Start at Catalog.Open and New. Relation.All and List.PagesByKey read whole records; Projection, Relation.Read and
// List.ReadPages read selected columns. The page planner (planner.go) chooses the index that drives a page.
// Catalog.BuildIndexes computes ranks, posting lists and the search index when a dataset is compiled.
//
// The package depends on database/sql, the SQLite driver and golang.org/x/text.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"runtime"

	_ "modernc.org/sqlite" // the driver
	"modernc.org/sqlite/vfs"
)

// Open opens the dataset file of that name in files. It reads the file in place and writes nothing to disk. The file
// must not change while it is open; package release provides such files.
func (c *Catalog) Open(ctx context.Context, files fs.FS, name string) (*sql.DB, error) {
	if info, err := fs.Stat(files, name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	system, _, err := vfs.New(files)
	if err != nil {
		return nil, err
	}
	dsn := url.URL{Scheme: "file", Opaque: url.PathEscape(name), RawQuery: url.Values{
		"vfs": {system}, "mode": {"ro"}, "immutable": {"1"}, "_pragma": {"temp_store(memory)"},
	}.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(runtime.GOMAXPROCS(0) + 2)
	db.SetMaxIdleConns(runtime.GOMAXPROCS(0) + 2)
	if err := c.check(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

var createsTable = regexp.MustCompile(`(?m)^CREATE (?:VIRTUAL )?TABLE (\w+)`)

// check returns an error if the file is not a dataset, or has another format than this program reads.
func (c *Catalog) check(ctx context.Context, db *sql.DB) error {
	var format string
	if err := db.QueryRowContext(ctx, "SELECT format FROM dataset").Scan(&format); err != nil {
		return fmt.Errorf("not a Summitry dataset (%w): name a file compiled from records", err)
	}
	if want := c.Format(); format != want {
		const message = "its format is %q, this program reads %q: " +
			"compile the records again with this program, or start the program that made the file"
		return fmt.Errorf(message, format, want)
	}
	for _, table := range createsTable.FindAllStringSubmatch(c.DDL, -1) {
		if _, err := db.ExecContext(ctx, "SELECT * FROM "+table[1]+" LIMIT 1"); err != nil {
			return fmt.Errorf("damaged, table %s cannot be read (%w): compile the records again", table[1], err)
		}
	}
	return nil
}
