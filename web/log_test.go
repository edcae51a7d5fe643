package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Lines are written in batches, once they are old enough or many, each once and in order, even if several goroutines
// log at the same time.
func TestLogIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written bytes.Buffer
		log, buffer := NewLog(&written, TextLog, slog.LevelInfo)
		log.Info("first")
		if written.Len() > 0 {
			t.Error("a line was written on its own")
		}
		time.Sleep(flushInterval)
		synctest.Wait()
		if n := strings.Count(written.String(), "\n"); n != 1 {
			t.Errorf("%d lines after %v, want 1", n, flushInterval)
		}
		var clients sync.WaitGroup
		for range 4 {
			clients.Go(func() {
				for range 100 {
					log.Info("request", "path", strings.Repeat("x", 50))
				}
			})
		}
		clients.Wait()
		synctest.Wait()
		if written.Len() < flushSize {
			t.Errorf("%d bytes of many lines are written, want at least %d", written.Len(), flushSize)
		}
		log.Info("last")
		buffer.Close()
		lines := strings.Split(strings.TrimSpace(written.String()), "\n")
		if len(lines) != 402 || !strings.Contains(lines[401], "msg=last") {
			t.Errorf("%d lines, the last %q, want 402 and the last one last", len(lines), lines[len(lines)-1])
		}
	})
}

// A line that is logged while others are being written stays as it is, even after batches without lines.
func TestLogWhileItIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		written := &slowWriter{release: make(chan struct{})}
		log, buffer := NewLog(written, TextLog, slog.LevelInfo)
		for range 3 {
			log.Info("before")
			time.Sleep(flushInterval)
			synctest.Wait()
			log.Info("after") // the first one is being written
			written.release <- struct{}{}
			time.Sleep(flushInterval)
			synctest.Wait()
			written.release <- struct{}{}
			synctest.Wait()
			buffer.flush()
		}
		before, after := strings.Count(written.String(), "before"), strings.Count(written.String(), "after")
		if before != 3 || after != 3 {
			t.Errorf("%d and %d lines, want 3 and 3:\n%s", before, after, written)
		}
	})
}

// A slowWriter blocks until it is released.
type slowWriter struct {
	release chan struct{}
	bytes.Buffer
}

func (w *slowWriter) Write(p []byte) (int, error) {
	<-w.release
	return w.Buffer.Write(p)
}

// A blocked reader costs neither memory nor time: lines that do not fit are dropped, and their count is logged.
func TestLogDropsLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &slowWriter{release: make(chan struct{})}
		log, buffer := NewLog(to, JSONLog, slog.LevelInfo)
		const logged = 10_000
		for i := range logged {
			log.Info("request", "n", i)
			buffer.mu.Lock()
			if held := len(buffer.pending) + buffer.inFlight; held > maxLogBuffer {
				t.Fatalf("%d bytes are held", held)
			}
			buffer.mu.Unlock()
		}
		buffer.Close() // gives up
		close(to.release)
		synctest.Wait()
		buffer.Close()
		written, dropped := 0, 0.0
		for line := range strings.SplitSeq(strings.TrimSpace(to.String()), "\n") {
			var entry map[string]any
			if err := json.Unmarshal([]byte(line), &entry); err != nil {
				t.Fatal(err)
			}
			if entry["msg"] == "request" {
				written++
			} else {
				dropped += entry["lines"].(float64)
			}
		}
		if written == 0 || written == logged || written+int(dropped) != logged {
			t.Errorf("%d lines are written and %v reported as dropped, of %d", written, dropped, logged)
		}
	})
}

// A brokenWriter fails until it is repaired.
type brokenWriter struct {
	broken bool
	bytes.Buffer
}

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.broken {
		return 0, errors.New("broken pipe")
	}
	return w.Buffer.Write(p)
}

// Lines that could not be written are counted too, and writing is not retried while nobody logs.
func TestFailedLogWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &brokenWriter{broken: true}
		log, buffer := NewLog(to, TextLog, slog.LevelInfo)
		for i := range 3 {
			log.Info("lost", "n", i)
			time.Sleep(2 * flushInterval)
		}
		to.broken = false
		log.Info("kept")
		time.Sleep(2 * flushInterval)
		buffer.Close()
		if got := to.String(); !strings.Contains(got, "msg=kept") || !strings.Contains(got, "lines=3") {
			t.Errorf("the log has %q, want the line that was kept, and lines=3", got)
		}
	})
}
