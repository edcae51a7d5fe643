// Package release opens dataset files, and watches for new ones, so that changes on disk cannot reach the answers of a
// running server. It reads a file of up to MaxInMemory bytes into memory. It keeps a larger one open, and Unchanged
// reports whether somebody has written to it since.
//
// Start at Embedded, or at NewSource, which tells where releases come from, and Watcher, which opens them as they come.
// Remote is a release without a file, in a database server.
// The package depends on the standard library, and on golang.org/x/sys for the state of a file.
package release

import (
	"bytes"
	"database/sql/driver"
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

// MaxInMemory is the size in bytes up to which a file is read into memory.
const MaxInMemory = 64 << 20

// ErrChanged reports that a dataset file was changed while it was open.
var ErrChanged = errors.New("the dataset file was changed while it was being served")

// A Release is a dataset file with the content that it had when it was opened. As an fs.FS it holds this one file,
// under its Name.
type Release struct {
	content interface {
		io.ReaderAt
		Size() int64
	}
	name   string
	info   fs.FileInfo
	heap   int64    // bytes
	pinned *os.File // nil if the content is in memory
	digest string   // by which it was fetched; "" for a local file
	state  atomic.Pointer[state]
	failed atomic.Bool // a change was seen
	remote *remote     // nil for a file
}

// A remote release is in a database server.
type remote struct {
	connector driver.Connector
	unchanged func() error
}

// Embedded returns a release whose content is part of the program.
func Embedded(content, name string) *Release {
	return &Release{content: strings.NewReader(content), name: name, info: memoryInfo{name, int64(len(content))}}
}

// Remote returns a release that is not a file but in a database server. The digest identifies it. unchanged returns an
// error once the server holds another one.
func Remote(name, digest string, connector driver.Connector, unchanged func() error) *Release {
	return &Release{
		content: strings.NewReader(""), name: name, info: memoryInfo{name, 0}, digest: digest,
		remote: &remote{connector, unchanged},
	}
}

// Connector returns what opens connections to a release in a database server. It is nil for a file.
func (r *Release) Connector() driver.Connector {
	if r.remote == nil {
		return nil
	}
	return r.remote.connector
}

// Digest returns the digest by which a release was found, or "" for a local file.
func (r *Release) Digest() string { return r.digest }

// Open opens the file at a path. Errors name the path as it was given, not the absolute one.
func Open(path string) (*Release, error) { return openFile(path, MaxInMemory) }

func openFile(path string, maxInMemory int64) (*Release, error) {
	// Opening a named pipe would wait for its writer.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open %s: not a regular file", path)
	}
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
	content := make([]byte, first.size)
	_, failed := io.ReadFull(file, content)
	if last, err := stateOf(file); err != nil || failed != nil || !last.hasContentOf(first) {
		return nil, errors.New("the file changed while it was being read: write it elsewhere and move it here (mv)")
	}
	r.content, r.heap = bytes.NewReader(content), first.size
	return r, nil
}

// Name returns the name of the file in the fs.FS.
func (r *Release) Name() string { return r.name }

// Heap returns how many bytes of the Go heap the content takes.
func (r *Release) Heap() int64 { return r.heap }

// Content returns a new reader of the whole file.
func (r *Release) Content() *io.SectionReader {
	return io.NewSectionReader(r.content, 0, r.content.Size())
}

func (r *Release) Close() error {
	if r.pinned == nil {
		return nil
	}
	return r.pinned.Close()
}

// A state holds the attributes of a file that change when somebody writes to it.
type state struct {
	size            int64
	modified, ctime time.Time // ctime: when data, owner, mode or number of links last changed
	links           uint64
}

// hasContentOf reports whether a file has the content that it had in an earlier state. If another file took its name
// (mv new.db served.db), it only lost a link, which changes ctime.
func (s state) hasContentOf(before state) bool {
	return s == before || s.size == before.size && s.modified.Equal(before.modified) && s.links != before.links
}

// Unchanged returns ErrChanged once the size, the modification time or the change time of the file differs from when it
// was opened, and ever after. A file in memory never changes.
func (r *Release) Unchanged() error {
	if r.remote != nil {
		return r.remote.unchanged()
	}
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
	case err == nil && now.hasContentOf(*before):
		r.state.CompareAndSwap(before, &now)
		return nil
	}
	r.failed.Store(true)
	return ErrChanged
}

var _ fs.FS = (*Release)(nil)

// Open returns a file with its own offset into the shared content.
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
