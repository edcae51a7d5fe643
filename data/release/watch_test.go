package release

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// A fakeSource has a current release, by name, or an error.
type fakeSource struct {
	current string
	err     error
	looks   int
	unfit   bool // the same error is returned once
}

func (s *fakeSource) Retry()                  {}
func (s *fakeSource) Notify() <-chan struct{} { return nil }

func (s *fakeSource) Next(_ context.Context, known []*Release) (*Release, error) {
	s.looks++
	if s.unfit && s.err != nil && s.looks > 1 {
		return nil, nil
	}
	if s.err != nil || slices.ContainsFunc(known, func(r *Release) bool { return r.digest == s.current }) {
		return nil, s.err
	}
	r := Embedded("content", s.current)
	r.digest = s.current
	return r, nil
}

// watching starts a watcher of a source that refuses releases whose names begin with "bad".
func watching(source *fakeSource) (w *Watcher, served *[]string, refusals *int, log *bytes.Buffer) {
	served, refusals, log = new([]string), new(int), new(bytes.Buffer)
	return &Watcher{
		Source: source, Poll: DefaultPoll, Log: slog.New(slog.NewTextHandler(log, nil)),
		Serve: func(_ context.Context, r *Release) error {
			if r.Name() == "busy" {
				*refusals++
				return ErrBusy
			}
			if strings.HasPrefix(r.Name(), "bad") {
				*refusals++
				return fmt.Errorf("%s is refused", r.Name())
			}
			*served = append(*served, r.Name())
			return nil
		},
	}, served, refusals, log
}

// A watcher looks at once when its source notifies it. A release in a database server is tried again after a second
// while requests wait for it, since nothing else can be served.
func TestWatchRemote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &remoteSource{current: "1", replaced: make(chan struct{}, 1)}
		w, served, refusals, _ := watching(nil)
		w.Source, w.Poll = source, time.Hour
		if err := w.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		go w.Watch(ctx, nil)
		source.current = "2"
		source.replaced <- struct{}{}
		if synctest.Wait(); fmt.Sprint(*served) != "[1 2]" {
			t.Errorf("served %v after the notice", *served)
		}
		source.current = "bad"
		source.replaced <- struct{}{}
		time.Sleep(2*retryPeriod + retryPeriod/2)
		if synctest.Wait(); *refusals != 3 {
			t.Errorf("the release was tried %d times, want 3", *refusals)
		}
		source.current = "3"
		time.Sleep(retryPeriod)
		if synctest.Wait(); fmt.Sprint(*served) != "[1 2 3]" {
			t.Errorf("served %v after the failure", *served)
		}
		stop()
	})
}

// A remoteSource has releases in a database server, of which only the current one is unchanged.
type remoteSource struct {
	current  string
	replaced chan struct{}
}

func (s *remoteSource) Retry() {}

func (s *remoteSource) Notify() <-chan struct{} { return s.replaced }

func (s *remoteSource) Next(_ context.Context, known []*Release) (*Release, error) {
	name := s.current
	if slices.ContainsFunc(known, func(r *Release) bool { return r.Digest() == name }) {
		return nil, nil
	}
	return Remote(name, name, nil, func() error {
		if s.current != name {
			return ErrChanged
		}
		return nil
	}), nil
}

