// Package data holds the dataset's nouns and answers questions about them from SQLite. One file a noun: what a record
// of it holds, the columns that it is read from, the relations that lead to it, the filters and orders that lists of it
// have.
package data

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
		return fmt.Errorf("not a Summitry dataset: %w", err)
	}
	if want := c.Format(); format != want {
		const message = "its format is %s, this program reads format %s: " +
			"compile the records again with this program, or start the program that the file was made with"
		return fmt.Errorf(message, format, want)
	}
	for _, table := range createsTable.FindAllStringSubmatch(c.DDL, -1) {
		if _, err := db.ExecContext(ctx, "SELECT * FROM "+table[1]+" LIMIT 1"); err != nil {
			return fmt.Errorf("damaged: its table %s cannot be read: %w", table[1], err)
		}
	}
	return nil
}
