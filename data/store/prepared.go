package store

import (
	"context"
	"database/sql"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// What is kept ready of the statements that were used last. Each takes SQLite's memory on every connection that uses
// it, some twenty times its text.
const (
	maxPrepared      = 128
	maxPreparedBytes = 128 << 10 // of their texts
)

// A prepared database keeps statements that SQLite has compiled: compiling one takes as long as finding a record.
type prepared struct {
	db         *sql.DB
	mu         sync.Mutex
	statements *simplelru.LRU[string, *ready]
	bytes      int // of the texts of those
}

// A ready statement is closed when it is no longer kept and its last user is done.
type ready struct {
	*sql.Stmt
	users int // to be read and changed by those who hold prepared.mu; being kept counts as one
}

func newPrepared(db *sql.DB) *prepared {
	p := &prepared{db: db}
	p.statements, _ = simplelru.NewLRU(maxPrepared, func(query string, r *ready) {
		p.bytes -= len(query)
		r.leave()
	}) // only a size below 1 is an error
	return p
}

func (r *ready) leave() {
	if r.users--; r.users == 0 {
		go r.Close() // it waits for every connection that is busy
	}
}

// QueryContext is sql.DB's. Rows that are being read outlive their statement.
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
	} else { // somebody was faster
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
