package release

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"time"
)

// Limits of Watcher.
const (
	DefaultPoll  = 10 * time.Second
	MinPoll      = time.Second
	StartTimeout = 30 * time.Second // how long Start tries to fetch the first release
	retryPeriod  = time.Second
)

// ErrBusy reports that a release could not be checked in time. It is tried again.
var ErrBusy = errors.New("the server was too busy to check the release")

// A Watcher opens the releases of a source as they come.
type Watcher struct {
	Source Source
	Poll   time.Duration // between looks
	Log    *slog.Logger
	// Serve checks a release and serves it from now on in place of the one before. The caller closes a release that
	// it serves. Serve returns an error if it refuses the release. No release is opened while Serve runs.
	Serve  func(context.Context, *Release) error
	Failed func() // is called when a release could not be read or was refused; nil for nothing

	served, refused *Release
	failure         string // that was logged last
}

// Start serves the first release. It tries again for a while if the release cannot be fetched.
func (w *Watcher) Start(ctx context.Context) error {
	until, cancel := context.WithTimeout(ctx, StartTimeout)
	defer cancel()
	for last := error(nil); ; {
		err := w.look(until, ctx)
		if w.served != nil || err != nil && !errors.Is(err, ErrUnavailable) {
			return err
		}
		if err != nil && until.Err() == nil {
			last = err
			w.report(err, "cannot fetch the first release, trying again")
		}
		select {
		case <-time.After(min(w.Poll, time.Second)):
		case <-until.Done():
			return cmp.Or(last, err)
		}
	}
}

// Watch serves further releases until ctx ends. It looks for them at intervals, and at each signal. A release that was
// refused is tried again only at a signal, or when another took its place meanwhile, or after retryPeriod if it is in a
// database server, which no longer has the one before.
func (w *Watcher) Watch(ctx context.Context, signals <-chan os.Signal) {
	tick := time.NewTicker(w.Poll)
	defer tick.Stop()
	var retry <-chan time.Time
	for {
		signalled := false
		select {
		case <-tick.C:
		case <-w.Source.Notify():
		case <-retry:
		case <-signals:
			signalled = true
			w.refused, w.failure = nil, ""
			w.Source.Retry()
		case <-ctx.Done():
			return
		}
		before := w.served
		retry = nil
		switch err := w.look(ctx, ctx); {
		case ctx.Err() != nil:
			return
		case err != nil:
			w.report(err, "cannot serve the new release, still serving the one before")
			if before != nil && before.remote != nil && before.Unchanged() != nil { // requests are waiting
				retry = time.After(retryPeriod)
			}
		default:
			w.failure = ""
			if signalled && w.served == before {
				w.Log.Info("found no new release")
			}
		}
	}
}

// look opens and serves the current release unless it is served or was refused. Opening it ends with until.
func (w *Watcher) look(until, ctx context.Context) error {
	var known []*Release
	for _, r := range []*Release{w.served, w.refused} {
		if r != nil {
			known = append(known, r)
		}
	}
	next, err := w.Source.Next(until, known)
	if err != nil || next == nil {
		return err
	}
	if err := w.Serve(ctx, next); err != nil {
		next.Close()
		if ctx.Err() == nil && !errors.Is(err, ErrBusy) && next.remote == nil { // a database server may have failed
			w.refused = &Release{info: next.info, digest: next.digest} // without its content
		}
		return err
	}
	w.served, w.refused = next, nil
	return nil
}

// report logs a failure, unless it is the one that was logged last.
func (w *Watcher) report(err error, message string) {
	if w.Failed != nil {
		w.Failed()
	}
	if err.Error() != w.failure {
		w.failure = err.Error()
		w.Log.Error(message, "error", err)
	}
}
