package rqlite

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/store"
)

// maxConnections is how many statements are sent to the cluster at a time.
const maxConnections = 64

const (
	latePeriod = 3 * time.Second        // for which a node that failed is asked last
	retryDelay = 100 * time.Millisecond // before the nodes are asked once more
)

// errSlow reports that a node is alive and did not finish a statement in time.
var errSlow = errors.New("the statement took too long")

// A connector opens connections to a cluster that answer from one release. HTTP has no lasting connections, so it is
// its own connection.
type connector struct {
	*Cluster
	release  string         // as the query of identity returns it
	next     atomic.Uint64  // the node that is asked first
	late     []atomic.Int64 // until when a node is asked last, in Unix milliseconds
	replaced atomic.Bool    // another release has taken its place
	notify   func()         // is called when another release has
}

func (c *Cluster) newConnector(release string, notify func()) *connector {
	return &connector{Cluster: c, release: release, late: make([]atomic.Int64, len(c.nodes)), notify: notify}
}

// unchanged returns an error once another release has taken the place of this one.
func (c *connector) unchanged() error {
	if c.replaced.Load() {
		return store.ErrReplaced
	}
	return nil
}

func (c *connector) Connect(context.Context) (driver.Conn, error)      { return c, nil }
func (c *connector) Driver() driver.Driver                             { return nil }
func (c *connector) Prepare(query string) (driver.Stmt, error)         { return statement{c, query}, nil }
func (c *connector) Close() error                                      { return nil }
func (c *connector) Begin() (driver.Tx, error)                         { return nil, errors.ErrUnsupported }
func (c *connector) CheckNamedValue(argument *driver.NamedValue) error { return checkValue(argument) }

type statement struct {
	*connector
	query string
}

func (s statement) NumInput() int                              { return -1 }
func (s statement) Exec([]driver.Value) (driver.Result, error) { return nil, errors.ErrUnsupported }
func (s statement) Query([]driver.Value) (driver.Rows, error)  { return nil, errors.ErrUnsupported }
func (s statement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.connector.QueryContext(ctx, s.query, args)
}

// QueryContext sends a statement to one node after the other until one answers from the release. If none does and one
// holds another release, that one has taken the place of ours.
func (c *connector) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c.replaced.Load() {
		c.notify() // opening the next one may have failed
		return nil, store.ErrReplaced
	}
	body, err := encoded(query, args)
	if err != nil {
		return nil, err
	}
	within, cancel := context.WithTimeout(ctx, StatementTimeout)
	defer cancel()
	var failed failures
	for round, wait := range []time.Duration{NodeTimeout, StatementTimeout} {
		if round > 0 {
			sleep(within, retryDelay)
		}
		switch rows := c.askAll(within, body, wait, &failed); {
		case rows != nil:
			return rows, nil
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case failed.statement != nil:
			return nil, failed.statement
		}
	}
	if failed.other {
		c.replaced.Store(true)
		c.notify()
		return nil, store.ErrReplaced
	}
	return nil, fmt.Errorf("%w: no node answers: %w", release.ErrUnavailable, failed.nodes)
}

// failures holds why nodes did not answer.
type failures struct {
	statement error // what SQLite says about the statement
	other     bool  // a node holds another release
	nodes     error
}

// askAll sends a statement to one node after the other, and returns the first rows, or nil. It adds to failed.
func (c *connector) askAll(ctx context.Context, body []byte, wait time.Duration, failed *failures) driver.Rows {
	for _, node := range c.order() {
		rows, err := c.ask(ctx, c.nodes[node], body, wait)
		if errors.Is(err, errSlow) {
			rows, err = c.ask(ctx, c.nodes[node], body, StatementTimeout)
		}
		var invalid sqlError
		switch {
		case err == nil:
			return rows
		case ctx.Err() != nil:
			failed.nodes = errors.Join(failed.nodes, err)
			return nil
		case errors.As(err, &invalid): // the disk of the node may be damaged
			failed.statement = fmt.Errorf("node %s: %w", c.nodes[node], err)
		case errors.Is(err, store.ErrReplaced):
			failed.other = true
		default:
			failed.nodes = errors.Join(failed.nodes, err)
		}
		c.late[node].Store(time.Now().Add(latePeriod).UnixMilli())
	}
	return nil
}

