//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// A contender is a server that is measured.
type contender struct {
	name string
	*process
	sendsETag bool // its client sends If-None-Match with the ETag of each response
	gzip      bool // its client accepts gzip
}

// key returns the name of a contender's measurements.
func (c *contender) key() string {
	if c.gzip {
		return inGzip(c.name)
	}
	return c.name
}

// inGzip returns the key of a contender whose client accepts gzip.
func inGzip(name string) string { return name + ", gzip" }

// costs holds what a contender's responses to a workload cost.
type costs struct {
	times  []time.Duration // of the processor per response, by round
	length int             // of the body, in bytes
}

// runRounds measures the contenders in rounds, in each of which every contender answers one batch of requests. It
// returns the costs by key.
func runRounds(contenders []*contender, requests []string, rounds int) (map[string]*costs, error) {
	clients := make([]*client, len(contenders))
	for i, c := range contenders {
		transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: connections}
		clients[i] = &client{contender: c, requests: requests, http: &http.Client{Transport: transport}}
		defer clients[i].http.CloseIdleConnections()
		if err := clients[i].warmUp(); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	all := map[string]*costs{}
	for i, c := range contenders {
		all[c.key()] = &costs{length: clients[i].length / len(requests)}
	}
	for range rounds {
		for _, i := range rand.Perm(len(clients)) { // so that no contender always runs after the same one
			cost, err := clients[i].runBatch(clients[i].batchSize)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", contenders[i].name, err)
			}
			of := all[contenders[i].key()]
			of.times = append(of.times, cost)
		}
	}
	return all, nil
}

// A client sends requests to one contender.
type client struct {
	*contender
	requests  []string // addresses
	written   [][]byte // the same as they are sent
	length    int      // of the responses together, in bytes
	batchSize int      // requests of a batch
	http      *http.Client
}

// A batch takes about batchTime, and has at least minBatchSize requests.
const (
	batchTime    = 300 * time.Millisecond
	minBatchSize = 16
	connections  = 8

	warmUpRequests = 200
)

func (c *client) warmUp() error {
	for _, r := range c.requests {
		response, body, err := c.ask(r)
		if err != nil {
			return err
		}
		tag := ""
		if c.sendsETag {
			tag = response.Header.Get("ETag")
		}
		c.written = append(c.written, requestFor(c.address, r, tag, c.gzip))
		c.length += len(body)
	}
	for used := time.Duration(0); used <= c.warmUpTime(); {
		cost, err := c.runBatch(warmUpRequests)
		if err != nil {
			return err
		}
		used += cost * warmUpRequests
	}
	cost, err := c.runBatch(max(2*len(c.requests), minBatchSize))
	c.batchSize = max(minBatchSize, min(int(batchTime/max(cost, 1)), 5000))
	return err
}

// warmUpTime returns how much processor time a contender uses before it is measured. V8 compiles the peers while they
// run: after 9,000 small requests, in three seconds, one takes a quarter of the time that it takes first. The others
// fill their caches and heaps.
func (c *contender) warmUpTime() time.Duration {
	if c.name == mercurius || c.name == yoga {
		return 3 * time.Second
	}
	return time.Second / 2
}

// runBatch sends a batch of requests, and returns the processor time per response.
func (c *client) runBatch(often int) (time.Duration, error) {
	before, err := c.cpu()
	if err != nil {
		return 0, err
	}
	var asking errgroup.Group
	want := http.StatusOK
	if c.sendsETag {
		want = http.StatusNotModified
	}
	for first := range connections {
		asking.Go(func() error {
			over, err := dial(c.address)
			if err != nil {
				return err
			}
			defer over.Close()
			for i := first; i < often; i += connections {
				n := i % len(c.requests)
				if err := over.expect(c.written[n], want); err != nil {
					return fmt.Errorf("%s: %w", c.requests[n], err)
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

// expect sends a request and returns an error unless it succeeds.
func (c *client) expect(i int) error {
	response, body, err := c.ask(c.requests[i])
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", c.requests[i], response.Status, body)
	}
	return err
}

func (c *client) ask(address string) (*http.Response, []byte, error) {
	r, err := http.NewRequest(http.MethodGet, "http://"+c.address+address, nil)
	if err != nil {
		return nil, nil, err
	}
	if c.gzip {
		r.Header.Set("Accept-Encoding", acceptedEncodings)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, body, err
}

// checkEqual returns an error unless two contenders send the same data for all requests. Their responses may differ in
// the extensions.
func checkEqual(a, b *contender, requests []string) error {
	for _, r := range requests {
		var data [2]json.RawMessage
		for i, c := range []*contender{a, b} {
			var err error
			if data[i], err = c.data(r); err != nil {
				return err
			}
		}
		if !bytes.Equal(data[0], data[1]) {
			return fmt.Errorf("two responses to %s differ:\n%s\n%s", r, data[0], data[1])
		}
	}
	return nil
}

// data returns the data of the response to a request.
func (c *contender) data(address string) (json.RawMessage, error) {
	asking := uncompressed
	if c.gzip {
		asking = http.DefaultClient // which decompresses
	}
	response, err := asking.Get("http://" + c.address + address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var whole struct{ Data json.RawMessage }
	return whole.Data, json.NewDecoder(response.Body).Decode(&whole)
}

func median[T ~int | ~int64 | ~float64](values []T) T {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

// ratios returns how many times as long one contender took as another, by round.
func ratios(of, to *costs) []float64 {
	all := make([]float64, len(of.times))
	for i := range all {
		all[i] = float64(of.times[i]) / float64(to.times[i])
	}
	return all
}
