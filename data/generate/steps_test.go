package generate_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/summitry/summitry/data/recording"
	"github.com/summitry/summitry/data/store"
)

// recorded opens a dataset file with a recorder of its statements.
func recorded(t testing.TB, file string) (*store.Store, *sql.DB, *recording.Recorder) {
	t.Helper()
	db, recorder := recording.Open(file)
	t.Cleanup(func() { db.Close() })
	return store.New(db), db, recorder
}

// An engine counts steps of SQLite's virtual machine, which do not depend on the clock. It calls the C library below
// the driver, because the driver does not report them.
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
	e.ok(sqlite3.Xsqlite3_open_v2(e.tls, name, uintptr(unsafe.Pointer(&e.db)),
		sqlite3.SQLITE_OPEN_READONLY|sqlite3.SQLITE_OPEN_URI, 0))
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

// steps runs statements to the end and returns the number of steps.
func (e *engine) steps(all []recording.Sent) (steps int) {
	e.t.Helper()
	for _, s := range all {
		query, _ := libc.CString(s.Query)
		e.ok(sqlite3.Xsqlite3_prepare_v2(e.tls, e.db, query, -1, uintptr(unsafe.Pointer(&e.statement)), 0))
		statement := e.statement
		for _, a := range s.Args {
			switch value := a.Value.(type) {
			case int64:
				e.ok(sqlite3.Xsqlite3_bind_int64(e.tls, statement, int32(a.Ordinal), value))
			case float64:
				e.ok(sqlite3.Xsqlite3_bind_double(e.tls, statement, int32(a.Ordinal), value))
			case string:
				text, _ := libc.CString(value)
				e.ok(sqlite3.Xsqlite3_bind_text(e.tls, statement, int32(a.Ordinal), text, int32(len(value)),
					sqlite3.SQLITE_TRANSIENT))
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

// plan returns the lines of EXPLAIN QUERY PLAN.
func plan(t testing.TB, db *sql.DB, s recording.Sent) []string {
	t.Helper()
	var args []any
	for _, a := range s.Args {
		args = append(args, a.Value)
	}
	rows, err := db.Query("EXPLAIN QUERY PLAN "+s.Query, args...)
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

// scans returns the lines of a plan that scan a table or sort.
func scans(lines []string) (bad []string) {
	for _, l := range lines {
		fine := strings.Contains(l, "VIRTUAL TABLE") || strings.HasPrefix(l, "SCAN segment") ||
			strings.HasPrefix(l, "SCAN (subquery")
		if strings.HasPrefix(l, "SCAN") && !fine || strings.Contains(l, "TEMP B-TREE") {
			bad = append(bad, l)
		}
	}
	return bad
}