// sleep waits for a while, or until ctx ends.
func sleep(ctx context.Context, delay time.Duration) {
	select {
	case <-time.After(delay):
	case <-ctx.Done():
	}
}

// order returns the nodes in the order in which they are asked, late ones last.
func (c *connector) order() []int {
	first, now := int(c.next.Add(1)%uint64(len(c.nodes))), time.Now().UnixMilli()
	var all, late []int
	for i := range c.nodes {
		node := (first + i) % len(c.nodes)
		if c.late[node].Load() > now {
			late = append(late, node)
		} else {
			all = append(all, node)
		}
	}
	return append(all, late...)
}

// ask sends a statement to a node, which must begin its answer in time.
func (c *connector) ask(ctx context.Context, node string, body []byte, wait time.Duration) (driver.Rows, error) {
	results, err := c.post(ctx, node, "none", body, wait)
	if err != nil {
		return nil, err
	}
	if len(results) != 2 {
		return nil, fmt.Errorf("node %s answers %d statements, want 2", node, len(results))
	}
	if held, err := results[0].identity(); err != nil {
		return nil, fmt.Errorf("node %s: %w", node, err)
	} else if held != c.release {
		return nil, store.ErrReplaced
	}
	if results[1].Error != "" {
		return nil, sqlError(results[1].Error)
	}
	return results[1].rows()
}

// post sends statements to a node and returns a result for each. The node stops after the time, or at the deadline of
// ctx; otherwise it would go on although nobody waits.
func (c *Cluster) post(
	ctx context.Context, node, level string, body []byte, wait time.Duration,
) ([]result, error) {
	began := time.Now()
	if until, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(until))
	}
	if wait = wait.Truncate(time.Millisecond); wait == 0 { // db_timeout=0 would be no limit
		return nil, context.DeadlineExceeded
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	timer := time.AfterFunc(wait+retryDelay, cancel) // a node that is alive reports before that the time is over
	path := fmt.Sprintf("/db/query?transaction&blob_array&level=%s&db_timeout=%dms", level, wait.Milliseconds())
	response, err := c.Do(ctx, http.MethodPost, node, path, "application/json", bytes.NewReader(body))
	if !timer.Stop() && errors.Is(err, context.Canceled) {
		return nil, fmt.Errorf("node %s does not answer within %v", node, wait)
	}
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := decoded(response)
	if err != nil {
		return nil, fmt.Errorf("node %s: %w", node, err)
	}
	failed := slices.ContainsFunc(answer.Results, func(r result) bool { return r.Error != "" })
	switch late := time.Since(began) >= wait; {
	case late && (failed || answer.Error != ""):
		return nil, errSlow
	case answer.Error != "":
		return nil, fmt.Errorf("node %s: %.200q", node, answer.Error)
	}
	return answer.Results, nil
}

// encoded returns the body of a request for a statement, after the one that names the release.
func encoded(query string, args []driver.NamedValue) ([]byte, error) {
	statement := []any{query}
	for i, a := range args {
		value := a.Value
		if text, ok := value.(string); ok && !survives(text) {
			query, value = asText(query, i), bytesOf(text)
		}
		statement = append(statement, value)
	}
	statement[0] = query
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode([]any{identity, statement})
	return body.Bytes(), err
}

// decoded reads the answer of a node.
func decoded(response *http.Response) (answer struct {
	Results []result
	Error   string
}, err error) {
	var body bytes.Buffer
	body.Grow(int(min(max(response.ContentLength, 0), 1<<20)) + bytes.MinRead)
	if _, err := body.ReadFrom(io.LimitReader(response.Body, MaxAnswer+1)); err != nil {
		return answer, err
	}
	if body.Len() > MaxAnswer {
		return answer, fmt.Errorf("the answer has more than %d bytes", MaxAnswer)
	}
	decoder := json.NewDecoder(&body)
	decoder.UseNumber()
	return answer, decoder.Decode(&answer)
}

// sqlError is what SQLite says about a statement.
type sqlError string

func (e sqlError) Error() string { return string(e) }
