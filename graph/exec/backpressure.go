package exec

import (
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// A backpressure bounds the goroutines of one heavy operation. gqlgen answers each record of a list in a goroutine
// of its own, and starts them faster than they run: thousands that have not begun would take more memory than the
// answer. So gqlgen gets a list when most records of other lists have begun.
type backpressure struct {
	listing sync.Mutex
	total   int64 // records of lists
	begun   atomic.Int64
	seen    sync.Map // their contexts
}

type backpressureKey struct{} // of a context

const (
	maxIdle  = 100                   // records that have not begun, when a list is opened
	maxDelay = 50 * time.Millisecond // after which it is opened anyway: records without fields never begin
)

// started tells of a field that is about to be answered.
func (c *backpressure) started(field *graphql.FieldContext) {
	if c == nil || field.Parent == nil || field.Parent.Index == nil {
		return
	}
	if _, known := c.seen.LoadOrStore(field.Parent, nil); !known {
		c.begun.Add(1)
	}
}

// throttle waits until a list of records may be gone through, if the field is one, or until the operation is over.
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
