package graph

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// A priority has heavy operations pause while light ones run. A pause is short, and after it there is none for as long again, so
// that heavy ones come to their end however many light ones there are. Their statements take turns, so that connections to the store are left.
type priority struct {
	statements *semaphore.Weighted

	mu           sync.Mutex
	light, heavy int       // operations that run
	began        time.Time // the last pause
	next         time.Time // may begin
	preempted    atomic.Pointer[chan struct{}]
}

// longestYield is how long a pause may last.
const maxPreemption = 20 * time.Millisecond

// beginLight tells of a light operation that runs.
func (y *priority) beginLight() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.light++
	y.preempt()
}

// beginHeavy tells of a heavy one, which will pause.
func (y *priority) beginHeavy() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.heavy++
	y.preempt()
}

// endHeavy tells of a heavy one that has ended.
func (y *priority) endHeavy() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.heavy--
}

// preempt begins a pause if heavy operations run beside light ones.
func (y *priority) preempt() {
	if y.light == 0 || y.heavy == 0 || y.preempted.Load() != nil || time.Now().Before(y.next) {
		return
	}
	over := make(chan struct{})
	y.began = time.Now()
	y.preempted.Store(&over)
	time.AfterFunc(maxPreemption, func() { y.resume(&over) })
}

// endLight tells of a light one that has ended.
func (y *priority) endLight() {
	y.mu.Lock()
	y.light--
	over := y.preempted.Load()
	last := y.light == 0
	y.mu.Unlock()
	if last && over != nil {
		y.resume(over)
	}
}

// resume ends a pause.
func (y *priority) resume(over *chan struct{}) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.preempted.CompareAndSwap(over, nil) {
		y.next = time.Now().Add(time.Since(y.began))
		close(*over)
	}
}

// wait waits while light operations run.
func (y *priority) wait(ctx context.Context) {
	if y == nil {
		return
	}
	if over := y.preempted.Load(); over != nil {
		select {
		case <-*over:
		case <-ctx.Done():
		}
	}
}

// acquire waits until a heavy operation may send a statement to the store, and gives what ends it. Light ones may always.
func (y *priority) acquire(ctx context.Context) (over func(), err error) {
	if y == nil {
		return func() {}, nil
	}
	y.wait(ctx)
	if err := y.statements.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { y.statements.Release(1) }, nil
}
