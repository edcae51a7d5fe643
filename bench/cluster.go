//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/summitry/summitry/data"
)

// clusterBatch is how many requests a server gets in a round, one after the other.
const clusterBatch = 40

// A sample holds what one round of requests to one server cost.
type sample struct{ server, nodes, p50, p95 time.Duration }

// benchCluster compares a server that reads from a cluster of rqlite with one that reads the same dataset from its
// file, both without a cache. pids lists the processes of the nodes, which must run on this machine.
func benchCluster(at, dataset, pids string, rounds int) error {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "summitry")
	if output, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", program, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("build the server: %w: %s", err, output)
	}
	var nodes []*process
	for pid := range strings.SplitSeq(pids, ",") {
		n, err := strconv.Atoi(pid)
		if err != nil {
			return fmt.Errorf("-pids must be the ids of processes, comma-separated, got %q", pids)
		}
		found, err := os.FindProcess(n)
		if err != nil {
			return err
		}
		nodes = append(nodes, &process{Cmd: &exec.Cmd{Process: found}})
	}
	ctx := context.Background()
	db, err := data.Catalog.Open(ctx, os.DirFS(filepath.Dir(dataset)), filepath.Base(dataset))
	if err != nil {
		return err
	}
	defer db.Close()
	var servers []*process
	for _, database := range []string{dataset, at} {
		p, err := start(folder, program, "-database", database, "-cache", "0")
		if err != nil {
			return err
		}
		defer p.end()
		servers = append(servers, p)
	}
	fmt.Print("| response | server | server and nodes | p50 | p95 |\n|---|--:|--:|--:|--:|\n")
	for _, w := range workloads {
		requests, err := w.requests(ctx, db)
		if err == nil {
			err = checkEqual(&contender{process: servers[0]}, &contender{process: servers[1]}, requests)
		}
		if err == nil {
			err = compareOnCluster(w.name, servers, nodes, requests, rounds)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
	return nil
}

// compareOnCluster prints how many times as much the second server takes as the first one.
func compareOnCluster(name string, servers, nodes []*process, requests []string, rounds int) error {
	var ratios [4][]float64
	for range rounds {
		var both [2]sample
		for i, server := range servers {
			var err error
			if both[i], err = sampleOf(server, nodes, requests); err != nil {
				return err
			}
		}
		file, cluster := both[0], both[1]
		for i, pair := range [][2]time.Duration{
			{cluster.server, file.server}, {cluster.server + cluster.nodes, file.server},
			{cluster.p50, file.p50}, {cluster.p95, file.p95},
		} {
			ratios[i] = append(ratios[i], float64(pair[0])/float64(pair[1]))
		}
	}
	fmt.Print("| ", name)
	for _, all := range ratios {
		slices.Sort(all)
		fmt.Printf(" | %.1f (%.1f–%.1f)", median(all), all[len(all)/4], all[len(all)*3/4])
	}
	fmt.Println(" |")
	return nil
}

// sampleOf sends requests to a server and returns the processor time of the server and of the nodes per request, and
// percentiles of the time that a response takes.
func sampleOf(server *process, nodes []*process, requests []string) (s sample, err error) {
	cpu := func() (of, ofNodes time.Duration) {
		for _, n := range nodes {
			took, failed := n.cpu()
			ofNodes += took
			err = errors.Join(err, failed)
		}
		took, failed := server.cpu()
		err = errors.Join(err, failed)
		return took, ofNodes
	}
	before, nodesBefore := cpu()
	var took []time.Duration
	for i := range clusterBatch {
		began := time.Now()
		response, err := uncompressed.Get("http://" + server.address + requests[i%len(requests)])
		if err != nil {
			return s, err
		}
		_, err = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if err != nil {
			return s, err
		}
		took = append(took, time.Since(began))
	}
	after, nodesAfter := cpu()
	slices.Sort(took)
	return sample{(after - before) / clusterBatch, (nodesAfter - nodesBefore) / clusterBatch,
		took[clusterBatch/2], took[clusterBatch*95/100]}, err
}
