package store

import (
	"context"
	"database/sql"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Limits of the cache of prepared statements. On every connection that uses it, a statement takes about twenty times
// the memory of its text.
const (
	maxPrepared      = 128
	maxPreparedBytes = 128 << 10 // of their texts
)

// prepared is a database with a cache of prepared statements, because preparing one takes as long as finding a
// record.
type prepared struct {
	db         *sql.DB
	mu         sync.Mutex
	statements *simplelru.LRU[string, *ready]
	bytes      int // total length of the cached texts
}

// A ready statement is closed when it has left the cache and its last user is done.
type ready struct {
	*sql.Stmt
	users int // guarded by prepared.mu; the cache counts as one user
}

func newPrepared(db *sql.DB) *prepared {
	p := &prepared{db: db}
	p.statements, _ = simplelru.NewLRU(maxPrepared, func(query string, r *ready) {
		p.bytes -= len(query)
		r.leave()
	}) // fails only for a size below 1
	return p
}

func (r *ready) leave() {
	if r.users--; r.users == 0 {
		go r.Close() // Close waits for all connections that use the statement
	}
}

// QueryContext is like that of sql.DB. Rows can be read after their statement has left the cache.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r, err := p.take(ctx, query)
	if err != nil {
		return nil, err
	}
	defer p.giveBack(r)
	return r.QueryContext(ctx, args...)
}

func (p *prepared) take(ctx context.Context, query string) (*ready, error) {
	if r := p.use(query); r != nil {
		return r, nil
	}
	statement, err := p.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	r := &ready{statement, 2}
	if !p.statements.Contains(query) {
		p.statements.Add(query, r)
		for p.bytes += len(query); p.bytes > maxPreparedBytes; {
			p.statements.RemoveOldest()
		}
	} else { // another goroutine prepared it meanwhile
		r.users--
	}
	return r, nil
}

func (p *prepared) use(query string) *ready {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, found := p.statements.Get(query)
	if !found {
		return nil
	}
	r.users++
	return r
}

func (p *prepared) giveBack(r *ready) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.leave()
}
