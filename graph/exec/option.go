package exec

import (
	"time"

	"github.com/summitry/summitry/graph/load"
)

// Bounds of the limits that Limit can set. All views and pages work with the smallest number of records; the largest
// one is the default, since other limits bound the memory of an operation together with it. When the server stops, it
// waits longer than MostTime.
const (
	LeastRecords = 10_000
	MostRecords  = load.MaxRecords
	LeastTime    = 1 * time.Second
	MostTime     = 8 * time.Second
)

// An Option changes an Executor.
type Option func(*Executor)

// Limit limits the records that one operation may select, and its time. The defaults are MostRecords and MaxTime.
func Limit(records int, time time.Duration) Option {
	return func(e *Executor) {
		e.maxRecords = int64(records)
		e.maxTime = time
	}
}

// MaxTime returns how long an operation may take.
func (e *Executor) MaxTime() time.Duration { return e.maxTime }
