//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// A contender answers requests, and is measured at it.
type contender struct {
	name string
	*process
	sendsETag bool // its client sends If-None-Match with the ETag of each answer
}

// runRounds measures the cost of an answer for each contender, in rounds in which each answers one batch of requests.
// It returns the processor time per answer, by contender and round.
func runRounds(contenders []*contender, requests []string, rounds int) ([][]time.Duration, error) {
	clients := make([]*client, len(contenders))
	for i, c := range contenders {
		transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: connections}
		clients[i] = &client{contender: c, requests: requests, http: &http.Client{Transport: transport}}
		defer clients[i].http.CloseIdleConnections()
		if err := clients[i].warmUp(); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	all := make([][]time.Duration, len(contenders))
	for range rounds {
		for _, i := range rand.Perm(len(clients)) { // so that no contender always runs after the same one
			cost, err := clients[i].runBatch(clients[i].batchSize)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", contenders[i].name, err)
			}
			all[i] = append(all[i], cost)
		}
	}
	return all, nil
}

// A client sends requests to one contender, over as many connections as keep it busy: waking up an idle process costs
// more than small answers do.
type client struct {
	*contender
	requests  []string
	etags     []string
	batchSize int // requests of a batch
	http      *http.Client
}

// A batch takes about batchTime, and has at least minBatchSize requests.
const (
	batchTime    = 150 * time.Millisecond
	minBatchSize = 16
	connections  = 8
)

func (c *client) warmUp() error {
	for _, r := range c.requests {
		response, _, err := c.ask(r, "")
		if err != nil {
			return err
		}
		c.etags = append(c.etags, response.Header.Get("ETag"))
	}
	cost, err := c.runBatch(max(2*len(c.requests), minBatchSize))
	c.batchSize = max(minBatchSize, min(int(batchTime/max(cost, 1)), 5000))
	return err
}

// runBatch sends a batch of requests, and returns the processor time per answer.
func (c *client) runBatch(often int) (time.Duration, error) {
	before, err := c.cpu()
	if err != nil {
		return 0, err
	}
	var asking errgroup.Group
	for first := range connections {
		asking.Go(func() error {
			for i := first; i < often; i += connections {
				if err := c.expect(i % len(c.requests)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := asking.Wait(); err != nil {
		return 0, err
	}
	after, err := c.cpu()
	return (after - before) / time.Duration(often), err
}

// expect makes a request, and expects it to succeed.
func (c *client) expect(i int) error {
	tag, want := "", http.StatusOK
	if c.sendsETag {
		tag, want = c.etags[i], http.StatusNotModified
	}
	response, body, err := c.ask(c.requests[i], tag)
	if err == nil && response.StatusCode != want {
		err = fmt.Errorf("%s: %s: %s", c.requests[i], response.Status, body)
	}
	return err
}

func (c *client) ask(address, tag string) (*http.Response, []byte, error) {
	r, err := http.NewRequest(http.MethodGet, "http://"+c.address+address, nil)
	if err != nil {
		return nil, nil, err
	}
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, body, err
}

// checkEqual returns an error unless two contenders give the same answers, byte for byte, and the average length of an
// answer.
func checkEqual(a, b *process, requests []string) (length int, err error) {
	for _, r := range requests {
		var bodies [2][]byte
		for i, p := range []*process{a, b} {
			response, err := uncompressed.Get("http://" + p.address + r)
			if err != nil {
				return 0, err
			}
			bodies[i], err = io.ReadAll(response.Body)
			response.Body.Close()
			if err != nil {
				return 0, err
			}
		}
		if !bytes.Equal(bodies[0], bodies[1]) {
			return 0, fmt.Errorf("two responses to %s differ:\n%s\n%s", r, bodies[0], bodies[1])
		}
		length += len(bodies[0])
	}
	return length / len(requests), nil
}

// median is the middle one of several values.
func median[T ~int | ~int64 | ~float64](values []T) T {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

// ratio is how many times as much one contender took as another, by rounds.
func ratio(of, to []time.Duration) float64 {
	all := make([]float64, len(of))
	for i := range of {
		all[i] = float64(of[i]) / float64(to[i])
	}
	return median(all)
}
