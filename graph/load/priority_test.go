package load

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Heavy operations pause while light ones run, for half of the time at most.
func TestPriority(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := NewPriority(1)
		var steps atomic.Int64
		ctx, stop := context.WithCancel(t.Context())
		var stepping sync.WaitGroup
		defer func() { stop(); stepping.Wait() }()
		stepping.Go(func() {
			for ctx.Err() == nil {
				y.wait(ctx)
				steps.Add(1)
				time.Sleep(time.Millisecond)
			}
		})
		during := func(d time.Duration) int64 {
			before := steps.Load()
			time.Sleep(d)
			synctest.Wait()
			return steps.Load() - before
		}
		if n := during(100 * time.Millisecond); n < 99 {
			t.Errorf("%d steps alone", n)
		}
		y.BeginLight()
		if y.preempted.Load() != nil {
			t.Error("a heavy operation paused without a light one")
		}
		y.BeginHeavy()
		defer y.EndHeavy()
		if n := during(10 * time.Millisecond); n > 1 {
			t.Errorf("%d steps next to a light operation", n)
		}
		y.EndLight()
		if n := during(10 * time.Millisecond); n < 9 {
			t.Errorf("%d steps after it", n)
		}
		time.Sleep(time.Second)
		y.BeginLight()
		if n := during(maxPreemption + 10*time.Millisecond); n < 9 || n > 11 {
			t.Errorf("%d steps next to a long light operation", n)
		}
		y.EndLight()
		time.Sleep(time.Second)
		paused := 0
		for range 1000 { // one after the other
			y.BeginLight()
			if y.preempted.Load() != nil {
				paused++
			}
			time.Sleep(time.Millisecond)
			y.EndLight()
		}
		if paused < 400 || paused > 600 {
			t.Errorf("%d pauses for 1000 light operations", paused)
		}
	})
}
