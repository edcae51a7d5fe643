package graph

import (
	"context"
	"reflect"
	"runtime"
	"sync"
	"time"
)

// A crowd is what runs for one heavy operation. gqlgen answers each record of a list in a goroutine of its own, and a list is opened
// faster than its records are answered: thousands of goroutines that have not begun would take more memory than their answer. So where
// many are about, lists are opened step by step.
type crowd struct {
	before int // goroutines, when the operation began

	mu     sync.Mutex
	opened int // records since the last pause
}

const (
	crowded  = 500 // goroutines
	stepSize = 50  // records
	step     = 2 * time.Millisecond
)

// open waits until a list may be gone through.
func (c *crowd) open(ctx context.Context, list any) {
	if c == nil || ctx.Err() != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened += reflect.ValueOf(list).Len()
	if c.opened >= stepSize && runtime.NumGoroutine()-c.before > crowded {
		c.opened = 0
		time.Sleep(step)
	}
}
