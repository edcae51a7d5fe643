package exec

import (
	"testing"
	"time"
)

// Operations that the server runs for itself have more time than those of clients.
func TestTimeFor(t *testing.T) {
	e := &Executor{maxTime: time.Second, admission: newAdmission()}
	slot, done, problem := e.ReserveHeavy(t.Context())
	if problem != nil {
		t.Fatal(problem)
	}
	defer done()
	if e.timeFor(t.Context()) != time.Second || e.timeFor(slot) != time.Second {
		t.Error("clients have another time than maxTime")
	}
	if got := e.timeFor(WithoutAdmission(t.Context())); got != ownTime {
		t.Errorf("the server itself has %v, want %v", got, ownTime)
	}
}
