package data

import (
	"database/sql"
	"fmt"
	"sync"
	"testing"
)

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
