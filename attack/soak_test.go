//go:build attack

package attack

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// After a long time under all kinds of requests at once, with another release every second, the server has released
// what it took: memory, goroutines, descriptors. With -race, the server runs with the race detector, which ends it at
// the first race.
func TestSoak(t *testing.T) {
	p := newPublisher(t)
	s := p.start(t, "-cache", "4")
	doing := soakClients(s)
	p.publishDuring(t, s, func() { s.soak(t, doing, max(*soakTime/3, 10*time.Second)) })
	memory, files := s.settledMemory(t), s.descriptors(t)
	var requests int
	p.publishDuring(t, s, func() { requests = s.soak(t, doing, *soakTime) })
	left := s.settledMemory(t) - memory
	t.Logf("%d requests; memory %d MB when idle, at most %d MB, %d MB when warm, %+d kB afterwards; "+
		"%d descriptors, %d afterwards", requests, s.idle>>20, s.memory(t, "VmHWM")>>20, memory>>20, left>>10,
		files, s.descriptors(t))
	if left > maxLeft {
		t.Errorf("%d bytes of memory were not released", left)
	}
	if now := s.descriptors(t); now > files {
		t.Errorf("%d descriptors are open, and %d were", now, files)
	}
	s.expectNoErrors(t)
	fresh := p.start(t, "-cache", "4")
	fresh.settledMemory(t)
	if before, after := fresh.goroutines(t), s.goroutines(t); after > before+2 {
		t.Errorf("%d goroutines are left, and %d are there from the start:\n%s", after, before, s.log)
	}
}

// expectNoErrors fails if the server logged an error.
func (s *server) expectNoErrors(t *testing.T) {
	t.Helper()
	if errors := s.log.failures(); len(errors) > 0 {
		t.Errorf("the server logged errors:\n%s", strings.Join(errors, ""))
	}
}

// soakClients returns the requests of the clients, each equally frequent.
func soakClients(s *server) []func(context.Context) error {
	var all []func(context.Context) error
	checked := func(ask func() (answer, error)) func(context.Context) error {
		return func(context.Context) error {
			a, err := ask()
			if err != nil {
				return err
			}
			return a.check()
		}
	}
	for _, query := range expensive {
		all = append(all, checked(func() (answer, error) { return s.ask(query, nil) }))
	}
	for _, query := range hostile {
		all = append(all, checked(func() (answer, error) { return s.ask(query, nil) }))
	}
	for _, c := range hostileVariables {
		all = append(all, checked(func() (answer, error) { return s.ask(c.query, c.variables) }))
	}
	for _, path := range []string{
		"/", "/views", "/views/statements", "/views/statements.csv", "/views/timeline.ndjson", "/search?words=sco",
		"/people/xi-jinping", "/people/xi-jinpin", "/people/xi-jinping.jsonld",
		"/documents/eurasian-security-club.json", "/playground", "/nothing/here",
	} {
		all = append(all, checked(func() (answer, error) { return s.do("GET", path, "") }))
		all = append(all, checked(func() (answer, error) { return s.do("GET", path, "", "Accept-Encoding", "gzip") }))
	}
	for range 20 {
		all = append(all, func(context.Context) error { _, err := s.runLightQuery(); return err })
		all = append(all, checked(func() (answer, error) { // not in the cache yet
			query := `{a%d:person(slug:"xi-jinping"){name statements(first:%d){nodes{text}}}}`
			return s.ask(fmt.Sprintf(query, rand.Int32(), rand.IntN(100)), nil)
		}))
	}
	for _, path := range []string{"/summitry.db", "/views/statements.csv", "/views/statements.xlsx"} {
		all = append(all, func(ctx context.Context) error { return s.abortDownload(ctx, path) })
	}
	for _, c := range slow {
		all = append(all, func(ctx context.Context) error {
			conn, err := s.dial(ctx, c.prefix)
			if err != nil {
				return nil // the time may be over
			}
			time.Sleep(time.Duration(rand.IntN(1000)) * time.Millisecond)
			return conn.Close()
		})
	}
	return all
}

// abortDownload reads a part of a file and closes the connection.
func (s *server) abortDownload(ctx context.Context, path string) error {
	conn, err := s.dial(ctx, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
	if err != nil {
		return nil // the time may be over
	}
	conn.SetReadDeadline(time.Now().Add(time.Second))
	io.CopyN(io.Discard, conn, int64(rand.IntN(100_000)))
	return conn.Close()
}

// soak runs clients for a while, and returns the number of requests.
func (s *server) soak(t *testing.T, doing []func(context.Context) error, lasting time.Duration) (requests int) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), lasting)
	defer stop()
	var clients sync.WaitGroup
	var mu sync.Mutex
	for range 12 {
		clients.Go(func() {
			for ctx.Err() == nil {
				err := doing[rand.IntN(len(doing))](ctx)
				mu.Lock()
				requests++
				mu.Unlock()
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	if !s.alive() || strings.Contains(s.log.String(), "DATA RACE") {
		t.Fatalf("the server died, or has a race:\n%s", s.log)
	}
	return requests
}

// settledMemory returns the memory that the server holds when it answers only light queries. It sends such queries for
// some seconds, since Go collects garbage only when it allocates, and returns memory to the system within seconds.
func (s *server) settledMemory(t *testing.T) int {
	t.Helper()
	least := s.memory(t, "VmRSS")
	for began := time.Now(); time.Since(began) < 8*time.Second; {
		if _, err := s.runLightQuery(); err != nil {
			t.Fatal(err)
		}
		least = min(least, s.memory(t, "VmRSS"))
	}
	time.Sleep(500 * time.Millisecond) // until the last connection is closed
	return least
}

func (s *server) descriptors(t *testing.T) int {
	t.Helper()
	all, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", s.Process.Pid))
	if err != nil || len(all) == 0 {
		t.Fatal("its descriptors cannot be seen", err)
	}
	return len(all)
}

// goroutines ends the server and counts the goroutines in its dump.
func (s *server) goroutines(t *testing.T) int {
	t.Helper()
	s.log.reset()
	s.Process.Signal(syscall.SIGQUIT)
	select {
	case <-s.ended:
	case <-time.After(endTimeout):
		t.Fatal("it does not end")
	}
	n := len(regexp.MustCompile(`(?m)^goroutine \d+ `).FindAllString(s.log.String(), -1))
	if n == 0 {
		t.Fatal("the server did not dump its goroutines")
	}
	return n
}
