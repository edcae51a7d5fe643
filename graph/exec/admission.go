package exec

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/summitry/summitry/graph/load"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/sync/semaphore"

	"github.com/summitry/summitry/web/cache"
)

// What is light passes what is not: operations that cost at most this, and texts of so many fields and values,
// fragments written out.
var (
	light     = cost{pageRecords: 1000, types: 5000, work: 7500}
	lightText = 500
)

// briefWork is the work of operations none of whose statements takes long.
const briefWork = 3000

// How long an operation may wait, how many heavy ones may, how late the others are sent away, as some come again at
// once, and after how many seconds they should.
const (
	maxWait    = 2 * time.Second
	maxQueue   = 16
	shedDelay  = 500 * time.Millisecond
	RetryAfter = "2"
)

// Answers that are larger than smallAnswer, in bytes, share maxOutbox for as long as their clients read them, and
// none counts for more than a quarter of it; smaller ones are the network's at once. Bodies that are larger than
// smallBody share maxInbox for as long as their clients send them.
const (
	smallAnswer = 64 << 10
	maxOutbox   = 8 << 20
	smallBody   = cache.MaxRequestBody // which the response cache reads before
	maxInbox    = 4 << 20
)

// maxBuffers limits how many tables over HTTP/1.0 are read at a time, each into up to MaxBufferedTable bytes.
const maxBuffers = 8

// admission keep the machine free for others: what is heavy, to validate or to answer, shares all processors but
// one; light operations are held back by what memory they take together; answers by what of them has not been read.
type admission struct {
	texts, heavy, light, inbox, outbox *semaphore.Weighted
	buffers                            *semaphore.Weighted // of tables over HTTP/1.0, while they are read
	queue                              atomic.Int64
	priority                           *load.Priority
}

func newAdmission() *admission {
	processors := int64(runtime.GOMAXPROCS(0))
	most := max(processors-1, 1)
	return &admission{
		texts: semaphore.NewWeighted(most), heavy: semaphore.NewWeighted(most),
		light:  semaphore.NewWeighted(4 * processors),
		outbox: semaphore.NewWeighted(maxOutbox),
		inbox:  semaphore.NewWeighted(maxInbox), buffers: semaphore.NewWeighted(maxBuffers),
		priority: load.NewPriority(most),
	}
}

func shed() *gqlerror.Error {
	return Error("the server is busy with operations as heavy as this: ask again in "+RetryAfter+" seconds, or for "+
		"less at a time", Overloaded)
}

// admitText waits for a place to validate a text of so many fields and values, and gives what leaves it.
func (l *admission) admitText(ctx context.Context, size int) (leave func(), problem *gqlerror.Error) {
	if size <= lightText {
		return func() {}, nil
	}
	return wait(ctx, l.texts, 1, maxWait)
}

// admit waits for a place to execute an operation, and gives what leaves it, and the yield that it has to others.
// What belongs to an answer that has begun is not sent away, and waits as long as an operation may last.
func (l *admission) admit(ctx context.Context, c cost, begun bool) (func(), *load.Priority, *gqlerror.Error) {
	if c.pageRecords <= light.pageRecords && c.types <= light.types && c.work <= light.work {
		free, problem := wait(ctx, l.light, 1, maxWait)
		if problem != nil {
			return nil, nil, problem
		}
		l.priority.BeginLight()
		return func() { l.priority.EndLight(); free() }, nil, nil
	}
	if l.queue.Add(1) > maxQueue && !begun {
		l.queue.Add(-1)
		delay(ctx)
		return nil, nil, shed()
	}
	defer l.queue.Add(-1)
	free, problem := wait(ctx, l.heavy, 1, patience(begun))
	if problem != nil {
		return nil, nil, problem
	}
	l.priority.BeginHeavy()
	return func() { l.priority.EndHeavy(); free() }, l.priority, nil
}

// reserveOutput waits for room to keep an answer until its client has read it, and gives what ends that.
func (l *admission) reserveOutput(ctx context.Context, size int, begun bool) (done func(), problem *gqlerror.Error) {
	if size <= smallAnswer {
		return func() {}, nil
	}
	return wait(ctx, l.outbox, int64(min(size, maxOutbox/4)), patience(begun))
}

// reserveInput waits for room for a body of so many bytes, or of an unknown number below 0, and gives what ends that.
func (l *admission) reserveInput(ctx context.Context, size int64) (done func(), problem *gqlerror.Error) {
	if size < 0 || size > MaxBody {
		size = MaxBody
	}
	if size <= smallBody {
		return func() {}, nil
	}
	return wait(ctx, l.inbox, 2*size, maxWait) // it is read into memory that doubles
}

func patience(begun bool) time.Duration {
	if begun {
		return MaxTime
	}
	return maxWait
}

func wait(
	ctx context.Context, s *semaphore.Weighted, n int64, at time.Duration,
) (leave func(), problem *gqlerror.Error) {
	if s.TryAcquire(n) {
		return func() { s.Release(n) }, nil
	}
	ctx, cancel := context.WithTimeout(ctx, at)
	defer cancel()
	if s.Acquire(ctx, n) != nil {
		return nil, shed()
	}
	return func() { s.Release(n) }, nil
}

func delay(ctx context.Context) {
	select {
	case <-time.After(shedDelay):
	case <-ctx.Done():
	}
}
