package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// A slow query does not block other queries, even when its statement leaves the cache.
func TestPreparedStatementsDoNotWait(t *testing.T) {
	db, err := sql.Open("sqlite", "file:waiting?mode=memory&cache=shared")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p := newPrepared(db)
	ask := func(ctx context.Context, query string) {
		if err := each(ctx, p, query, nil, func(*sql.Rows) error { return nil }); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
	}
	ask(t.Context(), "SELECT 'first'")
	ctx, stop := context.WithCancel(t.Context())
	var long sync.WaitGroup
	began, first := make(chan struct{}), sync.Once{}
	long.Go(func() {
		each(ctx, p, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", nil,
			func(*sql.Rows) error {
				first.Do(func() { close(began) })
				return nil
			}) // ends with ctx
	})
	<-began
	for i := range 2 * maxPrepared { // would block forever
		ask(t.Context(), fmt.Sprintf("SELECT %d", i))
	}
	stop()
	long.Wait()
}

// SQLite interrupts an endless query when its context expires.
func TestQueryStopsAtDeadline(t *testing.T) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
	err = each(ctx, newPrepared(db), endless, nil, func(*sql.Rows) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it ended with %v, want %v", err, context.DeadlineExceeded)
	}
}

// The cache has a limit, and queries whose statement leaves it meanwhile still read all rows.
func TestPreparedStatementsAreBounded(t *testing.T) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p := newPrepared(db)
	numbers := func(i int) {
		n := 0
		query := fmt.Sprintf("SELECT value + %d FROM json_each('[1,2,3]')", i)
		err := each(t.Context(), p, query, nil, func(rows *sql.Rows) error {
			var value int
			err := rows.Scan(&value)
			if n++; value != i+n {
				t.Errorf("%d is %d", i+n, value)
			}
			return err
		})
		if err != nil || n != 3 {
			t.Errorf("%d rows, %v", n, err)
		}
	}
	var clients sync.WaitGroup
	for client := range 4 {
		clients.Go(func() {
			for i := range 3 * maxPrepared {
				numbers(i * (client + 1) % (2 * maxPrepared))
			}
		})
	}
	clients.Wait()
	if n := p.statements.Len(); n != maxPrepared {
		t.Errorf("%d statements are kept", n)
	}
	for _, r := range p.statements.Values() {
		if r.users != 1 {
			t.Errorf("a statement that nobody uses has %d users", r.users)
		}
	}
}
