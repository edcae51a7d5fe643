package rqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/summitry/summitry/data/release"
)

// A source finds the release that a cluster holds.
type source struct {
	*Cluster
	replaced chan struct{}
}

// Source returns the source of the releases of a cluster.
func (c *Cluster) Source() release.Source { return &source{c, make(chan struct{}, 1)} }

// Notify implements release.Source. There is a value once a statement finds that another release is there.
func (s *source) Notify() <-chan struct{} { return s.replaced }

// Retry implements release.Source. An error of Next may always be another one the next time.
func (s *source) Retry() {}

// Next implements release.Source. It tries for a while, since a cluster may be electing a leader.
func (s *source) Next(ctx context.Context, served []*release.Release) (*release.Release, error) {
	ctx, cancel := context.WithTimeout(ctx, StatementTimeout)
	defer cancel()
	for {
		held, err := s.Current(ctx)
		if err == nil {
			return s.newRelease(held, served), nil
		}
		if sleep(ctx, retryDelay); ctx.Err() != nil {
			return nil, fmt.Errorf("%w: %w", release.ErrUnavailable, err)
		}
	}
}

// newRelease returns a release, unless it is one of those that are served or refused. A release that had been replaced
// and is there again is opened again.
func (s *source) newRelease(held string, served []*release.Release) *release.Release {
	if slices.ContainsFunc(served, func(r *release.Release) bool {
		return r.Digest() == held && r.Unchanged() == nil
	}) {
		return nil
	}
	c := s.newConnector(held, func() {
		select {
		case s.replaced <- struct{}{}:
		default:
		}
	})
	return release.Remote("rqlite", held, c, c.unchanged)
}

// Current returns the identity of the release that the leader holds. The node that is asked asks the leader.
func (c *Cluster) Current(ctx context.Context) (held string, err error) {
	for _, node := range c.nodes {
		if held, err = c.HeldBy(ctx, node, "weak"); err == nil {
			return held, nil
		}
	}
	return "", err
}

// HeldBy returns the identity of the release that a node holds. At the level none it answers for itself, at the level
// weak for the leader.
func (c *Cluster) HeldBy(ctx context.Context, node, level string) (string, error) {
	body, err := json.Marshal([]string{identity})
	if err != nil {
		return "", err
	}
	results, err := c.post(ctx, node, level, body, NodeTimeout)
	if err != nil {
		return "", err
	}
	if len(results) != 1 {
		return "", fmt.Errorf("node %s answers %d statements, want 1", node, len(results))
	}
	held, err := results[0].identity()
	if err != nil {
		return "", fmt.Errorf("node %s: %w", node, err)
	}
	return held, nil
}
