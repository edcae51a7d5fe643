package graph

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/sync/semaphore"
)

// An operation is heavy that may cost more than this. Heavy operations wait for each other, light ones pass them by.
var light = cost{records: 500, types: 30_000, work: 5000}

// How long an operation may wait, how many heavy ones may, and after how many seconds a client that was sent away may come again.
const (
	maxWait    = 2 * time.Second
	maxQueue   = 16
	RetryAfter = "2"
)

// Answers that are larger than smallAnswer, in bytes, share maxOutbox for as long as their clients read them. Smaller ones are the
// network's at once.
const (
	smallAnswer = 64 << 10
	maxOutbox   = 16 << 20
)

// Lanes keep the machine free for others: heavy operations share all processors but one, light ones are held back by what memory
// they take together, and answers by what of them has not been read.
type lanes struct {
	heavy, light, outbox *semaphore.Weighted
	queue                atomic.Int64
}

func newLanes() *lanes {
	processors := int64(runtime.GOMAXPROCS(0))
	return &lanes{heavy: semaphore.NewWeighted(max(processors-1, 1)), light: semaphore.NewWeighted(8 * processors), outbox: semaphore.NewWeighted(maxOutbox)}
}

var overcrowded = coded(&gqlerror.Error{}, "the server is busy with operations as heavy as this: ask again in "+RetryAfter+" seconds, or for less at a time", overloaded)

// enter waits for a place to execute an operation, and gives what leaves it. What belongs to an answer that has begun is not sent
// away, and waits as long as an operation may last.
func (l *lanes) enter(ctx context.Context, c cost, begun bool) (leave func(), problem *gqlerror.Error) {
	lane := l.light
	if c.records > light.records || c.work > light.work || c.types > light.types {
		lane = l.heavy
	}
	leave = func() { lane.Release(1) }
	if lane.TryAcquire(1) {
		return leave, nil
	}
	if lane == l.heavy {
		defer l.queue.Add(-1)
		if l.queue.Add(1) > maxQueue && !begun {
			return nil, overcrowded
		}
	}
	if !acquire(ctx, lane, 1, begun) {
		return nil, overcrowded
	}
	return leave, nil
}

// hold waits for room to keep an answer until its client has read it, and gives what ends that.
func (l *lanes) hold(ctx context.Context, size int, begun bool) (done func(), problem *gqlerror.Error) {
	if size <= smallAnswer {
		return func() {}, nil
	}
	room := int64(min(size, maxOutbox))
	if !acquire(ctx, l.outbox, room, begun) {
		return nil, overcrowded
	}
	return func() { l.outbox.Release(room) }, nil
}

func acquire(ctx context.Context, s *semaphore.Weighted, n int64, begun bool) bool {
	patience := maxWait
	if begun {
		patience = MaxTime
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return s.Acquire(ctx, n) == nil
}
