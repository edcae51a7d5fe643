package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Limits of the log buffer.
const (
	maxLogBuffer = 64 << 10               // bytes in memory
	fullLog      = 16 << 10               // bytes that are written without waiting for flushWithin
	flushWithin  = 100 * time.Millisecond // the longest that a line waits
	closeWithin  = time.Second            // how long Close waits for a blocked reader
)

// newLog returns a logger that writes lines in a format (textLog or jsonLog) to a buffer in front of to.
func newLog(to io.Writer, format string, level slog.Leveler) (*slog.Logger, *logBuffer) {
	buffer := &logBuffer{to: to, writing: make(chan struct{}, 1)}
	options := &slog.HandlerOptions{Level: level}
	handler := slog.Handler(slog.NewTextHandler(buffer, options))
	if format == jsonLog {
		handler = slog.NewJSONHandler(buffer, options)
	}
	log := slog.New(handler)
	buffer.report = func(lines int) { log.Warn("Log lines were dropped: the reader is too slow", "lines", lines) }
	return log, buffer
}

// Formats of the log.
const (
	textLog = "text"
	jsonLog = "json"
)

// A logBuffer collects log lines and writes them in batches, in the background. Write never blocks and never fails: it
// drops lines that do not fit. Dropped lines, and lines that could not be written, are counted, and the count is logged
// once writing works again.
type logBuffer struct {
	to     io.Writer
	report func(lines int)

	writing chan struct{} // holds a value while lines are written, so that batches keep their order

	mu       sync.Mutex
	pending  []byte
	inFlight int // bytes being written
	dropped  int // lines
}

// Write adds one log line, or drops it if the buffer is full.
func (b *logBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := len(b.pending)
	if before+b.inFlight+len(line) > maxLogBuffer {
		b.dropped++
		return len(line), nil
	}
	b.pending = append(b.pending, line...)
	switch {
	case before == 0:
		time.AfterFunc(flushWithin, b.flush)
	case before < fullLog && len(b.pending) >= fullLog:
		go b.flush()
	}
	return len(line), nil
}

func (b *logBuffer) flush() {
	b.writing <- struct{}{}
	defer func() { <-b.writing }()
	b.mu.Lock()
	batch := b.pending
	b.pending, b.inFlight = nil, len(batch)
	b.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	_, err := b.to.Write(batch)
	b.mu.Lock()
	b.inFlight = 0
	if err != nil {
		b.dropped += bytes.Count(batch, []byte("\n"))
		b.mu.Unlock()
		return
	}
	dropped := b.dropped
	b.dropped = 0
	b.mu.Unlock()
	if dropped > 0 {
		b.report(dropped)
	}
}

// Close writes the pending lines, and gives up after closeWithin if nobody reads them.
func (b *logBuffer) Close() {
	done := make(chan struct{})
	go func() {
		b.flush()
		b.flush() // again, for the report of dropped lines
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(closeWithin):
	}
}

func parseLevel(text string) (level slog.Level, err error) {
	if level.UnmarshalText([]byte(text)) != nil {
		err = fmt.Errorf("-log-level must be debug, info, warn or error, got %q", text)
	}
	return level, err
}
