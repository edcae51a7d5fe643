// Package release opens a dataset file so that nothing on the disk can change what a running server answers. A file of
// up to MaxInMemory bytes is read into memory. A larger one is opened once, and Unchanged tells whether somebody has
// written to it since. Start at Open or Embedded. It depends on nothing but the operating system.
package release

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// MaxInMemory is how large a file may be, in bytes, to be read into memory.
const MaxInMemory = 64 << 20

// ErrChanged is returned when a dataset file was written to while it was open.
var ErrChanged = errors.New("the dataset file was changed while it was being served")

// A Release is a dataset file as it was when it was opened. As an fs.FS it holds that one file, by its Name.
type Release struct {
	content interface {
		io.ReaderAt
		Size() int64
	}
	name   string
	info   fs.FileInfo
	heap   int64    // bytes
	pinned *os.File // nil if it is in memory
	state  atomic.Pointer[state]
	failed atomic.Bool // a change was seen
}

// Embedded returns a file that is part of the program.
func Embedded(content, name string) *Release {
	return &Release{content: strings.NewReader(content), name: name, info: memoryInfo{name, int64(len(content))}}
}

// Open opens the file at a path. Errors name the path as it was given.
func Open(path string) (*Release, error) { return open(path, MaxInMemory) }

func open(path string, maxInMemory int64) (*Release, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := read(file, maxInMemory)
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if r.pinned == nil {
		file.Close()
	}
	return r, nil
}

// read reads a file into memory, or pins it if it is larger.
func read(file *os.File, maxInMemory int64) (*Release, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	first, err := stateOf(file)
	if err != nil {
		return nil, err
	}
	r := &Release{name: info.Name(), info: info}
	if first.size > maxInMemory {
		r.content, r.pinned = io.NewSectionReader(file, 0, first.size), file
		r.state.Store(&first)
		return r, nil
	}
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	if last, err := stateOf(file); err != nil || last != first || int64(len(content)) != first.size {
		return nil, errors.New("the file was changed while it was read: start again when it is complete")
	}
	r.content, r.heap = bytes.NewReader(content), first.size
	return r, nil
}

// Name is the name under which the release, as an fs.FS, holds its file.
func (r *Release) Name() string { return r.name }

// Heap is how many bytes of Go's memory the file takes.
func (r *Release) Heap() int64 { return r.heap }

// Content reads the whole file from its start.
func (r *Release) Content() *io.SectionReader {
	return io.NewSectionReader(r.content, 0, r.content.Size())
}

// Close closes the file.
func (r *Release) Close() error {
	if r.pinned == nil {
		return nil
	}
	return r.pinned.Close()
}

// state is what changes when somebody writes to a file.
type state struct {
	size              int64
	modified, changed time.Time // changed: its data, owner, mode or number of links
	links             uint64
}

// Unchanged returns ErrChanged from the time on when the size, the time of modification or the time of change of the
// file is another than when it was opened. A file in memory never changes. A file whose name was taken by another one
// (mv new.db served.db) has only lost a link, and is still the one that is open.
func (r *Release) Unchanged() error {
	if r.pinned == nil {
		return nil
	}
	if r.failed.Load() {
		return ErrChanged
	}
	before := r.state.Load()
	now, err := stateOf(r.pinned)
	switch {
	case err == nil && now == *before:
		return nil
	case err == nil && now.size == before.size && now.modified.Equal(before.modified) && now.links != before.links:
		r.state.CompareAndSwap(before, &now)
		return nil
	}
	r.failed.Store(true)
	return ErrChanged
}

var _ fs.FS = (*Release)(nil)

// Open returns the file. Each has a place of its own in the same content.
func (r *Release) Open(name string) (fs.File, error) {
	if name != r.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return opened{r.Content(), r.info}, nil
}

type opened struct {
	*io.SectionReader
	info fs.FileInfo
}

func (o opened) Stat() (fs.FileInfo, error) { return o.info, nil }
func (opened) Close() error                 { return nil }

// memoryInfo describes a file in memory.
type memoryInfo struct {
	name string
	size int64
}

func (i memoryInfo) Name() string     { return filepath.Base(i.name) }
func (i memoryInfo) Size() int64      { return i.size }
func (memoryInfo) Mode() fs.FileMode  { return 0o444 }
func (memoryInfo) ModTime() time.Time { return time.Time{} }
func (memoryInfo) IsDir() bool        { return false }
func (memoryInfo) Sys() any           { return nil }
