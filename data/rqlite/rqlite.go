// Package rqlite reads a dataset from a cluster of rqlite, a distributed SQLite: a read-only driver for database/sql
// over its HTTP API, and a release.Source that finds the release that the cluster holds. Each statement is sent with
// the release that it is for, in one request and one transaction, so that no answer mixes two releases.
//
// Start at Parse and Cluster.Source. The package depends on the standard library, data/release and data/store. The
// public driver, gorqlite, was measured and is wrong for this purpose: it returns integers from 1,000,000 on as
// rounded numbers, and 19 to 408 reads were lost while a cluster elected another leader.
//
// rqlite tells text from blobs by the type of a column. Select blobs as columns, not as expressions, which it returns
// as text.
package rqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// PasswordVariable is the environment variable with the password. Addresses are logged, so they must not have it.
const PasswordVariable = "SUMMITRY_RQLITE_PASSWORD"

// Limits on the use of a cluster.
const (
	MaxNodes         = 16
	NodeTimeout      = time.Second      // for a node to begin its answer; then another one is asked
	StatementTimeout = 10 * time.Second // for all nodes together
	MaxAnswer        = 32 << 20         // bytes of the answer to one statement
	connectTimeout   = time.Second      // to a node, and again for TLS
)

// A Cluster is the nodes of an rqlite cluster, each with a copy of one dataset.
type Cluster struct {
	nodes          []string // https://host:port
	user, password string   // "" for a cluster without authentication
	client         *http.Client
}

// Parse returns the cluster at an address, such as https://user@a:4001,b:4001.
func Parse(at, password string) (*Cluster, error) {
	scheme, rest, found := strings.Cut(at, "://")
	user, list, hasUser := strings.Cut(rest, "@")
	if !hasUser {
		user, list = "", rest
	}
	if strings.Contains(user, ":") || strings.Contains(list, "@") { // do not print it
		return nil, errors.New("must not have a password: set it as " + PasswordVariable)
	}
	nodes := strings.Split(list, ",")
	for i, node := range nodes {
		host, _, err := net.SplitHostPort(node)
		parsed, failed := url.Parse(scheme + "://" + node)
		plain := failed == nil && parsed.Host == node && parsed.Path == "" && parsed.RawQuery == "" &&
			!strings.ContainsAny(node, "?#")
		secure := scheme == "https" || scheme == "http" && isLoopback(host)
		if !found || err != nil || !plain || !secure || host == "" || slices.Contains(nodes[:i], scheme+"://"+node) {
			return nil, fmt.Errorf("must be rqlite:https://user@host:port,host:port (http on this machine only), "+
				"with different nodes, got rqlite:%s", at)
		}
		nodes[i] = scheme + "://" + node
	}
	switch {
	case len(nodes) > MaxNodes:
		return nil, fmt.Errorf("must name at most %d nodes, got %d", MaxNodes, len(nodes))
	case hasUser && user == "":
		return nil, errors.New("must name a user before @, or no @")
	case hasUser && password == "":
		return nil, fmt.Errorf("names the user %s: set the password as %s", user, PasswordVariable)
	case !hasUser && password != "":
		return nil, fmt.Errorf("must name the user of the password in %s: https://user@host:port", PasswordVariable)
	}
	return &Cluster{nodes, user, password, newClient()}, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// newClient returns a client that reaches the nodes directly and goes nowhere else: it follows no redirect.
func newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: connectTimeout}).DialContext,
			TLSHandshakeTimeout: connectTimeout,
			DisableCompression:  true,
			MaxIdleConnsPerHost: maxConnections,
			IdleConnTimeout:     time.Minute,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Nodes returns the addresses of the nodes.
func (c *Cluster) Nodes() []string { return c.nodes }

// Do sends a request to a node, with the user and the password. The caller closes the body of the response, whose
// status is 200.
func (c *Cluster) Do(ctx context.Context, method, node, path, media string, body io.Reader) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, node+path, body)
	if err != nil {
		return nil, err
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if c.user != "" {
		r.SetBasicAuth(c.user, c.password)
	}
	response, err := c.client.Do(r)
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusOK {
		return response, nil
	}
	defer response.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(response.Body, 200))
	advice := ""
	if response.StatusCode == http.StatusUnauthorized {
		advice = ": check the user, the permissions and " + PasswordVariable
	}
	return nil, fmt.Errorf("node %s answers %.60q %.200q%s", node, response.Status, bytes.TrimSpace(said), advice)
}
