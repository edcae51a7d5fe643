package data

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"
)

// A statement that takes long does not hold up those that are ready, though one that it has used meanwhile goes.
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
	began := make(chan struct{})
	long.Go(func() {
		close(began)
		ask(ctx, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
	})
	<-began
	time.Sleep(50 * time.Millisecond)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 2 * maxPrepared {
			ask(t.Context(), fmt.Sprintf("SELECT %d", i))
		}
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Error("they wait")
	}
	stop()
	long.Wait()
	<-done
}

// Statements are kept ready up to a number, and whoever uses one that goes meanwhile reads on.
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
	if n := p.kept.Len(); n != maxPrepared {
		t.Errorf("%d statements are kept", n)
	}
	for _, r := range p.kept.Values() {
		if r.users != 1 {
			t.Errorf("a statement that nobody uses has %d users", r.users)
		}
	}
}
