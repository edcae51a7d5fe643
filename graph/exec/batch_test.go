package exec

import (
	"context"
	"testing"
	"time"
)

// A batch takes the place of one heavy operation until it ends, and its operations take no further place.
func TestBatchesAreHeavy(t *testing.T) {
	e := &Executor{admission: newAdmission()}
	heavy := light
	heavy.pageRecords++
	var ends []func()
	var batch context.Context
	for e.admission.heavy.TryAcquire(1) { // as many as there are places
		e.admission.heavy.Release(1)
		in, end, problem := e.BeginBatch(t.Context())
		if problem != nil {
			t.Fatal(problem)
		}
		batch, ends = in, append(ends, end)
	}
	if until, bounded := batch.Deadline(); !bounded || until.After(time.Now().Add(MaxTime)) {
		t.Errorf("a batch ends at %v", until)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, problem := e.BeginBatch(over); problem == nil || problem.Extensions["code"] != Overloaded {
		t.Errorf("one batch more is answered with %v", problem)
	}
	if _, _, problem := e.admission.admit(over, heavy, false); problem == nil {
		t.Error("a heavy operation is admitted beside all batches")
	}
	for _, c := range []cost{heavy, {}} {
		leave, priority, problem := e.admission.admit(batch, c, false)
		if problem != nil || priority != e.admission.priority {
			t.Fatal("an operation of a batch is not admitted as a heavy one", problem)
		}
		leave()
	}
	for _, end := range ends {
		end()
	}
	leave, _, problem := e.admission.admit(t.Context(), heavy, false)
	if problem != nil {
		t.Fatal("no place is free after all batches", problem)
	}
	leave()
}
