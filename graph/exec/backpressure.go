package exec

import (
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// A backpressure bounds the goroutines of one heavy operation. gqlgen answers each record of a list in a goroutine of
// its own, and starts them faster than they run. Thousands of waiting goroutines would take more memory than the
// result. So gqlgen gets a list only when most records of earlier lists have begun.
type backpressure struct {
	listing sync.Mutex
	total   int64 // records of all lists so far
	begun   atomic.Int64
	seen    sync.Map // *graphql.FieldContext of each record that has begun
}

type backpressureKey struct{} // of a *backpressure in a context

const (
	maxIdle  = 100                   // records that have not begun when a list is released
	maxDelay = 50 * time.Millisecond // a list is released after it anyway: a record without fields never begins
)

// started records that the record of a field has begun.
func (c *backpressure) started(field *graphql.FieldContext) {
	if c == nil || field.Parent == nil || field.Parent.Index == nil {
		return
	}
	if _, known := c.seen.LoadOrStore(field.Parent, nil); !known {
		c.begun.Add(1)
	}
}

// throttle delays a field that is a list of records until enough records have begun or the operation is over.
func (c *backpressure) throttle(field *graphql.FieldContext, value any, over func() error) {
	if c == nil || value == nil || field.Field.Definition.Type.Elem == nil || len(field.Field.Selections) == 0 {
		return
	}
	c.listing.Lock()
	defer c.listing.Unlock()
	for paused := time.Duration(0); c.total-c.begun.Load() > maxIdle && paused < maxDelay &&
		over() == nil; paused += time.Millisecond {
		time.Sleep(time.Millisecond)
	}
	c.total += int64(reflect.ValueOf(value).Len())
}
