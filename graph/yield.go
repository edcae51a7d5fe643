package graph

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// A yield has heavy operations pause while light ones run. A pause is short, and after it there is none for as long again, so
// that heavy ones come to their end however many light ones there are. Their statements take turns, so that connections to the store are left.
type yield struct {
	statements *semaphore.Weighted

	mu           sync.Mutex
	light, heavy int       // operations that run
	began        time.Time // the last pause
	next         time.Time // may begin
	paused       atomic.Pointer[chan struct{}]
}

// longestYield is how long a pause may last.
const longestYield = 20 * time.Millisecond

// begin tells of a light operation that runs.
func (y *yield) begin() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.light++
	y.consider()
}

// join tells of a heavy one, which will pause.
func (y *yield) join() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.heavy++
	y.consider()
}

// leave tells of a heavy one that has ended.
func (y *yield) leave() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.heavy--
}

// consider begins a pause if heavy operations run beside light ones.
func (y *yield) consider() {
	if y.light == 0 || y.heavy == 0 || y.paused.Load() != nil || time.Now().Before(y.next) {
		return
	}
	over := make(chan struct{})
	y.began = time.Now()
	y.paused.Store(&over)
	time.AfterFunc(longestYield, func() { y.resume(&over) })
}

// end tells of a light one that has ended.
func (y *yield) end() {
	y.mu.Lock()
	y.light--
	over := y.paused.Load()
	last := y.light == 0
	y.mu.Unlock()
	if last && over != nil {
		y.resume(over)
	}
}

// resume ends a pause.
func (y *yield) resume(over *chan struct{}) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.paused.CompareAndSwap(over, nil) {
		y.next = time.Now().Add(time.Since(y.began))
		close(*over)
	}
}

// pause waits while light operations run.
func (y *yield) pause(ctx context.Context) {
	if y == nil {
		return
	}
	if over := y.paused.Load(); over != nil {
		select {
		case <-*over:
		case <-ctx.Done():
		}
	}
}

// turn waits until a heavy operation may send a statement to the store, and gives what ends it. Light ones may always.
func (y *yield) turn(ctx context.Context) (over func(), err error) {
	if y == nil {
		return func() {}, nil
	}
	y.pause(ctx)
	if err := y.statements.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { y.statements.Release(1) }, nil
}
