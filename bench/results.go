//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/recording"
)

// The names of the contenders.
const (
	static        = "static response"
	handwrittenBy = "hand-written SQL"
	plans         = "plans"
	resolvers     = "resolvers"
	uncached      = "Summitry, uncached"
	again         = "Summitry, uncached, again" // the same as uncached, to show by how much equal servers differ
	cached        = "Summitry"
	notModified   = "304"
	mercurius     = "mercurius"
	yoga          = "yoga"
)

// A datasetResult holds the measurements on one dataset.
type datasetResult struct {
	statements int
	workloads  []*result
	loads      []loadResult
}

// A result holds the measurements of one workload.
type result struct {
	workload *workload
	costs    map[string]*costs // by key of the contender
	counts   map[string]counts // of countedContenders
}

// countedContenders lists the contenders whose allocations and statements are counted.
var countedContenders = []string{"sql", "plans", "resolvers"}

// measure runs all workloads with all contenders on a dataset, and then both loads.
func measure(folder, program, dataset string, rounds int) (all *datasetResult, err error) {
	ctx := context.Background()
	db, err := data.Catalog.Open(ctx, os.DirFS(filepath.Dir(dataset)), filepath.Base(dataset))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	contenders, end, err := contendersFor(folder, program, dataset)
	defer end()
	if err != nil {
		return nil, err
	}
	all = &datasetResult{}
	var mixed [][]string // the requests of each workload
	for i, s := range workloads {
		requests, err := s.requests(ctx, db)
		if err != nil {
			return nil, err
		}
		mixed = append(mixed, requests)
		fmt.Fprintln(os.Stderr, filepath.Base(dataset), i+1, "of", len(workloads))
		r := &result{workload: s}
		all.workloads = append(all.workloads, r)
		if r.costs, err = compare(contenders, requests, rounds); err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		if err := r.count(ctx, dataset, requests); err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	fmt.Fprintln(os.Stderr, filepath.Base(dataset), "loads")
	loaded := slices.DeleteFunc(contenders, func(c *contender) bool {
		return c.gzip || !slices.Contains([]string{uncached, cached, mercurius, yoga}, c.name)
	})
	all.loads, err = measureLoads(loaded, inTurn(mixed), time.Duration(2*rounds)*time.Second)
	return all, err
}

// compare measures the contenders after it has checked that they send the same data.
func compare(contenders []*contender, requests []string, rounds int) (map[string]*costs, error) {
	for _, c := range contenders {
		if err := checkEqual(contenders[0], c, requests); err != nil {
			return nil, fmt.Errorf("%s: %w", c.key(), err)
		}
	}
	return runRounds(contenders, requests, rounds)
}

// inTurn returns as many requests of each workload, in turn.
func inTurn(workloads [][]string) (all []string) {
	most := 0
	for _, requests := range workloads {
		most = max(most, len(requests))
	}
	for i := range most {
		for _, requests := range workloads {
			all = append(all, requests[i%len(requests)])
		}
	}
	return all
}

// contendersFor starts the contenders. The caller must stop them, even after an error.
func contendersFor(folder, program, dataset string) (all []*contender, end func(), err error) {
	var running []*process
	end = func() {
		for _, p := range running {
			p.end()
		}
	}
	this, err := os.Executable()
	if err != nil {
		return nil, end, err
	}
	run := func(name, program string, arguments ...string) *process {
		p := &process{}
		if err == nil {
			p, err = start(folder, program, arguments...)
		}
		if err != nil {
			return &process{}
		}
		running, all = append(running, p), append(all, &contender{name: name, process: p})
		return p
	}
	repeated := run(cached, program, "-database", dataset)
	run(static, this, "-twin", "static", "-of", repeated.address)
	run(handwrittenBy, this, "-twin", "sql", "-of", dataset)
	run(plans, this, "-twin", "plans", "-of", dataset)
	run(resolvers, this, "-twin", "resolvers", "-of", dataset)
	run(uncached, program, "-database", dataset, "-cache", "0")
	run(again, program, "-database", dataset, "-cache", "0")
	if node := findNode(); node != "" {
		for _, p := range peers {
			run(p.name, node, filepath.Join(peersFolder, p.script), dataset)
		}
	}
	for _, c := range all {
		if slices.Contains([]string{handwrittenBy, uncached, again, cached, mercurius, yoga}, c.name) {
			all = append(all, &contender{name: c.name, process: c.process, gzip: true})
		}
	}
	return append(all, &contender{name: notModified, process: repeated, sendsETag: true}), end, err
}

// count counts the allocations and statements of a response.
func (r *result) count(ctx context.Context, dataset string, requests []string) error {
	db, recorder := recording.Open(dataset)
	defer db.Close()
	r.counts = map[string]counts{}
	for _, by := range countedContenders {
		handler, err := handlerOf(ctx, by, db)
		if err != nil {
			return err
		}
		if r.counts[by], err = countsOf(ctx, handler, recorder, requests); err != nil {
			return err
		}
	}
	return nil
}
