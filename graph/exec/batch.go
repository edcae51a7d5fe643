package exec

import (
	"context"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

type batchKey struct{}

// inBatch reports whether a context is that of a batch.
func inBatch(ctx context.Context) bool { return ctx.Value(batchKey{}) != nil }

// BeginBatch waits for admission of a batch: operations that are executed one after another and count as one heavy
// operation. They are executed in the returned context, which ends after MaxTime, and are not admitted on their own.
// The caller calls end after the last one.
func (e *Executor) BeginBatch(ctx context.Context) (batch context.Context, end func(), problem *gqlerror.Error) {
	leave, problem := e.admission.admitHeavy(ctx, false)
	if problem != nil {
		return nil, nil, problem
	}
	batch, cancel := context.WithTimeout(context.WithValue(ctx, batchKey{}, true), MaxTime)
	return batch, func() { cancel(); leave() }, nil
}
