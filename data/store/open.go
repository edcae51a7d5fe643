// Package store runs queries on a dataset in SQLite. It does not know what the records are: package data describes them
// with an Entity for each kind, Relations and Lists that lead from keys to records, and a Catalog of the tables with
// their orders and indexes.
//
// Start at Catalog.Open and New. Relation.All and List.PagesByKey read whole records; Projection, Relation.Read and
// List.ReadPages read selected columns. The page planner (planner.go) chooses the index that drives a page.
// Catalog.BuildIndexes computes ranks, posting lists and the search index when a dataset is compiled.
//
// The package depends on database/sql, the SQLite driver with its C library, and golang.org/x/text.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"runtime"
	"slices"
)

// Open opens the dataset file of that name in files. It reads the file in place and writes nothing to disk. The file
// must not change while it is open; package release provides such files. Closing the database releases the files.
func (c *Catalog) Open(ctx context.Context, files fs.FS, name string) (*sql.DB, error) {
	info, err := fs.Stat(files, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	source, err := newConnector(files, name, info.Size())
	if err != nil {
		return nil, err
	}
	return c.OpenConnector(ctx, source, runtime.GOMAXPROCS(0)+2)
}

// OpenConnector opens a dataset by any driver for SQLite, with at most the given number of connections.
func (c *Catalog) OpenConnector(ctx context.Context, source driver.Connector, connections int) (*sql.DB, error) {
	db := sql.OpenDB(source)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if err := c.check(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

var createsTable = regexp.MustCompile(`(?m)^CREATE (?:VIRTUAL )?TABLE (\w+)`)

// check returns an error if the file is not a dataset, or has another format than this program reads. It compares the
// definitions before it runs any query on them.
func (c *Catalog) check(ctx context.Context, db *sql.DB) error {
	if err := c.checkSchema(ctx, db); err != nil {
		return err
	}
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
		ignored := func(*sql.Rows) error { return nil }
		if err := each(ctx, db, "SELECT * FROM "+table[1]+" LIMIT 1", nil, ignored); err != nil {
			return fmt.Errorf("damaged, table %s cannot be read (%w): compile the records again", table[1], err)
		}
	}
	return nil
}

// A definition is a row of the schema table of SQLite.
type definition struct{ kind, name, table, sql string }

// checkSchema returns an error unless the tables, indexes, views and triggers of a file are those of DDL, byte for
// byte. A view or trigger that somebody else wrote could run anything that SQL can.
func (c *Catalog) checkSchema(ctx context.Context, db *sql.DB) error {
	found, err := definitions(ctx, db)
	if err != nil {
		return fmt.Errorf("not a Summitry dataset (%w): name a file compiled from records", err)
	}
	if !slices.ContainsFunc(found, func(d definition) bool { return d.kind == "table" && d.name == "dataset" }) {
		return errors.New("not a Summitry dataset, it has no table dataset: name a file compiled from records")
	}
	empty, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	defer empty.Close()
	empty.SetMaxOpenConns(1) // each connection has its own memory
	if _, err := empty.ExecContext(ctx, c.DDL); err != nil {
		return err
	}
	expected, err := definitions(ctx, empty)
	if err != nil {
		return err
	}
	const advice = "compile the records again with this program, or start the program that made the file"
	for _, d := range found {
		if !slices.Contains(expected, d) {
			return fmt.Errorf("its %s %.100q is not defined as in this program: %s", d.kind, d.name, advice)
		}
	}
	for _, d := range expected {
		if !slices.Contains(found, d) {
			return fmt.Errorf("it lacks the %s %s: %s", d.kind, d.name, advice)
		}
	}
	return nil
}

func definitions(ctx context.Context, db *sql.DB) (all []definition, err error) {
	rows, err := db.QueryContext(ctx, "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d definition
		if err := rows.Scan(&d.kind, &d.name, &d.table, &d.sql); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, rows.Err()
}
