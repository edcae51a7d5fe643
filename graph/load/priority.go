package load

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// A Priority lets light operations overtake heavy ones. While a light operation runs, heavy ones wait before each field
// and statement. A wait is short, and they run for as long before the next one, so that heavy operations end however
// many light ones there are. The number of statements of heavy operations is limited, so that light ones find a
// connection to the store.
type Priority struct {
	statements *semaphore.Weighted

	mu           sync.Mutex
	light, heavy int       // running operations
	began        time.Time // when the last preemption began
	next         time.Time // when the next one may begin
	preempted    atomic.Pointer[chan struct{}]
}

// NewPriority allows heavy operations so many statements at a time.
func NewPriority(statements int64) *Priority {
	return &Priority{statements: semaphore.NewWeighted(statements)}
}

// maxPreemption is how long heavy operations wait at a time.
const maxPreemption = 20 * time.Millisecond

// BeginLight counts a light operation, until EndLight.
func (p *Priority) BeginLight() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.light++
	p.preempt()
}

// BeginHeavy counts a heavy operation, until EndHeavy.
func (p *Priority) BeginHeavy() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heavy++
	p.preempt()
}

// EndHeavy ends what BeginHeavy began.
func (p *Priority) EndHeavy() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heavy--
}

// preempt makes heavy operations wait if light ones run.
func (p *Priority) preempt() {
	if p.light == 0 || p.heavy == 0 || p.preempted.Load() != nil || time.Now().Before(p.next) {
		return
	}
	over := make(chan struct{})
	p.began = time.Now()
	p.preempted.Store(&over)
	time.AfterFunc(maxPreemption, func() { p.resume(&over) })
}

// EndLight ends what BeginLight began.
func (p *Priority) EndLight() {
	p.mu.Lock()
	p.light--
	over := p.preempted.Load()
	last := p.light == 0
	p.mu.Unlock()
	if last && over != nil {
		p.resume(over)
	}
}

// resume lets heavy operations continue.
func (p *Priority) resume(over *chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.preempted.CompareAndSwap(over, nil) {
		p.next = time.Now().Add(time.Since(p.began))
		close(*over)
	}
}

// wait waits while light operations go first. A nil Priority never waits.
func (p *Priority) wait(ctx context.Context) {
	if p == nil {
		return
	}
	if over := p.preempted.Load(); over != nil {
		select {
		case <-*over:
		case <-ctx.Done():
		}
	}
}

// acquire waits until a heavy operation may send a statement. A nil Priority never waits.
func (p *Priority) acquire(ctx context.Context) (release func(), err error) {
	if p == nil {
		return func() {}, nil
	}
	p.wait(ctx)
	if err := p.statements.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { p.statements.Release(1) }, nil
}
