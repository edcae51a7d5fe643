package web

import (
	"bytes"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/summitry/summitry/web/access"
)

// The size of the log's buffer, the size at which it is written, the time after which it is written anyway, and how
// long the server waits at exit for a blocked reader.
const (
	maxLogBuffer  = 64 << 10 // bytes
	flushSize     = 16 << 10 // bytes
	flushInterval = 100 * time.Millisecond
	closeTimeout  = time.Second
)

// Log formats.
const (
	TextLog = "text"
	JSONLog = "json"
)

// NewLog returns a logger that writes lines in a format (TextLog or JSONLog) through a buffer.
func NewLog(to io.Writer, format string, level slog.Leveler) (*slog.Logger, *LogBuffer) {
	buffer := &LogBuffer{to: to, writing: make(chan struct{}, 1)}
	options := &slog.HandlerOptions{Level: level}
	handler := slog.Handler(slog.NewTextHandler(buffer, options))
	if format == JSONLog {
		handler = slog.NewJSONHandler(buffer, options)
	}
	log := slog.New(access.LogHandler{Handler: handler})
	buffer.report = func(lines int) { log.Warn("log lines dropped: the reader is too slow", "lines", lines) }
	return log, buffer
}

// A LogBuffer collects log lines and writes them together in the background. Write never blocks and never fails: lines
// that do not fit, or cannot be written, are counted, and the count is logged once writing works again.
type LogBuffer struct {
	to     io.Writer
	report func(lines int)

	writing chan struct{} // holds a value while a batch is being written, which keeps batches in order

	mu       sync.Mutex
	pending  []byte
	written  []byte // the buffer of the last batch, which the next one reuses
	inFlight int    // bytes being written
	dropped  int    // lines
}

// Write adds one log line to the buffer.
func (b *LogBuffer) Write(line []byte) (int, error) {
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
		time.AfterFunc(flushInterval, b.flush)
	case before < flushSize && len(b.pending) >= flushSize:
		go b.flush()
	}
	return len(line), nil
}

func (b *LogBuffer) flush() {
	b.writing <- struct{}{}
	defer func() { <-b.writing }()
	b.mu.Lock()
	batch := b.pending
	b.pending, b.written, b.inFlight = b.written[:0], nil, len(batch)
	b.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	_, err := b.to.Write(batch)
	b.mu.Lock()
	b.written, b.inFlight = batch, 0
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

// Close writes the remaining lines. It gives up after closeTimeout if the reader is blocked.
func (b *LogBuffer) Close() {
	done := make(chan struct{})
	go func() {
		b.flush()
		b.flush() // writes the count of dropped lines
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(closeTimeout):
	}
}
