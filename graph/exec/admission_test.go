package exec

import (
	"context"
	"testing"
)

// A heavy slot that a caller reserves is one of those of heavy operations. Those that run in it take no further one.
func TestReservedSlotsAreHeavy(t *testing.T) {
	e := &Executor{admission: newAdmission()}
	heavy := light
	heavy.pageRecords++
	var all []func()
	var slot context.Context
	for e.admission.heavy.TryAcquire(1) { // as many as there are
		e.admission.heavy.Release(1)
		in, leave, problem := e.ReserveHeavy(t.Context())
		if problem != nil {
			t.Fatal(problem)
		}
		slot, all = in, append(all, leave)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, problem := e.ReserveHeavy(over); problem == nil || problem.Extensions["code"] != Overloaded {
		t.Errorf("another slot is answered with %v", problem)
	}
	if _, _, problem := e.admission.admit(over, heavy, false); problem == nil {
		t.Error("a heavy operation is admitted beside all slots")
	}
	for _, c := range []cost{heavy, {}} {
		leave, priority, problem := e.admission.admit(slot, c, false)
		if problem != nil || priority != e.admission.priority {
			t.Fatal("an operation in a slot is not admitted as a heavy one", problem)
		}
		leave()
	}
	for _, leave := range all {
		leave()
	}
	leave, _, problem := e.admission.admit(t.Context(), heavy, false)
	if problem != nil {
		t.Fatal("no slot is free after all", problem)
	}
	leave()
}
