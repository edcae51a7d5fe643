//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/recording"
)

// The indexes of the contenders.
const (
	asStatic = iota
	asHandwritten
	asPlans
	asResolvers
	asUncached
	asCached
	asNotModified
)

// A result holds the measurements of one workload on one dataset.
type result struct {
	workload *workload
	times    [][]time.Duration // by contender and round
	length   int               // of a response, in bytes
	counts   map[string]counts // of countedContenders
}

// countedContenders lists the contenders whose allocations and statements are counted.
var countedContenders = []string{"sql", "plans", "resolvers"}

// measure runs all workloads with all contenders on a dataset.
func measure(folder, program, dataset string, rounds int) (results []*result, err error) {
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
	for i, s := range workloads {
		requests, err := s.requests(ctx, db)
		if err != nil {
			return nil, err
		}
		r := &result{workload: s}
		results = append(results, r)
		for _, c := range contenders {
			if r.length, err = checkEqual(contenders[asHandwritten].process, c.process, requests); err != nil {
				return nil, fmt.Errorf("%s, %s: %w", s.name, c.name, err)
			}
		}
		fmt.Fprintln(os.Stderr, filepath.Base(dataset), i+1, "of", len(workloads))
		if r.times, err = runRounds(contenders, requests, rounds); err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		if err := r.count(ctx, dataset, requests); err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return results, nil
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
	run := func(program string, arguments ...string) *process {
		p := &process{}
		if err == nil {
			p, err = start(folder, program, arguments...)
		}
		if err != nil {
			return &process{}
		}
		running = append(running, p)
		return p
	}
	repeated := run(program, "-database", dataset)
	return []*contender{
		asStatic:      {name: "static response", process: run(this, "-twin", "static", "-of", repeated.address)},
		asHandwritten: {name: "hand-written SQL", process: run(this, "-twin", "sql", "-of", dataset)},
		asPlans:       {name: "plans", process: run(this, "-twin", "plans", "-of", dataset)},
		asResolvers:   {name: "resolvers", process: run(this, "-twin", "resolvers", "-of", dataset)},
		asUncached:    {name: "uncached", process: run(program, "-database", dataset, "-cache", "0")},
		asCached:      {name: "cached", process: repeated},
		asNotModified: {name: "304", process: repeated, sendsETag: true},
	}, end, err
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
