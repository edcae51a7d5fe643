package generate_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/summitry/summitry/data"
)

// A statement that the store sent, with its values.
type sent struct {
	query string
	args  []driver.NamedValue
}

// A recorder is a driver that remembers what is sent through it.
type recorder struct {
	driver.Driver
	mu   sync.Mutex
	sent []sent
}

func (r *recorder) Open(name string) (driver.Conn, error) {
	conn, err := r.Driver.Open(name)
	return recordedConn{conn, r}, err
}

type recordedConn struct {
	driver.Conn
	recorder *recorder
}

func (c recordedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.recorder.mu.Lock()
	c.recorder.sent = append(c.recorder.sent, sent{query, args})
	c.recorder.mu.Unlock()
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

// of gives what is sent while something is done.
func (r *recorder) of(do func()) []sent {
	r.mu.Lock()
	r.sent = nil
	r.mu.Unlock()
	do()
	return r.sent
}

var recording = func() *recorder {
	plain, err := sql.Open("sqlite", "")
	if err != nil {
		panic(err)
	}
	r := &recorder{Driver: plain.Driver()}
	sql.Register("recording", r)
	return r
}()

// recorded opens a dataset file so that recording remembers what is sent to it.
func recorded(t testing.TB, file string) (*data.Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open("recording", "file:"+file+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return data.NewStore(db), db
}

// An engine counts the steps of SQLite's virtual machine, which do not depend on the clock. The driver does not tell them, so
// the library below it is called.
type engine struct {
	t             testing.TB
	tls           *libc.TLS
	db, statement uintptr
}

func newEngine(t testing.TB, file string) *engine {
	t.Helper()
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	absolute, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	e := &engine{t: t, tls: libc.NewTLS()}
	name, _ := libc.CString("file:" + absolute + "?mode=ro&immutable=1")
	e.ok(sqlite3.Xsqlite3_open_v2(e.tls, name, uintptr(unsafe.Pointer(&e.db)), sqlite3.SQLITE_OPEN_READONLY|sqlite3.SQLITE_OPEN_URI, 0))
	t.Cleanup(func() {
		sqlite3.Xsqlite3_close_v2(e.tls, e.db)
		e.tls.Close()
	})
	return e
}

func (e *engine) ok(status int32) {
	e.t.Helper()
	if status != sqlite3.SQLITE_OK {
		e.t.Fatalf("SQLite answers %d", status)
	}
}

// steps runs statements to their ends and gives the number of steps.
func (e *engine) steps(all []sent) (steps int) {
	e.t.Helper()
	for _, s := range all {
		query, _ := libc.CString(s.query)
		e.ok(sqlite3.Xsqlite3_prepare_v2(e.tls, e.db, query, -1, uintptr(unsafe.Pointer(&e.statement)), 0))
		statement := e.statement
		for _, a := range s.args {
			switch value := a.Value.(type) {
			case int64:
				e.ok(sqlite3.Xsqlite3_bind_int64(e.tls, statement, int32(a.Ordinal), value))
			case float64:
				e.ok(sqlite3.Xsqlite3_bind_double(e.tls, statement, int32(a.Ordinal), value))
			case string:
				text, _ := libc.CString(value)
				e.ok(sqlite3.Xsqlite3_bind_text(e.tls, statement, int32(a.Ordinal), text, int32(len(value)), sqlite3.SQLITE_TRANSIENT))
			default:
				e.t.Fatalf("a value is %T", value)
			}
		}
		for sqlite3.Xsqlite3_step(e.tls, statement) == sqlite3.SQLITE_ROW {
		}
		steps += int(sqlite3.Xsqlite3_stmt_status(e.tls, statement, sqlite3.SQLITE_STMTSTATUS_VM_STEP, 0))
		e.ok(sqlite3.Xsqlite3_finalize(e.tls, statement))
	}
	return steps
}

// plan tells how SQLite goes about a statement, a line for each part.
func plan(t testing.TB, db *sql.DB, s sent) []string {
	t.Helper()
	var args []any
	for _, a := range s.args {
		args = append(args, a.Value)
	}
	rows, err := db.Query("EXPLAIN QUERY PLAN "+s.query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, detail)
	}
	return lines
}

// scans picks from a plan what reads a table from end to end, or sorts.
func scans(lines []string) (bad []string) {
	for _, l := range lines {
		fine := strings.Contains(l, "VIRTUAL TABLE") || strings.HasPrefix(l, "SCAN piece") || strings.HasPrefix(l, "SCAN (subquery")
		if strings.HasPrefix(l, "SCAN") && !fine || strings.Contains(l, "TEMP B-TREE") {
			bad = append(bad, l)
		}
	}
	return bad
}

func (s sent) String() string { return fmt.Sprintf("%s %v", s.query, s.args) }
