// Package store answers queries on a dataset in SQLite and knows nothing of what the records are. Package data
// describes them to it: an Entity says how records of one kind are stored, a Relation or a List leads from keys to
// records, and a Catalog lists the tables with their orders and indexes.
//
// Catalog.Open opens a dataset file, New makes a Store of it. Relation.All and List.Pages read whole records;
// Projection, Relation.Read and List.ReadPages read what a query plan selects. The page planner (planner.go) chooses
// the index that drives a page. Catalog.BuildIndexes computes ranks, posting lists and the search index when a
// dataset is compiled.
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

// Open opens the dataset file of that name in files, read-only and in place: nothing is written to any disk. Files that
// never change come from package release.
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

// check refuses what is no dataset, or one of tables that this program does not know.
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
