package store

import (
	"database/sql/driver"
	"fmt"
	"io/fs"
	"net/url"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"
	"modernc.org/sqlite/vfs"
)

// datasetFiles is the file system of all open datasets. SQLite reads all of them through one vfs, because a vfs of the
// driver stays registered until the process ends.
type datasetFiles struct {
	byName sync.Map // names as SQLite knows them, to datasetFile
	opened atomic.Int64
}

type datasetFile struct {
	files fs.FS
	name  string
}

var (
	allFiles    datasetFiles
	registerVFS = sync.OnceValues(func() (name string, err error) {
		name, _, err = vfs.New(&allFiles)
		return name, err
	})
)

// Open opens a file for a connection.
func (d *datasetFiles) Open(name string) (fs.File, error) {
	if known, found := d.byName.Load(name); found {
		file := known.(datasetFile)
		return file.files.Open(file.name)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// A connector opens connections to one dataset file.
type connector struct {
	driver.Connector
	name string // in allFiles
}

// pageCache returns the size in bytes of the page cache of each connection. What does not fit is copied from the file
// again for each page that a query reads.
func pageCache(file int64) int64 { return min(max(file/5, 2<<20), 8<<20) }

// newConnector returns a connector to a file of some size.
func newConnector(files fs.FS, name string, size int64) (*connector, error) {
	system, err := registerVFS()
	if err != nil {
		return nil, err
	}
	unique := fmt.Sprintf("dataset-%d", allFiles.opened.Add(1))
	dsn := url.URL{Scheme: "file", Opaque: unique, RawQuery: url.Values{
		"vfs": {system}, "mode": {"ro"}, "immutable": {"1"},
		"_pragma": {"temp_store(memory)", "trusted_schema(0)", fmt.Sprintf("cache_size(-%d)", pageCache(size)>>10)},
	}.Encode()}
	base, err := sqlite.NewConnector(dsn.String())
	if err != nil {
		return nil, err
	}
	allFiles.byName.Store(unique, datasetFile{files, name})
	return &connector{base, unique}, nil
}

// Close is called when the database is closed. Connections in use keep the file that they have open.
func (c *connector) Close() error {
	allFiles.byName.Delete(c.name)
	return nil
}
