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

// light is the cost up to which an operation is light, and lightText the number of fields and values, fragments
// expanded, up to which a text is light to validate. Light operations overtake heavy ones.
var (
	light     = cost{pageRecords: 1000, types: 5000, work: 7500}
	lightText = 500
)

// briefWork is the work up to which every SQL statement of an operation is short.
const briefWork = 3000

// maxWait is how long an operation waits for admission, and maxQueue how many heavy operations wait. Further ones are
// shed after shedDelay, since some clients retry at once. RetryAfter is the Retry-After header of a shed request, in
// seconds.
const (
	maxWait    = 2 * time.Second
	maxQueue   = 16
	shedDelay  = 500 * time.Millisecond
	RetryAfter = "2"
)

// Results above smallAnswer bytes share maxOutbox while clients read them. None counts for more than a quarter of it.
// The network buffers smaller ones at once. Bodies above smallBody bytes share maxInbox while clients send them.
const (
	smallAnswer = 64 << 10
	maxOutbox   = 8 << 20
	smallBody   = cache.MaxRequestBody // the response cache reads these before
	maxInbox    = 4 << 20
)

// maxBuffers limits how many tables over HTTP/1.0 are buffered at a time.
const maxBuffers = 8

// An admission limits what runs at a time. Heavy operations, and the validation of heavy texts, share all processors
// but one. A limit on light operations bounds the memory that they take together.
type admission struct {
	texts, heavy, light, inbox, outbox *semaphore.Weighted
	buffers                            *semaphore.Weighted // for tables over HTTP/1.0
	queue                              atomic.Int64
	priority                           *load.Priority
	hooks                              Hooks
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

func shed(limit string) *gqlerror.Error {
	problem := Error("The server is busy: send the request again in "+RetryAfter+" seconds, or request less at a time",
		Overloaded)
	return limited(problem, limit)
}

// admitText waits for admission to validate a text of so many fields and values. The caller calls leave when it is
// done.
func (l *admission) admitText(ctx context.Context, size int) (leave func(), problem *gqlerror.Error) {
	if size <= lightText {
		return func() {}, nil
	}
	return wait(ctx, l.texts, 1, maxWait)
}

// admit waits for admission to execute an operation. The caller calls the returned function when it is done. A heavy
// operation gets the priority by which it pauses for light ones. An operation that belongs to a response in
// progress is never shed and waits for up to MaxTime.
func (l *admission) admit(ctx context.Context, c cost, begun bool) (func(), *load.Priority, *gqlerror.Error) {
	if priority, admitted := ctx.Value(heavySlot{}).(*load.Priority); admitted {
		return func() {}, priority, nil
	}
	if c.pageRecords <= light.pageRecords && c.types <= light.types && c.work <= light.work {
		free, problem := wait(ctx, l.light, 1, maxWait)
		if problem != nil {
			return nil, nil, problem
		}
		l.priority.BeginLight()
		return func() { l.priority.EndLight(); free() }, nil, nil
	}
	return l.admitHeavy(ctx, begun)
}

// admitHeavy waits for admission to execute a heavy operation.
func (l *admission) admitHeavy(ctx context.Context, begun bool) (func(), *load.Priority, *gqlerror.Error) {
	if l.queue.Add(1) > maxQueue && !begun {
		l.queue.Add(-1)
		delay(ctx)
		return nil, nil, shed(limitQueue)
	}
	defer l.queue.Add(-1)
	admitted := l.hooks.queued()
	free, problem := wait(ctx, l.heavy, 1, patience(begun))
	admitted()
	if problem != nil {
		return nil, nil, problem
	}
	l.priority.BeginHeavy()
	return func() { l.priority.EndHeavy(); free() }, l.priority, nil
}

// heavySlot is the key of contexts whose operations run in a heavy slot that their caller holds. The value is the
// priority of the operations.
type heavySlot struct{}

// reserveOutput waits until a result fits, which the caller frees by done once the client has read it. Results of a
// caller that holds a heavy slot are not sent.
func (l *admission) reserveOutput(ctx context.Context, size int, begun bool) (done func(), problem *gqlerror.Error) {
	if size <= smallAnswer || ctx.Value(heavySlot{}) != nil {
		return func() {}, nil
	}
	return wait(ctx, l.outbox, int64(min(size, maxOutbox/4)), patience(begun))
}

// reserveInput waits until a body of size bytes fits, or of unknown size if size is negative. The caller frees it by
// done.
func (l *admission) reserveInput(ctx context.Context, size int64) (done func(), problem *gqlerror.Error) {
	if size < 0 || size > MaxBody {
		size = MaxBody
	}
	if size <= smallBody {
		return func() {}, nil
	}
	return wait(ctx, l.inbox, 2*size, maxWait) // its buffer doubles while it grows
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
		return nil, shed(limitWait)
	}
	return func() { s.Release(n) }, nil
}

func delay(ctx context.Context) {
	select {
	case <-time.After(shedDelay):
	case <-ctx.Done():
	}
}