// A watcher serves each new release once, at an interval or a signal. It refuses a bad one once, until a signal.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{current: "1"}
		w, served, refusals, log := watching(source)
		if err := w.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		signals := make(chan os.Signal, 1)
		ctx, stop := context.WithCancel(t.Context())
		go w.Watch(ctx, signals)
		expect := func(names string, logged string, times int) {
			t.Helper()
			synctest.Wait()
			if got := strings.Join(*served, " "); got != names {
				t.Errorf("served %s, want %s", got, names)
			}
			if got := strings.Count(log.String(), logged); logged != "" && got != times {
				t.Errorf("%q is logged %d times, want %d:\n%s", logged, got, times, log)
			}
		}
		poll := func() { time.Sleep(DefaultPoll) }
		poll()
		expect("1", "level", 0)
		source.current = "2"
		poll()
		expect("1 2", "level", 0)
		source.current = "3"
		signals <- syscall.SIGHUP
		expect("1 2 3", "level", 0)
		source.current = "bad"
		for range 3 {
			poll()
		}
		expect("1 2 3", "bad is refused", 1)
		if *refusals != 1 {
			t.Errorf("a bad release is opened %d times, want once", *refusals)
		}
		signals <- syscall.SIGHUP
		expect("1 2 3", "bad is refused", 2)
		source.current = "3"
		poll()
		expect("1 2 3", "bad is refused", 2)
		source.err = errors.New("outage")
		for range 3 {
			poll()
		}
		expect("1 2 3", "outage", 1)
		source.err = nil
		signals <- syscall.SIGHUP
		expect("1 2 3", "found no new release", 1)
		source.current = "2"
		poll()
		expect("1 2 3 2", "found no new release", 1)
		source.current = "busy"
		before := *refusals
		for range 3 {
			poll()
		}
		expect("1 2 3 2", "too busy", 1)
		if tried := *refusals - before; tried != 3 {
			t.Errorf("a release that could not be checked is tried %d times, want 3", tried)
		}
		stop()
		synctest.Wait()
	})
}

// At start, a watcher tries to fetch a release for a while. It does not try again what cannot change.
func TestStart(t *testing.T) {
	outage := fmt.Errorf("%w: no connection", ErrUnavailable)
	for name, c := range map[string]struct {
		source *fakeSource
		end    time.Duration // of the outage
		took   time.Duration
		want   string
	}{
		"there": {&fakeSource{current: "1"}, 0, 0, ""},
		"late":  {&fakeSource{current: "1", err: outage}, 5500 * time.Millisecond, 6 * time.Second, ""},
		"unfit": {&fakeSource{current: "1", err: outage, unfit: true}, 5500 * time.Millisecond,
			6 * time.Second, ""},
		"unfit for ever": {&fakeSource{err: outage, unfit: true}, 0, 30 * time.Second, "no connection"},
		"never":          {&fakeSource{err: outage}, 0, 30 * time.Second, "no connection"},
		"missing":        {&fakeSource{err: os.ErrNotExist}, 0, 0, "not exist"},
		"refused":        {&fakeSource{current: "bad"}, 0, 0, "refused"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w, served, _, _ := watching(c.source)
			if c.end > 0 {
				time.AfterFunc(c.end, func() { c.source.err = nil })
			}
			began := time.Now()
			err := w.Start(t.Context())
			if took := time.Since(began); took != c.took || (err == nil) != (c.want == "") ||
				err != nil && !strings.Contains(err.Error(), c.want) || (len(*served) == 1) != (err == nil) {
				t.Errorf("%s: %v after %v, served %v, want %q after %v", name, err, took, *served, c.want, c.took)
			}
		})
	}
}

// SIGHUP tries a refused release again, from a file and from an address, also one that could not be fetched.
func TestSignalTriesAgain(t *testing.T) {
	path := file(t, "bad")
	right := map[string]string{"/current": line("x.db", "bad"), "/x.db": "bad"}
	wrong := map[string]string{"/current": line("x.db", "bad"), "/x.db": "wrong"}
	for name, at := range map[string]string{
		"file": path, "address": serve(t, right).URL + "/current", "wrong digest": serve(t, wrong).URL + "/current",
	} {
		t.Run(name, func(t *testing.T) {
			source, err := NewSource(at, "")
			if err != nil {
				t.Fatal(err)
			}
			failed := make(chan bool)
			w := &Watcher{Source: source, Poll: time.Hour, Log: slog.New(slog.DiscardHandler),
				Serve:  func(context.Context, *Release) error { return errors.New("refused") },
				Failed: func() { failed <- true },
			}
			signals := make(chan os.Signal)
			go w.Watch(t.Context(), signals)
			for range 3 {
				signals <- syscall.SIGHUP
				<-failed
			}
		})
	}
}
