//go:build linux

package main

import (
	"math"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A load sends requests at times that are set in advance, as independent clients do: a slow response delays no other
// connection, and counts from the moment when its request was due.
type load struct {
	connections int           // that send all the time, in turn
	interval    time.Duration // between two requests of one of these connections
	burst       int           // more connections, which all send one request at the same moment
	between     time.Duration // bursts; the first one comes after half of it
}

var (
	steady = load{connections: 50, interval: 500 * time.Millisecond}
	bursty = load{connections: 50, interval: 500 * time.Millisecond, burst: 450, between: 4 * time.Second}
)

// latencies holds how long the responses to a load took.
type latencies struct {
	sorted []time.Duration
	failed int // requests without a response of status 200
}

func (l latencies) requests() int { return len(l.sorted) + l.failed }

// percentile returns the time within which a share of the responses came.
func (l latencies) percentile(share float64) time.Duration {
	if len(l.sorted) == 0 {
		return 0
	}
	return l.sorted[int(math.Ceil(share*float64(len(l.sorted))))-1]
}

// run sends the load to a contender for some time.
func (l load) run(c *contender, requests []string, duration time.Duration) latencies {
	all := l.connections + l.burst
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: all, MaxConnsPerHost: all}
	asking := &client{contender: c, requests: requests, http: &http.Client{Transport: transport}}
	defer asking.http.CloseIdleConnections()
	var measured latencies
	var mu sync.Mutex
	began := time.Now().Add(10 * time.Millisecond)
	send := func(i int, after time.Duration) {
		due := began.Add(after)
		time.Sleep(time.Until(due))
		err := asking.expect(i % len(requests))
		took := time.Since(due)
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			measured.failed++
			return
		}
		measured.sorted = append(measured.sorted, took)
	}
	var clients sync.WaitGroup
	for i := range l.connections {
		clients.Go(func() {
			n := i
			first := l.interval * time.Duration(i) / time.Duration(l.connections)
			for after := first; after < duration; after += l.interval {
				send(n, after)
				n += l.connections
			}
		})
	}
	for i := range l.burst {
		clients.Go(func() {
			for after := l.between / 2; after < duration; after += l.between {
				send(i, after)
			}
		})
	}
	clients.Wait()
	slices.Sort(measured.sorted)
	return measured
}

// A loadResult holds what one contender did under both loads.
type loadResult struct {
	name           string
	steady, bursty latencies
	memory         int // after the bursty load, in bytes
}

// measureLoads sends both loads to the contenders, one after the other.
func measureLoads(contenders []*contender, requests []string, duration time.Duration) (all []loadResult, err error) {
	for _, c := range contenders {
		r := loadResult{name: c.name}
		r.steady = steady.run(c, requests, duration)
		r.bursty = bursty.run(c, requests, duration)
		if r.memory, err = c.memory(); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
