// Package recording opens a dataset and records the SQL statements that are sent to it, for tests and measurements.
//
// Start at Open. The package depends on database/sql and the SQLite driver.
package recording

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync"

	"modernc.org/sqlite"
)

// Sent is an executed statement with its arguments.
type Sent struct {
	Query string
	Args  []driver.NamedValue
}

func (s Sent) String() string { return fmt.Sprintf("%s %v", s.Query, s.Args) }

// A Recorder collects executed statements.
type Recorder struct {
	file string
	mu   sync.Mutex
	sent []Sent
}

// Open opens a dataset file, read-only. The caller closes the database.
func Open(file string) (*sql.DB, *Recorder) {
	r := &Recorder{file: file}
	return sql.OpenDB(r), r
}

// Of returns the statements that are executed during do.
func (r *Recorder) Of(do func()) []Sent {
	r.mu.Lock()
	r.sent = nil
	r.mu.Unlock()
	do()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sent
}

func (r *Recorder) record(query string, args []driver.NamedValue) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, Sent{query, args})
}

// Driver implements driver.Connector.
func (r *Recorder) Driver() driver.Driver { return &sqlite.Driver{} }

// Connect implements driver.Connector with a connection that records.
func (r *Recorder) Connect(context.Context) (driver.Conn, error) {
	c, err := r.Driver().Open("file:" + r.file + "?mode=ro&immutable=1")
	return conn{c, r}, err
}

type conn struct {
	driver.Conn
	recorder *Recorder
}

func (c conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.recorder.record(query, args)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	return stmt{s, query, c.recorder}, err
}

type stmt struct {
	driver.Stmt
	query    string
	recorder *Recorder
}

func (s stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.recorder.record(s.query, args)
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}
