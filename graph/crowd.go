package graph

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// A crowd is what runs for one heavy operation. gqlgen answers each record of a list in a goroutine of its own, which waits for what
// it asked: thousands at once would take more memory than their answer. So a list is opened when there is room, of which there is
// more for each list that lies around it: what lies deepest can always go on, and makes room.
type crowd struct {
	before  int // goroutines, when the operation began
	opening [MaxDepth + 1]sync.Mutex
}

const (
	roomPerList = 150
	maxCrowding = 20 * time.Millisecond // that a list waits: others may have made the crowd
)

// open waits until a list may be gone through.
func (c *crowd) open(ctx context.Context, field *graphql.FieldContext) {
	if c == nil || field.Field.Definition.Type.Elem == nil {
		return
	}
	around := 0
	for f := field.Parent; f != nil; f = f.Parent {
		if f.Index != nil {
			around++
		}
	}
	room := roomPerList * (around + 1)
	c.opening[around].Lock()
	defer c.opening[around].Unlock()
	for began := time.Now(); runtime.NumGoroutine()-c.before > room && time.Since(began) < maxCrowding && ctx.Err() == nil; {
		time.Sleep(time.Millisecond)
	}
}
